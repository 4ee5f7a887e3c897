// SPDX-License-Identifier: EUPL-1.2
//
// What depends on how much there is, and what must not: run on generated databases of two sizes,
// see bench/size. Prints one "name value" a line.
//
//   size DATABASE ROUTINE
//
// The steps of a statement are those of SQLite's virtual machine: a number that no load of the
// machine changes.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/board.h"
#include "app/demo.h"
#include "app/derive.h"
#include "app/internal.h"
#include "app/time_forms.h"
#include "app/unread.h"
#include "app/worked.h"
#include "base/log.h"
#include "routine/both.h"
#include "store/all_streams.h"
#include "store/internal.h"
#include "store/unread.h"

#define LOOKS 40
#define RECORDED 60
#define DERIVED 400
#define TURNS 5
#define PERSONS 500
#define MONTH_US (INT64_C(30) * 24 * 3600 * 1000000)

struct size {
    struct app *app;
    struct arena *arena, *scratch;
    struct actor nurse, staff, coordinator; // staff: of home care, as the coordinator is
    struct person_rows persons;             // of the nurse's unit
    struct decision_names duties;           // that the routines speak of
    size_t events;                          // that have been read
    struct error err;
};

static _Noreturn void give_up(const struct size *size) {
    log_error("size", &size->err);
    exit(1);
}

static double now_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void tell_times(const char *name, double *times, size_t n) {
    qsort(times, n, sizeof(*times), compare);
    printf("%s_us %.0f\n%s_p99_us %.0f\n", name, times[n / 2], name, times[n * 99 / 100]);
}

// ---- counted ----

static void tell_steps(const char *name, const struct reader *reader, enum statement id,
                       size_t rows) {
    sqlite3_stmt *statement = reader->connection.kept[id];
    if (!statement) { // never asked: then what is measured here is no longer how it is done
        fprintf(stderr, "%s: %s\n", name, statement_sql(id));
        exit(1);
    }
    int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    int scanned = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    int sorted = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 1);
    printf("%s_steps %d\n%s_rows %zu\n%s_scanned %d\n%s_sorted %d\n", name, steps, name, rows, name,
           scanned, name, sorted);
}

static void forget_steps(struct reader *reader) {
    for (size_t id = 0; id < STATEMENT_COUNT; id++)
        if (reader->connection.kept[id])
            sqlite3_stmt_status(reader->connection.kept[id], SQLITE_STMTSTATUS_VM_STEP, 1);
}

static void count_steps(struct size *size) {
    struct reader *reader = NULL;
    struct duty_rows duties = {0}, of_case = {0};
    struct event_list events;
    struct duty_rows unread = {0};
    const struct duty_row waiting = {.unit = size->nurse.unit,
                                     .role = size->nurse.role,
                                     .team = size->nurse.team,
                                     .fulfilled_by = STR("observation_seen")};
    struct person_rows found = {0}, vils = {0};
    struct str stream, person = size->persons.items.items[0].stream;
    if (!store_read(size->app->store, &reader, &size->err))
        give_up(size);
    forget_steps(reader);
    if (!store_duties_of(reader, size->arena, size->nurse.unit, size->nurse.role, size->nurse.team,
                         app_now(size->app), 501, &duties, &size->err) ||
        !store_duties_waiting(reader, size->arena, &waiting, app_now(size->app), UNREAD_MAX + 1,
                              &unread, &size->err) ||
        !store_events(reader, size->arena, person, &events, &size->err) ||
        !store_duties_in(reader, size->arena, person, &of_case, &size->err) ||
        !store_person_by_number(reader, size->arena, size->persons.items.items[0].number, &stream,
                                &size->err) ||
        !store_persons_of(reader, size->arena, size->nurse.unit, (struct instant){0}, STR("str"),
                          101, &found, &size->err) ||
        !store_vils_of(reader, size->arena, size->nurse.unit, (struct instant){0}, BOARD_MAX + 1,
                       &vils, &size->err))
        give_up(size);
    tell_steps("worklist", reader, SQL_duties_of_role, duties.items.n);
    tell_steps("unread", reader, SQL_duties_waiting, unread.items.n);
    tell_steps("events", reader, SQL_events, events.n);
    tell_steps("case", reader, SQL_duties_in_case, of_case.items.n);
    tell_steps("number", reader, SQL_person_by_number, 1);
    tell_steps("search", reader, SQL_persons_found, found.items.n);
    tell_steps("board", reader, SQL_vils_of_unit, vils.items.n);
    store_read_end(&reader);
}

