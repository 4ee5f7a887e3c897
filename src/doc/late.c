// SPDX-License-Identifier: EUPL-1.2
#include "doc/late.h"

#include <dlfcn.h>
#include <string.h>

static bool fail(const char *library, struct error *err) {
    const char *why = dlerror();
    return error_set(err, ERR_IO, "document.library", library, why ? why : "", NULL);
}

bool late_load(const char *library, const struct late_function *functions, size_t count,
               void *table, struct error *err) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle)
        return fail(library, err);
    for (size_t i = 0; i < count; i++) {
        void *function = dlsym(handle, functions[i].name);
        if (!function)
            return fail(library, err);
        memcpy((char *)table + functions[i].offset, &function, sizeof(function));
    }
    return true;
}
