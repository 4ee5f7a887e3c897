// SPDX-License-Identifier: EUPL-1.2
//
// What is derived: the same when derived anew, and following the routine that is in force.
#include "world.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/demo.h"
#include "app/derive.h"
#include "base/file.h"
#include "store/rebuild.h"

static struct str person;

static void fill(struct world *w) {
    set_clock(w, "2026-03-02T10:00");
    person = new_person(w, "193502017456", "Bertil", "Nyström");
    int64_t request = send_request(w, person, "\"nurse\"");
    enrol_nurse(w, person, request, "2026-03-02");
    new_person(w, "193601286499", "Sven", "Dahlgren");
}

static struct hash derived_hash(struct world *w) {
    struct reader *reader = NULL;
    struct hash hash;
    struct error err = {0};
    assert_true(store_read(w->app->store, &reader, &err));
    assert_true(store_derived_hash(reader, &hash, &err));
    store_read_end(&reader);
    return hash;
}

static void test_rebuilt_is_the_same(void **state) {
    struct world *w = *state;
    fill(w);
    struct hash before = derived_hash(w);
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
    struct hash after = derived_hash(w);
    assert_true(hash_eq(&before, &after));
}

static void test_opening_again_changes_nothing(void **state) {
    struct world *w = *state;
    struct hash before = derived_hash(w);
    struct reader *reader = NULL;
    struct str *streams;
    size_t count;
    world_reopen(w, NULL);
    struct hash after = derived_hash(w);
    assert_true(hash_eq(&before, &after));
    // The routine was put in force once.
    assert_true(store_read(w->app->store, &reader, NULL));
    assert_true(
        store_streams(reader, w->arena, STREAM_routine, STR_NONE, 10, &streams, &count, NULL));
    assert_int_equal(count, 1);
    struct event_list events;
    assert_true(store_events(reader, w->arena, streams[0], &events, NULL));
    assert_int_equal(events.n, 1);
    store_read_end(&reader);
}

// A copy of the routine's files with one text in them replaced by another.
static struct str changed_routine(struct world *w, const char *name, const char *old,
                                  const char *new) {
    struct str folder = str_printf(w->arena, "%s/%s", w->folder, name);
    struct str inner = str_printf(w->arena, "%s/hemsjukvard", folder.p);
    struct str *names;
    size_t count, replaced = 0;
    struct error err = {0};
    assert_int_equal(mkdir(folder.p, 0700), 0);
    assert_int_equal(mkdir(inner.p, 0700), 0);
    assert_true(file_list(w->arena, world_routine(w), "", &names, &count, &err));
    for (size_t i = 0; i < count; i++) {
        struct str from = str_printf(w->arena, "%s/%s", world_routine(w), names[i].p), bytes;
        struct stat info;
        if (stat(from.p, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        assert_true(file_read(w->arena, from.p, 16000000, &bytes, &err));
        struct buf buf = buf_new(w->arena, BUF_DEFAULT_MAX);
        size_t at = str_find(bytes, str_of(old));
        if (at != STR_NOT_FOUND) {
            buf_add(&buf, str_sub(bytes, 0, at));
            buf_add_c(&buf, new);
            bytes = str_sub(bytes, at + strlen(old), bytes.n);
            replaced++;
        }
        buf_add(&buf, bytes);
        assert_true(buf_done(&buf, &bytes, &err));
        assert_true(
            file_replace(str_printf(w->arena, "%s/%s", inner.p, names[i].p).p, bytes, &err));
    }
    assert_int_equal(replaced, 1);
    return inner;
}

// What an earlier program kept is derived anew when this one starts, though no routine changed.
static void test_rows_of_an_earlier_form(void **state) {
    struct world *w = *state;
    sqlite3 *db = NULL;
    struct day day;
    bool same = false;
    app_close(w->app);
    w->app = NULL;
    assert_int_equal(sqlite3_open(w->database.p, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE der_duty SET what = 'Gammalt';"
                                  "UPDATE op_setting SET value = '0' WHERE name = 'derived'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    world_reopen(w, NULL);
    set_clock(w, "2026-03-02T10:00");
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, NULL));
    assert_true(day.entries.n > 0);
    for (size_t i = 0; i < day.entries.n; i++)
        assert_false(str_is(day.entries.items[i].duty.what, "Gammalt"));
    assert_true(app_rebuild(w->app, &same, NULL));
    assert_true(same);
}

// One month instead of two until the first follow-up: open duties follow at the next start.
static void test_changed_routine(void **state) {
    struct world *w = *state;
    struct case_view view = look(w, &w->nurse, person);
    assert_duty(w, open_duty(&view, 1), "Första uppföljning", CODE_role_nurse, "2026-05-02");
    struct str folder = changed_routine(
        w, "shorter", "\"Månader till första uppföljning\", \"values\": [\n    {\"value\": 2",
        "\"Månader till första uppföljning\", \"values\": [\n    {\"value\": 1");
    world_reopen(w, folder.p);
    set_clock(w, "2026-03-02T10:00");
    struct day day;
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, NULL));
    assert_text(day.entries.items[1].duty.what, "Första uppföljning");
    assert_text(day.entries.items[1].duty.due, "2026-04-02");
    bool same = false;
    assert_true(app_rebuild(w->app, &same, NULL));
    assert_true(same);
    // And back.
    world_reopen(w, NULL);
    set_clock(w, "2026-03-02T10:00");
    assert_true(app_day(w->app, w->arena, &w->nurse, &day, NULL));
    assert_text(day.entries.items[1].duty.due, "2026-05-02");
}

