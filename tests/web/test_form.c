// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "web/form.h"

static struct form_fields parsed(struct arena *arena, const char *body) {
    struct form_fields fields = {0};
    struct error err;
    assert_true(form_parse(arena, str_of(body), &fields, &err));
    return fields;
}

static void test_pairs(void **state) {
    struct form_fields fields = parsed(*state, "a=1&b=%C3%A5+x%2B&&c&=d&a=2");
    assert_int_equal(fields.list.n, 5);
    assert_text(form_value(&fields, "a"), "1");
    assert_text(form_value(&fields, "b"), "å x+");
    assert_text(form_value(&fields, "c"), "");
    assert_text(form_value(&fields, ""), "d");
    assert_null(form_value(&fields, "e").p);
    fields = parsed(*state, "");
    assert_int_equal(fields.list.n, 0);
}

static void assert_refused(struct arena *arena, const char *body, const char *key) {
    struct form_fields fields = {0};
    struct error err;
    assert_false(form_parse(arena, str_of(body), &fields, &err));
    assert_string_equal(err.key, key);
}

static void test_refusals(void **state) {
    assert_refused(*state, "a=%", "request.broken");
    assert_refused(*state, "a=%4", "request.broken");
    assert_refused(*state, "a=%4g", "request.broken");
    assert_refused(*state, "%x0=1", "request.broken");
    assert_refused(*state, "a=%00", "text.not-utf8");
    assert_refused(*state, "a=%C3", "text.not-utf8");
    assert_refused(*state, "a=\xFF", "text.not-utf8");
    assert_refused(*state, "a=%ED%A0%80", "text.not-utf8");
}

static void test_field_ceiling(void **state) {
    struct buf buf = buf_new(*state, 1 << 16);
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++)
        buf_add_c(&buf, "a=&");
    struct str body;
    assert_true(buf_done(&buf, &body, NULL));
    assert_int_equal(parsed(*state, body.p).list.n, FORM_FIELDS_MAX);
    buf_add_c(&buf, "a=");
    assert_true(buf_done(&buf, &body, NULL));
    assert_refused(*state, body.p, "request.too-many-fields");
}

static const struct input_rule rules[] = {
    {"line", INPUT_LINE, REQUIRED},     {"text", INPUT_TEXT, OPTIONAL},
    {"secret", INPUT_SECRET, OPTIONAL}, {"number", INPUT_INT, OPTIONAL},
    {"flag", INPUT_FLAG, OPTIONAL},     {"path", INPUT_PATH, OPTIONAL},
    {"typed", INPUT_TYPED, OPTIONAL},
};
static const struct form form = {"form", WITH_VOCABULARY, SHOWS_FAULTS, COUNT(rules), rules};

static struct request bound(struct arena *arena, const char *body) {
    struct request request = {.arena = arena};
    struct form_fields fields = parsed(arena, body);
    struct error err;
    assert_true(form_bind(&request, NULL, &form, &fields, true, &err));
    return request;
}

static void test_types(void **state) {
    struct request request =
        bound(*state, "line=+A%CC%8A%0D%0Ab%01%09c+&text=1%0D%0A2%0D3%0A%7F&secret=+p%C3%A5+"
                      "&number=-7&flag=on&path=%2Fa%3Fb%3D1&typed=a%3D1%26b&unknown=x&line=again");
    assert_int_equal(request.fault_count, 0);
    assert_text(request_text(&request, "line"), "Å b c");
    assert_text(request_text(&request, "text"), "1\n2\n3");
    assert_text(request_text(&request, "secret"), " på ");
    assert_int_equal(request_int(&request, "number"), -7);
    assert_true(request_flag(&request, "flag"));
    assert_text(request_text(&request, "path"), "/a?b=1");
    assert_text(request_text(&request, "typed"), "a=1&b");
    assert_false(request_input(&request, "unknown")->present);
    assert_null(request_text(&request, "unknown").p);
}

static void test_absent(void **state) {
    struct request request = bound(*state, "line=x&flag=");
    assert_int_equal(request.fault_count, 0);
    assert_false(request_flag(&request, "flag"));
    assert_int_equal(request_int(&request, "number"), 0);
    assert_int_equal(request_text(&request, "text").n, 0);
}

