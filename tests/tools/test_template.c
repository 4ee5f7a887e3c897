// SPDX-License-Identifier: EUPL-1.2
//
// What the compiler of views refuses, and on which line.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "template.h"

// Three lines stand before each body, so that a wrong count shows.
#define HEAD "<!-- view: x(const struct x *v)\nfrom \"x.h\" -->\n\n"

static bool compile(struct arena *arena, const char *text, struct template *view,
                    struct template_fault *fault) {
    return template_compile(arena, "x.html", str_of(text), view, fault);
}

static const struct {
    const char *text;
    size_t line;
    const char *message;
} refused[] = {
    // The declaration
    {"<p></p>", 1, "a view begins with"},
    {"<!-- view: x(", 1, "a view begins with"},
    {"<!-- view: x(struct x *v) from \"x.h\" -->", 1, "const struct"},
    {"<!-- view: x(const struct x v) from \"x.h\" -->", 1, "const struct"},
    {"<!-- view: x(const struct x *out) from \"x.h\" -->", 1, "const struct"},
    {"<!-- view: x(const struct x *v) -->", 1, "expected from"},
    {"<!-- view: x(const struct x *v) from \"x.h\\n\" -->", 1, "expected from"},
    {"<!-- view: x() from \"x.h\" -->", 1, "a view begins with"},
    {"<!-- view: 1(const struct x *v) from \"x.h\" -->", 1, "a view begins with"},
    // Places where nothing may be filled in
    {HEAD "<script>\n{{v.a}}</script>", 5, "nothing may be filled in"},
    {HEAD "<style>{{v.a}}</style>", 4, "nothing may be filled in"},
    {HEAD "<p onclick=\"{{v.a}}\">", 4, "nothing may be filled in"},
    {HEAD "<p ONCLICK='{{v.a}}'>", 4, "nothing may be filled in"},
    {HEAD "<p style=\"{{v.a}}\">", 4, "nothing may be filled in"},
    {HEAD "<p hx-on:click=\"{{v.a}}\">", 4, "nothing may be filled in"},
    {HEAD "<p data-hx-vals=\"{{v.a}}\">", 4, "nothing may be filled in"},
    {HEAD "<iframe srcdoc=\"{{v.a}}\">", 4, "nothing may be filled in"},
    {HEAD "<p id={{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<p id=a{{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<p {{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<p a{{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<{{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<h{{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<!doctype {{v.a}}>", 4, "nothing may be filled in"},
    {HEAD "<p>\n<!-- {{v.a}} -->", 5, "the comment is not closed"},
    {HEAD "<script src=\"{{v.a}}\"></script>", 4, "only {{asset"},
    {HEAD "<script src=\"/a/{{v.a}}\"></script>", 4, "nothing may be filled in"},
    {HEAD "<base href=\"{{v.a}}\">", 4, "only {{asset"},
    {HEAD "<script>{{#if v.a}}{{/if}}</script>", 4, "no block can begin"},
    {HEAD "<p id={{#if v.a}}a{{/if}}>", 4, "no block can begin"},
    {HEAD "<title></titlex>{{> y}}</title>", 4, "a view can only stand between tags"},
    {HEAD "<p title=\"{{> y}}\">", 4, "a view can only stand between tags"},
    // URLs
    {HEAD "<a href=\"javascript:x\">", 4, "a URL begins with"},
    {HEAD "<a href=\"//example.org\">", 4, "a URL begins with"},
    {HEAD "<a href=\"/\\example.org\">", 4, "a URL begins with"},
    {HEAD "<a href=\"day\">", 4, "a URL begins with"},
    {HEAD "<a href=\" /\">", 4, "a URL begins with"},
    {HEAD "<a href=\"http{{v.a}}\">", 4, "a URL begins with"},
    {HEAD "<a href=/a>", 4, "must be quoted"},
    {HEAD "<a href=\"{{#if v.a}}/{{/if}}{{v.b}}\">", 4, "nothing may be filled in"},
    {HEAD "<a href=\"{{#if v.a}}/{{/if}}/b\">", 4, "on one way through the view only"},
    {HEAD "<a href=\"{{t \"a.b\"}}\">", 4, "no text of the catalogue"},
    {HEAD "<p>{{asset \"a.css\"}}</p>", 4, "an asset stands as the whole"},
    {HEAD "<a href=\"/x{{asset \"a.css\"}}\">", 4, "an asset stands as the whole"},
    {HEAD "<a href=\"{{asset a.css}}\">", 4, "expected {{asset"},
    // Markup
    {HEAD "1 < 2", 4, "begins no tag"},
    {HEAD "<p\nid=>", 5, "must be quoted"},
    {HEAD "<p id=\"a\"class=\"b\">", 4, "after a blank"},
    {HEAD "<p \"a\">", 4, "begins with a letter"},
    {HEAD "<p a\"b>", 4, "the name of an attribute"},
    {HEAD "<p!>", 4, "the name of a tag"},
    {HEAD "<p aaaaaaaaaabbbbbbbbbbccccccccccdd>", 4, "not longer than 31"},
    {HEAD "<p", 4, "ends inside a tag"},
    {HEAD "<title>", 4, "ends inside a tag"},
    // Blocks
    {HEAD "\n{{#if v.a}}\n\n", 5, "the block is not closed"},
    {HEAD "{{/if}}", 4, "{{/if}} without {{#if}}"},
    {HEAD "{{#if v.a}}{{/for}}", 4, "{{/for}} without {{#for}}"},
    {HEAD "{{else}}", 4, "{{else}} without"},
    {HEAD "{{#if v.a}}{{else}}{{else}}{{/if}}", 4, "{{else}} without"},
    {HEAD "{{#for a in v.a}}{{else}}{{/for}}", 4, "{{else}} without"},
    {HEAD "{{#if v.a}}{{else unless v.b}}{{/if}}", 4, "expected {{else}}"},
    {HEAD "{{#if v.a}}<p {{/if}}>", 4, "in another place"},
    {HEAD "{{#if v.a}}<p {{else}}<b {{/if}}>", 4, "in different places"},
    {HEAD "<p {{#if v.a}}id=\"{{else}}id='{{/if}}x\">", 4, "in different places"},
    {HEAD "{{#for a in v.a}}<p {{/for}}>", 4, "in another place"},
    {HEAD "{{#if v.a and v.b or v.c}}{{/if}}", 4, "“and” and “or”"},
    {HEAD "{{#if v.a v.b}}{{/if}}", 4, "expected"},
    {HEAD "{{#if}}{{/if}}", 4, "is not a field"},
    {HEAD "{{#for v in v.a}}{{/for}}", 4, "is taken"},
    {HEAD "{{#for lang in v.a}}{{/for}}", 4, "is taken"},
    {HEAD "{{#for a of v.a}}{{/for}}", 4, "expected {{#for"},
    // Names
    {HEAD "{{w.a}}", 4, "there is no “w”"},
    {HEAD "{{#for a in v.a}}{{/for}}{{a.b}}", 4, "there is no “a”"},
    {HEAD "{{v.a;}}", 4, "is not a field"},
    {HEAD "{{v.a-b}}", 4, "is not a field"},
    {HEAD "{{v..a}}", 4, "is not a field"},
    {HEAD "{{v.}}", 4, "is not a field"},
    {HEAD "{{v.a", 4, "{{ without }}"},
    {HEAD "{{}}", 4, "is not understood"},
    {HEAD "{{v.a v.b}}", 4, "is not understood"},
    {HEAD "{{t \"A\"}}", 4, "is no key"},
    {HEAD "{{t w.a}}", 4, "there is no “w”"},
    {HEAD "{{t \"a\" w.a}}", 4, "there is no “w”"},
    {HEAD "{{> a b c}}", 4, "expected {{> view}}"},
    {HEAD "{{> 1}}", 4, "expected {{> view}}"},
};

