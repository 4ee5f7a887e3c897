// SPDX-License-Identifier: EUPL-1.2
#include "cli/dmn_files.h"

#include "base/file.h"
#include "dmn/xml.h"
#include "routine/routine.h"

static struct str folder_of(struct str path) {
    for (size_t n = path.n; n > 0; n--)
        if (path.p[n - 1] == '/')
            return str_sub(path, 0, n - 1);
    return STR(".");
}

static bool resolve(void *context, struct arena *arena, struct str namespace_uri,
                    struct str *ret_file, struct str *ret_xml, struct error *err) {
    struct str folder = folder_of(str_of(context)), *names;
    char *path = str_c(arena, folder), *uri = str_c(arena, namespace_uri);
    size_t count;
    if (!path || !uri)
        return error_memory(err);
    if (!file_list(arena, path, ".dmn", &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str file =
            str_printf(arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(names[i]));
        struct xml *root;
        if (!file.p)
            return error_memory(err);
        if (!file_read(arena, file.p, MODEL_MAX, ret_xml, err))
            return false;
        // A neighbour that is no XML is none of ours.
        if (!xml_parse(arena, file, *ret_xml, &root, NULL) ||
            !str_eq(xml_attribute(root, "namespace"), namespace_uri))
            continue;
        *ret_file = file;
        return true;
    }
    if (!str_is(namespace_uri, VOCABULARY_NAMESPACE))
        return error_set(err, ERR_MISSING, "dmn.import-missing", uri, NULL);
    *ret_file = STR("vokabulär");
    return vocabulary_model(arena, ret_xml, err);
}

bool dmn_file_load(struct arena *arena, const char *path, enum dmn_mode mode,
                   const struct dmn_model **ret_model, struct error *err) {
    struct dmn_resolver resolver = {.context = (void *)path, .resolve = resolve};
    struct str xml;
    return file_read(arena, path, MODEL_MAX, &xml, err) &&
           dmn_load(arena, str_of(path), xml, mode, &resolver, ret_model, err);
}
