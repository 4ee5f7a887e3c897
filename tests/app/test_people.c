// SPDX-License-Identifier: EUPL-1.2
//
// People as the administrator registers them, and the accounts that go with them.
#include "world.h"

#include "app/account.h"
#include "app/account_notice.h"
#include "app/people.h"

static const struct client computer = {.address = {"10.0.0.1", 8}, .device = {"dator", 5}};

static bool register_fact(struct world *w, const struct actor *actor, struct str stream,
                          enum event_kind kind, const struct field_value *values, size_t count,
                          struct str *ret_stream, struct error *err) {
    struct registered registered = {0};
    if (stream.n && !app_registered(w->app, w->arena, &w->administrator, stream, &registered, err))
        return false;
    const struct register_request request = {
        .stream = stream, .seen_seq = registered.seq, .kind = kind, .payload = {count, values}};
    return app_register(w->app, w->arena, actor, &request, ret_stream, err);
}

static struct str new_user(struct world *w, const char *login, const char *hsa) {
    const struct field_value values[] = {
        {.field = FIELD_user_registered_login, .text = str_of(login)},
        {.field = FIELD_user_registered_name, .text = STR("Prov Provsson")},
        {.field = FIELD_user_registered_hsa, .text = str_of(hsa)},
    };
    struct error err = {0};
    struct str stream;
    if (!register_fact(w, &w->administrator, STR_NONE, EVENT_user_registered, values, 3, &stream,
                       &err))
        fail_msg("%s", err.key);
    return stream;
}

static struct str give(struct world *w, struct str user, enum code role, struct date from) {
    const struct field_value values[] = {
        {.field = FIELD_assignment_given_unit, .text = w->care_unit},
        {.field = FIELD_assignment_given_role, .code = role},
        {.field = FIELD_assignment_given_from, .date = from},
    };
    struct error err = {0};
    struct str stream;
    if (!register_fact(w, &w->administrator, user, EVENT_assignment_given, values, 3, &stream,
                       &err))
        fail_msg("%s", err.key);
    struct registered registered;
    assert_true(app_registered(w->app, w->arena, &w->administrator, user, &registered, &err));
    return registered.assignments.items.items[registered.assignments.items.n - 1].id;
}

static bool end(struct world *w, const struct actor *actor, struct str user, struct str assignment,
                struct date to, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_assignment_ended_assignment, .text = assignment},
        {.field = FIELD_assignment_ended_to, .date = to},
    };
    struct str stream;
    return register_fact(w, actor, user, EVENT_assignment_ended, values, 2, &stream, err);
}

static bool disable(struct world *w, struct str user, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_user_disabled_reason, .text = STR("Har slutat")}};
    struct str stream;
    return register_fact(w, &w->administrator, user, EVENT_user_disabled, values, 1, &stream, err);
}

static bool sign_in(struct world *w, const char *login, struct str password, struct str *ret_secret,
                    struct error *err) {
    return app_sign_in(w->app, w->arena, str_of(login), password, &computer, LANGUAGE_SV,
                       ret_secret, err);
}

static void test_only_the_administrator(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct user_list list;
    struct registered registered;
    struct str stream, password;
    set_clock(w, "2026-03-02T08:00");
    assert_false(app_find_users(w->app, w->arena, &w->nurse, STR_NONE, &list, &err));
    assert_string_equal(err.key, "access.not-for-role");
    assert_false(app_registered(w->app, w->arena, &w->manager, w->nurse.user, &registered, &err));
    assert_false(app_give_password(w->app, w->arena, &w->manager, w->nurse.user, &password, &err));
    assert_false(app_take_factor(w->app, w->arena, &w->manager, w->nurse.user, &err));
    const struct field_value values[] = {
        {.field = FIELD_user_disabled_reason, .text = STR("Ogillas")}};
    assert_false(register_fact(w, &w->nurse, w->manager.user, EVENT_user_disabled, values, 1,
                               &stream, &err));
    struct access_record logged = last_access(w, STR_NONE);
    assert_int_equal(logged.verdict, ACCESS_DENIED);
    assert_text(logged.user, w->nurse.user.p);
    // … and who administers sees no case.
    struct str person = new_person(w, "194501278883", "Kerstin", "Hägglund");
    struct case_view view;
    assert_false(app_case(w->app, w->arena, &w->administrator, person, &view, &err));
    assert_string_equal(err.key, "access.not-for-role");
}