// A month's time of home care, its forms that are not received, and what its care staff have to do.
static void count_home_care(struct size *size) {
    struct reader *reader = NULL;
    struct duty_rows duties = {0};
    struct person_rows vils = {0}, persons = {0}, waiting = {0};
    struct time_rows times = {0};
    struct instant now = app_now(size->app), from = {now.us - MONTH_US};
    if (!store_read(size->app->store, &reader, &size->err))
        give_up(size);
    forget_steps(reader);
    if (!store_duties_of(reader, size->arena, size->staff.unit, size->staff.role, size->staff.team,
                         now, 501, &duties, &size->err) ||
        !store_vils_of(reader, size->arena, size->staff.unit, (struct instant){0}, ROUND_MAX, &vils,
                       &size->err) ||
        !store_persons_of(reader, size->arena, size->staff.unit, (struct instant){0}, STR_NONE,
                          2 * ROUND_MAX, &persons, &size->err) ||
        !store_time_waiting(reader, size->arena, size->coordinator.unit, TIME_FORM_PERSONS_MAX + 1,
                            &waiting, &size->err) ||
        !store_times_of(reader, size->arena, size->coordinator.unit, from, now,
                        TIME_ENTRIES_MAX + 1, &times, &size->err))
        give_up(size);
    tell_steps("staff_duties", reader, SQL_duties_of_role, duties.items.n);
    tell_steps("staff_vils", reader, SQL_vils_of_unit, vils.items.n);
    tell_steps("staff_persons", reader, SQL_persons_of_unit, persons.items.n);
    tell_steps("forms", reader, SQL_time_waiting_of_unit, waiting.items.n);
    tell_steps("totals", reader, SQL_times_of_unit, times.items.n);
    store_read_end(&reader);
}

// ---- timed ----

typedef bool timed(struct size *size, size_t i);

static void time_all(struct size *size, const char *name, size_t n, timed *run) {
    double *times = ARENA_ARRAY(size->arena, n, double);
    for (size_t i = 0; times && i < n; i++) {
        arena_reset(size->scratch);
        double began = now_us(CLOCK_MONOTONIC);
        if (!run(size, i))
            give_up(size);
        times[i] = now_us(CLOCK_MONOTONIC) - began;
    }
    tell_times(name, times, n);
    printf("%s_kb %zu\n", name, arena_used(size->scratch) / 1024); // of the last
}

static struct str person_at(const struct size *size, size_t i) {
    return size->persons.items.items[i % size->persons.items.n].stream;
}

static bool look_at_day(struct size *size, size_t i) {
    struct day day;
    (void)i;
    return app_day(size->app, size->scratch, &size->nurse, &day, &size->err);
}

static bool look_at_unread(struct size *size, size_t i) {
    struct unread unread;
    (void)i;
    return app_unread(size->app, size->scratch, &size->nurse, &unread, &size->err);
}

static bool look_at_board(struct size *size, size_t i) {
    struct board board;
    (void)i;
    return app_board(size->app, size->scratch, &size->nurse, &board, &size->err);
}

static bool look_at_staff_day(struct size *size, size_t i) {
    struct day day;
    struct board round;
    (void)i;
    return app_day(size->app, size->scratch, &size->staff, &day, &size->err) &&
           app_round(size->app, size->scratch, &size->staff, &round, &size->err);
}

static bool look_at_forms(struct size *size, size_t i) {
    struct time_forms forms;
    (void)i;
    return app_time_forms(size->app, size->scratch, &size->coordinator, &forms, &size->err);
}

static bool look_at_totals(struct size *size, size_t i) {
    struct time_query query = {.to = app_today(size->app)};
    struct time_list list;
    (void)i;
    return date_add_days(query.to, -30, &query.from) &&
           app_time(size->app, size->scratch, &size->coordinator, &query, &list, &size->err);
}

static bool look_at_case(struct size *size, size_t i) {
    struct case_view view;
    return app_case(size->app, size->scratch, &size->nurse, person_at(size, i), &view, &size->err);
}

// As somebody types a name, letter by letter.
static bool type_a_name(struct size *size, size_t i) {
    static const char *const typed[] = {"a",  "an",  "and", "ande", "s",     "st",
                                        "st", "str", "stö", "ö",    "kovač", "finns inte"};
    struct found_persons found = {0};
    return app_find_name(size->app, size->scratch, &size->nurse, str_of(typed[i % COUNT(typed)]),
                         &found, &size->err);
}

