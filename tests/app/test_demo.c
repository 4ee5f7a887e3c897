// SPDX-License-Identifier: EUPL-1.2
//
// The whole demo: whoever the routines give duties has something to do when they sign in.
#include "world.h"

#include <stdlib.h>

#include "app/demo.h"

static const char *const signs_in[] = {
    "avdelning",      "planerare",  "sjukskoterska", "fysioterapeut",
    "arbetsterapeut", "chef",       "chef2",         "planeringschef",
    "vardkontakt",    "rehab",      "bistand",       "omvardnad",
    "omvardnadnatt",  "samordnare", "hemtjanstchef", "lakare",
};

static void sign_in(struct world *w, const char *login, struct str *ret_secret) {
    struct error err = {0};
    const struct client client = {.address = STR("10.0.0.1")};
    if (!app_sign_in(w->app, w->arena, str_of(login), str_of(demo_password), &client, LANGUAGE_SV,
                     ret_secret, &err))
        fail_msg("%s does not sign in: %s", login, err.key);
}

static struct day day_of(struct world *w, const char *login) {
    struct str secret;
    struct actor actor;
    struct day day;
    struct error err = {0};
    const struct client client = {.address = STR("10.0.0.1")};
    sign_in(w, login, &secret);
    assert_true(app_actor(w->app, w->arena, secret, &client, &actor, &err));
    struct assignment_rows rows;
    assert_true(app_assignments(w->app, w->arena, &actor, &rows, &err));
    if (actor.role == CODE_NONE)
        assert_true(app_choose(w->app, w->arena, &actor, rows.items.items[0].id, &err));
    assert_true(app_day(w->app, w->arena, &actor, &day, &err));
    return day;
}

static bool has(const struct day *day, const char *what) {
    for (size_t i = 0; i < day->entries.n; i++)
        if (str_is(day->entries.items[i].duty.what, what))
            return true;
    return false;
}

static void test_everybody_has_something_to_do(void **state) {
    struct world *w = *state;
    struct error err = {0};
    app_close(w->app);
    w->app = NULL;
    const char *routines = str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p;
    const struct app_options options = {.database = str_printf(w->arena, "%s/demo.db", w->folder).p,
                                        .routine = routines};
    assert_true(app_open(&options, &w->app, &err));
    assert_true(app_fill_demo(w->app, false, &err));
    for (size_t i = 0; i < COUNT(signs_in); i++)
        if (!day_of(w, signs_in[i]).entries.n)
            fail_msg("%s has nothing to do", signs_in[i]);
    struct day day = day_of(w, "chef2");
    assert_true(has(&day, "Granska avvikelse: utskrivning"));
    assert_true(has(&day, "Svara på avvikelsen i samverkan"));
    day = day_of(w, "samordnare");
    assert_true(has(&day, "Ta emot tidsblanketten"));
    for (size_t i = 0; i < demo_user_count(false); i++) {
        struct str secret;
        sign_in(w, demo_user_at(i).login, &secret);
    }
}

static bool is_told(enum code role, bool small) {
    for (size_t i = 0; i < demo_user_count(small); i++)
        if (demo_user_at(i).role == role)
            return true;
    return false;
}

static void test_every_role_has_a_user(void **state) {
    (void)state;
    const struct list_info *roles = list_info(CODES_role);
    for (enum code role = roles->first; role < roles->first + roles->count; role++)
        if (!is_told(role, true) || !is_told(role, false))
            fail_msg("nobody signs in as %s", code_info(role)->sv);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_everybody_has_something_to_do, world_set_up,
                                        world_tear_down),
        cmocka_unit_test(test_every_role_has_a_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
