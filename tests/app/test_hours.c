// SPDX-License-Identifier: EUPL-1.2
//
// What escalates within hours: nobody sees it before its moment, the list of whom the routine names
// is old at that moment, and has it from then on; also in the night when an hour exists twice.
#include "world.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "app/board.h"
#include "app/escalation.h"
#include "app/lateness.h"
#include "app/unread.h"
#include "store/notice.h"

static struct str person;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    set_clock(w, "2026-10-20T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-10-20");
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    return 0;
}

static struct day day_of(struct world *w, const struct actor *actor) {
    struct day day;
    struct error err = {0};
    if (!app_day(w->app, w->arena, actor, &day, &err))
        fail_msg("%s", err.key);
    return day;
}

static const struct day_entry *escalated(const struct day *day) {
    for (size_t i = 0; i < day->entries.n; i++)
        if (str_is(day->entries.items[i].duty.decision, "Förändring som ingen har svarat på"))
            return &day->entries.items[i];
    return NULL;
}

static int64_t utc(const char *text) {
    struct instant instant;
    assert_true(instant_parse(str_of(text), &instant));
    return instant.us;
}

static int64_t notice(struct world *w, const char *when) {
    set_clock(w, when);
    return record(w, &w->nurse, person, EVENT_change_noticed,
                  "{\"what\":\"Sover mest\",\"noticed_by\":\"staff\"}", NULL);
}

static void answer(struct world *w, int64_t change) {
    record(w, &w->nurse, person, EVENT_physician_contacted,
           str_printf(w->arena, "{\"change\":%lld,\"reached\":\"answered\",\"who\":\"Dr Ek\"}",
                      (long long)change)
               .p,
           NULL);
}

static void test_it_shows_itself_at_its_moment(void **state) {
    struct world *w = *state;
    int64_t change = notice(w, "2026-10-21T21:10");
    struct day day = day_of(w, &w->manager);
    assert_null(escalated(&day));
    assert_int_equal(day.end, utc("2026-10-21T22:00:00Z")); // midnight comes first
    set_clock(w, "2026-10-22T01:09");
    day = day_of(w, &w->manager);
    assert_null(escalated(&day));
    assert_int_equal(day.end, utc("2026-10-21T23:10:00Z")); // an open page changes then by itself
    set_clock(w, "2026-10-22T01:10");
    day = day_of(w, &w->manager);
    assert_non_null(escalated(&day));
    assert_int_equal(escalated(&day)->group, DUE_NOW);
    answer(w, change);
    day = day_of(w, &w->manager);
    assert_null(escalated(&day));
}

static void test_an_answer_in_time_shows_nobody_else(void **state) {
    struct world *w = *state;
    int64_t change = notice(w, "2026-10-22T10:00");
    set_clock(w, "2026-10-22T13:59");
    answer(w, change);
    set_clock(w, "2026-10-22T15:00");
    struct day day = day_of(w, &w->manager);
    assert_null(escalated(&day));
}

static void test_the_hours_are_those_that_pass(void **state) {
    struct world *w = *state;
    int64_t change = notice(w, "2026-10-25T00:30");
    set_clock(w, "2026-10-25T03:29"); // the hour from two to three has been twice
    struct day day = day_of(w, &w->manager);
    assert_null(escalated(&day));
    assert_int_equal(day.end, utc("2026-10-25T02:30:00Z"));
    set_clock(w, "2026-10-25T03:30");
    day = day_of(w, &w->manager);
    assert_non_null(escalated(&day));
    answer(w, change);
}

static struct notice_rows due_notices(struct world *w) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct notice_rows rows;
    assert_true(store_read(w->app->store, &reader, NULL));
    assert_true(store_notices_due(reader, w->arena, app_now(w->app), 100, &rows, NULL));
    return rows;
}

static const struct notice_row *of_manager(const struct notice_rows *rows) {
    for (size_t i = 0; i < rows->items.n; i++)
        if (rows->items.items[i].role == CODE_role_unit_manager && rows->items.items[i].duty_open)
            return &rows->items.items[i];
    return NULL;
}

