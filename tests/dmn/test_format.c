// SPDX-License-Identifier: EUPL-1.2
//
// The canonical form of a model: says the same as the model, and is its own form.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "dmn/format.h"
#include "dmn/xml.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

static bool same_text(struct str a, struct str b) {
    return str_eq(str_trim(a), str_trim(b));
}

// Do two trees say the same, but for the blanks around texts?
static bool same_tree(const struct xml *a, const struct xml *b) {
    if (!str_eq(a->name, b->name) || !str_eq(a->namespace_uri, b->namespace_uri) ||
        a->attribute_count != b->attribute_count || !same_text(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->attribute_count; i++)
        if (!str_eq(a->attributes[i].name, b->attributes[i].name) ||
            !str_eq(a->attributes[i].value, b->attributes[i].value))
            return false;
    const struct xml *x = a->first, *y = b->first;
    for (; x && y; x = x->next, y = y->next)
        if (!same_tree(x, y))
            return false;
    return !x && !y;
}

static void assert_formats(struct arena *arena, const char *relative) {
    struct str path = source_path(arena, relative), xml, once, twice;
    struct xml *before, *after;
    assert_true(file_read(arena, path.p, 1 << 20, &xml, NULL));
    assert_true(dmn_format_xml(arena, STR("x"), xml, &once, NULL));
    assert_true(dmn_format_xml(arena, STR("x"), once, &twice, NULL));
    assert_text(twice, once.p);
    assert_true(xml_parse(arena, STR("x"), xml, &before, NULL));
    assert_true(xml_parse(arena, STR("x"), once, &after, NULL));
    assert_true(same_tree(before, after));
}

static void test_models_say_the_same(void **state) {
    assert_formats(*state, "tests/dmn/models/routine.dmn");
    assert_formats(*state, "tests/dmn/models/vocabulary.dmn");
    assert_formats(*state, "tests/dmn/check/numbers.dmn");
    assert_formats(*state, "routines/hemsjukvard/routine.dmn");
}

static void assert_form(struct arena *arena, const char *xml, const char *expected) {
    struct str once, twice;
    assert_true(dmn_format_xml(arena, STR("x"), str_of(xml), &once, NULL));
    assert_text(once, expected);
    assert_true(dmn_format_xml(arena, STR("x"), once, &twice, NULL));
    assert_text(twice, expected);
}

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static void test_form(void **state) {
    assert_form(*state,
                "<?a b?><!-- c --><d:e xmlns:d='urn:d'><d:text>\n <![CDATA[1 < 2]]> \n</d:text>"
                "</d:e>",
                HEAD "<?a b?>\n<!-- c -->\n<d:e xmlns:d=\"urn:d\">\n"
                     "  <d:text>1 &lt; 2</d:text>\n</d:e>\n");
    assert_form(*state, "<a b='&quot;&#10;&lt;&amp;'>  \n </a>",
                HEAD "<a b=\"&quot;&#10;&lt;&amp;\"/>\n");
    assert_form(*state, "<a><text>\n \u00a0 </text></a>", HEAD "<a>\n  <text/>\n</a>\n");
    assert_form(*state, "<a>text <b> <c/></b>\n</a>", HEAD "<a>text <b> <c/></b>\n</a>\n");
    assert_form(*state, "<a xml:space='preserve'> <b/> </a>",
                HEAD "<a xml:space=\"preserve\"> <b/> </a>\n");
    assert_form(*state, "<a><description> kept </description><b><!-- d --></b></a>",
                HEAD "<a>\n  <description> kept </description>\n  <b>\n    <!-- d -->\n"
                     "  </b>\n</a>\n");
}

static void test_what_is_not_formatted(void **state) {
    struct error err = {0};
    struct str text;
    assert_false(dmn_format_xml(*state, STR("x"), STR("<!DOCTYPE a><a/>"), &text, &err));
    assert_string_equal(err.key, "dmn.doctype");
    assert_int_equal(err.line, 1);
    error_clear(&err);
    assert_false(dmn_format_xml(*state, STR("x"), STR("<a>\n<b></a>"), &text, &err));
    assert_string_equal(err.key, "dmn.xml-syntax");
    assert_int_equal(err.line, 2);
    assert_string_equal(err.file, "x");
}

static void test_every_allocation_may_fail(void **state) {
    static const char xml[] = "<a b='c'>text<d/><!-- e --><?f g?></a>";
    struct error err = {0};
    struct str text;
    bool done = false;
    (void)state;
    for (size_t n = 1; !done && n < 1000; n++) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        assert_non_null(arena);
        arena_fail_at(n);
        error_clear(&err);
        done = dmn_format_xml(arena, STR("x"), str_of(xml), &text, &err);
        arena_fail_at(0);
        assert_true(done || err.code == ERR_MEMORY);
        arena_free(arena);
    }
    assert_true(done);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_models_say_the_same),
        TEST_WITH_ARENA(test_form),
        TEST_WITH_ARENA(test_what_is_not_formatted),
        TEST_WITH_ARENA(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
