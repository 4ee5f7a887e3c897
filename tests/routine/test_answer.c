// SPDX-License-Identifier: EUPL-1.2
//
// An event is asked about only by the decisions whose facts it changes. Here every case is asked in
// full as well: the examples, and cases that nobody would write, of their events in any order.
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/file.h"
#include "routine/example.h"
#include "routine/fired.h"
#include "routine/vocabulary_model.h"
#include "support/cases.h"
#include "support/same_answers.h"

#define CEILING ((size_t)512 * 1024 * 1024)
#define MIXED 100        // cases of events in any order
#define MIXED_SEVERAL 25 // for several routines: each is asked of all of it from nothing
#define MIXED_EVENTS 18  // in each

struct told { // the events of all examples
    LIST_OF(const struct json *) events;
};

struct world {
    struct arena *arena, *scratch;
    const struct routine *routine;
    struct told told;
    size_t mixed, examples, fired, together, untouched;
};

static int set_up_with(void **state, const char *folder, size_t mixed) {
    struct world *w = calloc(1, sizeof(*w));
    struct error err = {0};
    if (!w)
        return -1;
    w->mixed = mixed;
    w->arena = arena_new(CEILING);
    w->scratch = arena_new(CEILING);
    if (!w->arena || !w->scratch ||
        !routine_load_all(w->arena, source_path(w->arena, folder).p, &w->routine, &err))
        return -1;
    *state = w;
    return 0;
}

static int set_up(void **state) {
    return set_up_with(state, "routines/hemsjukvard", MIXED);
}

// Those that share the facts of a case.
static int set_up_several(void **state) {
    return set_up_with(state, "routines", MIXED_SEVERAL);
}

static int tear_down(void **state) {
    struct world *w = *state;
    arena_free(w->arena);
    arena_free(w->scratch);
    free(w);
    return 0;
}

// The events of an example as far as they can be read: some examples tell of what cannot.
static size_t read_events(struct world *w, struct example_units *units, const struct json *list,
                          struct event *events, size_t n) {
    for (const struct json *json = list ? list->first : NULL; json && n < 1000; json = json->next) {
        const struct json **place = LIST_PUSH(w->arena, &w->told.events);
        assert_non_null(place);
        *place = json;
        if (example_event(w->scratch, w->routine, units, json, (int64_t)n + 1, &events[n], NULL))
            n++;
    }
    return n;
}

// ---- what fires is what was answered ----

static struct str part(const struct fired *one, const char *label) {
    const struct fired_step *last = fired_last(one);
    for (size_t i = 0; last && i < last->result_count; i++)
        if (str_is(last->result[i].label, label))
            return last->result[i].value;
    return STR_NONE;
}

// The row that the answer rests on is among those that are told to have matched: in the decision's
// own table, or in that of a decision before it.
static bool has_row(const struct fired *one, size_t row) {
    for (size_t i = 0; i < one->steps.n; i++)
        for (size_t k = 0; k < one->steps.items[i].row_count; k++)
            if (one->steps.items[i].rows[k] == row)
                return true;
    return false;
}

static const struct fired *fired_of(struct world *w, struct event_list effective,
                                    struct str decision, struct str thing, bool *ret_says) {
    struct fired_list list;
    assert_true(routine_fired(w->routine, w->scratch, effective, decision, &list, NULL));
    for (size_t i = 0; i < list.items.n; i++)
        if (str_eq(list.items.items[i].thing, thing)) {
            *ret_says = list.items.items[i].says;
            return &list.items.items[i];
        }
    return NULL;
}

static size_t count_duties(const struct fired_list *list) {
    size_t n = 0;
    for (size_t i = 0; i < list->items.n; i++)
        n += list->items.items[i].says && part(&list->items.items[i], "vad").n > 0;
    return n;
}

static bool is_permit_of(const struct fired *one, const struct permit *permit) {
    struct str thing = permit->thing.n ? permit->thing : STR("");
    return one->is_permit && str_eq(one->decision->name, permit->ground.decision) &&
           str_eq(one->thing, thing) && str_is(part(one, "får"), "ja") == permit->allowed;
}

static void assert_permits(const struct fired_list *all, const struct answers *answers) {
    size_t permits = 0;
    for (size_t i = 0; i < all->items.n; i++)
        permits += all->items.items[i].is_permit;
    assert_int_equal(permits, answers->permits.n);
    for (size_t i = 0; i < answers->permits.n; i++) {
        bool found = false;
        for (size_t k = 0; k < all->items.n; k++)
            found = found || is_permit_of(&all->items.items[k], &answers->permits.items[i]);
        assert_true(found);
    }
}

