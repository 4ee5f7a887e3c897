// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "stand_in.h"
#include "support/arena_fixture.h"
#include "web/assets.h"
#include "web/dispatch.h"

#define HERE "http://vaka.test"
#define FORM_TYPE "application/x-www-form-urlencoded"
#define TOKEN TEN("f") TEN("f") TEN("f") TEN("f") TEN("f") TEN("f") "ffff"

// What a browser sends, as far as a test cares.
struct asked {
    const char *method, *target, *cookie, *body, *origin, *fetch_site, *type, *language;
    const char *fetch_mode, *fetch_dest, *address;
    const struct pace *pace;
    bool partial, behind_tls;
};

static struct dispatch ask_as(struct arena *arena, struct asked a) {
    struct dispatch d = {
        .site = &stand_in_site,
        .arena = arena,
        .behind_tls = a.behind_tls,
        .pace = a.pace,
        .in =
            {
                .method = str_of(a.method ? a.method : "GET"),
                .target = str_of(a.target),
                .host = STR("vaka.test"),
                .cookie = str_of(a.cookie),
                .origin = str_of(a.origin),
                .fetch_site = str_of(a.fetch_site),
                .fetch_mode = str_of(a.fetch_mode),
                .fetch_dest = str_of(a.fetch_dest),
                .address = str_of(a.address),
                .content_type = str_of(a.type ? a.type : FORM_TYPE),
                .accept_language = str_of(a.language),
                .partial = a.partial,
                .body = str_of(a.body),
            },
    };
    dispatch_prepare(&d);
    dispatch_answer(&d);
    return d;
}
#define ASK(method_, ...) ask_as(*state, (struct asked){.method = method_, __VA_ARGS__}).out
#define POST(...) ASK("POST", __VA_ARGS__)

static void assert_answer(struct http_answer answer, int status, const char *body) {
    assert_int_equal(answer.status, status);
    assert_int_equal(answer.body.n, strlen(body));
    assert_memory_equal(answer.body.p, body, answer.body.n);
}

static void assert_sent_to(struct http_answer answer, const char *location) {
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer.location.p, location);
    assert_int_equal(answer.body.n, 0);
}

// Another site may lead here, but fetch nothing.
static void test_fetched_elsewhere(void **state) {
    static const struct {
        const char *site, *mode, *dest;
        int status;
    } cases[] = {
        {"same-origin", "cors", "empty", 200},
        {"none", "navigate", "document", 200},
        {"cross-site", "navigate", "document", 200},
        {"cross-site", "navigate", "", 200},
        {"cross-site", "no-cors", "image", 403},
        {"cross-site", "no-cors", "script", 403},
        {"cross-site", "cors", "empty", 403},
        {"cross-site", "navigate", "iframe", 403},
        {"same-site", "no-cors", "image", 403},
        {"same-site", "navigate", "object", 403},
        {"cross-site", "", "", 403},
        {"nonsense", "cors", "empty", 403},
        {"", "", "", 200},
    };
    unsigned logged = stand_in_refusals();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_answer answer =
            ASK("GET", "/", "vaka=" SECRET("a"), .fetch_site = cases[i].site,
                .fetch_mode = cases[i].mode, .fetch_dest = cases[i].dest);
        if (answer.status != cases[i].status)
            fail_msg("%s %s %s: %d", cases[i].site, cases[i].mode, cases[i].dest, answer.status);
        logged += cases[i].status == 403;
        assert_int_equal(stand_in_refusals(), logged);
    }
}

