// SPDX-License-Identifier: EUPL-1.2
//
// A long random walk through the door: whatever is offered and whatever is not, filled in anyhow,
// dated back, corrected and withdrawn. After it everything still adds up.
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define STEPS 700
#define PERSONS 6

struct walk {
    struct world *world;
    struct arena *arena; // of one step
    uint64_t random;
    struct str persons[PERSONS];
    int64_t refs[1];
    int64_t recorded, input, refused, denied, deviated, joined, moved;
};

// splitmix64: the same walk for the same seed.
static uint64_t next(struct walk *walk) {
    uint64_t z = (walk->random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static size_t below(struct walk *walk, size_t n) {
    return n ? next(walk) % n : 0;
}
static bool one_in(struct walk *walk, size_t n) {
    return below(walk, n) == 0;
}

// ---- a form filled in anyhow ----

static struct date any_date(struct walk *walk) {
    struct date date = app_today(walk->world->app);
    assert_true(date_add_days(date, (int64_t)below(walk, 300) - 60, &date));
    return date;
}

static uint32_t any_set(struct walk *walk, enum code_list list) {
    const struct list_info *info = list_info(list);
    return (uint32_t)(1 + below(walk, ((size_t)1 << info->count) - 1));
}

static struct payload any_fields(struct walk *walk, enum field_id first, size_t count,
                                 int64_t about);

static void any_records(struct walk *walk, const struct field_info *field,
                        struct field_value *value) {
    const struct record_info *record = record_info(field->each);
    const struct list_info *list = list_info(record->list);
    struct record *records = ARENA_ARRAY(walk->arena, list->count, struct record);
    for (size_t i = 0; i < list->count; i++) {
        if (one_in(walk, 3))
            continue;
        struct payload fields = any_fields(walk, record->first, record->count, 0);
        records[value->each.n++] = (struct record){list->first + i, fields.n, fields.values};
    }
    value->each.items = records;
}

static void any_value(struct walk *walk, enum field_id field, int64_t about,
                      struct field_value *value) {
    const struct world *w = walk->world;
    const struct str units[] = {w->ward_unit, w->planning_unit, w->care_unit, w->other_unit};
    const struct field_info *info = field_info(field);
    *value = (struct field_value){.field = field};
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
        value->text = STR("Något att läsa");
        break;
    case TYPE_CODE_OF:
        value->code = list_info(info->codes)->first + below(walk, list_info(info->codes)->count);
        break;
    case TYPE_SET_OF:
        value->set = any_set(walk, info->codes);
        break;
    case TYPE_DATE:
        value->date = any_date(walk);
        break;
    case TYPE_TIME:
        value->time.hour = (int8_t)below(walk, 24);
        break;
    case TYPE_UNIT:
        value->text = one_in(walk, 4) ? units[below(walk, COUNT(units))]
                      : info->unit_kind == CODE_unit_kind_planning ? w->planning_unit
                                                                   : w->care_unit;
        break;
    case TYPE_REF:
        value->ref = about && !one_in(walk, 10) ? about : (int64_t)below(walk, 9);
        break;
    case TYPE_REFS:
        walk->refs[0] = about && !one_in(walk, 10) ? about : (int64_t)below(walk, 9) + 1;
        value->refs.items = walk->refs;
        value->refs.n = 1;
        break;
    case TYPE_EACH:
        any_records(walk, info, value);
        break;
    case TYPE_NUMBER: // one that nobody can have
        value->text = STR("1234");
        break;
    case TYPE_PERSON:
        value->text = walk->persons[below(walk, PERSONS)];
        break;
    case TYPE_USER:
        fail_msg("no such field is filled in here");
    }
}

static struct payload any_fields(struct walk *walk, enum field_id first, size_t count,
                                 int64_t about) {
    struct field_value *values = ARENA_ARRAY(walk->arena, count, struct field_value);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        bool left_out = one_in(walk, field_info(first + i)->required ? 40 : 3);
        if (!left_out)
            any_value(walk, first + i, about, &values[n++]);
    }
    return (struct payload){n, values};
}

// ---- one step ----

static void count_outcome(struct walk *walk, bool done, const struct recorded *ret,
                          const struct error *err) {
    if (done) {
        walk->recorded++;
        assert_true(ret->seq > 0);
        return;
    }
    switch (err->code) {
    case ERR_INPUT:
        walk->input++;
        return;
    case ERR_REFUSED:
        walk->refused++;
        assert_true(ret->objections.items.n > 0);
        for (size_t i = 0; i < ret->objections.items.n; i++)
            assert_true(ret->objections.items.items[i].missing.n > 0);
        return;
    case ERR_DENIED:
        walk->denied++;
        return;
    default:
        fail_msg("%s %s %s", err->key, err->args[0], err->args[1]);
    }
}

static void send(struct walk *walk, const struct actor *actor, struct record_request *request) {
    struct error err = {0};
    struct recorded ret;
    struct app *app = walk->world->app;
    bool done = app_record(app, walk->arena, actor, request, &ret, &err);
    count_outcome(walk, done, &ret, &err);
    walk->joined += done && request->draft.kind == EVENT_record_joined;
    walk->moved += done && request->draft.kind == EVENT_entry_moved;
    if (done || !ret.may_deviate)
        return;
    request->accept_deviation = true;
    request->draft.because = STR("Så blev det");
    done = app_record(app, walk->arena, actor, request, &ret, &err);
    count_outcome(walk, done, &ret, &err);
    walk->deviated += done;
}

