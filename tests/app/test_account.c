// SPDX-License-Identifier: EUPL-1.2
//
// Second factors, proofs of who one is, one's own sessions, and what the database does not hold.
#include "world.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "app/account.h"
#include "app/account_notice.h"
#include "app/sealed.h"
#include "base/file.h"

static const struct client computer = {
    .address = {"10.0.0.1", 8}, .device = {"dator", 5}, .agent = {"Firefox", 7}};
static const struct client telephone = {
    .address = {"10.9.9.9", 8}, .device = {"telefon", 7}, .agent = {"Firefox", 7}};

// ---- codes ----

static struct instant at_second(int64_t second) {
    return (struct instant){second * 1000000};
}

// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
static void test_the_vectors_of_the_standard(void **state) {
    (void)state;
    static const struct {
        int64_t second;
        const char *code;
    } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                   {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    const struct str key = STR("12345678901234567890");
    for (size_t i = 0; i < COUNT(vectors); i++) {
        int64_t step = 0;
        struct str code = str_of(vectors[i].code);
        struct instant now = at_second(vectors[i].second);
        assert_true(totp_check(key, code, now, 0, &step));
        assert_int_equal(step, vectors[i].second / 30);
        // Used: not again, though its time is not over.
        assert_false(totp_check(key, code, now, step, &step));
        // One step to each side of the clock, no more.
        assert_true(totp_check(key, code, at_second(vectors[i].second + 30), 0, &step));
        assert_false(totp_check(key, code, at_second(vectors[i].second + 90), 0, &step));
    }
    int64_t step;
    assert_true(totp_check(key, STR("287 082"), at_second(59), 0, &step));
    static const char *const wrong[] = {"", "28708", "2870820", "28708x", "000000", "-287082-8"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(totp_check(key, str_of(wrong[i]), at_second(59), 0, &step));
}

static void test_recovery_codes_serve_once(void **state) {
    struct world *w = *state;
    struct recovery_codes codes;
    struct str kept;
    bool found;
    assert_true(recovery_make(w->arena, &codes, &kept, NULL));
    assert_int_equal(recovery_left(kept), RECOVERY_CODES);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        assert_int_equal(codes.items[i].n, RECOVERY_SIZE);
        assert_int_equal(str_find(kept, codes.items[i]), STR_NOT_FOUND);
        assert_true(recovery_use(w->arena, kept, codes.items[i], &found, &kept, NULL));
        assert_true(found);
        assert_int_equal(recovery_left(kept), RECOVERY_CODES - 1 - i);
        assert_true(recovery_use(w->arena, kept, codes.items[i], &found, &kept, NULL));
        assert_false(found);
    }
    assert_true(recovery_use(w->arena, kept, STR(""), &found, &kept, NULL));
    assert_false(found);
}

static void test_what_is_sealed(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str sealed, again, opened;
    struct stat about;
    assert_true(seal(w->app, w->arena, STR("user/a"), STR("hemligt"), &sealed, &err));
    assert_true(seal(w->app, w->arena, STR("user/a"), STR("hemligt"), &again, &err));
    assert_false(str_eq(sealed, again));
    assert_true(unseal(w->app, w->arena, STR("user/a"), sealed, &opened, &err));
    assert_text(opened, "hemligt");
    assert_false(unseal(w->app, w->arena, STR("user/b"), sealed, &opened, &err));
    assert_string_equal(err.key, "sealed.broken");
    char *changed = str_c(w->arena, sealed);
    changed[sealed.n - 1] = changed[sealed.n - 1] == '0' ? '1' : '0';
    assert_false(unseal(w->app, w->arena, STR("user/a"), str_of(changed), &opened, &err));
    assert_false(unseal(w->app, w->arena, STR("user/a"), STR("00"), &opened, &err));
    // The key lies beside the database, for the server alone.
    assert_int_equal(stat(w->app->key_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_true(file_replace(w->app->key_path, STR("ingen nyckel"), &err));
    assert_false(unseal(w->app, w->arena, STR("user/a"), sealed, &opened, &err));
    assert_string_equal(err.key, "sealed.bad-key");
    assert_int_equal(remove(w->app->key_path), 0);
}

// ---- accounts ----

static struct actor actor_of(struct world *w, struct str secret, const struct client *client) {
    struct actor actor;
    struct error err = {0};
    if (!app_actor(w->app, w->arena, secret, client, &actor, &err))
        fail_msg("%s", err.key);
    return actor;
}

static struct str signed_in(struct world *w, const char *login, const struct client *client) {
    struct str secret;
    struct error err = {0};
    if (!app_sign_in(w->app, w->arena, str_of(login), STR(WORLD_PASSWORD), client, LANGUAGE_SV,
                     &secret, &err))
        fail_msg("%s", err.key);
    return secret;
}

static struct str code_now(struct world *w, struct str words, int64_t steps) {
    char *key = NULL;
    size_t n = 0;
    char code[TOTP_DIGITS + 1];
    char *text = str_c(w->arena, words);
    assert_int_equal(oath_base32_decode(text, words.n, &key, &n), OATH_OK);
    int64_t step = app_now(w->app).us / 1000000 / TOTP_STEP_S + steps;
    assert_int_equal(oath_hotp_generate(key, n, (uint64_t)step, TOTP_DIGITS, false,
                                        OATH_HOTP_DYNAMIC_TRUNCATION, code),
                     OATH_OK);
    free(key);
    return str_copy(w->arena, str_of(code));
}

// Turns on codes; the key in words, and the recovery codes.
static struct str turn_on(struct world *w, struct str *secret, struct recovery_codes *codes) {
    struct error err = {0};
    struct new_factor factor;
    struct actor actor = actor_of(w, *secret, &computer);
    assert_true(app_new_factor(w->app, w->arena, &actor, &factor, &err));
    assert_false(app_keep_factor(w->app, w->arena, &actor, factor.sealed, STR("000000"), &computer,
                                 codes, secret, &err));
    assert_string_equal(err.key, "factor.wrong-code");
    assert_false(app_keep_factor(w->app, w->arena, &actor, STR("ff"), STR("000000"), &computer,
                                 codes, secret, &err));
    assert_string_equal(err.key, "factor.start-again");
    if (!app_keep_factor(w->app, w->arena, &actor, factor.sealed, code_now(w, factor.words, 0),
                         &computer, codes, secret, &err))
        fail_msg("%s", err.key);
    return factor.words;
}

static void test_a_code_after_the_password(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recovery_codes codes;
    set_clock(w, "2026-03-02T08:00");
    struct str secret = signed_in(w, "ssk", &computer);
    struct str words = turn_on(w, &secret, &codes);
    struct str half = signed_in(w, "ssk", &computer), whole;
    struct actor actor = actor_of(w, half, &computer);
    for (enum act act = 0; act < ACT_COUNT; act++)
        assert_int_equal(app_lacks(w->app, &actor, act),
                         act == ACT_SIGN_IN || act == ACT_CONFIRM ? LACKS_NOTHING : LACKS_CODE);
    // The code that turned it on is used.
    assert_false(
        app_confirm_code(w->app, w->arena, &actor, code_now(w, words, 0), &computer, &whole, &err));
    assert_string_equal(err.key, "sign-in.wrong-code");
    assert_text(last_access(w, STR_NONE).what, "sign-in.wrong-code");
    set_clock(w, "2026-03-02T08:01");
    struct str code = code_now(w, words, 0);
    if (!app_confirm_code(w->app, w->arena, &actor, code, &computer, &whole, &err))
        fail_msg("%s", err.key);
    struct actor done = actor_of(w, whole, &computer);
    assert_int_equal(app_lacks(w->app, &done, ACT_DAY), LACKS_NOTHING);
    // The half session is no more, and the code serves no second one.
    assert_false(app_actor(w->app, w->arena, half, &computer, &actor, &err));
    half = signed_in(w, "ssk", &telephone);
    actor = actor_of(w, half, &telephone);
    assert_false(app_confirm_code(w->app, w->arena, &actor, code, &telephone, &secret, &err));
    assert_true(
        app_confirm_code(w->app, w->arena, &actor, codes.items[3], &telephone, &secret, &err));
    // A code alone is no proof of who one is.
    actor = actor_of(w, secret, &telephone);
    set_clock(w, "2026-03-02T08:03");
    assert_false(app_confirm_code(w->app, w->arena, &actor, code_now(w, words, 0), &telephone,
                                  &secret, &err));
    assert_true(app_drop_factor(w->app, w->arena, &actor, &err));
}

static void test_guessing_codes_waits(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recovery_codes codes;
    struct str secret;
    set_clock(w, "2026-03-02T09:00");
    secret = signed_in(w, "plan", &computer);
    turn_on(w, &secret, &codes);
    // Signing in anew between the guesses does not make them be forgotten.
    for (int i = 0; i < 5; i++) {
        struct actor actor = actor_of(w, signed_in(w, "plan", &telephone), &telephone);
        assert_false(
            app_confirm_code(w->app, w->arena, &actor, STR("123456"), &telephone, &secret, &err));
        assert_string_equal(err.key, "sign-in.wrong-code");
    }
    assert_false(app_sign_in(w->app, w->arena, STR("plan"), STR(WORLD_PASSWORD), &computer,
                             LANGUAGE_SV, &secret, &err));
    assert_string_equal(err.key, "sign-in.wait");
}

static void test_another_device_is_asked_and_another_address_is_not(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret, fresh;
    set_clock(w, "2026-03-03T08:00");
    secret = signed_in(w, "ft", &computer);
    struct client moved = computer;
    moved.address = STR("192.0.2.7");
    struct actor actor = actor_of(w, secret, &moved);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING);
    actor = actor_of(w, secret, &telephone);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_PROOF);
    assert_int_equal(app_lacks(w->app, &actor, ACT_SECURE), LACKS_PROOF);
    struct client updated = computer;
    updated.agent = STR("Firefox 2");
    actor = actor_of(w, secret, &updated);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_PROOF);
    assert_false(
        app_prove(w->app, w->arena, &actor, STR("gissning"), STR(""), &updated, &fresh, &err));
    assert_string_equal(err.key, "sign-in.wrong-proof");
    assert_true(
        app_prove(w->app, w->arena, &actor, STR(WORLD_PASSWORD), STR(""), &updated, &fresh, &err));
    actor = actor_of(w, fresh, &updated);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING);
    assert_false(app_actor(w->app, w->arena, secret, &computer, &actor, &err)); // renewed
}