// Whoever tells of it looks anew when the case has changed: its moment may have moved.
static void test_a_notice_waits_for_the_moment_of_its_duty(void **state) {
    struct world *w = *state;
    int64_t change = notice(w, "2026-11-02T10:00");
    struct notice_rows rows = due_notices(w);
    assert_non_null(of_manager(&rows));
    struct notice_row row = *of_manager(&rows);
    assert_text(row.shown_from, "2026-11-02T13:00:00.000000Z");
    row.state = NOTICE_WAITING;
    row.next_try.us = utc("2026-11-02T13:00:00Z");
    struct notice_round round = {.notices.items = {.items = &row, .n = 1}};
    assert_true(store_put_notices(w->app->store, &round, NULL));
    rows = due_notices(w);
    assert_null(of_manager(&rows));
    struct record_request earlier =
        form(w, person, EVENT_change_noticed, "{\"what\":\"Sover mest\",\"noticed_by\":\"staff\"}",
             "2026-11-02T05:30");
    earlier.draft.corrects = change;
    earlier.draft.because = STR("Fel klockslag");
    struct recorded recorded;
    struct error err = {0};
    if (!app_record(w->app, w->arena, &w->nurse, &earlier, &recorded, &err))
        fail_msg("%s", err.key);
    rows = due_notices(w);
    assert_non_null(of_manager(&rows));
    assert_text(of_manager(&rows)->shown_from, "2026-11-02T08:30:00.000000Z");
}

static const struct duty *first_report(const struct board *board) {
    for (size_t i = 0; i < board->rows.items[0].unanswered.n; i++)
        if (board->rows.items[0].unanswered.items[i].fulfilled_by == EVENT_team_reported)
            return &board->rows.items[0].unanswered.items[i];
    return NULL;
}

// What is due at an hour is late when that hour has passed, and the list, the board and the case
// say so alike.
static void late_everywhere(struct world *w, bool late) {
    struct board board;
    struct error err = {0};
    const struct date_time now = zone_local(w->app->zone, app_now(w->app));
    struct day day = day_of(w, &w->manager);
    size_t in_day = 0, in_case = 0;
    for (size_t i = 0; i < day.entries.n; i++) {
        const struct duty_row *row = &day.entries.items[i].duty;
        if (!str_is(row->fulfilled_by, "team_reported"))
            continue;
        struct date_time due;
        assert_true(date_time_parse(row->due, &due));
        assert_int_equal(day.entries.items[i].days_left, 0);
        assert_int_equal(due_is_late(due, true, now), late);
        in_day++;
    }
    assert_true(in_day > 0);
    if (!app_board(w->app, w->arena, &w->nurse, &board, &err))
        fail_msg("%s", err.key);
    assert_non_null(first_report(&board));
    assert_int_equal(duty_is_late(first_report(&board), now), late);
    assert_int_equal(board.end == utc("2026-11-10T13:00:00Z"), !late);
    struct case_view view = look(w, &w->nurse, person);
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        if (duty->fulfilled_by != EVENT_team_reported || duty->state != DUTY_OPEN ||
            duty_escalates(&view.answers, duty))
            continue;
        in_case++;
        assert_int_equal(duty_is_late(duty, now), late);
        assert_int_equal(duty_late_from(w->app, duty).us,
                         late ? INT64_MAX : utc("2026-11-10T13:00:00Z"));
    }
    assert_true(in_case > 0);
}

static void an_hour_that_has_passed_is_late(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-11-10T13:59"); // VILS started at ten; the report was due within four hours
    late_everywhere(w, false);
    set_clock(w, "2026-11-10T14:01");
    late_everywhere(w, true);
    const struct date_time noon = {{2026, 11, 10}, {.hour = 12}};
    assert_false(due_is_late(noon, false, (struct date_time){{2026, 11, 10}, {.hour = 23}}));
    assert_true(due_is_late(noon, false, (struct date_time){.date = {2026, 11, 11}}));
}

// What has escalated, and what it escalates, are one thing to do on the board and in a list.
static void test_what_has_escalated_is_told_once(void **state) {
    struct world *w = *state;
    struct board board;
    struct error err = {0};
    set_clock(w, "2026-11-10T10:00");
    record(w, &w->nurse, person, EVENT_vils_started,
           "{\"decided_by\":\"team\",\"reason\":\"Lindring\"}", NULL);
    an_hour_that_has_passed_is_late(state);
    set_clock(w, "2026-11-12T10:00");
    if (!app_board(w->app, w->arena, &w->nurse, &board, &err))
        fail_msg("%s", err.key);
    assert_int_equal(board.rows.n, 1);
    size_t reports = 0;
    for (size_t i = 0; i < board.rows.items[0].unanswered.n; i++)
        reports += board.rows.items[0].unanswered.items[i].fulfilled_by == EVENT_team_reported;
    assert_int_equal(reports, 2); // day and night
    struct case_view view = look(w, &w->nurse, person);
    size_t gone_on = 0;
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        const struct duty *to = duty_gone_on(&view.answers, duty, app_now(w->app));
        if (duty->fulfilled_by != EVENT_team_reported || duty->state != DUTY_OPEN || !to)
            continue;
        gone_on++;
        assert_int_equal(to->role, CODE_role_nurse);
        assert_ptr_equal(duty_escalates(&view.answers, to), duty);
    }
    assert_int_equal(gone_on, 2);
}