// Sixty a minute: a minute's worth at once, then a wait that is told. Users are apart; an address
// stands for ten of them.
static void test_pace(void **state) {
    struct limiter *limiter = limiter_new(*state);
    struct pace pace = pace_of(limiter, 60);
    struct http_answer answer = {0};
    size_t allowed = 0;
    for (; allowed < 100; allowed++) {
        answer = ASK("GET", "/", "vaka=" SECRET("a"), .pace = &pace);
        if (answer.status != 200)
            break;
    }
    assert_true(allowed >= 60 && allowed < 70);
    assert_int_equal(answer.status, 429);
    assert_true(answer.retry_after_s == 1);
    assert_memory_equal(answer.body.p, "error request.too-often", 23);
    assert_int_equal(ASK("GET", "/slow", "vaka=" SECRET("a"), .pace = &pace).retry_after_s, 10);
    assert_int_equal(ASK("GET", "/", "vaka=" SECRET("b"), .pace = &pace).status, 200);
    for (allowed = 0; allowed < 1000; allowed++)
        if (ASK("GET", "/", .pace = &pace, .address = "192.0.2.1").status == 429)
            break;
    assert_true(allowed >= 600 && allowed < 700);
    assert_int_equal(ASK("GET", "/nowhere", .pace = &pace, .address = "192.0.2.1").status, 429);
    assert_int_equal(ASK("GET", "/", .pace = &pace, .address = "192.0.2.2").status, 303);
    limiter_close(limiter);
}

static void test_routes(void **state) {
    assert_answer(ASK("GET", "/a/b/c"), 200, "parameter user= csrf= lang=sv\nx=[b]");
    assert_answer(ASK("GET", "/a/b/7"), 200, "literal user= csrf= lang=sv\ny=[7]");
    assert_answer(ASK("GET", "/a/b/x"), 200, "parameter user= csrf= lang=sv\nx=[b]\ny=[x]");
    assert_answer(ASK("GET", "/a/%C3%A5%20%3C/c"), 200, "parameter user= csrf= lang=sv\nx=[å <]");
    assert_answer(ASK("GET", "/%61/b/7"), 200, "literal user= csrf= lang=sv\ny=[7]");
    assert_answer(ASK("HEAD", "/fixed"), 200, "fixed user= csrf= lang=sv");
}

static void test_unknown_paths(void **state) {
    static const char *const paths[] = {
        "/nothing", "/a",          "/a/b",       "/a/b/c/d",   "/a//c",    "/a/b/c/",
        "/a/../c",  "/a/%2e%2e/c", "/a/x%2Fy/c", "/a/x%5Cy/c", "/a/%01/c", "/1/2/3/4/5/6/7/8/9/10",
    };
    for (size_t i = 0; i < COUNT(paths); i++)
        assert_answer(ASK("GET", paths[i]), 404, "error page.not-found lang=sv");
    assert_answer(ASK("GET", "/a/%FF/c"), 400, "error text.not-utf8 lang=sv");
    assert_answer(ASK("GET", "/a/%zz/c"), 400, "error request.broken lang=sv");
    assert_answer(ASK("GET", "nothing"), 400, "error request.broken lang=sv");
    assert_answer(ASK("GET", "//"), 400, "error request.broken lang=sv");
    assert_answer(ASK("GET", ""), 400, "error request.broken lang=sv");
    assert_answer(ASK("GET", NULL), 400, "error request.broken lang=sv");
}

static void test_assets(void **state) {
    struct http_answer answer = ASK("GET", asset_path(ASSET_app_css));
    assert_int_equal(answer.status, 200);
    assert_true(answer.unchanging);
    assert_string_equal(answer.content_type, "text/css; charset=utf-8");
    assert_true(answer.body.n > 1000);
    static const char *const paths[] = {
        "/assets/app.css",
        "/assets/",
        "/assets/..",
        "/assets/..%2F..%2Fetc%2Fpasswd",
        "/assets/%2e%2e/app.css",
        "/assets/.git",
        "/assets/app.css%00",
        "/assets/../vaka",
    };
    for (size_t i = 0; i < COUNT(paths); i++) {
        answer = ASK("GET", paths[i]);
        assert_true(answer.status == 404 || answer.status == 400);
        assert_false(answer.unchanging);
    }
}

