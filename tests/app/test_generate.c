// SPDX-License-Identifier: EUPL-1.2
//
// Generated data: each story could have been sent through the door, fact by fact, with the same
// outcome; and what stands derived in the database is what comes of folding each case from scratch.
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "app/board.h"
#include "app/demo.h"
#include "app/derive.h"
#include "app/invent.h"
#include "care/number.h"
#include "store/internal.h"
#include "support/known_fees.h"
#include "support/same_answers.h"

#define CASES 2000
#define VILS 80 // of them, half in each of two towns
#define SENT 60 // stories that are sent through the door
#define SEED 7
#define ASKED_IN_FULL 20 // one case of so many is asked everything after each event
// Of such a case: all that is ever asked of it stands there at once.
#define CASE_CEILING (4 * ARENA_DEFAULT_CEILING)

static size_t fees_known;

static void must(bool done, const struct error *err) {
    if (!done)
        fail_msg("%s %s %s (%s)", err->key ? err->key : "?", err->args[0], err->args[1],
                 err->element);
}

// The world's database gives way to an empty one, where every routine holds.
static void open_empty(struct world *w, const char *name) {
    struct error err = {0};
    app_close(w->app);
    w->app = NULL;
    const struct store_options store = {.synchronous_off = true};
    const struct app_options options = {
        .database = str_printf(w->arena, "%s/%s", w->folder, name).p,
        .routine = str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p,
        .store = &store};
    must(app_open(&options, &w->app, &err), &err);
}

static void assert_same_text(struct str a, struct str b) {
    assert_int_equal(a.n, b.n);
    if (a.n)
        assert_memory_equal(a.p, b.p, a.n);
}

static void assert_same_duty(const struct duty_row *a, const struct duty_row *b) {
    assert_same_text(a->decision, b->decision);
    assert_same_text(a->thing, b->thing);
    assert_int_equal(a->ordinal, b->ordinal);
    assert_same_text(a->what, b->what);
    assert_int_equal(a->role, b->role);
    assert_same_text(a->unit, b->unit);
    assert_same_text(a->due, b->due);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->about, b->about);
    assert_int_equal(a->opened_seq, b->opened_seq);
    assert_int_equal(a->ended_seq, b->ended_seq);
    assert_same_text(a->ended, b->ended);
    assert_same_text(a->ground, b->ground);
}

static void assert_same_duties(const struct derived *derived, const struct duty_rows *stored) {
    assert_int_equal(derived->duties.n, stored->items.n);
    for (size_t i = 0; i < stored->items.n; i++)
        assert_same_duty(&derived->duties.items[i], &stored->items.items[i]);
}

// Folds and derives the case anew and compares with what is stored.
static void assert_derived(struct world *w, struct arena *arena, struct str stream, bool in_full) {
    struct error err = {0};
    struct reader *reader = NULL;
    struct event_list events;
    struct derived derived;
    struct duty_rows stored = {0};
    struct person_row person;
    must(store_read(w->app->store, &reader, &err), &err);
    must(store_events(reader, arena, stream, &events, &err), &err);
    must(store_duties_in(reader, arena, stream, &stored, &err), &err);
    must(store_person(reader, arena, stream, &person, &err), &err);
    must(derive_stream(w->app->routine, arena, stream, events, &derived, &err), &err);
    assert_same_duties(&derived, &stored);
    assert_same_text(derived.person.number, person.number);
    assert_same_text(derived.person.family_name, person.family_name);
    for (size_t i = 0; i < derived.relations.n; i++) {
        bool has = false;
        int64_t until;
        must(store_relation(reader, stream, derived.relations.items[i].unit, &has, &until, &err),
             &err);
        assert_true(has && until == derived.relations.items[i].until);
    }
    store_read_end(&reader);
    struct event_list effective;
    assert_true(event_effective(arena, events, &effective, NULL));
    if (in_full) {
        fees_known +=
            assert_known_fees(w->app->routine, app_zone(w->app), arena, events, &derived.fees);
        assert_carried_over(w->app->routine, arena, effective);
        assert_true(assert_asked_together(w->app->routine, arena, effective, 0, 3));
    }
}

static size_t assert_all_derived(struct world *w) {
    struct arena *arena = arena_new(CASE_CEILING);
    struct arena *names = arena_new(ARENA_DEFAULT_CEILING);
    struct error err = {0};
    struct reader *reader = NULL;
    struct str *streams;
    size_t count = 0;
    must(store_read(w->app->store, &reader, &err), &err);
    must(store_streams(reader, names, STREAM_person, STR_NONE, CASES + 1, &streams, &count, &err),
         &err);
    store_read_end(&reader);
    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        assert_derived(w, arena, streams[i], i % ASKED_IN_FULL == 0);
    }
    arena_free(arena);
    arena_free(names);
    return count;
}

