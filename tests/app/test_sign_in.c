// SPDX-License-Identifier: EUPL-1.2
#include "world.h"

#include <string.h>

// The device of every session here.
static const struct client computer = {.device = {"dator", 5}};

static bool try_sign_in(struct world *w, const char *login, const char *password,
                        const char *address, struct str *ret_secret, struct error *err) {
    const struct client client = {.address = str_of(address), .device = STR("dator")};
    return app_sign_in(w->app, w->arena, str_of(login), str_of(password), &client, LANGUAGE_SV,
                       ret_secret, err);
}

static void assert_wrong(struct world *w, const char *login, const char *password,
                         const char *address, const char *key) {
    struct str secret;
    struct error err = {0};
    assert_false(try_sign_in(w, login, password, address, &secret, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_string_equal(err.key, key);
}

static void test_signing_in_and_out(void **state) {
    struct world *w = *state;
    struct str secret;
    struct error err = {0};
    struct actor actor;
    set_clock(w, "2026-03-02T08:00");
    assert_true(try_sign_in(w, "SSK", WORLD_PASSWORD, "10.0.0.1", &secret, &err));
    assert_int_equal(secret.n, SESSION_SECRET_SIZE);
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_text(actor.user_name, "Sara Lindgren");
    assert_text(actor.unit_name, "Hemsjukvård Norr"); // the only assignment: chosen already
    assert_int_equal(actor.role, CODE_role_nurse);
    assert_true(actor.assignment_valid);
    assert_int_equal(actor.csrf.n, 64);
    assert_true(app_set_language(w->app, w->arena, &actor, LANGUAGE_EN, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_int_equal(actor.language, LANGUAGE_EN);
    assert_true(app_sign_out(w->app, w->arena, &actor, &err));
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_string_equal(err.key, "sign-in.needed");
    assert_false(app_actor(w->app, w->arena, STR("kort"), &computer, &actor, &err));
}

static void test_sessions_end(void **state) {
    struct world *w = *state;
    struct str secret;
    struct actor actor;
    set_clock(w, "2026-03-02T08:00");
    assert_true(try_sign_in(w, "ssk", WORLD_PASSWORD, "10.0.0.1", &secret, NULL));
    set_clock(w, "2026-03-02T08:29");
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, NULL));
    set_clock(w, "2026-03-02T08:58"); // the look at 08:29 counted
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, NULL));
    set_clock(w, "2026-03-02T09:29");
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, NULL));
    // What a page asks by itself is no sign of life.
    set_clock(w, "2026-03-02T08:00");
    assert_true(try_sign_in(w, "ssk", WORLD_PASSWORD, "10.0.0.1", &secret, NULL));
    for (int minutes = 10; minutes <= 30; minutes += 10) {
        struct str local = str_printf(w->arena, "2026-03-02T08:%02d", minutes);
        set_clock(w, minutes == 30 ? "2026-03-02T08:31" : local.p);
        assert_int_equal(app_actor_unattended(w->app, w->arena, secret, &computer, &actor, NULL),
                         minutes < 30);
    }
    // Never idle, but twelve hours are the end.
    set_clock(w, "2026-03-02T08:00");
    assert_true(try_sign_in(w, "ssk", WORLD_PASSWORD, "10.0.0.1", &secret, NULL));
    for (int minutes = 25; minutes <= 12 * 60; minutes += 25) {
        struct str local =
            str_printf(w->arena, "2026-03-02T%02d:%02d", 8 + minutes / 60, minutes % 60);
        set_clock(w, local.p);
        assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, NULL));
    }
    set_clock(w, "2026-03-02T20:01");
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, NULL));
}