static void test_methods(void **state) {
    struct http_answer answer = ASK("PUT", "/note/1", "vaka=" SECRET("a"));
    assert_answer(answer, 405, "error page.other-method lang=sv");
    assert_string_equal(answer.allow, "GET, HEAD, POST");
    assert_string_equal(POST("/rule", "vaka=" SECRET("a")).allow, "GET, HEAD");
    assert_string_equal(ASK("GET", "/only-post", "vaka=" SECRET("a")).allow, "POST");
    assert_int_equal(ASK("DELETE", "/nothing").status, 404);
}

static void test_language(void **state) {
    assert_answer(ASK("GET", "/nothing", .language = "en"), 404, "error page.not-found lang=en");
    assert_answer(ASK("GET", "/nothing", "vaka-language=sv", .language = "en"), 404,
                  "error page.not-found lang=sv");
    assert_answer(ASK("GET", "/nothing", "vaka=" SECRET("b")), 404, "error page.not-found lang=en");
    assert_int_equal(language_wanted(STR("")), LANGUAGE_SV);
    assert_int_equal(language_wanted(STR("de, fr")), LANGUAGE_SV);
    assert_int_equal(language_wanted(STR("de, en-GB;q=0.7, sv;q=0.3")), LANGUAGE_EN);
    assert_int_equal(language_wanted(STR("en;q=0.7,sv-SE;q=0.75")), LANGUAGE_SV);
    assert_int_equal(language_wanted(STR("en;q=0")), LANGUAGE_SV);
    assert_int_equal(language_wanted(STR("en;q=x, sv;q=0.1")), LANGUAGE_SV);
}

static void test_session(void **state) {
    assert_answer(ASK("GET", "/", "x=y; vaka=" SECRET("a")), 200,
                  "start user=user/a csrf=csrf-a lang=sv");
    // Somebody else's cookie beside ours: neither is believed.
    assert_sent_to(ASK("GET", "/", "vaka=" SECRET("a") "; vaka=" SECRET("b")), "/logga-in");
    assert_sent_to(ASK("GET", "/", "vaka=" SECRET("x")), "/logga-in");
    assert_sent_to(ASK("GET", "/", "vaka=aaa"), "/logga-in");
    // The store has failed: nobody is sent to sign in for that.
    assert_answer(ASK("GET", "/", "vaka=" SECRET("d")), 503, "error file.failed lang=sv");
    // Behind TLS only the cookie that no neighbour can set counts.
    assert_sent_to(ASK("GET", "/", "vaka=" SECRET("a"), .behind_tls = true), "/logga-in");
    assert_int_equal(ASK("GET", "/", "__Host-vaka=" SECRET("a"), .behind_tls = true).status, 200);
}

static void test_gate(void **state) {
    assert_sent_to(ASK("GET", "/note/1?line=a%26b"), "/logga-in?sedan=/note/1%3Fline%3Da%2526b");
    assert_sent_to(ASK("GET", "/note/1", "vaka=" SECRET("c")), "/uppdrag?sedan=/note/1");
    assert_sent_to(ASK("GET", "/uppdrag"), "/logga-in?sedan=/uppdrag");
    assert_int_equal(ASK("GET", "/uppdrag", "vaka=" SECRET("c")).status, 200);
    struct http_answer part = ASK("GET", "/note/1", .partial = true);
    assert_int_equal(part.status, 401);
    assert_string_equal(part.hx_redirect.p, "/logga-in?sedan=/note/1");
    assert_sent_to(POST("/only-post", .body = "line=x"), "/logga-in");
}

static void test_access(void **state) {
    assert_int_equal(ASK("GET", "/rule", "vaka=" SECRET("a")).status, 200);
    assert_answer(ASK("GET", "/rule", "vaka=" SECRET("b")), 403, "error page.not-found lang=en");
}

static void test_errors_have_their_status(void **state) {
    assert_answer(ASK("GET", "/failing"), 409, "error error.unknown lang=sv");
}

static void test_page(void **state) {
    struct http_answer answer = ASK("GET", "/page");
    assert_answer(answer, 200, "&lt;å&gt;");
    assert_string_equal(answer.content_type, "text/html; charset=utf-8");
    assert_false(answer.unchanging);
}