static void test_every_case_is_as_derived_from_scratch(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct verify_report report = {0};
    int64_t events = 0;
    bool same = false;
    open_empty(w, "generated.db");
    must(app_generate(w->app, CASES, VILS, SEED, &events, &err), &err);
    assert_true(events > 4 * CASES);
    assert_int_equal(assert_all_derived(w), CASES);
    assert_true(fees_known > 100);
    must(app_rebuild(w->app, &same, &err), &err);
    assert_true(same);
    must(app_verify(w->app, w->arena, &report, &err), &err);
    assert_int_equal(report.faults.n, 0);
    assert_int_equal(report.access_entries, CASES);
    assert_false(app_generate(w->app, 1, 0, SEED, &events, &err));
    assert_string_equal(err.key, "demo.not-empty");
}

// ---- the board ----

#define BOARD_ROW_BYTES ((size_t)128 * 1024)

struct board_cost {
    size_t rows;
    int steps, scanned, sorted; // of SQLite's virtual machine, for the rows
};

static struct board_cost cost_of_board(struct world *w) {
    const struct client client = {.address = STR("127.0.0.1")};
    struct board_cost cost = {0};
    struct error err = {0};
    struct str secret;
    struct actor nurse;
    struct board board;
    struct reader *reader = NULL;
    struct person_rows persons = {0};
    must(app_sign_in(w->app, w->arena, STR("sjukskoterska"), str_of(demo_password), &client,
                     LANGUAGE_SV, &secret, &err),
         &err);
    must(app_actor(w->app, w->arena, secret, &client, &nurse, &err), &err);
    size_t before = arena_used(w->arena);
    must(app_board(w->app, w->arena, &nurse, &board, &err), &err);
    // 200 persons must have room in the arena of a request.
    assert_true(arena_used(w->arena) - before < board.rows.n * BOARD_ROW_BYTES);
    must(store_read(w->app->store, &reader, &err), &err);
    sqlite3_stmt **kept = &reader->connection.kept[SQL_vils_of_unit];
    if (*kept)
        sqlite3_stmt_status(*kept, SQLITE_STMTSTATUS_VM_STEP, 1);
    must(store_vils_of(reader, w->arena, nurse.unit, (struct instant){0}, BOARD_MAX + 1, &persons,
                       &err),
         &err);
    cost = (struct board_cost){
        .rows = persons.items.n,
        .steps = sqlite3_stmt_status(*kept, SQLITE_STMTSTATUS_VM_STEP, 1),
        .scanned = sqlite3_stmt_status(*kept, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1),
        .sorted = sqlite3_stmt_status(*kept, SQLITE_STMTSTATUS_SORT, 1),
    };
    store_read_end(&reader);
    assert_int_equal(board.rows.n, cost.rows); // her own unit has recorded all of it
    size_t late = 0, unanswered = 0;
    for (size_t i = 0; i < board.rows.n; i++) {
        const struct board_row *row = &board.rows.items[i];
        assert_true(row->next.what.n > 0); // the team meets every week, whoever the person is
        late += row->next.has_due && date_cmp(row->next.due.date, board.today) < 0;
        unanswered += row->unanswered.n > 0;
    }
    assert_in_range(late, 1, board.rows.n - 1);
    assert_in_range(unanswered, 1, board.rows.n - 1);
    return cost;
}

