// SPDX-License-Identifier: EUPL-1.2
//
// XML: read as a tree, or refused with a place; what can be read has a canonical form, which is its
// own form.
#include <assert.h>

#include "dmn/format.h"
#include "dmn/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
    struct str text = {(const char *)data, size}, once, twice;
    struct error err = {0};
    struct xml *root;
    if (!arena)
        return 0;
    if (!xml_parse(arena, STR("fuzz.xml"), text, &root, &err)) {
        assert(err.key && (err.line >= 1 || err.code == ERR_MEMORY || err.code == ERR_LIMIT));
        return 0;
    }
    if (!dmn_format_xml(arena, STR("fuzz.xml"), text, &once, &err)) {
        assert(err.key);
        return 0;
    }
    if (!dmn_format_xml(arena, STR("fuzz.xml"), once, &twice, &err)) {
        assert(err.code == ERR_MEMORY || err.code == ERR_LIMIT);
        return 0;
    }
    assert(str_eq(once, twice));
    return 0;
}