static struct duty_row row(const char *decision, const char *thing, const char *escalates) {
    return (struct duty_row){.stream = STR("person/1"),
                             .decision = str_of(decision),
                             .thing = str_of(thing),
                             .fulfilled_by = STR("team_reported"),
                             .shown_from = STR("2026-11-12"),
                             .escalates = str_of(escalates)};
}

// It is the routine that says so, not that both are fulfilled by the same.
static void test_a_list_has_neither_twice(void **state) {
    struct duty_row items[] = {row("Rapportera", "day", ""), row("Dröjer", "day", "Rapportera"),
                               row("Dröjer", "night", "Rapportera"), row("Annat", "day", "")};
    const struct duty_rows rows = {.items = {.items = items, .n = COUNT(items)}};
    (void)state;
    assert_false(row_escalates(&rows, &items[0]));
    assert_true(row_escalates(&rows, &items[1]));
    assert_false(row_escalates(&rows, &items[2])); // the first of it is another's
    assert_false(row_escalates(&rows, &items[3]));
}

static size_t to_read(const struct day *day, struct str *ret_what) {
    size_t n = 0;
    for (size_t i = 0; i < day->entries.n; i++)
        if (str_is(day->entries.items[i].duty.fulfilled_by, "observation_seen")) {
            *ret_what = day->entries.items[i].duty.what;
            n++;
        }
    return n;
}

static int64_t observe(struct world *w, const char *when) {
    set_clock(w, when);
    return record(w, &w->nurse, person, EVENT_observed, "{\"what\":\"Rosslar\"}", NULL);
}

static const char *reading_of(struct world *w, int64_t about, const int64_t *read, size_t n) {
    struct str json = str_printf(w->arena, "{\"observation\":%lld,\"read\":[", (long long)about);
    for (size_t i = 0; i < n; i++)
        json =
            str_printf(w->arena, STR_FMT "%s%lld", STR_ARG(json), i ? "," : "", (long long)read[i]);
    return str_printf(w->arena, STR_FMT "]}", STR_ARG(json)).p;
}

static size_t urgent_of_nurse(struct world *w) {
    struct notice_rows rows = due_notices(w);
    size_t n = 0;
    for (size_t i = 0; i < rows.items.n; i++)
        n += rows.items.items[i].role == CODE_role_nurse && rows.items.items[i].duty_open;
    return n;
}

// However many there are, it is one thing to do, told of once, until the routine asks after it.
static void test_what_nobody_has_read_is_one_thing_to_do(void **state) {
    struct world *w = *state;
    struct str what = STR_NONE;
    size_t before = urgent_of_nurse(w);
    int64_t first = observe(w, "2026-11-13T01:00");
    int64_t second = observe(w, "2026-11-13T02:00");
    int64_t third = observe(w, "2026-11-13T03:00");
    struct day day = day_of(w, &w->nurse);
    assert_int_equal(to_read(&day, &what), 1);
    assert_text(what, "Läs 3 iakttagelser");
    assert_int_equal(urgent_of_nurse(w), before + 2); // the second waits for its moment
    set_clock(w, "2026-11-13T13:00");
    day = day_of(w, &w->nurse);
    assert_int_equal(to_read(&day, &what), 1); // asked after, and yet the same thing
    // Whoever says no more has read the one.
    record(w, &w->nurse, person, EVENT_observation_seen,
           str_printf(w->arena, "{\"observation\":%lld}", (long long)first).p, NULL);
    day = day_of(w, &w->nurse);
    assert_int_equal(to_read(&day, &what), 1);
    assert_text(what, "Läs 2 iakttagelser");
    record(w, &w->nurse, person, EVENT_observation_seen,
           reading_of(w, second, (const int64_t[]){second, third}, 2), NULL);
    day = day_of(w, &w->nurse);
    assert_int_equal(to_read(&day, &what), 0);
    struct case_view view = look(w, &w->nurse, person);
    assert_null(state_lasting(&view.state, THING_observation));
}