static struct day day_of(struct world *w, const struct actor *actor) {
    struct day day;
    assert_true(app_day(w->app, w->arena, actor, &day, NULL));
    return day;
}

// The list that is kept for the actor; empty when it must be made.
static struct str kept_for(struct world *w, const struct actor *actor) {
    CLEANUP(app_day_end) struct day day = day_of(w, actor);
    assert_true(!day.kept.text.n || !day.entries.n);
    return str_copy(w->arena, day.kept.text);
}

// A list that was made is found again until anything in it changes, and by nobody else.
static void test_a_kept_day(void **state) {
    struct world *w = *state;
    set_clock(w, "2027-02-02T10:00");
    struct day day = day_of(w, &w->nurse);
    assert_int_equal(day.kept.text.n, 0);
    assert_true(day.entries.n > 0);
    app_keep_day(w->app, w->arena, &w->nurse, &day, STR("the list"), 4);
    assert_text(kept_for(w, &w->nurse), "the list");
    assert_true(str_is(last_access(w, STR_NONE).what, "day")); // logged all the same
    struct actor english = w->nurse;
    english.language = LANGUAGE_EN;
    assert_int_equal(kept_for(w, &english).n, 0);
    assert_int_equal(kept_for(w, &w->physio).n, 0);
    assert_int_equal(kept_for(w, &w->stranger).n, 0);
    set_clock(w, "2027-02-03T10:00");
    assert_int_equal(kept_for(w, &w->nurse).n, 0);
    set_clock(w, "2027-02-02T10:00");
    assert_text(kept_for(w, &w->nurse), "the list");
    int64_t request =
        send_request(w, new_person(w, "194511184758", "Kerstin", "Lund"), "\"nurse\"");
    assert_text(kept_for(w, &w->nurse), "the list"); // the planner's day, not the nurse's
    (void)request;
    bool same = false;
    assert_true(app_rebuild(w->app, &same, NULL));
    assert_int_equal(kept_for(w, &w->nurse).n, 0);
}

// A rule too few: the routine in force stays in force, and the reason is told with its place.
static void test_routine_with_a_gap(void **state) {
    struct world *w = *state;
    struct str folder = changed_routine(w, "gap",
                                        "<inputEntry id=\"far_skicka_vardbegaran_regel_2_in_1\">\n"
                                        "          <text>&gt; 0</text>",
                                        "<inputEntry id=\"far_skicka_vardbegaran_regel_2_in_1\">\n"
                                        "          <text>&gt; 5</text>");
    struct error err = {0};
    const struct app_options options = {.database = w->database.p, .routine = folder.p};
    struct app *app = NULL;
    struct hash before = derived_hash(w);
    app_close(w->app);
    w->app = NULL;
    assert_false(app_open(&options, &app, &err));
    assert_string_equal(err.key, "dmn.check-gap");
    assert_string_equal(err.file, "routine.dmn");
    assert_true(err.line > 0);
    world_reopen(w, NULL);
    set_clock(w, "2026-03-02T10:00");
    struct hash after = derived_hash(w);
    assert_true(hash_eq(&before, &after));
}