static void test_form(void **state) {
    assert_answer(POST("/note/1", "vaka=" SECRET("a"), "csrf=csrf-a&line=x&f.a=1&other=2", HERE,
                       "same-origin"),
                  200, "record user=user/a csrf=csrf-a lang=sv\nid=[1]\nline=[x]\ntyped a=[1]");
    assert_answer(POST("/note/1", "vaka=" SECRET("a"), "csrf=csrf-a&number=y"), 200,
                  "record user=user/a csrf=csrf-a lang=sv\nid=[1]\nline=[]form.missing\n"
                  "number=[y]form.not-a-number");
    // A GET shows the form: what is missing there is no fault yet.
    assert_answer(ASK("GET", "/note/1?number=3", "vaka=" SECRET("a")), 200,
                  "ask user=user/a csrf=csrf-a lang=sv\nid=[1]\nnumber=[3]");
    assert_answer(ASK("GET", "/exact?number=x", "vaka=" SECRET("a")), 400,
                  "error request.bad-field lang=sv");
    assert_answer(ASK("GET", "/exact", "vaka=" SECRET("a")), 400,
                  "error request.bad-field lang=sv");
}

static void test_other_bodies(void **state) {
    const char *a = "vaka=" SECRET("a");
    assert_answer(POST("/note/1", a, "{}", .type = "application/json"), 415,
                  "error request.not-a-form lang=sv");
    assert_answer(POST("/note/1", a, "csrf=csrf-a&line=%FF"), 400, "error text.not-utf8 lang=sv");
    assert_int_equal(
        POST("/note/1", a, "csrf=csrf-a&line=x", .type = FORM_TYPE "; charset=UTF-8").status, 200);
}

static void test_token(void **state) {
    const char *a = "vaka=" SECRET("a");
    unsigned logged = stand_in_refusals();
    assert_answer(POST("/note/1", a, "line=x"), 403, "error form.no-token lang=sv");
    assert_int_equal(stand_in_refusals(), logged + 1);
    assert_answer(POST("/note/1", a, "line=x&csrf="), 403, "error form.no-token lang=sv");
    assert_answer(POST("/note/1", a, "line=x&csrf=csrf-b"), 403, "error form.no-token lang=sv");
    assert_answer(POST("/note/1", a, "line=x&csrf=csrf-"), 403, "error form.no-token lang=sv");
    assert_int_equal(POST("/note/1", a, "line=x&csrf=csrf-a").status, 200);
}

static void test_other_sites(void **state) {
    const char *a = "vaka=" SECRET("a"), *body = "line=x&csrf=csrf-a";
    static const char *const origins[] = {"http://elsewhere.example", "null",
                                          "http://vaka.test.elsewhere.example", "https://vaka.test",
                                          "http://vaka.test:81"};
    unsigned logged = stand_in_refusals();
    for (size_t i = 0; i < COUNT(origins); i++)
        assert_answer(POST("/note/1", a, body, origins[i]), 403,
                      "error form.from-elsewhere lang=sv");
    assert_int_equal(POST("/note/1", a, body, HERE, "cross-site").status, 403);
    assert_int_equal(POST("/note/1", a, body, HERE, "same-site").status, 403);
    assert_int_equal(stand_in_refusals(), logged + COUNT(origins) + 2);
    assert_int_equal(
        POST("/note/1", "__Host-vaka=" SECRET("a"), body, "https://vaka.test", .behind_tls = true)
            .status,
        200);
}