static const char *fault_of(struct arena *arena, const char *name, const char *body) {
    struct request request = bound(arena, body);
    const char *fault = request_input(&request, name)->fault;
    assert_int_equal(request.fault_count, fault ? 1 : 0);
    return fault;
}

static void assert_ceiling(struct arena *arena, const char *name, const char *piece, size_t max) {
    struct buf buf = buf_new(arena, 1 << 20);
    buf_printf(&buf, "line=x&%s=", name);
    size_t start = str_is(str_of(name), "line") ? 7 : 0; // only one of them
    for (size_t i = 0; i < max; i++)
        buf_add_c(&buf, piece);
    struct str body;
    assert_true(buf_done(&buf, &body, NULL));
    assert_null(fault_of(arena, name, body.p + start));
    buf_add_c(&buf, piece);
    assert_true(buf_done(&buf, &body, NULL));
    assert_string_equal(fault_of(arena, name, body.p + start), "form.too-long");
    struct request request = bound(arena, body.p + start);
    assert_true(request_text(&request, name).n > max); // nothing is cut
}

static void test_faults(void **state) {
    assert_string_equal(fault_of(*state, "line", "line=+"), "form.missing");
    assert_string_equal(fault_of(*state, "line", ""), "form.missing");
    assert_string_equal(fault_of(*state, "number", "line=x&number=7x"), "form.not-a-number");
    assert_string_equal(fault_of(*state, "number", "line=x&number=99999999999999999999"),
                        "form.not-a-number");
    assert_ceiling(*state, "line", "%C3%A5", FORM_LINE_MAX);
    assert_ceiling(*state, "text", "%C3%A5", FORM_TEXT_MAX);
    assert_ceiling(*state, "secret", "x", FORM_SECRET_MAX);
    assert_ceiling(*state, "typed", "x", FORM_TYPED_MAX);
}

static void test_vocabulary(void **state) {
    struct request request =
        bound(*state, "line=x&f.next=1&f.tools=a&f.tools=b&f.empty=+&f.=y&g=z");
    assert_int_equal(request.typed_count, 4);
    assert_text(request.typed[0].name, "next");
    assert_text(request.typed[0].text, "1");
    assert_text(request.typed[1].text, "a");
    assert_text(request.typed[2].text, "b");
    assert_int_equal(request.typed[3].name.n, 0);
}

static void test_local_paths(void **state) {
    (void)state;
    assert_true(path_is_local(STR("/")));
    assert_true(path_is_local(STR("/arende/1?a=b#c")));
    assert_false(path_is_local(STR("")));
    assert_false(path_is_local(STR("x")));
    assert_false(path_is_local(STR("//elsewhere.example")));
    assert_false(path_is_local(STR("/\\elsewhere.example")));
    assert_false(path_is_local(STR("https://elsewhere.example")));
    assert_false(path_is_local(STR("/a\r\nSet-Cookie: x=y")));
    assert_false(path_is_local(STR("/å")));
}

static void test_encoding_again(void **state) {
    struct form_fields fields = parsed(*state, "csrf=x&f.a=%C3%A5+%26&secret=p&line=1&f.a=2");
    assert_text(form_encode(*state, &fields, &form), "f.a=%C3%A5%20%26&line=1&f.a=2");
}

static void walk(struct arena *arena) {
    struct request request = {.arena = arena};
    struct form_fields fields = {0};
    struct error err;
    bool done = form_parse(arena, STR("line=%C3%A5&text=b&number=1&f.x=1&f.y=2"), &fields, &err) &&
                form_bind(&request, NULL, &form, &fields, true, &err);
    assert_true(done || err.code == ERR_MEMORY);
}

static void test_no_memory(void **state) {
    (void)state;
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    arena_fail_at(0);
    walk(arena);
    size_t all = arena_count();
    assert_true(all > 10);
    for (size_t at = 1; at <= all; at++) {
        arena_reset(arena);
        arena_fail_at(at);
        walk(arena);
    }
    arena_fail_at(0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),          cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_field_ceiling),  cmocka_unit_test(test_types),
        cmocka_unit_test(test_absent),         cmocka_unit_test(test_faults),
        cmocka_unit_test(test_vocabulary),     cmocka_unit_test(test_local_paths),
        cmocka_unit_test(test_encoding_again), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