static void assert_fires(struct world *w, struct event_list effective) {
    struct answers answers = {0};
    struct fired_list all;
    size_t open = 0;
    assert_true(routine_answer(w->routine, w->scratch, effective, &answers, NULL));
    assert_true(routine_fired(w->routine, w->scratch, effective, STR(""), &all, NULL));
    if (answers.refused)
        return;
    for (size_t i = 0; i < answers.duties.n; i++) {
        const struct duty *duty = &answers.duties.items[i];
        bool says = false;
        if (duty->state != DUTY_OPEN)
            continue;
        const struct fired *one = fired_of(w, effective, duty->decision, duty->thing, &says);
        assert_true(one && says && !one->refused);
        assert_true(str_eq(part(one, "vad"), duty->what) && str_eq(one->unit, duty->unit));
        assert_true(!duty->ground.row || has_row(one, duty->ground.row));
        open++;
        w->fired++;
    }
    assert_int_equal(count_duties(&all), open);
    assert_permits(&all, &answers);
}

static void answer_both_ways(struct world *w, const struct event *events, size_t n) {
    struct event_list effective;
    assert_true(event_effective(w->scratch, (struct event_list){n, events}, &effective, NULL));
    assert_carried_over(w->routine, w->scratch, effective);
    w->untouched += assert_asked_together(w->routine, w->scratch, effective, w->together++ % 5, 5);
    assert_fires(w, effective);
}

static void run_file(struct world *w, const char *path) {
    struct str bytes;
    const struct json *file;
    assert_true(file_read(w->arena, path, (size_t)4 << 20, &bytes, NULL));
    assert_true(json_parse(w->arena, bytes, &file, NULL));
    for (const struct json *json = json_get(file, "exempel")->first; json; json = json->next) {
        struct example_units units = {0};
        arena_reset(w->scratch);
        struct event *events = ARENA_ARRAY(w->scratch, 1000, struct event);
        assert_non_null(events);
        size_t n = read_events(w, &units, json_get(file, "händelser"), events, 0);
        answer_both_ways(w, events, read_events(w, &units, json_get(json, "händelser"), events, n));
        w->examples++;
    }
}

static void run_examples_of(struct world *w, const struct routine *part) {
    struct str name =
        str_printf(w->arena, "routines/" STR_FMT "/examples", STR_ARG(routine_info(part)->name));
    struct str folder = source_path(w->arena, name.p), *names;
    size_t count;
    assert_true(file_list(w->arena, folder.p, ".json", &names, &count, NULL));
    for (size_t i = 0; i < count; i++)
        run_file(w, str_printf(w->arena, "%s/" STR_FMT, folder.p, STR_ARG(names[i])).p);
}

static void run_examples(struct world *w) {
    for (size_t i = 0; i < routine_part_count(w->routine); i++)
        run_examples_of(w, routine_part_at(w->routine, i));
}

static void test_the_examples(void **state) {
    struct world *w = *state;
    run_examples(w);
    assert_true(w->examples > 50);
    assert_true(w->fired > 50);
    assert_true(w->untouched > w->examples);
}

static uint32_t next_random(uint64_t *random) {
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

// Events of the examples, drawn one by one; each keeps its day, and names things by their numbers
// as it did, whether there is such a thing or not.
static void test_events_in_any_order(void **state) {
    struct world *w = *state;
    uint64_t random = 20261126;
    run_examples(w);
    for (size_t i = 0; i < w->mixed; i++) {
        struct example_units units = {0};
        struct event events[MIXED_EVENTS];
        size_t n = 0;
        arena_reset(w->scratch);
        for (size_t k = 0; k < MIXED_EVENTS; k++) {
            const struct json *json = w->told.events.items[next_random(&random) % w->told.events.n];
            if (example_event(w->scratch, w->routine, &units, json, (int64_t)n + 1, &events[n],
                              NULL))
                n++;
            if (n && next_random(&random) % 8 == 0 && is_in_model(events[n - 1].kind))
                events[n - 1].deviation = STR("Något saknades.");
        }
        answer_both_ways(w, events, n);
    }
    assert_true(w->untouched > w->mixed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_examples, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_events_in_any_order, set_up, tear_down),
        {"test_events_in_any_order_with_several", test_events_in_any_order, set_up_several,
         tear_down, NULL},
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
