// SPDX-License-Identifier: EUPL-1.2
//
// A changed routine is tried against every case before it is in force: it is told whose
// duties would change, and nothing changes.
#include "world.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/try_routine.h"
#include "base/file.h"

static struct str enrolled, waiting;

static int set_up(void **state) {
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    enrolled = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, enrolled, send_request(w, enrolled, "\"nurse\""), "2026-03-02");
    waiting = new_person(w, "194601136098", "Vera", "Provstad");
    send_request(w, waiting, "\"nurse\"");
    return 0;
}

static struct str source(struct world *w, const char *path) {
    return str_printf(w->arena, "%s/%s", getenv("VAKA_SOURCE"), path);
}

// A folder with the routine of home health care, where a text in one of its files is another.
static const char *changed(struct world *w, const char *folder, const char *file, const char *from,
                           const char *to) {
    struct str *names, bytes, whole = str_printf(w->arena, "%s/%s", w->folder, folder);
    struct str home = source(w, "routines/hemsjukvard");
    size_t count, done = 0;
    assert_int_equal(mkdir(whole.p, 0700), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(file_list(w->arena, home.p, i ? ".json" : ".dmn", &names, &count, NULL));
        for (size_t k = 0; k < count; k++) {
            const char *path = str_printf(w->arena, STR_FMT "/%s", STR_ARG(home), names[k].p).p;
            assert_true(file_read(w->arena, path, 8 << 20, &bytes, NULL));
            size_t at = str_is(names[k], file) ? str_find(bytes, str_of(from)) : STR_NOT_FOUND;
            if (at != STR_NOT_FOUND) {
                struct str before = str_sub(bytes, 0, at);
                struct str after = str_sub(bytes, at + strlen(from), bytes.n);
                bytes =
                    str_printf(w->arena, STR_FMT "%s" STR_FMT, STR_ARG(before), to, STR_ARG(after));
                done++;
            }
            path = str_printf(w->arena, STR_FMT "/%s", STR_ARG(whole), names[k].p).p;
            assert_true(file_replace(path, bytes, NULL));
        }
    }
    assert_int_equal(done, 1);
    return whole.p;
}

// Of the last change: what it was given is gone when it was told.
struct told_of {
    size_t n;
    char stream[STREAM_ID_MAX], before[16], after[16]; // of the duty that escalates nothing
    char manager_after[16];
};

static void hear(void *context, const struct duty_change *change) {
    struct told_of *told = context;
    told->n++;
    if (change->after && change->after->escalates.n) {
        snprintf(told->manager_after, sizeof(told->manager_after), STR_FMT,
                 STR_ARG(change->after->due));
        return;
    }
    snprintf(told->stream, sizeof(told->stream), STR_FMT, STR_ARG(change->stream));
    if (change->before)
        snprintf(told->before, sizeof(told->before), STR_FMT, STR_ARG(change->before->due));
    if (change->after)
        snprintf(told->after, sizeof(told->after), STR_FMT, STR_ARG(change->after->due));
}

static struct routine_trial must_try(struct world *w, const char *folder, struct told_of *told) {
    struct routine_trial trial = {0};
    struct error err = {0};
    if (!app_try_routine(w->app, folder, hear, told, &trial, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return trial;
}

static void test_what_is_in_force_changes_nothing(void **state) {
    struct world *w = *state;
    struct told_of told = {0};
    struct routine_trial trial = must_try(w, source(w, "routines/hemsjukvard").p, &told);
    assert_int_equal(trial.cases, 2);
    assert_int_equal(trial.changed, 0);
    assert_int_equal(told.n, 0);
}

static void test_a_changed_time_moves_a_duty_and_what_escalates_it(void **state) {
    struct world *w = *state;
    struct told_of told = {0};
    const char *folder =
        changed(w, "sooner", "parameters.json",
                "\"Månader till första uppföljning\", \"values\": [\n    {\"value\": 2",
                "\"Månader till första uppföljning\", \"values\": [\n    {\"value\": 1");
    struct routine_trial trial = must_try(w, folder, &told);
    assert_int_equal(trial.cases, 2);
    assert_int_equal(trial.changed, 1);
    assert_int_equal(trial.duties[DUTY_BECOMES], 2);
    assert_int_equal(trial.duties[DUTY_COMES] + trial.duties[DUTY_GOES] + trial.refused, 0);
    assert_int_equal(told.n, 2);
    assert_string_equal(told.stream, enrolled.p);
    assert_string_equal(told.before, "2026-05-02");
    assert_string_equal(told.after, "2026-04-02");
    assert_string_equal(told.manager_after, "2026-04-09"); // a week later
    bool same = false;
    assert_true(app_rebuild(w->app, &same, NULL));
    assert_true(same); // what holds is what was in force
}

// A time that is none: the routine would answer for nobody who waits for a decision.
static void test_a_routine_that_cannot_answer_is_heard_of(void **state) {
    struct world *w = *state;
    struct told_of told = {0};
    const char *folder = changed(w, "none", "parameters.json",
                                 "\"Dagar till beslut\", \"values\": [\n    {\"value\": 7",
                                 "\"Dagar till beslut\", \"values\": [\n    {\"value\": 7.5");
    struct routine_trial trial = must_try(w, folder, &told);
    assert_true(trial.refused >= 1);
    assert_true(trial.duties[DUTY_COMES] >= 1 && trial.duties[DUTY_GOES] >= 1);
}

static void test_what_is_not_fit_is_not_tried(void **state) {
    struct world *w = *state;
    struct routine_trial trial;
    struct told_of told = {0};
    struct error err = {0};
    const char *broken = source(w, "tests/routine/broken/findings").p;
    assert_false(app_try_routine(w->app, broken, hear, &told, &trial, &err));
    assert_string_equal(err.key, "routine.unknown-clause");
    assert_false(app_try_routine(w->app, "/nowhere", hear, &told, &trial, &err));
    assert_int_equal(told.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_in_force_changes_nothing),
        cmocka_unit_test(test_a_changed_time_moves_a_duty_and_what_escalates_it),
        cmocka_unit_test(test_a_routine_that_cannot_answer_is_heard_of),
        cmocka_unit_test(test_what_is_not_fit_is_not_tried),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
