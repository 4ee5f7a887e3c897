// SPDX-License-Identifier: EUPL-1.2
//
// Whose an entry is: records that go on in another, entries that belong to somebody else, and both
// undone, in whatever order they came.
#include "care_test.h"

#include "care/records.h"
#include "care/state.h"

#define ANNA STR("person/0000000000000000000000anna")

// A little world of logs, each event given by its log.
struct logs {
    struct arena *arena;
    struct event events[3][12];
    size_t n[3];
};

static const struct str names[] = {
    {"person/0000000000000000000000anna", 33},
    {"person/0000000000000000000000bert", 33},
    {"person/00000000000000000000000cia", 33},
};
enum { A, B, C };

static bool fetch(void *context, struct arena *arena, struct str stream,
                  struct event_list *ret_events, struct error *err) {
    struct logs *logs = context;
    (void)arena, (void)err;
    *ret_events = (struct event_list){0};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(names[i], stream))
            *ret_events = (struct event_list){logs->n[i], logs->events[i]};
    return true;
}

static struct event *add(struct logs *logs, int log, enum event_kind kind, int64_t happened,
                         int64_t corrects) {
    struct event *event = &logs->events[log][logs->n[log]++];
    *event = (struct event){.stream = names[log],
                            .seq = (int64_t)logs->n[log],
                            .kind = kind,
                            .happened = {happened},
                            .corrects = corrects};
    return event;
}

static void name_other(struct logs *logs, struct event *event, int other) {
    struct field_value *value = ARENA_NEW(logs->arena, struct field_value);
    assert_non_null(value);
    *value = (struct field_value){.field = field_of_type(event->kind, TYPE_PERSON),
                                  .text = names[other]};
    event->payload = (struct payload){1, value};
}

static void join(struct logs *logs, int to, int from) {
    name_other(logs, add(logs, to, EVENT_record_joined, 90, 0), from);
    name_other(logs, add(logs, from, EVENT_record_continued, 90, 0), to);
}

static void move(struct logs *logs, int log, int64_t seq, int to) {
    name_other(logs, add(logs, log, EVENT_entry_moved, 90, seq), to);
    if (to != log)
        name_other(logs, add(logs, to, EVENT_entry_moved_here, 90, 0), log);
}

static void setup_logs(struct logs *logs) {
    *logs = (struct logs){.arena = arena_new(ARENA_DEFAULT_CEILING)};
    assert_non_null(logs->arena);
    for (int i = A; i <= C; i++) {
        add(logs, i, EVENT_person_registered, 1 + i, 0);
        add(logs, i, EVENT_care_request_sent, 10 + i, 0);
    }
}

// What stands in a person's record now, as "A1 B2 …" in the order of the fold; "> B" where it goes
// on in another.
static const char *standing(struct logs *logs, int log) {
    static char text[200];
    struct records records;
    struct event_list all, effective;
    size_t n = 0;
    assert_true(records_of(logs->arena, names[log], fetch, logs, &records, NULL));
    if (records.goes_on_in.n) {
        snprintf(text, sizeof(text), "> %c",
                 str_eq(records.goes_on_in, names[A])   ? 'A'
                 : str_eq(records.goes_on_in, names[B]) ? 'B'
                                                        : 'C');
        return text;
    }
    assert_true(records_all(logs->arena, &records, &all, NULL));
    assert_true(event_effective(logs->arena, all, &effective, NULL));
    text[0] = 0;
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        if (event_other(event).n)
            continue; // what says whose it is
        assert_string_equal(records.logs[seq_log(event->seq)].stream.p, event->stream.p);
        char log_name = str_eq(event->stream, names[A])   ? 'A'
                        : str_eq(event->stream, names[B]) ? 'B'
                                                          : 'C';
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%c%lld", n ? " " : "", log_name,
                              (long long)seq_within(event->seq));
    }
    return text;
}

static void a_record_by_itself_is_its_log(void **state) {
    (void)state;
    struct logs logs;
    struct records records;
    struct event_list all;
    setup_logs(&logs);
    assert_true(records_of(logs.arena, ANNA, fetch, &logs, &records, NULL));
    assert_true(records_all(logs.arena, &records, &all, NULL));
    assert_ptr_equal(all.items, logs.events[A]);
    assert_int_equal(records.n, 1);
    arena_free(logs.arena);
}

static void two_records_are_one_person(void **state) {
    (void)state;
    struct logs logs;
    setup_logs(&logs);
    join(&logs, A, B);
    assert_string_equal(standing(&logs, A), "A1 B1 A2 B2");
    assert_string_equal(standing(&logs, B), "> A");
    // Recorded later, though it happened before: it stands where it happened.
    add(&logs, A, EVENT_support_asked, 11, 0);
    assert_string_equal(standing(&logs, A), "A1 B1 A2 A4 B2");
    // A chain, and the one in the middle taken out again.
    join(&logs, C, A);
    assert_string_equal(standing(&logs, C), "A1 B1 C1 A2 A4 B2 C2");
    assert_string_equal(standing(&logs, B), "> C");
    add(&logs, C, EVENT_entry_withdrawn, 95, 3);
    add(&logs, A, EVENT_entry_withdrawn, 95, 5);
    assert_string_equal(standing(&logs, A), "A1 B1 A2 A4 B2");
    assert_string_equal(standing(&logs, B), "> A");
    assert_string_equal(standing(&logs, C), "C1 C2");
    arena_free(logs.arena);
}