static void test_refused(void **state) {
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct template view;
        struct template_fault fault = {0};
        if (compile(*state, refused[i].text, &view, &fault))
            fail_msg("was not refused: %s", refused[i].text);
        if (fault.line != refused[i].line || !strstr(fault.message, refused[i].message))
            fail_msg("%s\nwas refused with line %zu: %s", refused[i].text, fault.line,
                     fault.message);
    }
}

static void test_depth(void **state) {
    struct arena *arena = *state;
    for (size_t depth = TEMPLATE_DEPTH_MAX; depth <= TEMPLATE_DEPTH_MAX + 1; depth++) {
        struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
        buf_add_c(&buf, HEAD);
        for (size_t i = 0; i < depth; i++)
            buf_add_c(&buf, "{{#if v.a}}");
        for (size_t i = 0; i < depth; i++)
            buf_add_c(&buf, "{{/if}}");
        struct str text;
        struct template view;
        struct template_fault fault;
        assert_true(buf_done(&buf, &text, NULL));
        assert_int_equal(template_compile(arena, "x", text, &view, &fault),
                         depth == TEMPLATE_DEPTH_MAX);
    }
}

static void test_declaration(void **state) {
    struct template view;
    struct template_fault fault;
    assert_true(compile(*state, HEAD "{{> y}}{{> z v.z}}", &view, &fault));
    assert_true(str_is(view.name, "x"));
    assert_true(str_is(view.type, "x"));
    assert_true(str_is(view.parameter, "v"));
    assert_true(str_is(view.header, "x.h"));
    assert_false(view.uses_assets);
    assert_int_equal(view.uses.n, 2);
    assert_true(str_is(view.uses.items[1].name, "z"));
    assert_true(view.uses.items[1].has_argument);
    assert_int_equal(view.uses.items[1].line, 4);
    assert_true(
        compile(*state, "<!-- view: x() --><img src=\"{{asset \"a.svg\"}}\">", &view, &fault));
    assert_true(view.uses_assets);
    assert_int_equal(view.type.n, 0);
}

static void test_no_memory(void **state) {
    (void)state;
    const char *text = HEAD "<p title=\"{{v.a}}\">{{#for a in v.b}}{{#if a.c and not a.d}}"
                            "{{t \"k\" a.e}}{{/if}}{{/for}}{{> y v.f}}";
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    size_t all = 0;
    for (size_t at = 0; at <= all; at++) {
        arena_reset(arena);
        arena_fail_at(at);
        struct template view;
        struct template_fault fault;
        assert_int_equal(compile(arena, text, &view, &fault), at == 0);
        if (!at)
            all = arena_count();
    }
    assert_true(all > 0);
    arena_fail_at(0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_declaration),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