static void step(struct walk *walk) {
    struct world *w = walk->world;
    const struct actor *staff[] = {&w->ward,   &w->planner, &w->second_planner, &w->nurse,
                                   &w->physio, &w->manager, &w->stranger};
    bool tells_whose = one_in(walk, 4); // two records, or an entry on the wrong person
    struct str person = walk->persons[below(walk, PERSONS)];
    struct actor acting = *(tells_whose ? &w->planner : staff[below(walk, COUNT(staff))]);
    const struct actor *actor = &acting;
    if (!one_in(walk, 4)) // whoever has no relation, or had one once, states why
        acting.reasons = person;
    struct case_view view;
    struct error err = {0};
    if (!app_case(w->app, walk->arena, actor, person, &view, &err)) {
        assert_true(err.code == ERR_DENIED || str_is(str_of(err.key), "person.goes-on"));
        return;
    }
    assert_false(view.answers.refused);
    struct instant now = app_now(w->app);
    struct record_request request = {
        .stream = person,
        .seen_seq = view.seq,
        .draft = {.happened = {now.us -
                               (int64_t)below(walk, 20) * 86400000000 * (one_in(walk, 3) ? 1 : 0)},
                  .precision = one_in(walk, 2) ? PRECISION_DAY : PRECISION_MINUTE}};
    const struct event *entry = view.timeline.items[below(walk, view.timeline.n)].event;
    int64_t about = 0;
    if (tells_whose && one_in(walk, 12)) {
        request.draft.kind = EVENT_record_joined;
    } else if ((tells_whose || one_in(walk, 6)) && entry->kind != EVENT_person_registered) {
        request.draft.corrects = entry->seq;
        request.draft.because = STR("Blev fel");
        request.draft.kind = tells_whose       ? EVENT_entry_moved
                             : one_in(walk, 2) ? entry->kind
                                               : EVENT_entry_withdrawn;
        about = 2;
    } else if (view.acts.n > 0) {
        const struct act_offer *offer = &view.acts.items[below(walk, view.acts.n)];
        request.draft.kind = offer->act;
        about = offer->about;
    } else {
        return;
    }
    const struct event_info *kind = event_info(request.draft.kind);
    request.draft.payload = any_fields(walk, kind->first, kind->count, about);
    send(walk, actor, &request);
}

// ---- what must hold after it ----

static void assert_adds_up(struct walk *walk) {
    struct world *w = walk->world;
    struct error err = {0};
    bool same = false;
    struct verify_report report = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
    assert_true(app_verify(w->app, w->arena, &report, &err));
    assert_int_equal(report.faults.n, 0);
    for (size_t p = 0; p < PERSONS; p++) {
        struct case_view view;
        struct actor ward = w->ward;
        ward.reasons = walk->persons[p]; // its part may be over
        if (!app_case(w->app, w->arena, &ward, walk->persons[p], &view, &err)) {
            assert_string_equal(err.key, "person.goes-on"); // it is shown as another of them
            continue;
        }
        for (size_t i = 0; i < view.answers.duties.n; i++) {
            const struct duty *duty = &view.answers.duties.items[i];
            assert_true(duty->what.n > 0);
            assert_int_not_equal(duty->role, CODE_NONE);
            assert_true(duty->unit.n > 0);
            assert_true(duty->ground.clause_count > 0);
            assert_int_equal(duty->state == DUTY_OPEN, duty->ended_seq == 0);
        }
    }
}

static void walk_from(struct world *w, uint64_t seed, const char *const numbers[PERSONS]) {
    struct walk walk = {.world = w, .random = seed};
    set_clock(w, "2026-01-10T08:00");
    for (size_t i = 0; i < PERSONS; i++)
        walk.persons[i] = new_person(w, numbers[i], "Prov", "Person");
    for (int i = 0; i < STEPS; i++) {
        walk.arena = arena_new(ARENA_DEFAULT_CEILING);
        assert_non_null(walk.arena);
        w->app->clock_shift_us += (int64_t)below(&walk, 24) * 3600000000;
        step(&walk);
        arena_free(walk.arena);
    }
    assert_adds_up(&walk);
    print_message("%lld recorded, of which %lld deviations; %lld refused by the routine, %lld for "
                  "a field, %lld by access; %lld joined, %lld moved\n",
                  (long long)walk.recorded, (long long)walk.deviated, (long long)walk.refused,
                  (long long)walk.input, (long long)walk.denied, (long long)walk.joined,
                  (long long)walk.moved);
    // The walk has been everywhere.
    assert_true(walk.recorded > 50);
    assert_true(walk.deviated > 0);
    assert_true(walk.refused > 5);
    assert_true(walk.input > 10);
    assert_true(walk.joined + walk.moved > 0);
}

static void test_first_walk(void **state) {
    static const char *const numbers[PERSONS] = {"193001227705", "193102118449", "193302129220",
                                                 "192801287075", "193502017456", "193701308888"};
    walk_from(*state, 1, numbers);
}

static void test_second_walk(void **state) {
    static const char *const numbers[PERSONS] = {"193402019214", "194001279050", "193901308308",
                                                 "194403157078", "194501278883", "193801248471"};
    walk_from(*state, 2, numbers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_walk),
        cmocka_unit_test(test_second_walk),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