static void test_sign_in_token(void **state) {
    struct http_answer page = ASK("GET", "/logga-in");
    assert_int_equal(page.cookie_count, 1);
    assert_memory_equal(page.cookies[0].p, "vaka-form=", 10);
    assert_non_null(strstr(page.cookies[0].p, "; Path=/; HttpOnly; SameSite=Lax"));
    assert_null(strstr(page.cookies[0].p, "Secure"));
    page = ASK("GET", "/logga-in", .behind_tls = true);
    assert_memory_equal(page.cookies[0].p, "__Host-vaka-form=", 17);
    assert_non_null(strstr(page.cookies[0].p, "; Secure"));
    page = ASK("GET", "/logga-in", "vaka-form=" TOKEN);
    assert_answer(page, 200, "sign_in user= csrf=" TOKEN " lang=sv");
    assert_int_equal(page.cookie_count, 0);

    assert_int_equal(POST("/logga-in", "vaka-form=" TOKEN, "login=a").status, 403);
    assert_int_equal(POST("/logga-in", "vaka-form=" TOKEN, "login=a&csrf=csrf-a").status, 403);
    assert_int_equal(POST("/logga-in", .body = "login=a&csrf=").status, 403);
    assert_int_equal(POST("/logga-in", "vaka-form=", "login=a&csrf=").status, 403);
    struct http_answer in = POST("/logga-in", "vaka-form=" TOKEN, "login=a&csrf=" TOKEN);
    assert_sent_to(in, "/");
    // The session, and a cookie that tells the device.
    assert_int_equal(in.cookie_count, 2);
    assert_memory_equal(in.cookies[1].p, "vaka-device=", 12);
    assert_non_null(strstr(in.cookies[1].p, "; Max-Age=31536000"));
    assert_memory_equal(in.cookies[0].p, "vaka=" SECRET("a") ";", 70);
}

static void test_going_on(void **state) {
    const char *cookie = "vaka-form=" TOKEN;
    assert_sent_to(POST("/logga-in", cookie, "login=a&sedan=/note/1?x=1&csrf=" TOKEN),
                   "/note/1?x=1");
    assert_sent_to(POST("/logga-in", cookie, "login=a&sedan=//elsewhere.example&csrf=" TOKEN), "/");
    assert_sent_to(POST("/logga-in", cookie, "login=cia&sedan=/note/1&csrf=" TOKEN),
                   "/uppdrag?sedan=/note/1");
}

// The session has ended while somebody typed: the whole way to the form, filled in again.
static void test_nothing_typed_is_lost(void **state) {
    const char *typed = "line%3D%25C3%25A5%26f.a%3D1";
    struct http_answer out =
        POST("/note/1", "vaka-form=" TOKEN, "csrf=csrf-a&line=%C3%A5&f.a=1&secret=s");
    assert_answer(out, 401,
                  "sign_in user= csrf=" TOKEN " lang=sv notice=sign-in.to-go-on\n"
                  "sedan=[/note/1]\ntyped=[line=%C3%A5&f.a=1]");
    char body[500];
    snprintf(body, sizeof(body), "csrf=" TOKEN "&login=a&sedan=/note/1&typed=%s", typed);
    assert_answer(POST("/logga-in", "vaka-form=" TOKEN, body), 200,
                  "ask user=user/a csrf=csrf-a lang=sv resumed\nid=[1]\nline=[å]\ntyped a=[1]");
    snprintf(body, sizeof(body), "csrf=" TOKEN "&login=cia&sedan=/note/1&typed=%s", typed);
    assert_answer(POST("/logga-in", "vaka-form=" TOKEN, body), 200,
                  "choose user=user/c csrf=csrf-c lang=sv\nsedan=[/note/1]\n"
                  "typed=[line=%C3%A5&f.a=1]");
    snprintf(body, sizeof(body), "csrf=csrf-c&login=x&sedan=/note/1&typed=%s", typed);
    assert_answer(POST("/uppdrag", "vaka=" SECRET("c"), body), 200,
                  "ask user=user/c csrf=csrf-c lang=sv resumed\nid=[1]\nline=[å]\ntyped a=[1]");
    assert_answer(POST("/note/1", "vaka=" SECRET("c"), "csrf=csrf-c&line=x"), 403,
                  "choose user=user/c csrf=csrf-c lang=sv notice=assignment.to-go-on\n"
                  "sedan=[/note/1]\ntyped=[line=x]");
}

