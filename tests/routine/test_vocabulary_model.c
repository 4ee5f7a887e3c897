// SPDX-License-Identifier: EUPL-1.2
//
// The vocabulary as routines and readers see it.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "support/arena_fixture.h"

#include <expat.h>

#include "base/file.h"
#include "routine/routine.h"
#include "routine/vocabulary_model.h"
#include "support/cases.h"

#define NAMES_MAX 400
#define NAME_SIZE 100

static void test_type_names(void **state) {
    assert_string_equal(type_name(*state, "beslut om anslutning").p, "tBeslutOmAnslutning");
    assert_string_equal(type_name(*state, "åtagande").p, "tÅtagande");
    assert_string_equal(type_name(*state, "ärende").p, "tÄrende");
    assert_string_equal(type_name(*state, "VILS och övrigt").p, "tVILSOchÖvrigt");
}

// Names that must differ: of the types, and of the components of one type.
struct names {
    char types[NAMES_MAX][NAME_SIZE], components[NAMES_MAX][NAME_SIZE];
    size_t type_count, component_count;
    size_t references;
    char referred[NAMES_MAX * 5][NAME_SIZE];
    bool in_reference;
};

static void add_name(char (*names)[NAME_SIZE], size_t *count, const char *name) {
    for (size_t i = 0; i < *count; i++)
        assert_string_not_equal(names[i], name);
    assert_true(*count < NAMES_MAX && strlen(name) < NAME_SIZE);
    memcpy(names[(*count)++], name, strlen(name) + 1);
}

static const char *attribute(const char **attributes, const char *name) {
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return NULL;
}

static void element(void *data, const char *name, const char **attributes) {
    struct names *names = data;
    if (strcmp(name, "itemDefinition") == 0) {
        add_name(names->types, &names->type_count, attribute(attributes, "name"));
        names->component_count = 0;
    }
    if (strcmp(name, "itemComponent") == 0)
        add_name(names->components, &names->component_count, attribute(attributes, "name"));
    names->in_reference = strcmp(name, "typeRef") == 0;
}

static void text(void *data, const char *characters, int n) {
    struct names *names = data;
    if (!names->in_reference)
        return;
    size_t before = strlen(names->referred[names->references]);
    assert_true(before + (size_t)n < NAME_SIZE);
    memcpy(names->referred[names->references] + before, characters, (size_t)n);
}

static void element_end(void *data, const char *name) {
    struct names *names = data;
    if (strcmp(name, "typeRef") == 0)
        names->references++;
    names->in_reference = false;
}

static bool is_known(const struct names *names, const char *type) {
    static const char *const own[] = {"string", "number", "boolean", "date", "time", "dateTime"};
    for (size_t i = 0; i < COUNT(own); i++)
        if (strcmp(type, own[i]) == 0)
            return true;
    for (size_t i = 0; i < names->type_count; i++)
        if (strcmp(type, names->types[i]) == 0)
            return true;
    return false;
}

static void test_names_differ_and_types_exist(void **state) {
    struct names *names = ARENA_NEW((struct arena *)*state, struct names);
    struct str xml;
    assert_true(vocabulary_model(*state, &xml, NULL));
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, names);
    XML_SetElementHandler(parser, element, element_end);
    XML_SetCharacterDataHandler(parser, text);
    assert_int_equal(XML_Parse(parser, xml.p, (int)xml.n, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    assert_true(names->references > 100);
    for (size_t i = 0; i < names->references; i++)
        if (!is_known(names, names->referred[i]))
            fail_msg("the type %s is not defined", names->referred[i]);
}

static void test_the_page_is_the_committed_one(void **state) {
    struct str page, committed;
    assert_true(vocabulary_page(*state, &page, NULL));
    assert_true(
        file_read(*state, source_path(*state, "docs/vocabulary.md").p, 1 << 20, &committed, NULL));
    if (!str_eq(page, committed))
        fail_msg("docs/vocabulary.md is not what `vaka vocabulary --markdown` writes");
}

static void test_every_allocation_fails_once(void **state) {
    (void)state;
    for (size_t at = 1;; at++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct str text_out;
        struct error err = {0};
        arena_fail_at(at);
        bool done =
            vocabulary_model(arena, &text_out, &err) && vocabulary_page(arena, &text_out, &err);
        bool reached = arena_count() >= at;
        arena_fail_at(0);
        assert_int_equal(done, !reached);
        if (done)
            return;
        assert_int_equal(err.code, ERR_MEMORY);
    }
}

#define TEST(f) TEST_WITH_ARENA(f)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_type_names),
        TEST(test_names_differ_and_types_exist),
        TEST(test_the_page_is_the_committed_one),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