static void test_a_proof_serves_for_minutes(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str secret, fresh;
    set_clock(w, "2026-03-03T09:00");
    secret = signed_in(w, "chef", &computer);
    set_clock(w, "2026-03-03T09:10");
    struct actor actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_NOTHING);
    set_clock(w, "2026-03-03T09:11");
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_PROOF);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING);
    assert_true(
        app_prove(w->app, w->arena, &actor, STR(WORLD_PASSWORD), STR(""), &computer, &fresh, &err));
    actor = actor_of(w, fresh, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_NOTHING);
}

static void test_ones_own_sessions(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct own_account account;
    struct actor actor, other, stranger;
    set_clock(w, "2026-03-04T08:00");
    assert_true(app_set_password(w->app, w->arena, STR("chef"), STR(WORLD_PASSWORD), &err));
    struct str here = signed_in(w, "chef", &computer), there = signed_in(w, "chef", &telephone);
    struct str elses = signed_in(w, "ft", &telephone);
    actor = actor_of(w, here, &computer);
    stranger = actor_of(w, elses, &telephone);
    assert_true(app_own_account(w->app, w->arena, &actor, &account, &err));
    assert_int_equal(account.sessions.n, 2);
    struct str id = account.sessions.items[0].this_one ? account.sessions.items[1].id
                                                       : account.sessions.items[0].id;
    // Nobody ends a session of somebody else.
    assert_true(app_end_own_session(w->app, w->arena, &stranger, id, &err));
    assert_true(app_actor(w->app, w->arena, there, &telephone, &other, &err));
    assert_true(app_end_own_session(w->app, w->arena, &actor, id, &err));
    assert_false(app_actor(w->app, w->arena, there, &telephone, &other, &err));
    there = signed_in(w, "chef", &telephone);
    assert_true(app_change_password(w->app, w->arena, &actor, STR(WORLD_PASSWORD),
                                    STR("ett annat lösenord"), &computer, &here, &err));
    assert_false(app_actor(w->app, w->arena, there, &telephone, &other, &err));
    assert_true(app_actor(w->app, w->arena, here, &computer, &other, &err));
    // Whoever runs the program gives another one because this one is in wrong hands.
    assert_true(app_set_password(w->app, w->arena, STR("chef"), STR(WORLD_PASSWORD), &err));
    assert_false(app_actor(w->app, w->arena, here, &computer, &other, &err));
    assert_string_equal(err.key, "sign-in.needed");
}