static bool is_unread(const struct case_view *view, int64_t seq) {
    const struct thing *thing = state_thing(&view->state, THING_observation, seq, CODE_NONE);
    return thing && !thing->closed;
}

static const struct unread_row *unread_of(struct world *w, const struct actor *actor,
                                          struct str stream) {
    struct unread *unread = ARENA_NEW(w->arena, struct unread);
    struct error err = {0};
    assert_non_null(unread);
    if (!app_unread(w->app, w->arena, actor, unread, &err))
        fail_msg("%s", err.key);
    for (size_t i = 0; i < unread->rows.n; i++)
        if (str_eq(unread->rows.items[i].duty.stream, stream))
            return &unread->rows.items[i];
    return NULL;
}

// What is shown in the day is what the user sees of the case, and a view of it.
static void test_what_is_to_be_read_stands_in_the_day(void **state) {
    struct world *w = *state;
    int64_t first = observe(w, "2026-11-14T01:00");
    int64_t second = observe(w, "2026-11-14T02:00");
    const struct unread_row *row = unread_of(w, &w->nurse, person);
    assert_non_null(row);
    assert_true(row->ground.clause_count > 0); // why, also where it rests on what others wrote
    assert_int_equal(row->items.n, 2);
    assert_int_equal(row->items.items[0]->seq, first);
    assert_text(payload_text(&row->items.items[0]->payload, FIELD_observed_what), "Rosslar");
    assert_int_equal(row->items.items[1]->seq, second);
    assert_text(last_access(w, person).what, "unread");
    assert_int_equal(last_access(w, person).act, ACT_READ_CASE);
    assert_true(str_eq(last_access(w, person).user, w->nurse.user));
    assert_null(unread_of(w, &w->manager, person)); // who reads none is shown none
    assert_true(duty_is_unread(CODE_role_nurse, EVENT_observation_seen));
    assert_false(duty_is_unread(CODE_role_unit_manager, EVENT_observation_seen));
    record(w, &w->nurse, person, EVENT_observation_seen,
           reading_of(w, first, (const int64_t[]){first, second}, 2), NULL);
    assert_null(unread_of(w, &w->nurse, person));
}

// What the reader was never shown is not read, whatever the reader says.
static void test_what_the_reader_cannot_see_stays_unread(void **state) {
    struct world *w = *state;
    struct recorded ret;
    struct actor staff = {0};
    struct str home_care =
        add_unit(w, "Hemtjänsten", CODE_unit_kind_home_care, w->planner.organisation);
    add_staff(w, &staff, "personal", "Ida Prov", CODE_role_care_staff, home_care);
    set_clock(w, "2026-11-16T01:00");
    record(w, &w->nurse, person, EVENT_team_formed,
           str_printf(w->arena, "{\"home_care\":\"" STR_FMT "\"}", STR_ARG(home_care)).p, NULL);
    set_clock(w, "2026-11-16T02:00"); // the person has not said that the team may share
    int64_t theirs = record(w, &staff, person, EVENT_observed, "{\"what\":\"Rosslar\"}", NULL);
    int64_t own = observe(w, "2026-11-16T03:00");
    const struct unread_row *row = unread_of(w, &w->nurse, person);
    assert_int_equal(row->items.n, 1);
    assert_int_equal(row->items.items[0]->seq, own);
    struct case_view view = look(w, &w->nurse, person);
    assert_null(state_thing(&view.state, THING_observation, theirs, CODE_NONE));
    struct record_request reading =
        form(w, person, EVENT_observation_seen,
             reading_of(w, own, (const int64_t[]){own, theirs}, 2), NULL);
    refuse(w, &w->nurse, &reading, ERR_INPUT, "field.thing-unknown", "read", &ret);
    reading = form(w, person, EVENT_observation_seen,
                   reading_of(w, theirs, (const int64_t[]){theirs}, 1), NULL);
    refuse(w, &w->nurse, &reading, ERR_INPUT, "field.thing-unknown", "observation", &ret);
    record(w, &w->nurse, person, EVENT_observation_seen,
           reading_of(w, own, (const int64_t[]){own}, 1), NULL);
    view = look(w, &w->nurse, person);
    assert_false(is_unread(&view, own));
    view = look(w, &staff, person);
    assert_true(is_unread(&view, theirs));
    struct day day = day_of(w, &w->nurse);
    struct str what = STR_NONE;
    assert_int_equal(to_read(&day, &what), 1); // and it still waits for somebody who may see it
    assert_text(what, "Läs iakttagelsen");
    row = unread_of(w, &w->nurse,
                    person); // the duty without the text, and without a view of the case
    assert_int_equal(row->items.n, 0);
    assert_true(row->ground.clause_count > 0);
    record(w, &w->nurse, person, EVENT_team_noted,
           "{\"team\":\"vils\",\"agrees\":\"yes\",\"extent\":\"Alla i teamet\"}", NULL);
    record(w, &w->nurse, person, EVENT_observation_seen,
           reading_of(w, theirs, (const int64_t[]){theirs}, 1), NULL);
    day = day_of(w, &w->nurse);
    assert_int_equal(to_read(&day, &what), 0);
}

