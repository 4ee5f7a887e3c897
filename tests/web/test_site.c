// SPDX-License-Identifier: EUPL-1.2
//
// The site's own table: what is answered to somebody who has no session. No route but the public
// ones may show anything, and none is reached without an app to ask: here is one that has nothing.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "app/internal.h"
#include "support/arena_fixture.h"
#include "web/dispatch.h"

static struct http_answer ask(struct arena *arena, enum method method, struct str target) {
    static struct app nothing;
    struct dispatch d = {
        .app = &nothing,
        .site = &site_vaka,
        .arena = arena,
        .in =
            {
                .method = method == METHOD_GET ? STR("GET") : STR("POST"),
                .target = target,
                .host = STR("vaka.test"),
                .content_type = STR("application/x-www-form-urlencoded"),
                .body = STR("f.next=2027-01-01&csrf=x"),
            },
    };
    dispatch_prepare(&d);
    dispatch_answer(&d);
    return d.out;
}

// The route's path with "1" for each parameter.
static struct str filled_in(struct arena *arena, const char *path) {
    struct buf buf = buf_new(arena, 1000);
    bool inside = false;
    for (; *path; path++) {
        if (*path == '{')
            buf_add_char(&buf, '1');
        inside = *path == '{' || (inside && *path != '}');
        if (!inside && *path != '}')
            buf_add_char(&buf, *path);
    }
    struct str text;
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

static bool has_page(enum method method, const char *path) {
    for (size_t i = 0; i < site_vaka.route_count; i++)
        if (site_vaka.routes[i].method == method && strcmp(site_vaka.routes[i].path, path) == 0)
            return true;
    return false;
}

static void assert_closed(const struct route *route, const struct http_answer *answer) {
    bool sent_away = answer->status == 303 && answer->location.p &&
                     str_starts(answer->location, STR("/logga-in"));
    bool carried =
        route->method == METHOD_POST && has_page(METHOD_GET, route->path) && answer->status == 401;
    bool refused = route->speed == STREAM && answer->status == 401 && !answer->live;
    if (!sent_away && !carried && !refused)
        fail_msg("%s: status %d without a session", route->path, answer->status);
    if (carried) // what was typed comes along
        assert_int_not_equal(str_find(answer->body, STR("f.next=2027-01-01")), STR_NOT_FOUND);
}

static void test_without_session(void **state) {
    assert_true(site_vaka.route_count > 20);
    for (size_t i = 0; i < site_vaka.route_count; i++) {
        const struct route *route = &site_vaka.routes[i];
        if (route->act == ACT_SEND) // opened by a key instead of a session
            continue;
        struct http_answer answer = ask(*state, route->method, filled_in(*state, route->path));
        if (route->act != ACT_SIGN_IN)
            assert_closed(route, &answer);
        else if (route->method == METHOD_POST)
            assert_int_equal(answer.status, 403); // no token
        else if (strcmp(route->path, "/assets/{file}") == 0 ||
                 strcmp(route->path, "/logga-in/svar") == 0) // no provider is connected
            assert_int_equal(answer.status, 404);
        else
            assert_int_equal(answer.status, 200);
    }
}

static void test_every_act_that_shows_something_needs_a_session(void **state) {
    (void)state;
    static const char *const public_paths[] = {"/logga-in", "/logga-in/extern", "/logga-in/svar",
                                               "/sprak",    "/halsa",           "/assets/{file}"};
    for (size_t i = 0; i < site_vaka.route_count; i++) {
        const struct route *route = &site_vaka.routes[i];
        bool is_public = false;
        for (size_t p = 0; p < COUNT(public_paths); p++)
            is_public = is_public || strcmp(route->path, public_paths[p]) == 0;
        assert_int_equal(route->act == ACT_SIGN_IN, is_public);
    }
}

static void test_health(void **state) {
    struct http_answer answer = ask(*state, METHOD_GET, STR("/halsa"));
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.content_type, "text/plain; charset=utf-8");
    assert_string_equal(answer.body.p, "ok\n");
}

static void test_error_page(void **state) {
    struct http_answer answer = ask(*state, METHOD_GET, STR("/finns-inte"));
    assert_int_equal(answer.status, 404);
    assert_string_equal(answer.content_type, "text/html; charset=utf-8");
    assert_int_not_equal(str_find(answer.body, STR("<html lang=\"sv\"")), STR_NOT_FOUND);
    assert_int_not_equal(str_find(answer.body, STR("<h1")), STR_NOT_FOUND);
    assert_int_equal(str_find(answer.body, STR("<script>")), STR_NOT_FOUND);
    assert_int_equal(str_find(answer.body, STR(" style=")), STR_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_session),
        cmocka_unit_test(test_every_act_that_shows_something_needs_a_session),
        cmocka_unit_test(test_health),
        cmocka_unit_test(test_error_page),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