static size_t persons_with_vils(struct world *w) {
    struct error err = {0};
    struct reader *reader = NULL;
    sqlite3_stmt *statement = NULL;
    must(store_read(w->app->store, &reader, &err), &err);
    assert_int_equal(sqlite3_prepare_v2(reader->connection.db,
                                        "SELECT count(DISTINCT stream) FROM der_vils", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    size_t count = (size_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    store_read_end(&reader);
    return count;
}

// Twice as many in the country: the same board, at the same cost.
static void test_a_board_does_not_depend_on_the_country(void **state) {
    struct world *w = *state;
    struct error err = {0};
    int64_t events = 0;
    assert_int_equal(persons_with_vils(w), VILS);
    struct board_cost large = cost_of_board(w);
    open_empty(w, "half.db");
    must(app_generate(w->app, CASES / 2, VILS / 2, SEED, &events, &err), &err);
    assert_int_equal(persons_with_vils(w), VILS / 2);
    struct board_cost small = cost_of_board(w);
    assert_true(small.rows > 0 && small.rows < VILS / 2); // other units have theirs
    assert_int_equal(large.rows, small.rows);
    // The unit's rows end where those of another begin or where the index does: a step apart.
    assert_in_range(large.steps, small.steps - 1, small.steps + 1);
    assert_int_equal(large.scanned, 0);
    assert_int_equal(large.sorted, 0);
}

// ---- through the door ----

static struct str send_story(struct world *w, const struct town *town, struct story *story) {
    struct error err = {0};
    struct recorded recorded = {0};
    struct instant now = app_now(w->app);
    for (size_t i = 0; i < story->told.n; i++) {
        const struct told *told = &story->told.items[i];
        const struct record_request request = {
            .stream = recorded.stream, .seen_seq = (int64_t)i, .draft = told->draft};
        w->app->clock_shift_us = told->draft.happened.us - now.us;
        must(app_record(w->app, story->arena, &town->staff[told->who], &request, &recorded, &err),
             &err);
        assert_int_equal(recorded.seq_now, i + 1);
    }
    w->app->clock_shift_us = 0;
    return recorded.stream;
}

// The events as a bulk has them, without what only the store gives.
static struct event_list as_bulk(struct arena *arena, const struct town *town, struct str stream,
                                 const struct story *story) {
    struct event *events = ARENA_ARRAY(arena, story->told.n, struct event);
    for (size_t i = 0; i < story->told.n; i++) {
        const struct actor *actor = &town->staff[story->told.items[i].who];
        events[i] = story->told.items[i].draft;
        events[i].stream = stream;
        events[i].seq = (int64_t)i + 1;
        events[i].recorded = events[i].happened;
        events[i].recorder = actor->user;
        events[i].role = actor->role;
        events[i].unit = actor->unit;
        events[i].owner = actor->organisation;
        events[i].law = event_law(&events[i], (struct event_list){i, events});
    }
    return (struct event_list){story->told.n, events};
}

static void test_stories_could_be_sent(void **state) {
    struct world *w = *state;
    struct error err = {0};
    static struct town town;
    open_empty(w, "sent.db");
    must(town_make(w->app, w->arena, TOWN_LARGE, 2, &town, &err), &err);
    for (size_t i = 0; i < SENT; i++) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct story story = story_new(w->app, arena, &town, app_now(w->app), &err);
        struct derived derived;
        struct duty_rows stored = {0};
        struct reader *reader = NULL;
        assert_true(i % 3 ? invent_story(SEED, i, &story) : invent_vils_story(SEED, i, &story));
        struct str stream = send_story(w, &town, &story);
        struct event_list events = as_bulk(arena, &town, stream, &story);
        must(derive_stream(w->app->routine, arena, stream, events, &derived, &err), &err);
        must(store_read(w->app->store, &reader, &err), &err);
        must(store_duties_in(reader, arena, stream, &stored, &err), &err);
        store_read_end(&reader);
        assert_same_duties(&derived, &stored);
        arena_free(arena);
    }
}

// ---- who they are ----

static int compare_numbers(const void *a, const void *b) {
    return strcmp(a, b);
}

static void test_nobody_is_there_twice(void **state) {
    struct world *w = *state;
    enum { PEOPLE = 50000 };
    char(*numbers)[13] = arena_alloc(w->arena, sizeof(char[PEOPLE][13]));
    size_t personal = 0, reserve = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct invented person = invent_person(SEED, i), again = invent_person(SEED, i);
        struct number number;
        struct date born;
        assert_true(number_read(str_of(person.number), &number, NULL));
        assert_true(number_birth_date(&number, &born));
        assert_in_range(born.year, 1926, 1952);
        personal += number.kind == NUMBER_PERSONAL || number.kind == NUMBER_COORDINATION;
        reserve += number.kind == NUMBER_NATIONAL_RESERVE;
        assert_string_equal(person.family_name, again.family_name);
        memcpy(numbers[i], person.number, sizeof(numbers[i]));
    }
    assert_int_equal(personal, TEST_NUMBERS);
    assert_int_equal(reserve, PEOPLE - TEST_NUMBERS);
    qsort(numbers, PEOPLE, sizeof(numbers[0]), compare_numbers);
    for (size_t i = 1; i < PEOPLE; i++)
        assert_string_not_equal(numbers[i - 1], numbers[i]);
}

static void test_same_seed_same_story(void **state) {
    struct world *w = *state;
    struct error err = {0};
    static struct town town;
    open_empty(w, "twice.db");
    must(town_make(w->app, w->arena, TOWN_LARGE, 2, &town, &err), &err);
    struct instant now = app_now(w->app);
    size_t differing = 0;
    for (size_t i = 0; i < 200; i++) {
        struct str json[3][2] = {0};
        for (uint64_t k = 0; k < 3; k++) { // twice the same seed, then another
            struct story story = story_new(w->app, w->arena, &town, now, &err);
            assert_true(invent_story(SEED + k / 2, i, &story));
            assert_true(story.told.n > 0);
            const struct event *last = &story.told.items[story.told.n - 1].draft;
            assert_true(last->happened.us <= now.us);
            must(event_write(w->arena, last, &json[k][0], &err), &err);
            json[k][1] = instant_text(w->arena, last->happened);
        }
        assert_same_text(json[0][0], json[1][0]);
        assert_same_text(json[0][1], json[1][1]);
        differing += !str_eq(json[0][1], json[2][1]);
    }
    assert_true(differing > 150);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_is_there_twice),
        cmocka_unit_test(test_same_seed_same_story),
        cmocka_unit_test(test_stories_could_be_sent),
        cmocka_unit_test(test_every_case_is_as_derived_from_scratch),
        cmocka_unit_test(test_a_board_does_not_depend_on_the_country), // of what stands there
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
