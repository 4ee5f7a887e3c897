// SPDX-License-Identifier: EUPL-1.2
//
// What the day of a nurse asks the database for: observations are looked for when some wait, and
// not otherwise. Every statement that any connection runs is looked at.
#include "app/world.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "app/unread.h"
#include "web/routes.h"

#define PAGE_MAX ((size_t)1024 * 1024)

static struct str person;
static atomic_uint statements, searches; // run since they were set to 0; for what waits to be read

static int count(unsigned event, void *context, void *statement, void *more) {
    (void)event;
    (void)context;
    (void)more;
    atomic_fetch_add(&statements, 1);
    if (strstr(sqlite3_sql(statement), "AND d.fulfilled_by = ?"))
        atomic_fetch_add(&searches, 1);
    return 0;
}

static int watch(sqlite3 *db, char **error, const struct sqlite3_api_routines *api) {
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, count, NULL);
}

static int set_up(void **state) {
    assert_int_equal(sqlite3_auto_extension((void (*)(void))watch), SQLITE_OK);
    if (world_set_up(state) != 0)
        return -1;
    struct world *w = *state;
    set_clock(w, "2026-10-20T10:00");
    person = new_person(w, "193001227705", "Elsa", "Prov");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-10-20");
    world_reopen(w, str_printf(w->arena, "%s/routines", getenv("VAKA_SOURCE")).p);
    return 0;
}

static struct str day_page(struct world *w) {
    struct request request = {
        .app = w->app,
        .arena = w->arena,
        .path = STR("/"),
        .target = STR("/"),
        .signed_in = true,
        .actor = w->nurse,
    };
    struct response response = {.status = 200, .html = html_new(w->arena, PAGE_MAX)};
    struct html html;
    struct error err = {0};
    atomic_store(&statements, 0);
    atomic_store(&searches, 0);
    if (!page_day(&request, &response, &err) || !html_done(&response.html, &html, &err))
        fail_msg("%s", err.key);
    return (struct str){html.p, html.n};
}

static bool shows(struct str page, const char *words) {
    return str_find(page, str_of(words)) != STR_NOT_FOUND;
}

// A list that is kept is not made again; what is in it to be read is looked for each time.
static void test_observations_are_looked_for_when_some_wait(void **state) {
    struct world *w = *state;
    assert_false(shows(day_page(w), "Rosslar"));
    unsigned made = statements;
    assert_int_equal(searches, 0);
    day_page(w);
    unsigned kept = statements;
    assert_true(kept > 0 && kept < made);
    assert_int_equal(searches, 0);

    int64_t seq = record(w, &w->nurse, person, EVENT_observed, "{\"what\":\"Rosslar\"}", NULL);
    assert_true(shows(day_page(w), "Rosslar"));
    assert_int_equal(searches, 1);
    assert_true(shows(day_page(w), "Rosslar")); // of the kept list too
    assert_int_equal(searches, 1);
    assert_true(statements > kept);

    record(w, &w->nurse, person, EVENT_observation_seen,
           str_printf(w->arena, "{\"observation\":%lld,\"read\":[%lld]}", (long long)seq,
                      (long long)seq)
               .p,
           NULL);
    assert_false(shows(day_page(w), "Rosslar"));
    day_page(w);
    assert_int_equal(searches, 0);
    assert_int_equal(statements, kept); // as on the day on which there were none
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_observations_are_looked_for_when_some_wait),
    };
    return cmocka_run_group_tests(tests, set_up, world_tear_down);
}
