// SPDX-License-Identifier: EUPL-1.2
//
// Expressions and unary tests that can be read, in plain words: what is said is UTF-8, and no
// tree is too odd to be left in FEEL.
#include <assert.h>

#include "base/utf8.h"
#include "feel/compiler.h"
#include "web/feel_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// "x" is a list, "å b" a number, "d" a date.
static bool add_names(struct feel_compiler *c, const struct feel_kind *list) {
    return feel_scope_add_global(c, STR("x"), 0, list, true) &&
           feel_scope_add_global(c, STR("å b"), 1, feel_kind_of(FEEL_NUMBER), false) &&
           feel_scope_add_global(c, STR("d"), 2, feel_kind_of(FEEL_DATE), true);
}

static void try_text(struct arena *arena, struct str text, bool strict, bool tests) {
    const struct feel_kind list = {.type = FEEL_LIST, .of = &feel_any};
    struct feel_source source = {STR("fuzz"), STR(""), text, NULL, 0};
    struct feel_scope scope = {0};
    struct error err = {0};
    struct feel_compiler c = {.arena = arena, .strict = strict, .err = &err};
    const struct feel_node *node = NULL;
    uint32_t slot;
    feel_scope_push(&c, &scope);
    if (!add_names(&c, &list) ||
        (tests && !feel_scope_add(&c, STR("?"), feel_kind_of(FEEL_NUMBER), true, &slot)))
        return;
    if (!(tests ? feel_compile_tests(&c, &source, &node) : feel_compile(&c, &source, &node)))
        return;
    for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
        struct str words =
            tests ? feel_test_words(arena, language, node) : feel_words(arena, language, node);
        assert(!words.p || (words.n && utf8_valid(words)));
    }
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