static void test_a_first_password_is_changed_first(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str first, secret;
    struct actor actor;
    set_clock(w, "2026-03-02T09:00");
    struct str user = new_user(w, "ny1", "");
    assert_false(sign_in(w, "ny1", STR(""), &secret, &err)); // no password, no way in
    assert_true(app_give_password(w->app, w->arena, &w->administrator, user, &first, &err));
    assert_int_equal(first.n, FIRST_PASSWORD_SIZE);
    assert_true(sign_in(w, "ny1", first, &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_PASSWORD);
    assert_int_equal(app_lacks(w->app, &actor, ACT_SECURE), LACKS_NOTHING);
    assert_false(
        app_change_password(w->app, w->arena, &actor, first, first, &computer, &secret, &err));
    assert_string_equal(err.key, "user.password-same");
    assert_true(app_change_password(w->app, w->arena, &actor, first, STR("ett alldeles eget"),
                                    &computer, &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_NOTHING);
    assert_false(sign_in(w, "ny1", first, &secret, &err));
}

static void test_disabling_ends_sessions(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str first, secret, other;
    struct actor actor;
    set_clock(w, "2026-03-02T10:00");
    struct str user = new_user(w, "ny2", "");
    give(w, user, CODE_role_nurse, (struct date){2026, 3, 1});
    assert_true(app_give_password(w->app, w->arena, &w->administrator, user, &first, &err));
    assert_true(sign_in(w, "ny2", first, &secret, &err));
    assert_true(disable(w, user, &err));
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_string_equal(err.key, "sign-in.needed");
    // In words like a wrong password; in the log what it was.
    assert_false(sign_in(w, "ny2", first, &other, &err));
    assert_string_equal(err.key, "sign-in.wrong");
    assert_text(last_access(w, STR_NONE).what, "sign-in disabled");
    assert_false(disable(w, w->administrator.user, &err));
    assert_string_equal(err.key, "people.not-yourself");
    const struct field_value values[] = {{.field = FIELD_user_enabled_reason, .text = STR("Åter")}};
    struct str stream;
    assert_true(
        register_fact(w, &w->administrator, user, EVENT_user_enabled, values, 1, &stream, &err));
    assert_true(sign_in(w, "ny2", first, &other, &err));
}

static void test_an_assignment_ends(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str first, secret;
    struct actor actor;
    set_clock(w, "2026-03-03T08:00");
    struct str user = new_user(w, "ny3", "");
    struct str id = give(w, user, CODE_role_nurse, (struct date){2026, 3, 1});
    assert_true(app_give_password(w->app, w->arena, &w->administrator, user, &first, &err));
    assert_true(sign_in(w, "ny3", first, &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_text(actor.assignment, id.p);
    assert_false(end(w, &w->administrator, user, id, (struct date){2026, 2, 28}, &err));
    assert_string_equal(err.key, "people.ends-before-it-begins");
    assert_false(end(w, &w->administrator, user, STR("user/x#1"), (struct date){2026, 3, 3}, &err));
    assert_string_equal(err.key, "assignment.unknown");
    assert_false(end(w, &w->administrator, w->administrator.user, w->administrator.assignment,
                     (struct date){2026, 3, 3}, &err));
    assert_string_equal(err.key, "people.not-yourself");
    assert_true(end(w, &w->administrator, user, id, (struct date){2026, 3, 3}, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err)); // its last day
    assert_true(end(w, &w->administrator, user, id, (struct date){2026, 3, 2}, &err));
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    assert_string_equal(err.key, "sign-in.needed");
    struct access_record logged = last_access(w, STR_NONE);
    assert_int_equal(logged.verdict, ACCESS_DENIED);
    assert_text(logged.what, "sign-in assignment-over");
    assert_true(str_eq(logged.user, user) && str_eq(logged.assignment, id));
    // A later end does not open it again, and what is rebuilt is the same.
    assert_true(end(w, &w->administrator, user, id, (struct date){2026, 9, 1}, &err));
    struct registered registered;
    assert_true(app_registered(w->app, w->arena, &w->administrator, user, &registered, &err));
    assert_text(registered.assignments.items.items[0].to, "2026-03-02");
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static void test_what_is_wrong_is_said_at_its_field(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str stream;
    set_clock(w, "2026-03-04T08:00");
    struct str user = new_user(w, "ny4", "se2321000131-p000000123456");
    struct registered registered;
    assert_true(app_registered(w->app, w->arena, &w->administrator, user, &registered, &err));
    assert_text(registered.user.hsa, "SE2321000131-P000000123456");
    struct field_value values[] = {
        {.field = FIELD_user_registered_login, .text = STR("NY4")},
        {.field = FIELD_user_registered_name, .text = STR("Någon Annan")},
        {.field = FIELD_user_registered_hsa, .text = STR("SE2321000131-P000000123456")},
    };
    assert_false(register_fact(w, &w->administrator, STR_NONE, EVENT_user_registered, values, 3,
                               &stream, &err));
    assert_string_equal(err.key, "user.login-taken");
    assert_string_equal(err.element, "login");
    values[0].text = STR("ny5");
    assert_false(register_fact(w, &w->administrator, STR_NONE, EVENT_user_registered, values, 3,
                               &stream, &err));
    assert_string_equal(err.key, "people.hsa-taken");
    values[2].text = STR("inget");
    assert_false(register_fact(w, &w->administrator, STR_NONE, EVENT_user_registered, values, 3,
                               &stream, &err));
    assert_string_equal(err.element, "hsa");
    // Somebody else was first.
    const struct register_request late = {
        .stream = user, .kind = EVENT_user_registered, .payload = {2, values}};
    values[0].text = STR("ny4");
    assert_false(app_register(w->app, w->arena, &w->administrator, &late, &stream, &err));
    assert_string_equal(err.key, "people.others-first");
    const struct field_value unit[] = {
        {.field = FIELD_unit_registered_name, .text = STR("En enhet")},
        {.field = FIELD_unit_registered_kind, .code = CODE_unit_kind_ward},
        {.field = FIELD_unit_registered_organisation, .text = STR("organisation/finns inte")},
    };
    assert_false(register_fact(w, &w->administrator, STR_NONE, EVENT_unit_registered, unit, 3,
                               &stream, &err));
    assert_string_equal(err.key, "people.organisation-unknown");
    // A changed user name is the one to sign in with.
    values[0].text = STR("ny4b");
    assert_true(
        register_fact(w, &w->administrator, user, EVENT_user_registered, values, 2, &stream, &err));
    struct str found;
    assert_true(app_user_by_login(w->app, w->arena, STR("ny4b"), &found, &err));
    assert_text(found, user.p);
    assert_false(app_user_by_login(w->app, w->arena, STR("ny4"), &found, &err));
}

static void test_users_are_found(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct user_list list;
    set_clock(w, "2026-03-05T08:00");
    assert_true(app_find_users(w->app, w->arena, &w->administrator, STR("lind sar"), &list, &err));
    assert_int_equal(list.rows.items.n, 1);
    assert_text(list.rows.items.items[0].name, "Sara Lindgren");
    assert_true(app_find_users(w->app, w->arena, &w->administrator, STR_NONE, &list, &err));
    assert_true(list.rows.items.n > 6 && !list.more);
}

static bool register_area(struct world *w, struct str area, const char *name, const char *codes,
                          struct date from, const struct date *to, struct str *ret_stream,
                          struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_area_registered_name, .text = str_of(name)},
        {.field = FIELD_area_registered_organisation, .text = w->administrator.organisation},
        {.field = FIELD_area_registered_postal_codes, .text = str_of(codes)},
        {.field = FIELD_area_registered_from, .date = from},
        {.field = FIELD_area_registered_to, .date = to ? *to : from},
    };
    error_clear(err);
    return register_fact(w, &w->administrator, area, EVENT_area_registered, values, to ? 5 : 4,
                         ret_stream, err);
}

static void test_areas_do_not_overlap(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct areas areas = {0};
    struct str north, other;
    const struct date first = {2026, 1, 1}, last = {2026, 6, 30}, after = {2026, 7, 1};
    set_clock(w, "2026-03-06T08:00");
    assert_true(
        register_area(w, STR_NONE, "Norr", "123, 124 10–124 19", first, &last, &north, &err));
    assert_false(register_area(w, STR_NONE, "Söder", "12415", last, NULL, &other, &err));
    assert_string_equal(err.key, "area.code-taken");
    assert_string_equal(err.element, "postal_codes");
    assert_string_equal(err.args[0], "124 15");
    assert_string_equal(err.args[1], "Norr");
    assert_false(register_area(w, STR_NONE, "norr", "125", first, NULL, &other, &err));
    assert_string_equal(err.key, "people.name-taken");
    assert_false(register_area(w, STR_NONE, "Söder", "125, Söder", first, NULL, &other, &err));
    assert_string_equal(err.key, "area.code-not-understood");
    assert_string_equal(err.element, "postal_codes");
    assert_false(register_area(w, STR_NONE, "Söder", "125", after, &last, &other, &err));
    assert_string_equal(err.key, "people.ends-before-it-begins");
    // One after the other is no overlap, and an area may change its own codes.
    assert_true(register_area(w, STR_NONE, "Norr", "124 15", after, NULL, &other, &err));
    assert_true(register_area(w, north, "Norr", "123", first, &last, &north, &err));
    assert_true(app_areas(w->app, w->arena, &w->administrator, w->administrator.organisation,
                          &areas, &err));
    assert_int_equal(areas.items.n, 2);
    assert_false(
        app_areas(w->app, w->arena, &w->nurse, w->administrator.organisation, &areas, &err));
    assert_string_equal(err.key, "access.not-for-role");
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

// ---- what the user is told ----

static void change_user(struct world *w, struct str user, const char *login, const char *mail) {
    const struct field_value values[] = {
        {.field = FIELD_user_registered_login, .text = str_of(login)},
        {.field = FIELD_user_registered_name, .text = STR("Prov Provsson")},
        {.field = FIELD_user_registered_mail, .text = str_of(mail)},
    };
    struct error err = {0};
    struct str stream;
    if (!register_fact(w, &w->administrator, user, EVENT_user_registered, values, *mail ? 3 : 2,
                       &stream, &err))
        fail_msg("%s", err.key);
}

// The notices that wait to be sent: "what address" of each, in order.
static void assert_mails(struct world *w, size_t count, const enum account_change *what,
                         const char *const *mail) {
    struct account_notices due = {0};
    struct reader *reader = NULL;
    assert_true(store_read(w->app->store, &reader, NULL));
    assert_true(store_account_notices_due(reader, w->arena, app_now(w->app), 100, &due, NULL));
    store_read_end(&reader);
    assert_int_equal(due.items.n, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(due.items.items[i].what, what[i]);
        assert_true(str_is(due.items.items[i].mail, mail[i]));
        assert_true(store_settle_account_notice(w->app->store, due.items.items[i].number,
                                                ACCOUNT_MAIL_SENT, 0, app_now(w->app), NULL));
    }
}

static struct account_notices told(struct world *w, const struct actor *actor) {
    struct account_notices notices = {0};
    assert_true(app_account_notices(w->app, w->arena, actor, &notices, NULL));
    return notices;
}

static void test_a_change_is_told(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret, password;
    struct actor actor;
    set_clock(w, "2026-04-01T10:00");
    struct str user = new_user(w, "berattad", "");
    assert_true(app_give_password(w->app, w->arena, &w->administrator, user, &password, &err));
    assert_mails(w, 0, NULL, NULL); // a new account has nothing to be warned of
    // An address that is new, another one, and none: the old one is told as well.
    change_user(w, user, "berattad", "ett@kommun.test");
    change_user(w, user, "berattad", "annat@kommun.test");
    assert_mails(w, 3, (const enum account_change[]){CHANGE_MAIL, CHANGE_MAIL, CHANGE_MAIL},
                 (const char *const[]){"ett@kommun.test", "annat@kommun.test", "ett@kommun.test"});
    change_user(w, user, "annat.namn", "annat@kommun.test");
    give(w, user, CODE_role_nurse, app_today(w->app));
    assert_true(app_give_password(w->app, w->arena, &w->administrator, user, &password, &err));
    assert_mails(
        w, 3,
        (const enum account_change[]){CHANGE_DETAILS, CHANGE_ASSIGNMENT_GIVEN,
                                      CHANGE_FIRST_PASSWORD},
        (const char *const[]){"annat@kommun.test", "annat@kommun.test", "annat@kommun.test"});
    // The same is shown at the next sign-in, each once, until it is said to be read.
    set_clock(w, "2026-04-01T11:00");
    assert_true(sign_in(w, "annat.namn", password, &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    struct account_notices notices = told(w, &actor);
    assert_int_equal(notices.items.n, 5); // the old address is no line of its own
    assert_true(str_is(notices.items.items[0].by_name, "Per Ek"));
    // One's own change is told by e-mail at once, and shown in the session after this one.
    assert_true(app_change_password(w->app, w->arena, &actor, password, STR("lavendel över ängen"),
                                    &computer, &secret, &err));
    assert_mails(w, 1, (const enum account_change[]){CHANGE_PASSWORD},
                 (const char *const[]){"annat@kommun.test"});
    assert_int_equal(told(w, &actor).items.n, 5);
    assert_true(app_read_account_notices(w->app, &actor, notices.items.items[4].number, &err));
    assert_int_equal(told(w, &actor).items.n, 0);
    set_clock(w, "2026-04-01T12:00");
    assert_true(sign_in(w, "annat.namn", STR("lavendel över ängen"), &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &computer, &actor, &err));
    notices = told(w, &actor);
    assert_int_equal(notices.items.n, 1);
    assert_int_equal(notices.items.items[0].what, CHANGE_PASSWORD);
    struct str words = account_notice_words(w->arena, LANGUAGE_SV, &notices.items.items[0],
                                            STR("i dag kl. 11:00"));
    assert_true(str_is(words, "Ditt lösenord byttes i dag kl. 11:00 av dig själv."));
    // Nobody reads or takes away what is told to another.
    assert_int_equal(told(w, &w->nurse).items.n, 0);
    assert_true(app_read_account_notices(w->app, &w->nurse, INT64_MAX, &err));
    assert_int_equal(told(w, &actor).items.n, 1);
    // What does not succeed is not told.
    assert_false(app_change_password(w->app, w->arena, &actor, STR("fel lösenord"),
                                     STR("ett annat långt ord"), &computer, &secret, &err));
    assert_mails(w, 0, NULL, NULL);
}

static void test_an_address_that_is_none(void **state) {
    struct world *w = *state;
    static const char *const wrong[] = {"ingen",       "två ord@kommun.test", "å@kommun.test",
                                        "a@b@c.test",  "@kommun.test",        "a@b.test>",
                                        "a@b.test,c@d"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const struct field_value values[] = {
            {.field = FIELD_user_registered_login, .text = STR("felpost")},
            {.field = FIELD_user_registered_name, .text = STR("Fel Post")},
            {.field = FIELD_user_registered_mail, .text = str_of(wrong[i])},
        };
        struct error err = {0};
        struct str stream;
        assert_false(register_fact(w, &w->administrator, STR_NONE, EVENT_user_registered, values, 3,
                                   &stream, &err));
        assert_string_equal(err.key, "people.mail-wrong");
        assert_string_equal(err.element, "mail");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_administrator),
        cmocka_unit_test(test_a_first_password_is_changed_first),
        cmocka_unit_test(test_disabling_ends_sessions),
        cmocka_unit_test(test_an_assignment_ends),
        cmocka_unit_test(test_what_is_wrong_is_said_at_its_field),
        cmocka_unit_test(test_users_are_found),
        cmocka_unit_test(test_areas_do_not_overlap),
        cmocka_unit_test(test_a_change_is_told),
        cmocka_unit_test(test_an_address_that_is_none),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