// ---- new devices ----

static const struct client tablet = {
    .address = {"10.8.8.8", 8},
    .device = {"platta", 6},
    .agent = {"Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", 67}};

// The notices that a session shows.
static struct account_notices told(struct world *w, struct str secret,
                                   const struct client *client) {
    struct account_notices notices = {0};
    struct actor actor = actor_of(w, secret, client);
    assert_true(app_account_notices(w->app, w->arena, &actor, &notices, NULL));
    return notices;
}

static void say_read(struct world *w, struct str secret, const struct client *client) {
    struct actor actor = actor_of(w, secret, client);
    assert_true(app_read_account_notices(w->app, &actor, INT64_MAX, NULL));
}

static void test_a_sign_in_on_a_new_device_is_told(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct actor staff;
    struct str here, there, other;
    add_staff(w, &staff, "enhet", "Enar Het", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-08T08:00");
    // The first sign-in of all, and one more on the same device, tell nothing; nor does one that
    // fails, and it does not make the device a known one.
    here = signed_in(w, "enhet", &computer);
    here = signed_in(w, "enhet", &computer);
    assert_false(app_sign_in(w->app, w->arena, STR("enhet"), STR("fel lösenord"), &tablet,
                             LANGUAGE_SV, &there, &err));
    assert_int_equal(told(w, here, &computer).items.n, 0);
    there = signed_in(w, "enhet", &tablet);
    // Told on the other device, at once. Where it was made it is neither shown nor taken away.
    assert_int_equal(told(w, there, &tablet).items.n, 0);
    say_read(w, there, &tablet);
    say_read(w, signed_in(w, "enhet", &tablet), &tablet);
    struct account_notices notices = told(w, here, &computer);
    assert_int_equal(notices.items.n, 1);
    assert_int_equal(notices.items.items[0].what, CHANGE_NEW_DEVICE);
    struct str words = account_notice_words(w->arena, LANGUAGE_SV, &notices.items.items[0],
                                            STR("i dag kl. 08:00"));
    assert_true(str_starts(words, STR("Någon loggade in på ditt konto från en ny telefon eller "
                                      "dator i dag kl. 08:00 (Firefox på Windows).")));
    say_read(w, here, &computer);
    assert_int_equal(told(w, here, &computer).items.n, 0);
    // Known from now on, whatever its browser is called after an update.
    struct client updated = tablet;
    updated.agent = STR("Mozilla/5.0 Firefox/141.0");
    there = signed_in(w, "enhet", &updated);
    assert_int_equal(told(w, here, &computer).items.n, 0);
    // A session that is carried to another device, and shown there to be one's own.
    struct actor carried = actor_of(w, there, &telephone);
    assert_true(carried.other_device);
    assert_true(app_prove(w->app, w->arena, &carried, STR(WORLD_PASSWORD), STR_NONE, &telephone,
                          &other, &err));
    assert_int_equal(told(w, here, &computer).items.n, 1);
    assert_int_equal(told(w, other, &telephone).items.n, 0);
    // A device that one user is known on is new to another.
    add_staff(w, &staff, "delad", "Dela Datorsson", CODE_role_nurse, w->care_unit);
    other = signed_in(w, "delad", &computer);
    there = signed_in(w, "delad", &tablet);
    assert_int_equal(told(w, other, &computer).items.n, 1);
}

static void test_half_a_sign_in_makes_no_device_known(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recovery_codes codes;
    struct actor staff;
    struct str there;
    add_staff(w, &staff, "halv", "Halvar Vi", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-08T09:00");
    struct str here = signed_in(w, "halv", &computer);
    struct str words = turn_on(w, &here, &codes);
    struct str half = signed_in(w, "halv", &tablet);
    half = signed_in(w, "halv", &tablet);
    assert_int_equal(told(w, here, &computer).items.n, 0);
    set_clock(w, "2026-03-08T09:01");
    struct actor actor = actor_of(w, half, &tablet);
    if (!app_confirm_code(w->app, w->arena, &actor, code_now(w, words, 0), &tablet, &there, &err))
        fail_msg("%s", err.key);
    assert_int_equal(told(w, here, &computer).items.n, 1);
}

static void test_new_devices_may_be_left_untold(void **state) {
    struct world *w = *state;
    struct actor staff;
    add_staff(w, &staff, "tyst", "Ty Stina", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-08T10:00");
    w->app->rules.quiet_devices = true;
    struct str here = signed_in(w, "tyst", &computer);
    signed_in(w, "tyst", &tablet);
    w->app->rules.quiet_devices = false;
    signed_in(w, "tyst", &tablet); // remembered all the same
    assert_int_equal(told(w, here, &computer).items.n, 0);
    signed_in(w, "tyst", &telephone);
    assert_int_equal(told(w, here, &computer).items.n, 1);
}

// Told once, until the user has signed in: nobody can fill somebody's letter box.
static void test_guessing_is_told(void **state) {
    struct world *w = *state;
    struct actor staff;
    struct str secret;
    struct error err = {0};
    add_staff(w, &staff, "gissad", "Giss Ad", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-08T12:00");
    struct str here = signed_in(w, "gissad", &computer);
    for (int i = 0; i < 4; i++)
        assert_false(app_sign_in(w->app, w->arena, STR("gissad"), STR("fel lösenord"), &tablet,
                                 LANGUAGE_SV, &secret, &err));
    assert_int_equal(told(w, here, &computer).items.n, 0);
    for (int i = 0; i < 3; i++) {
        struct str clock = str_printf(w->arena, "2026-03-08T12:%02d", 1 + 5 * i);
        set_clock(w, clock.p); // after each wait
        assert_false(app_sign_in(w->app, w->arena, STR("gissad"), STR("fel lösenord"), &tablet,
                                 LANGUAGE_SV, &secret, &err));
        assert_string_equal(err.key, "sign-in.wrong");
    }
    struct account_notices notices = told(w, here, &computer);
    assert_int_equal(notices.items.n, 1);
    assert_int_equal(notices.items.items[0].what, CHANGE_GUESSED_AT);
    assert_true(app_now(w->app).us - notices.items.items[0].at.us > (int64_t)540 * 1000000);
}

// ---- the language in which a user is written to ----

static struct str sign_in_with(struct world *w, const struct client *client,
                               enum language language) {
    struct str secret;
    struct error err = {0};
    if (!app_sign_in(w->app, w->arena, STR("sprak"), STR(WORLD_PASSWORD), client, language, &secret,
                     &err))
        fail_msg("%s", err.key);
    return secret;
}

// The language of what is told next: a sign-in on a device of that name.
static int64_t language_told(struct world *w, struct str here, const char *device) {
    const struct client client = {.address = STR("10.7.7.7"), .device = str_of(device)};
    sign_in_with(w, &client, LANGUAGE_SV);
    struct account_notices notices = told(w, here, &computer);
    assert_int_equal(notices.items.n, 1);
    say_read(w, here, &computer);
    return notices.items.items[0].language;
}

static void test_the_language_that_a_user_is_written_to_in(void **state) {
    struct world *w = *state;
    struct actor actor, staff;
    add_staff(w, &staff, "sprak", "Språ Kunnig", CODE_role_nurse, w->care_unit);
    set_clock(w, "2026-03-08T11:00");
    struct str here = sign_in_with(w, &computer, LANGUAGE_EN);
    // Whoever signs in on a new device does not change it, even by what the browser asks for.
    assert_int_equal(language_told(w, here, "ett"), LANGUAGE_EN);
    assert_int_equal(language_told(w, here, "två"), LANGUAGE_EN);
    actor = actor_of(w, here, &computer);
    assert_true(app_set_language(w->app, w->arena, &actor, LANGUAGE_SV, NULL));
    assert_int_equal(language_told(w, here, "tre"), LANGUAGE_SV);
    here = sign_in_with(w, &computer, LANGUAGE_EN);
    assert_int_equal(language_told(w, here, "fyra"), LANGUAGE_EN);
}

// ---- rules ----

static void refuse_rules(struct world *w, const char *json, const char *what) {
    struct sign_in_rules rules;
    struct error err = {0};
    struct str path = str_printf(w->arena, "%s/rules", w->folder);
    assert_true(file_replace(path.p, str_of(json), NULL));
    assert_false(sign_in_rules_read(w->arena, path.p, "x", &rules, &err));
    assert_string_equal(err.key, "sign-in-rules.bad");
    assert_string_equal(err.args[0], what);
}

static void test_rules(void **state) {
    struct world *w = *state;
    struct sign_in_rules rules;
    struct error err = {0};
    assert_true(sign_in_rules_read(w->arena, NULL, "/finns/inte", &rules, &err));
    assert_int_equal(rules.factor, FACTOR_OF_ADMINISTRATORS);
    assert_int_equal(rules.proof_seconds, 600);
    assert_false(rules.quiet_devices);
    assert_false(sign_in_rules_read(w->arena, "/finns/inte", "x", &rules, &err));
    refuse_rules(w, "{\"secondfactor\":\"required\"}", "secondfactor");
    refuse_rules(w, "{\"secondFactor\":\"always\"}", "secondFactor");
    refuse_rules(w, "{\"proofSeconds\":0}", "proofSeconds");
    refuse_rules(w, "{\"tellNewDevice\":\"no\"}", "tellNewDevice");
    refuse_rules(w, "[]", "{");
    refuse_rules(w, "{\"openid\":{}}", "name");
#define NAME "\"name\":{\"sv\":\"Inloggning\",\"en\":\"Sign-in\"}"
    refuse_rules(w,
                 "{\"openid\":{\"issuer\":\"http://idp.test\",\"clientId\":\"v\",\"callback\":"
                 "\"https://vaka.test/logga-in/svar\"," NAME "}}",
                 "issuer");
    refuse_rules(w,
                 "{\"openid\":{\"issuer\":\"https://idp.test\",\"clientId\":\"v\",\"callback\":"
                 "\"https://vaka.test/logga-in/svar\",\"acr\":\"loa3\"," NAME "}}",
                 "acr");
}

static void test_a_factor_may_be_demanded(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recovery_codes codes;
    set_clock(w, "2026-03-05T08:00");
    w->app->rules.factor = FACTOR_OF_ALL;
    struct str secret = signed_in(w, "ft", &computer);
    struct actor actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_FACTOR);
    assert_int_equal(app_lacks(w->app, &actor, ACT_SECURE), LACKS_NOTHING);
    turn_on(w, &secret, &codes);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING);
    assert_false(app_drop_factor(w->app, w->arena, &actor, &err));
    assert_string_equal(err.key, "factor.required");
    w->app->rules.factor = FACTOR_OF_ADMINISTRATORS;
}

static void take_rule(struct world *w, const char *json, enum factor_rule expected) {
    struct sign_in_rules rules;
    struct error err = {0};
    struct str path = str_printf(w->arena, "%s/rules", w->folder);
    assert_true(file_replace(path.p, str_of(json), NULL));
    assert_true(sign_in_rules_read(w->arena, path.p, "x", &rules, &err));
    assert_int_equal(rules.factor, expected);
}

static void test_whom_a_factor_is_demanded_of(void **state) {
    struct world *w = *state;
    take_rule(w, "{}", FACTOR_OF_ADMINISTRATORS);
    take_rule(w, "{\"secondFactor\":\"administrators\"}", FACTOR_OF_ADMINISTRATORS);
    take_rule(w, "{\"secondFactor\":\"required\"}", FACTOR_OF_ALL);
    take_rule(w, "{\"secondFactor\":\"optional\"}", FACTOR_OF_NOBODY);
}

static void assign(struct world *w, const char *login, enum code role, struct date from) {
    struct error err = {0};
    struct str user;
    assert_true(app_user_by_login(w->app, w->arena, str_of(login), &user, &err));
    assert_true(app_add_assignment(w->app, w->arena, user, w->care_unit, role, from, &err));
}

// Whoever administers, in any of today's assignments, shows a second factor before all else.
static void test_administrators_have_a_factor(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str stream, secret;
    struct recovery_codes codes;
    struct assignment_rows rows = {0};
    set_clock(w, "2026-03-06T08:00");
    struct date today = app_today(w->app), tomorrow;
    assert_true(date_add_days(today, 1, &tomorrow));
    assert_true(app_add_user(w->app, w->arena, STR("ada"), STR("Ada Min"), STR(WORLD_PASSWORD),
                             &stream, &err));
    assign(w, "ada", CODE_role_nurse, today);
    assign(w, "ada", CODE_role_administrator, tomorrow);
    secret = signed_in(w, "ada", &computer);
    struct actor actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING); // not yet
    // It begins while the session goes on: choosing it is where the factor is asked for.
    assign(w, "ada", CODE_role_administrator, today);
    assert_true(app_assignments(w->app, w->arena, &actor, &rows, &err));
    assert_int_equal(rows.items.n, 2);
    assert_true(app_choose(w->app, w->arena, &actor, rows.items.items[1].id, &err));
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_FACTOR);
    // A new sign-in leads there first, before the choice of an assignment.
    secret = signed_in(w, "ada", &computer);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_FACTOR);
    assert_int_equal(app_lacks(w->app, &actor, ACT_SECURE), LACKS_NOTHING);
    turn_on(w, &secret, &codes);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_NOTHING);
    assert_false(app_drop_factor(w->app, w->arena, &actor, &err));
    assert_string_equal(err.key, "factor.required");
    // Of nobody else, and of nobody where the file says so.
    secret = signed_in(w, "ssk", &computer);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY) & LACKS_FACTOR, LACKS_NOTHING);
    w->app->rules.factor = FACTOR_OF_NOBODY;
    error_clear(&err);
    actor = actor_of(w, signed_in(w, "ada", &computer), &computer);
    actor.lacks = LACKS_NOTHING;
    assert_true(app_drop_factor(w->app, w->arena, &actor, &err));
    actor = actor_of(w, signed_in(w, "ada", &computer), &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_NOTHING);
    w->app->rules.factor = FACTOR_OF_ADMINISTRATORS;
}