static void test_ground_is_read_as_written(void **state) {
    struct world *w = *state;
    struct case_view view = look(w, &w->nurse, person);
    const struct ground *ground = &open_duty(&view, 1)->ground;
    struct str json;
    struct ground read;
    bool asked;
    struct error err = {0};
    assert_true(ground_write(w->arena, ground, &json, &err));
    assert_true(ground_read(w->arena, json, &read, &asked, &err));
    assert_true(str_eq(read.decision, ground->decision));
    assert_int_equal(read.row, ground->row);
    assert_int_equal(read.clause_count, ground->clause_count);
    assert_int_equal(read.fact_count, ground->fact_count);
    assert_true(read.fact_count > 0);
    assert_true(str_eq(read.facts[0].label, ground->facts[0].label));
    assert_true(str_eq(read.facts[0].value, ground->facts[0].value));
    const char *const damaged[] = {"{}",
                                   "{\"row\":1,\"clauses\":[],\"facts\":[[\"a\"]]}",
                                   "{\"row\":-1,\"clauses\":[],\"facts\":[]}",
                                   "{\"row\":1,\"clauses\":[1],\"facts\":[]}",
                                   "[1,2]",
                                   "{"};
    for (size_t i = 0; i < COUNT(damaged); i++) {
        assert_false(ground_read(w->arena, str_of(damaged[i]), &read, &asked, &err));
        assert_int_equal(err.code, ERR_DAMAGED);
        assert_string_equal(err.key, "derive.bad-json");
    }
}

// ---- every allocation fails once ----

static struct event_list user_events;

static bool write_and_read_ground(struct arena *arena, struct error *err) {
    static const struct str clauses[] = {{"H-16", 4}, {"H-18", 4}};
    static const struct fact facts[] = {{{"a", 1}, {"b", 1}}};
    const struct ground ground = {.decision = STR("Följ upp"),
                                  .rule = STR("r1"),
                                  .row = 1,
                                  .clause_count = 2,
                                  .clauses = clauses,
                                  .fact_count = 1,
                                  .facts = facts};
    struct str json;
    struct ground read;
    bool asked;
    return ground_write(arena, &ground, &json, err) && ground_read(arena, json, &read, &asked, err);
}

static bool derive_user(struct arena *arena, struct error *err) {
    struct derived derived;
    return derive_stream(NULL, arena, user_events.items[0].stream, user_events, &derived, err);
}

static void test_memory_gives_out(void **state) {
    struct world *w = *state;
    struct reader *reader = NULL;
    assert_true(store_read(w->app->store, &reader, NULL));
    assert_true(store_events(reader, w->arena, w->nurse.user, &user_events, NULL));
    store_read_end(&reader);
    assert_int_equal(user_events.n, 2); // registered, and given an assignment
    walk_allocations(write_and_read_ground);
    walk_allocations(derive_user);
}

static void test_demo(void **state) {
    struct world *w = *state;
    struct error err = {0};
    assert_false(app_fill_demo(w->app, true, &err));
    assert_string_equal(err.key, "demo.not-empty");
    app_close(w->app);
    w->app = NULL;
    const struct app_options options = {.database = str_printf(w->arena, "%s/demo.db", w->folder).p,
                                        .routine = world_routine(w)};
    assert_true(app_open(&options, &w->app, &err));
    assert_true(app_fill_demo(w->app, true, &err));
    assert_int_equal(w->app->clock_shift_us, 0);
    struct str secret;
    struct actor nurse;
    struct day day;
    const struct client client = {.address = STR("10.0.0.1")};
    assert_true(app_sign_in(w->app, w->arena, STR("sjukskoterska"), str_of(demo_password), &client,
                            LANGUAGE_SV, &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &client, &nurse, &err));
    assert_true(app_day(w->app, w->arena, &nurse, &day, &err));
    size_t groups[DUE_GROUP_COUNT] = {0};
    for (size_t i = 0; i < day.entries.n; i++)
        groups[day.entries.items[i].group]++;
    assert_true(groups[DUE_LATE] > 0);
    assert_true(groups[DUE_TODAY] > 0);
    assert_true(groups[DUE_LATER] + groups[DUE_THIS_WEEK] > 0);
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
    struct verify_report report = {0};
    assert_true(app_verify(w->app, w->arena, &report, &err));
    assert_int_equal(report.faults.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rebuilt_is_the_same),
        cmocka_unit_test(test_opening_again_changes_nothing),
        cmocka_unit_test(test_rows_of_an_earlier_form),
        cmocka_unit_test(test_changed_routine),
        cmocka_unit_test(test_a_kept_day),
        cmocka_unit_test(test_routine_with_a_gap),
        cmocka_unit_test(test_ground_is_read_as_written),
        cmocka_unit_test(test_memory_gives_out),
        cmocka_unit_test(test_demo),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