static void test_account_waits(void **state) {
    struct world *w = *state;
    struct str secret;
    struct error err = {0};
    set_clock(w, "2026-03-03T08:00");
    for (int i = 0; i < 5; i++)
        assert_wrong(w, "plan", "fel lösenord", "10.0.0.2", "sign-in.wrong");
    assert_false(try_sign_in(w, "plan", WORLD_PASSWORD, "10.0.0.3", &secret, &err));
    assert_string_equal(err.key, "sign-in.wait");
    assert_string_equal(err.args[0], "1");
    // The wait outlives the server; the address does not matter.
    world_reopen(w, NULL);
    set_clock(w, "2026-03-03T08:00");
    assert_wrong(w, "plan", WORLD_PASSWORD, "10.0.0.3", "sign-in.wait");
    set_clock(w, "2026-03-03T08:02");
    assert_wrong(w, "plan", "fel igen", "10.0.0.2", "sign-in.wrong");
    set_clock(w, "2026-03-03T08:03"); // now two minutes
    assert_wrong(w, "plan", WORLD_PASSWORD, "10.0.0.2", "sign-in.wait");
    set_clock(w, "2026-03-03T08:05");
    assert_true(try_sign_in(w, "plan", WORLD_PASSWORD, "10.0.0.2", &secret, &err));
    // Forgotten after a success.
    assert_wrong(w, "plan", "fel", "10.0.0.2", "sign-in.wrong");
    assert_true(try_sign_in(w, "plan", WORLD_PASSWORD, "10.0.0.2", &secret, &err));
}

// In words and waiting, a name that nobody has is like one that somebody has.
static void test_unknown_name_is_like_a_known_one(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-04T08:00");
    for (int i = 0; i < 5; i++)
        assert_wrong(w, "ingen", WORLD_PASSWORD, "10.0.0.4", "sign-in.wrong");
    assert_wrong(w, "Ingen", WORLD_PASSWORD, "10.0.0.5", "sign-in.wait");
    assert_wrong(w, "", "", "10.0.0.5", "sign-in.wrong");
}

static void test_address_waits(void **state) {
    struct world *w = *state;
    struct str secret;
    set_clock(w, "2026-03-05T08:00");
    char login[] = "namn-00";
    for (int i = 0; i < 20; i++) {
        login[5] = (char)('0' + i / 10);
        login[6] = (char)('0' + i % 10);
        assert_wrong(w, login, "fel lösenord", "10.0.0.6", "sign-in.wrong");
    }
    assert_wrong(w, "ft", WORLD_PASSWORD, "10.0.0.6", "sign-in.wait");
    assert_true(try_sign_in(w, "ft", WORLD_PASSWORD, "10.0.0.7", &secret, NULL));
    set_clock(w, "2026-03-05T08:02");
    assert_true(try_sign_in(w, "ft", WORLD_PASSWORD, "10.0.0.6", &secret, NULL));
}