// A session that was begun before the rules demanded it: the program was upgraded, or the file was
// changed and the server started anew.
static void test_a_session_that_is_older_than_the_rules(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str stream, secret, there;
    struct recovery_codes codes;
    set_clock(w, "2026-03-09T08:00");
    assert_true(app_add_user(w->app, w->arena, STR("alva"), STR("Alva Min"), STR(WORLD_PASSWORD),
                             &stream, &err));
    assign(w, "alva", CODE_role_administrator, app_today(w->app));
    w->app->rules.factor = FACTOR_OF_NOBODY;
    secret = signed_in(w, "alva", &computer);
    there = signed_in(w, "ssk", &computer);
    struct actor actor = actor_of(w, secret, &computer);
    assert_int_equal(actor.role, CODE_role_administrator);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_NOTHING);
    world_reopen(w, NULL);
    set_clock(w, "2026-03-09T08:05");
    assert_int_equal(w->app->rules.factor, FACTOR_OF_ADMINISTRATORS);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_FACTOR);
    assert_int_equal(app_lacks(w->app, &actor, ACT_CHOOSE), LACKS_FACTOR);
    assert_int_equal(app_lacks(w->app, &actor, ACT_SECURE), LACKS_NOTHING);
    actor = actor_of(w, there, &computer); // of nobody else
    assert_int_equal(app_lacks(w->app, &actor, ACT_DAY), LACKS_NOTHING);
    turn_on(w, &secret, &codes);
    actor = actor_of(w, secret, &computer);
    assert_int_equal(app_lacks(w->app, &actor, ACT_ADMINISTER), LACKS_NOTHING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_vectors_of_the_standard),
        cmocka_unit_test(test_recovery_codes_serve_once),
        cmocka_unit_test(test_what_is_sealed),
        cmocka_unit_test(test_a_code_after_the_password),
        cmocka_unit_test(test_guessing_codes_waits),
        cmocka_unit_test(test_another_device_is_asked_and_another_address_is_not),
        cmocka_unit_test(test_a_proof_serves_for_minutes),
        cmocka_unit_test(test_ones_own_sessions),
        cmocka_unit_test(test_a_sign_in_on_a_new_device_is_told),
        cmocka_unit_test(test_half_a_sign_in_makes_no_device_known),
        cmocka_unit_test(test_new_devices_may_be_left_untold),
        cmocka_unit_test(test_guessing_is_told),
        cmocka_unit_test(test_the_language_that_a_user_is_written_to_in),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_a_factor_may_be_demanded),
        cmocka_unit_test(test_whom_a_factor_is_demanded_of),
        cmocka_unit_test(test_administrators_have_a_factor),
        cmocka_unit_test(test_a_session_that_is_older_than_the_rules),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
