// SPDX-License-Identifier: EUPL-1.2
//
// The views of views/, compiled by the build, show what they should.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "test_views_generated.h"

static const struct sample_person person = {.name = {"<Kim>", 5}};
static const struct sample_row row = {.name = {"R&D", 3}, .days = 3, .late = true};
static struct sample_row rows[] = {
    {.name = {"a\"b", 3}, .days = -1, .late = true},
    {.name = {"c", 1}, .days = 2},
};
static struct str names[] = {{"x", 1}, {"<y>", 3}};

static struct sample_view sample(void) {
    struct sample_view view = {
        .text = STR("a<b>&\"'/å"),
        .other = STR("javascript:alert(1)"),
        .url = STR("/day?a=1&b=2"),
        .markup = HTML("<em>1</em>"),
        .number = -7,
        .size = 9,
        .label = T_weekday_friday,
        .row = row,
        .row_pointer = &row,
        .person = &person,
    };
    view.rows.items = rows;
    view.rows.n = COUNT(rows);
    view.names.items = names;
    view.names.n = COUNT(names);
    return view;
}

static void assert_view(struct arena *arena,
                        void (*show)(struct html_out *, enum language, const struct sample_view *),
                        const struct sample_view *view, const char *expected) {
    struct html_out out = html_new(arena, BUF_DEFAULT_MAX);
    struct html html;
    show(&out, LANGUAGE_SV, view);
    assert_true(html_done(&out, &html, NULL));
    assert_string_equal(html.p, expected);
}

static void test_fill(void **state) {
    struct sample_view view = sample();
    assert_view(*state, view_fill, &view,
                "<!doctype html>\n<html lang=\"sv\">\n"
                "<title>a&lt;b&gt;&amp;&quot;&#39;/å</title>\n"
                "<p title=\"a&lt;b&gt;&amp;&quot;&#39;/å\" data-n='-7'>"
                "a&lt;b&gt;&amp;&quot;&#39;/å <em>1</em>\n-7/9</p>\n"
                "<a href=\"/day?a=1&amp;b=2\">x</a>\n"
                "<a href=\"/person/a%3Cb%3E%26%22%27%2F%C3%A5?n=-7&amp;q="
                "javascript%3Aalert%281%29#9\">y</a>\n"
                "<form action='#' hx-get:inherited=\"/day?a=1&amp;b=2\" "
                "hx-target=\"#a&lt;b&gt;&amp;&quot;&#39;/å\"></form>\n"
                "<textarea rows=3>\n  a&lt;b&gt;&amp;&quot;&#39;/å</textarea>\n"
                "<pre>\n    a   &lt;Kim&gt;\n    b</pre>\n</html>\n");
}

static void test_blocks(void **state) {
    struct sample_view view = sample();
    assert_view(*state, view_blocks, &view,
                "text\n<ul>\n\n<li class=\"late\"  id=\"a&quot;b\">-1 x &lt;y&gt;</li>\n"
                "\n<li  id=\"c\">2 x &lt;y&gt;</li>\n<p>p</p>\n<input >\n"
                "<a class=\"a\" href=\"/y/a%3Cb%3E%26%22%27%2F%C3%A5\">z</a>\n");
    view.flag = view.other_flag = true;
    view.rows.n = 0;
    view.person = NULL;
    assert_view(*state, view_blocks, &view,
                "flag\n\n<p>p</p>\n<input  checked disabled >\n"
                "<a class=\"a b\" href=\"/x\">z</a>\n");
}

static void test_include(void **state) {
    struct sample_view view = sample();
    assert_view(*state, view_include, &view,
                "<i>frame</i>\n<b>R&amp;D</b>\n<b>R&amp;D</b>\n<b>a&quot;b</b>\n<b>c</b>\n\n"
                "<p>-7 dagar sent, <em>1</em> dagar sent, fredag.</p>\n"
                "<p title=\"Dagen ”a&lt;b&gt;&amp;&quot;&#39;/å” finns inte.\">"
                "Dagen ”a&lt;b&gt;&amp;&quot;&#39;/å” finns inte.</p>\n");
}

static void test_no_memory(void **state) {
    (void)state;
    struct sample_view view = sample();
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    size_t all = 0;
    for (size_t at = 0; at <= all; at++) {
        arena_reset(arena);
        arena_fail_at(at);
        struct html_out out = html_new(arena, BUF_DEFAULT_MAX);
        struct html html;
        struct error err;
        view_include(&out, LANGUAGE_SV, &view);
        assert_int_equal(html_done(&out, &html, &err), at == 0);
        if (at)
            assert_int_equal(err.code, ERR_MEMORY);
        else
            all = arena_count();
    }
    assert_true(all > 0);
    arena_fail_at(0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_include),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