static void test_choosing_an_assignment(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret;
    struct actor actor;
    set_clock(w, "2026-03-06T08:00");
    assert_true(app_add_assignment(w->app, w->arena, w->physio.user, w->other_unit,
                                   CODE_role_physiotherapist, (struct date){2026, 3, 1}, &err));
    assert_true(app_add_assignment(w->app, w->arena, w->physio.user, w->ward_unit,
                                   CODE_role_physiotherapist, (struct date){2026, 4, 1}, &err));
    assert_true(try_sign_in(w, "ft", WORLD_PASSWORD, "10.0.0.8", &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_int_equal(actor.assignment.n, 0);
    assert_false(actor.assignment_valid);
    assert_false(app_may(w->app, w->arena, &actor, ACT_DAY, STR("day"), &err));
    assert_string_equal(err.key, "access.no-assignment");
    struct assignment_rows rows = {0};
    assert_true(app_assignments(w->app, w->arena, &actor, &rows, &err));
    assert_int_equal(rows.items.n, 2); // the third begins in April
    struct str chosen = rows.items.items[1].id;
    assert_true(app_choose(w->app, w->arena, &actor, chosen, &err));
    assert_text(actor.assignment, chosen.p);
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_text(actor.assignment, chosen.p);
    // Another's, and the one that has not begun.
    struct assignment_rows all = {0};
    struct reader *reader = NULL;
    assert_true(store_read(w->app->store, &reader, &err) &&
                store_assignments_of(reader, w->arena, w->physio.user, &all, &err));
    store_read_end(&reader);
    assert_int_equal(all.items.n, 3);
    struct str others[] = {w->nurse.assignment, STR_NONE};
    for (size_t i = 0; i < all.items.n; i++)
        if (str_eq(all.items.items[i].unit, w->ward_unit))
            others[1] = all.items.items[i].id;
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_false(app_choose(w->app, w->arena, &actor, others[i], &err));
        assert_string_equal(err.key, "assignment.unknown");
        const struct access_record logged = last_access(w, STR_NONE);
        assert_true(logged.act == ACT_CHOOSE && logged.verdict == ACCESS_DENIED);
        assert_true(str_eq(logged.user, actor.user) && str_eq(logged.what, others[i]));
    }
}

static void test_stating_a_reason(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret;
    struct actor actor;
    struct case_view view;
    set_clock(w, "2026-03-07T08:00");
    struct str person = new_person(w, "194501278883", "Kerstin", "Hägglund");
    assert_true(try_sign_in(w, "ssk2", WORLD_PASSWORD, "10.0.0.9", &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_false(app_case(w->app, w->arena, &actor, person, &view, &err));
    assert_false(app_state_reason(w->app, w->arena, &actor, person, STR("  "), &err));
    assert_string_equal(err.key, "reason.needed");
    assert_true(app_state_reason(w->app, w->arena, &actor, person, STR("Jourbesök i natt"), &err));
    struct access_record logged = last_access(w, person);
    assert_text(logged.reason, "Jourbesök i natt");
    assert_text(logged.user, w->stranger.user.p);
    assert_true(app_case(w->app, w->arena, &actor, person, &view, &err));
    // It holds for the session, and for that person.
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_true(app_case(w->app, w->arena, &actor, person, &view, &err));
    struct str other = new_person(w, "194511184758", "Kjell", "Ek");
    assert_false(app_case(w->app, w->arena, &actor, other, &view, &err));
}

static void test_passwords_that_are_tried_first_are_refused(void **state) {
    struct world *w = *state;
    static const char *const known[] = {
        "qwertyqwerty",  "Password1234!",   "passwordpassword", "1q2w3e4r5t6y",
        "Lösenord2026",  "Sommar-2026!!!",  "194601136098",     "aaaaaaaaaaaa",
        "2026sjukhuset", "1 2 3 4 5 6 7 8", "!!!!!!!!!!!!!!",   "Hemtjänst Hemtjänst",
    };
    static const char *const others[] = {WORLD_PASSWORD, "vaka-hela-natten", "lampa häst gräddfil",
                                         "zkq8Rf2mVx0pLw"};
    for (size_t i = 0; i < COUNT(known); i++) {
        struct error err = {0};
        struct str hash;
        if (password_hash(w->app, w->arena, str_of(known[i]), &hash, &err))
            fail_msg("%s is taken", known[i]);
        assert_string_equal(err.key, "user.password-known");
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        struct error err = {0};
        struct str hash;
        if (!password_hash(w->app, w->arena, str_of(others[i]), &hash, &err))
            fail_msg("%s: %s", others[i], err.key);
    }
}

static void test_passwords(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret, user;
    assert_false(app_add_user(w->app, w->arena, STR("ny"), STR("Ny"), STR("kort"), &user, &err));
    assert_string_equal(err.key, "user.password-short");
    assert_false(
        app_add_user(w->app, w->arena, STR("Chef"), STR("Ny"), STR("långt lösenord"), &user, &err));
    assert_string_equal(err.key, "user.login-taken");
    assert_false(app_set_password(w->app, w->arena, STR("ingen"), STR("långt lösenord"), &err));
    assert_string_equal(err.key, "user.unknown");
    set_clock(w, "2026-03-08T08:00");
    assert_true(app_set_password(w->app, w->arena, STR("chef"), STR("långt lösenord"), &err));
    assert_wrong(w, "chef", WORLD_PASSWORD, "10.0.0.10", "sign-in.wrong");
    assert_true(try_sign_in(w, "chef", "långt lösenord", "10.0.0.10", &secret, &err));
    // Nothing of it stands in the database as it was typed.
    struct reader *reader = NULL;
    struct account account;
    assert_true(store_read(w->app->store, &reader, &err));
    assert_true(store_account(reader, w->arena, STR("chef"), &account, &err));
    store_read_end(&reader);
    assert_true(str_starts(account.password, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signing_in_and_out),
        cmocka_unit_test(test_sessions_end),
        cmocka_unit_test(test_account_waits),
        cmocka_unit_test(test_unknown_name_is_like_a_known_one),
        cmocka_unit_test(test_address_waits),
        cmocka_unit_test(test_choosing_an_assignment),
        cmocka_unit_test(test_stating_a_reason),
        cmocka_unit_test(test_passwords_that_are_tried_first_are_refused),
        cmocka_unit_test(test_passwords),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
