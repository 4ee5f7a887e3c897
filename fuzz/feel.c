// SPDX-License-Identifier: EUPL-1.2
//
// Expressions in both modes: read, and when they can be read, evaluated under small ceilings. What
// is yielded can be written; in strict mode a refusal has a key and a place.
#include <assert.h>

#include "base/utf8.h"
#include "feel/compiler.h"
#include "feel/machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// "x" is a list of contexts with an optional number, "å b" a number.
static bool add_names(struct feel_compiler *c, struct feel_kind *kinds, struct feel_field *fields) {
    fields[0] = (struct feel_field){STR("a"), feel_kind_of(FEEL_NUMBER), true};
    fields[1] = (struct feel_field){STR("b c"), feel_kind_of(FEEL_DATE), false};
    kinds[0] =
        (struct feel_kind){.type = FEEL_CONTEXT, .fields = fields, .count = 2, .closed = true};
    kinds[1] = (struct feel_kind){.type = FEEL_LIST, .of = &kinds[0]};
    return feel_scope_add_global(c, STR("x"), 0, &kinds[1], false) &&
           feel_scope_add_global(c, STR("å b"), 1, feel_kind_of(FEEL_NUMBER), false);
}

static void try_text(struct arena *arena, struct str text, bool strict, bool tests) {
    struct feel_source source = {STR("fuzz"), STR(""), text, NULL, 0};
    struct feel_value globals[2] = {feel_null(), feel_int(3)}, value, args[1] = {feel_int(5)};
    struct feel_list empty = {0};
    struct feel_kind kinds[2];
    struct feel_field fields[2];
    struct feel_scope scope = {0};
    struct error err = {0};
    struct feel_compiler c = {.arena = arena, .strict = strict, .err = &err};
    struct feel_code code = {0};
    uint32_t slot;
    globals[0] = feel_list_of(&empty);
    feel_scope_push(&c, &scope);
    if (!add_names(&c, kinds, fields) ||
        (tests && !feel_scope_add(&c, STR("?"), feel_kind_of(FEEL_NUMBER), false, &slot)))
        return;
    bool read =
        tests ? feel_compile_tests(&c, &source, &code.body) : feel_compile(&c, &source, &code.body);
    if (!read) {
        assert(err.key && (err.line >= 1 || err.code == ERR_MEMORY || err.code == ERR_LIMIT));
        return;
    }
    code.frame_size = c.frame_size;
    struct feel_machine m = {.arena = arena,
                             .strict = strict,
                             .steps = 20000,
                             .depth = 100,
                             .list_size = 1000,
                             .globals = globals,
                             .err = &err};
    struct str written;
    if (feel_run(&m, &code, args, tests, &value))
        assert(feel_text(arena, &value, &written, &err) || err.key);
    else
        assert(err.key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = {(const char *)data, size};
    if (!utf8_valid(text))
        return 0;
    for (int i = 0; i < 4; i++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
        if (arena)
            try_text(arena, text, i & 1, i & 2);
    }
    return 0;
}
