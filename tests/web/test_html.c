// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "web/assets.h"
#include "web/html.h"

static void assert_out(struct html_out *out, const char *expected) {
    struct html html;
    assert_true(html_done(out, &html, NULL));
    assert_string_equal(html.p, expected);
    out->buf.n = 0;
}

static void test_escaping(void **state) {
    struct html_out out = html_new(*state, BUF_DEFAULT_MAX);
    HTML_TEXT(&out, STR("<script>\"a\" & 'b'</script>"));
    assert_out(&out, "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
    HTML_TEXT(&out, HTML("<b>"));
    HTML_VALUE(&out, STR("å\"ö"));
    assert_out(&out, "<b>å&quot;ö");
    HTML_TEXT(&out, STR_NONE);
    assert_out(&out, "");
}

static void test_numbers(void **state) {
    struct html_out out = html_new(*state, BUF_DEFAULT_MAX);
    HTML_TEXT(&out, INT64_MIN);
    HTML_TEXT(&out, STR(" "));
    HTML_TEXT(&out, SIZE_MAX);
    HTML_VALUE(&out, 7u);
    HTML_URL_PART(&out, -1);
    assert_out(&out, "-9223372036854775808 184467440737095516157-1");
}

static void test_urls(void **state) {
    static const struct {
        const char *url;
        bool safe;
    } cases[] = {
        {"", true},
        {"/", true},
        {"/day?a=1#b", true},
        {"?a", true},
        {"#a", true},
        {"https://example.org/", true},
        {"http://example.org", true},
        {"mailto:a@example.org", true},
        {"tel:+4690", true},
        {"//example.org", false},
        {"/\\example.org", false},
        {"/\t/example.org", false},
        {"\n/a", false},
        {" /a", false},
        {"/a\x7f", false},
        {"javascript:alert(1)", false},
        {"JavaScript:alert(1)", false},
        {"java\tscript:alert(1)", false},
        {"data:text/html,x", false},
        {"vbscript:x", false},
        {"https:", false},
        {"day", false},
    };
    struct html_out out = html_new(*state, BUF_DEFAULT_MAX);
    for (size_t i = 0; i < COUNT(cases); i++) {
        HTML_URL(&out, str_of(cases[i].url));
        assert_out(&out, cases[i].safe ? cases[i].url : "#");
        assert_int_equal(html_url_is_safe(str_of(cases[i].url)), cases[i].safe);
    }
    HTML_URL(&out, STR("/a?b=\"&c='"));
    assert_out(&out, "/a?b=&quot;&amp;c=&#39;");
    HTML_URL_PART(&out, STR("Aö9-._~/?#&=%\"' +:@"));
    assert_out(&out, "A%C3%B69-._~%2F%3F%23%26%3D%25%22%27%20%2B%3A%40");
}

static void test_truth(void **state) {
    (void)state;
    int64_t zero = 0, number = -1;
    const char *nothing = NULL;
    assert_true(HTML_TRUTH((bool)true) && !HTML_TRUTH((bool)false));
    assert_true(HTML_TRUTH(number) && !HTML_TRUTH(zero));
    assert_true(HTML_TRUTH((size_t)1) && !HTML_TRUTH((size_t)0));
    assert_true(HTML_TRUTH(STR("a")) && !HTML_TRUTH(STR("")));
    assert_true(HTML_TRUTH(HTML("a")) && !HTML_TRUTH(HTML("")));
    assert_true(HTML_TRUTH(&zero) && !HTML_TRUTH(nothing));
}

static void test_texts(void **state) {
    struct html_out out = html_new(*state, BUF_DEFAULT_MAX);
    struct html_arg text[] = {HTML_ARG(&out, STR("<1>"))};
    html_tr(&out, LANGUAGE_SV, T_date_no_such_day, text, 1);
    assert_out(&out, "Dagen ”&lt;1&gt;” finns inte.");
    struct html_arg markup[] = {HTML_ARG(&out, HTML("<b>1</b>"))};
    html_tr(&out, LANGUAGE_SV, T_date_no_such_day, markup, 1);
    assert_out(&out, "Dagen ”<b>1</b>” finns inte.");
    struct html_arg number[] = {HTML_VALUE_ARG(&out, (size_t)1)};
    html_tr(&out, LANGUAGE_EN, T_late_by_days, number, 1);
    assert_out(&out, "1 day late");
}

static void test_ceiling(void **state) {
    struct html_out out = html_new(*state, 4);
    struct html html;
    struct error err;
    HTML_TEXT(&out, STR("a&"));
    assert_false(html_done(&out, &html, &err));
    assert_int_equal(err.code, ERR_LIMIT);
}

static void test_assets(void **state) {
    (void)state;
    for (size_t i = 0; i < ASSET_COUNT; i++) {
        const char *path = asset_path((enum asset_id)i);
        const struct asset *asset = asset_by_path(str_of(path));
        assert_ptr_equal(asset, &asset_table[i]);
        assert_true(asset->n > 0);
        assert_int_equal(strncmp(path, "/assets/", 8), 0);
    }
    assert_string_equal(asset_table[ASSET_app_css].type, "text/css; charset=utf-8");
    assert_null(asset_by_path(STR("/assets/app.css")));
    assert_null(asset_by_path(STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaping), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_urls),     cmocka_unit_test(test_truth),
        cmocka_unit_test(test_texts),    cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_assets),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