static bool record_move(struct size *size, size_t i) {
    struct reader *reader = NULL;
    struct event_list events;
    struct recorded recorded;
    const struct field_value values[] = {
        {.field = FIELD_person_moved_from, .date = app_today(size->app)},
        {.field = FIELD_person_moved_address, .text = STR("Nygatan 1")},
        {.field = FIELD_person_moved_dwelling, .code = CODE_dwelling_ordinary},
    };
    if (!store_read(size->app->store, &reader, &size->err) ||
        !store_events(reader, size->scratch, person_at(size, i), &events, &size->err))
        return false;
    store_read_end(&reader);
    const struct record_request request = {.stream = person_at(size, i),
                                           .seen_seq = events.items[events.n - 1].seq,
                                           .draft = {.kind = EVENT_person_moved,
                                                     .happened = app_now(size->app),
                                                     .precision = PRECISION_MINUTE,
                                                     .payload = {COUNT(values), values}}};
    return app_record(size->app, size->scratch, &size->nurse, &request, &recorded, &size->err);
}

// ---- deriving against reading ----

// From the events of a case, which have been read.
typedef bool derive_fn(struct size *size, struct str stream, struct event_list events);

static bool derive_everything(struct size *size, struct str stream, struct event_list events) {
    struct derived derived;
    return derive_stream(size->app->routine, size->scratch, stream, events, &derived, &size->err);
}

static bool derive_duties(struct size *size, struct str stream, struct event_list events) {
    struct event_list effective;
    struct answers answers;
    (void)stream;
    return event_effective(size->scratch, events, &effective, &size->err) &&
           routine_duties_of(size->app->routine, size->scratch, effective, &size->duties, &answers,
                             &size->err);
}

static void compare_deriving(struct size *size, const char *name, derive_fn *derive) {
    double reading = 0, deriving = 0;
    struct reader *reader = NULL;
    if (!store_read(size->app->store, &reader, &size->err))
        give_up(size);
    for (size_t i = 0; i < DERIVED; i++) {
        struct str stream = person_at(size, i);
        struct event_list events;
        arena_reset(size->scratch);
        double began = now_us(CLOCK_THREAD_CPUTIME_ID);
        if (!store_events(reader, size->scratch, stream, &events, &size->err))
            give_up(size);
        double read = now_us(CLOCK_THREAD_CPUTIME_ID);
        if (!derive(size, stream, events))
            give_up(size);
        deriving += now_us(CLOCK_THREAD_CPUTIME_ID) - read;
        reading += read - began;
        size->events += events.n;
    }
    store_read_end(&reader);
    printf("%s_reading_us %.1f\n%s_us %.1f\n%s_ratio %.1f\n", name, reading / DERIVED, name,
           deriving / DERIVED, name, deriving / reading);
}

static void name_duties(struct size *size) {
    const struct routine *routine = size->app->routine;
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        const struct routine *part = routine_part_at(routine, i);
        for (size_t k = 0; k < routine_decision_count(part); k++) {
            const struct dmn_model *model;
            const struct dmn_decision *decision = routine_decision_at(part, k, &model);
            if (!str_is(decision->type.name, "tPlikt"))
                continue;
            struct str *name = LIST_PUSH(size->arena, &size->duties.items);
            if (!name)
                give_up(size);
            *name = decision->name;
        }
    }
}

// What is read first is read from the disk.
static void read_once(struct size *size) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(size->app->store, &reader, &size->err))
        give_up(size);
    for (size_t i = 0; i < DERIVED; i++) {
        struct event_list events;
        arena_reset(size->scratch);
        if (!store_events(reader, size->scratch, person_at(size, i), &events, &size->err))
            give_up(size);
    }
}

// Duties by themselves, and everything that is derived of a case: also its statuses, who is
// responsible, what can be searched for, and whether what nobody keeps can be answered.
static void compare_all_deriving(struct size *size) {
    name_duties(size);
    read_once(size);
    compare_deriving(size, "duties", derive_duties);
    size->events = 0;
    compare_deriving(size, "deriving", derive_everything);
    printf("events_a_case %.1f\n", (double)size->events / DERIVED);
}

// ---- all cases, on one processor and on all ----

static bool derive_case(void *context, struct arena *arena, struct reader *reader,
                        struct str stream, void **ret_made, struct error *err) {
    const struct size *size = context;
    struct event_list events;
    struct derived derived = {.stream = stream};
    (void)ret_made;
    return store_events(reader, arena, stream, &events, err) &&
           derive_from_store(size->app->routine, arena, reader, stream, events, &derived, err);
}

static bool take_case(void *context, struct arena *arena, struct reader *reader, struct str stream,
                      void *made, struct error *err) {
    (void)context, (void)arena, (void)reader, (void)stream, (void)made, (void)err;
    return true;
}

static void derive_all(struct size *size) {
    static const enum stream_kind kind = STREAM_person;
    const struct all_streams cases = {&kind, 1, derive_case, take_case, size};
    if (!store_all_streams(size->app->store, &cases, &size->err))
        give_up(size);
}