// What others wrote meanwhile changes nothing of what was read, unless it was that.
static void test_a_reading_holds_unless_what_was_read_is_rewritten(void **state) {
    struct world *w = *state;
    struct recorded ret;
    int64_t one = observe(w, "2026-11-17T01:00");
    struct record_request reading = form(w, person, EVENT_observation_seen,
                                         reading_of(w, one, (const int64_t[]){one}, 1), NULL);
    int64_t other = observe(w, "2026-11-17T02:00");
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->nurse, &reading, &ret, &err));
    struct case_view view = look(w, &w->nurse, person);
    assert_false(is_unread(&view, one));
    assert_true(is_unread(&view, other)); // it came while the reader read

    reading = form(w, person, EVENT_observation_seen,
                   reading_of(w, other, (const int64_t[]){other}, 1), NULL);
    struct record_request rewritten =
        form(w, person, EVENT_observed, "{\"what\":\"Andas inte\"}", "2026-11-17T02:00");
    rewritten.draft.corrects = other;
    rewritten.draft.because = STR("Skrev fel");
    assert_true(app_record(w->app, w->arena, &w->nurse, &rewritten, &ret, &err));
    refuse(w, &w->nurse, &reading, ERR_CONFLICT, "record.others-first", "", &ret);
    view = look(w, &w->nurse, person);
    assert_true(is_unread(&view, other));
}

// It says to whoever looks back what it said to whoever did it.
static void test_what_came_late_changes_nothing_of_what_was_asked(void **state) {
    struct world *w = *state;
    struct str late = new_person(w, "193102118449", "Sten", "Prov");
    enrol_nurse(w, late, send_request(w, late, "\"nurse\""), "2026-11-17");
    set_clock(w, "2026-11-18T01:00");
    int64_t first = record(w, &w->nurse, late, EVENT_observed, "{\"what\":\"Rosslar\"}", NULL);
    set_clock(w, "2026-11-18T03:00");
    record(w, &w->nurse, late, EVENT_observation_seen,
           reading_of(w, first, (const int64_t[]){first}, 1), NULL);
    set_clock(w, "2026-11-18T04:00"); // written without network, of the hour between
    record(w, &w->nurse, late, EVENT_observed, "{\"what\":\"Orolig\"}", "2026-11-18T02:00");
    struct case_view view = look(w, &w->nurse, late);
    size_t open = 0, fulfilled = 0;
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        if (duty->fulfilled_by != EVENT_observation_seen || duty->escalates.n)
            continue;
        assert_text(duty->what, "Läs iakttagelsen");
        open += duty->state == DUTY_OPEN;
        fulfilled += duty->state == DUTY_FULFILLED;
    }
    assert_int_equal(open, 1);
    assert_int_equal(fulfilled, 1);
    bool same = false;
    struct error err = {0};
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

static const struct duty *wishes_to_read(const struct case_view *view) {
    for (size_t i = 0; i < view->answers.duties.n; i++)
        if (view->answers.duties.items[i].fulfilled_by == EVENT_wishes_read &&
            view->answers.duties.items[i].role == CODE_role_nurse)
            return &view->answers.duties.items[i];
    return NULL;
}