// Signed in anew in another tab: the token is old, the sender is ourselves.
static void test_old_token(void **state) {
    assert_answer(POST("/note/1", "vaka=" SECRET("a"), "csrf=csrf-old&line=x", HERE), 403,
                  "ask user=user/a csrf=csrf-a lang=sv resumed notice=form.send-again\n"
                  "id=[1]\nline=[x]");
}

// What could not be taken for a reason of the server's own comes back whole, whatever the handler
// does: with the token that was sent, so that it goes no further than it did.
static void test_what_cannot_be_taken_comes_back(void **state) {
    const char *body = "csrf=csrf-a&text=ett%0Atv%C3%A5&f.kind=x&unknown=1";
    struct limiter *limiter = limiter_new(*state);
    struct pace pace = pace_of(limiter, 60);
    assert_answer(
        POST("/full?a=b", "vaka=" SECRET("a"), .body = body), 503,
        "error store.disk-full lang=sv kept /full csrf=[csrf-a] text=[ett\ntvå] f.kind=[x] "
        "unknown=[1]");
    // Who it is could not be read: the form is kept all the same, with the token that it had.
    assert_answer(POST("/full", "vaka=" SECRET("d"), .body = "csrf=other&text=x"), 503,
                  "error file.failed lang=sv kept /full csrf=[other] text=[x]");
    struct http_answer answer = {0};
    for (int i = 0; i < 100; i++)
        answer = POST("/full", "vaka=" SECRET("a"), .body = body, .pace = &pace);
    assert_int_equal(answer.status, 429);
    assert_non_null(strstr(answer.body.p, " kept /full csrf=[csrf-a]"));
    limiter_close(limiter);
}

static void test_what_is_not_kept(void **state) {
    const char *body = "csrf=csrf-a&text=x";
    // A secret, a part of a page, another site's form, what is no fault of the server's.
    assert_answer(POST("/full/secret", "vaka=" SECRET("a"), .body = body), 503,
                  "error store.disk-full lang=sv");
    assert_answer(POST("/full", "vaka=" SECRET("a"), .body = body, .partial = true), 503,
                  "error store.disk-full lang=sv");
    assert_answer(POST("/full", "vaka=" SECRET("d"), .body = body, .fetch_site = "cross-site"), 503,
                  "error file.failed lang=sv");
    assert_answer(POST("/full", "vaka=" SECRET("d"), .body = body, .type = "multipart/form-data"),
                  503, "error file.failed lang=sv");
    assert_answer(POST("/conflict", "vaka=" SECRET("a"), .body = body), 409,
                  "error error.unknown lang=sv");
    assert_answer(POST("/full", "vaka=" SECRET("a"), .body = "csrf=csrf-b&text=x"), 403,
                  "error form.no-token lang=sv");
}

static void test_no_memory(void **state) {
    (void)state;
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct asked asked = {
        .method = "POST", "/note/1", "vaka=" SECRET("a"), "csrf=csrf-a&line=x&f.a=b"};
    arena_fail_at(0);
    assert_int_equal(ask_as(arena, asked).out.status, 200);
    size_t all = arena_count();
    assert_true(all > 10);
    for (size_t at = 1; at <= all; at++) {
        arena_reset(arena);
        arena_fail_at(at);
        struct http_answer answer = ask_as(arena, asked).out;
        assert_true(answer.status == 503 || answer.status == 500);
        assert_true(answer.body.n > 0);
    }
    arena_fail_at(0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_fetched_elsewhere),
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_unknown_paths),
        cmocka_unit_test(test_assets),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_language),
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_access),
        cmocka_unit_test(test_errors_have_their_status),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_other_bodies),
        cmocka_unit_test(test_token),
        cmocka_unit_test(test_other_sites),
        cmocka_unit_test(test_sign_in_token),
        cmocka_unit_test(test_going_on),
        cmocka_unit_test(test_nothing_typed_is_lost),
        cmocka_unit_test(test_old_token),
        cmocka_unit_test(test_what_cannot_be_taken_comes_back),
        cmocka_unit_test(test_what_is_not_kept),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