static void read_all(struct size *size) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    CLEANUP(arena_cleanup) struct arena *names = arena_new((size_t)1 << 30);
    struct str *streams;
    struct event_list events;
    size_t n;
    if (!names || !store_read(size->app->store, &reader, &size->err) ||
        !store_streams(reader, names, STREAM_person, STR_NONE, SIZE_MAX / 2, &streams, &n,
                       &size->err))
        give_up(size);
    for (size_t i = 0; i < n; i++) {
        arena_reset(size->scratch);
        if (!store_events(reader, size->scratch, streams[i], &events, &size->err))
            give_up(size);
    }
}

static void rebuild_all(struct size *size) {
    bool same;
    if (!app_rebuild(size->app, &same, &size->err))
        give_up(size);
    if (!same) {
        fprintf(stderr, "what was derived is another\n");
        exit(1);
    }
}

// Of this thread, and of those that it starts.
static void use_processors(const cpu_set_t *set) {
    if (sched_setaffinity(0, sizeof(*set), set) != 0) {
        perror("sched_setaffinity");
        exit(1);
    }
}

// Medians of what was done in turns, on one processor and on all that there are.
static void compare_processors(struct size *size) {
    static const struct {
        const char *name;
        void (*run)(struct size *size);
        bool on_all;
    } runs[] = {{"all_read", read_all, false},
                {"all_derived", derive_all, false},
                {"all_derived_by_all", derive_all, true},
                {"rebuilt", rebuild_all, false},
                {"rebuilt_by_all", rebuild_all, true}};
    double times[COUNT(runs)][TURNS];
    cpu_set_t all, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof(all), &all) != 0)
        CPU_ZERO(&all);
    for (size_t i = 0; i < CPU_SETSIZE && !CPU_COUNT(&one); i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &one);
    for (size_t turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < COUNT(runs); i++) {
            use_processors(runs[i].on_all ? &all : &one);
            double began = now_us(CLOCK_MONOTONIC);
            runs[i].run(size);
            times[i][turn] = (now_us(CLOCK_MONOTONIC) - began) / 1e3;
        }
    use_processors(&all);
    for (size_t i = 0; i < COUNT(runs); i++) {
        qsort(times[i], TURNS, sizeof(times[i][0]), compare);
        printf("%s_ms %.0f\n%s_ratio %.1f\n", runs[i].name, times[i][TURNS / 2], runs[i].name,
               times[i][TURNS / 2] / times[0][TURNS / 2]);
    }
}

// ----

static void sign_in(struct size *size, const char *login, struct actor *actor) {
    const struct client client = {.address = STR("127.0.0.1")};
    struct str secret;
    if (!app_sign_in(size->app, size->arena, str_of(login), str_of(demo_password), &client,
                     LANGUAGE_SV, &secret, &size->err) ||
        !app_actor(size->app, size->arena, secret, &client, actor, &size->err))
        give_up(size);
}

static void find_persons(struct size *size) {
    struct reader *reader = NULL;
    if (!store_read(size->app->store, &reader, &size->err) ||
        !store_persons_of(reader, size->arena, size->nurse.unit, (struct instant){0}, STR_NONE,
                          PERSONS, &size->persons, &size->err))
        give_up(size);
    store_read_end(&reader);
    printf("persons_of_the_unit %zu\n", size->persons.items.n);
}

int main(int argc, char **argv) {
    struct size size = {.arena = arena_new((size_t)1 << 30),
                        .scratch = arena_new(ARENA_DEFAULT_CEILING)};
    if (argc != 3) {
        fprintf(stderr, "usage: size DATABASE ROUTINE\n");
        return 2;
    }
    if (!size.arena || !size.scratch ||
        !app_open(&(struct app_options){.database = argv[1], .routine = argv[2]}, &size.app,
                  &size.err))
        give_up(&size);
    sign_in(&size, "sjukskoterska", &size.nurse);
    sign_in(&size, "omvardnad", &size.staff);
    sign_in(&size, "samordnare", &size.coordinator);
    find_persons(&size);
    count_steps(&size);
    count_home_care(&size);
    time_all(&size, "day", LOOKS, look_at_day);
    time_all(&size, "unread", LOOKS, look_at_unread);
    time_all(&size, "board", LOOKS, look_at_board);
    time_all(&size, "staff_day", LOOKS, look_at_staff_day);
    time_all(&size, "forms", LOOKS, look_at_forms);
    time_all(&size, "totals", LOOKS, look_at_totals);
    time_all(&size, "look", LOOKS, look_at_case);
    time_all(&size, "typing", 12 * LOOKS, type_a_name);
    compare_all_deriving(&size);
    compare_processors(&size);
    time_all(&size, "record", RECORDED, record_move);
    app_close(size.app);
    arena_free(size.arena);
    arena_free(size.scratch);
    return 0;
}