static void joined_undone_is_as_it_was(void **state) {
    (void)state;
    struct logs logs;
    setup_logs(&logs);
    join(&logs, A, B);
    add(&logs, A, EVENT_entry_withdrawn, 95, 3);
    add(&logs, B, EVENT_entry_withdrawn, 95, 3);
    assert_string_equal(standing(&logs, A), "A1 A2");
    assert_string_equal(standing(&logs, B), "B1 B2");
    arena_free(logs.arena);
}

static void what_names_an_entry_still_finds_it(void **state) {
    (void)state;
    struct logs logs;
    struct records records;
    struct event_list all, effective;
    struct case_state state_of;
    setup_logs(&logs);
    struct event *returned = add(&logs, B, EVENT_request_returned, 20, 0);
    const struct field_value about = {.field = FIELD_request_returned_request, .ref = 2};
    returned->payload = (struct payload){1, &about};
    join(&logs, A, B);
    assert_true(records_of(logs.arena, ANNA, fetch, &logs, &records, NULL));
    assert_true(records_all(logs.arena, &records, &all, NULL));
    assert_true(event_effective(logs.arena, all, &effective, NULL));
    assert_true(state_fold(logs.arena, effective, effective.n, &state_of, NULL));
    const struct thing *own = state_thing(&state_of, THING_request, 2, CODE_NONE);
    const struct thing *other = state_thing(&state_of, THING_request, seq_shown(1, 2), CODE_NONE);
    assert_non_null(own);
    assert_non_null(other);
    assert_null(own->closed);
    assert_non_null(other->closed);
    arena_free(logs.arena);
}

static void an_entry_is_shown_at_the_right_person(void **state) {
    (void)state;
    struct logs logs;
    setup_logs(&logs);
    move(&logs, A, 2, B);
    assert_string_equal(standing(&logs, A), "A1");
    assert_string_equal(standing(&logs, B), "B1 A2 B2");
    // Corrected afterwards, in its own log: the correction holds where it is shown.
    add(&logs, A, EVENT_care_request_sent, 15, 2);
    assert_string_equal(standing(&logs, A), "A1");
    assert_string_equal(standing(&logs, B), "B1 B2 A2");
    // On to a third, struck there, and brought back home.
    move(&logs, A, 2, C);
    assert_string_equal(standing(&logs, B), "B1 B2");
    assert_string_equal(standing(&logs, C), "C1 C2 A2");
    add(&logs, A, EVENT_entry_withdrawn, 95, 2);
    assert_string_equal(standing(&logs, C), "C1 C2");
    add(&logs, A, EVENT_care_request_sent, 12, 2);
    move(&logs, A, 2, A);
    assert_string_equal(standing(&logs, A), "A1 A2");
    assert_string_equal(standing(&logs, B), "B1 B2");
    assert_string_equal(standing(&logs, C), "C1 C2");
    arena_free(logs.arena);
}

static void moved_and_joined_in_either_order(void **state) {
    (void)state;
    struct logs first, second;
    setup_logs(&first);
    setup_logs(&second);
    move(&first, A, 2, B);
    join(&first, C, B);
    join(&second, C, B);
    move(&second, A, 2, C);
    assert_string_equal(standing(&first, C), "B1 C1 A2 B2 C2");
    assert_string_equal(standing(&second, C), "B1 C1 A2 B2 C2");
    assert_string_equal(standing(&first, A), "A1");
    // An entry moved within what became one person stands there.
    join(&first, C, A);
    assert_string_equal(standing(&first, C), "A1 B1 C1 A2 B2 C2");
    arena_free(first.arena);
    arena_free(second.arena);
}

static void a_ring_goes_on_nowhere(void **state) {
    (void)state;
    struct logs logs;
    setup_logs(&logs);
    join(&logs, A, B);
    join(&logs, B, A);
    assert_string_equal(standing(&logs, A), "A1 B1 A2 B2");
    assert_string_equal(standing(&logs, B), "A1 B1 A2 B2");
    arena_free(logs.arena);
}

static bool many(void *context, struct arena *arena, struct str stream,
                 struct event_list *ret_events, struct error *err) {
    struct logs *logs = context;
    (void)err;
    struct event *event = ARENA_NEW(arena, struct event);
    struct field_value *value = ARENA_NEW(arena, struct field_value);
    assert_true(event && value);
    *value = (struct field_value){.field = FIELD_record_continued_other,
                                  .text = str_printf(arena, "person/%026zu", ++logs->n[0])};
    *event = (struct event){
        .stream = stream, .seq = 1, .kind = EVENT_record_continued, .payload = {1, value}};
    *ret_events = (struct event_list){1, event};
    return true;
}

static void there_is_a_ceiling(void **state) {
    (void)state;
    struct logs logs = {.arena = arena_new(ARENA_DEFAULT_CEILING)};
    struct records records;
    struct error err = {0};
    assert_false(records_of(logs.arena, ANNA, many, &logs, &records, &err));
    assert_string_equal(err.key, "records.too-many");
    arena_free(logs.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_by_itself_is_its_log),
        cmocka_unit_test(two_records_are_one_person),
        cmocka_unit_test(joined_undone_is_as_it_was),
        cmocka_unit_test(what_names_an_entry_still_finds_it),
        cmocka_unit_test(an_entry_is_shown_at_the_right_person),
        cmocka_unit_test(moved_and_joined_in_either_order),
        cmocka_unit_test(a_ring_goes_on_nowhere),
        cmocka_unit_test(there_is_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