// The clause of which a duty is says no more than that there is the duty; the facts stay hidden.
static void test_a_duty_that_rests_on_hidden_facts_names_its_clause(void **state) {
    struct world *w = *state;
    struct actor assessor = {0};
    struct str wishing = new_person(w, "193502017456", "Siv", "Prov");
    struct str unit =
        add_unit(w, "Biståndet", CODE_unit_kind_needs_assessment, w->planner.organisation);
    add_staff(w, &assessor, "handlaggare", "Kaj Prov", CODE_role_needs_assessor, unit);
    set_clock(w, "2026-11-19T10:00");
    enrol_nurse(w, wishing, send_request(w, wishing, "\"nurse\""), "2026-11-19");
    record(w, &w->nurse, wishing, EVENT_team_formed,
           str_printf(w->arena, "{\"needs_assessment\":\"" STR_FMT "\"}", STR_ARG(unit)).p, NULL);
    record(w, &assessor, wishing, EVENT_wishes_noted, "{\"place\":\"home\",\"growth\":\"yes\"}",
           NULL);
    struct case_view view = look(w, &w->nurse, wishing);
    assert_null(state_latest(&view.state, EVENT_wishes_noted)); // nobody has agreed to sharing
    const struct duty *duty = wishes_to_read(&view);
    assert_non_null(duty);
    assert_int_equal(duty->ground.row, 0);
    assert_true(duty->ground.clause_count > 0);
    assert_text(duty->ground.clauses[0], "V-08");
    for (size_t i = 0; i < duty->ground.fact_count; i++)
        assert_false(str_find(duty->ground.facts[i].value, STR("hemma")) != STR_NOT_FOUND);
    struct day day = day_of(w, &w->nurse); // and the list tells the same
    for (size_t i = 0; i < day.entries.n; i++)
        if (str_eq(day.entries.items[i].duty.stream, wishing) &&
            str_is(day.entries.items[i].duty.fulfilled_by, "wishes_read"))
            assert_int_equal(day.entries.items[i].ground.clause_count, duty->ground.clause_count);
}

// The last: the clock of the program that is opened anew is set again.
static void test_a_damaged_reason_hides_nothing_of_what_is_to_be_read(void **state) {
    struct world *w = *state;
    sqlite3 *db = NULL;
    bool same = true;
    struct error err = {0};
    size_t before = day_of(w, &w->nurse).entries.n;
    size_t items = unread_of(w, &w->nurse, person)->items.n;
    assert_true(items > 0);
    app_close(w->app);
    w->app = NULL;
    assert_int_equal(sqlite3_open(w->database.p, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE der_duty SET ground = '{' "
                                  "WHERE fulfilled_by = 'observation_seen'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    set_clock(w, "2026-11-19T10:00");
    struct day day = day_of(w, &w->nurse);
    assert_int_equal(day.entries.n, before);
    for (size_t i = 0; i < before; i++)
        assert_int_equal(day.entries.items[i].ground.unreadable,
                         str_is(day.entries.items[i].duty.fulfilled_by, "observation_seen"));
    const struct unread_row *row = unread_of(w, &w->nurse, person);
    assert_int_equal(row->items.n, items);
    assert_true(row->ground.unreadable);
    assert_int_equal(row->ground.clause_count, 0);
    assert_true(app_rebuild(w->app, &same, &err));
    assert_false(same);
    assert_false(unread_of(w, &w->nurse, person)->ground.unreadable);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_shows_itself_at_its_moment),
        cmocka_unit_test(test_an_answer_in_time_shows_nobody_else),
        cmocka_unit_test(test_the_hours_are_those_that_pass),
        cmocka_unit_test(test_a_notice_waits_for_the_moment_of_its_duty),
        cmocka_unit_test(test_what_has_escalated_is_told_once),
        cmocka_unit_test(test_a_list_has_neither_twice),
        cmocka_unit_test(test_what_nobody_has_read_is_one_thing_to_do),
        cmocka_unit_test(test_what_is_to_be_read_stands_in_the_day),
        cmocka_unit_test(test_a_duty_that_rests_on_hidden_facts_names_its_clause),
        cmocka_unit_test(test_what_the_reader_cannot_see_stays_unread),
        cmocka_unit_test(test_a_reading_holds_unless_what_was_read_is_rewritten),
        cmocka_unit_test(test_what_came_late_changes_nothing_of_what_was_asked),
        cmocka_unit_test(test_a_damaged_reason_hides_nothing_of_what_is_to_be_read),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
