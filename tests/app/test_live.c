// SPDX-License-Identifier: EUPL-1.2
//
// What open pages are told of: versions that move when what is shown changes and otherwise stand,
// and whether a page may still be told.
#include "app/live.h"
#include "world.h"

static int64_t version(struct world *w, const struct live *live) {
    int64_t now = -1;
    struct error err = {0};
    assert_true(app_live_versions(w->app, &live->topic, 1, &now, &err));
    return now;
}

static void test_versions_move_with_what_is_shown(void **state) {
    struct world *w = *state;
    struct live day, other_day, one;
    struct error err = {0};
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, "193302129220", "Greta", "Åkesson");
    assert_true(app_live_open(w->app, &w->planner, STR_NONE, 0, &day, &err));
    assert_true(app_live_open(w->app, &w->stranger, STR_NONE, 0, &other_day, &err));
    assert_true(app_live_open(w->app, &w->ward, person, 0, &one, &err));
    int64_t before = version(w, &day), others = version(w, &other_day);
    int64_t request = send_request(w, person, "\"nurse\"");
    assert_true(version(w, &day) > before);
    assert_int_equal(version(w, &one), request);
    assert_int_equal(version(w, &other_day), others);
    // Looking changes nothing.
    before = version(w, &day);
    look(w, &w->planner, person);
    assert_int_equal(version(w, &day), before);
    assert_int_equal(version(w, &one), request);
}

static void test_who_may_not_see_is_not_told(void **state) {
    struct world *w = *state;
    struct live live;
    struct error err = {0};
    set_clock(w, "2026-03-02T10:00");
    struct str person = new_person(w, "193410029072", "Greta", "Åkesson");
    assert_false(app_live_open(w->app, &w->stranger, person, 0, &live, &err));
    assert_string_equal(err.key, "access.reason-needed");
    assert_false(app_live_open(w->app, &w->administrator, STR_NONE, 0, &live, &err));
    assert_false(app_live_open(w->app, &w->ward, w->ward_unit, 0, &live, &err));
    assert_int_equal(err.code, ERR_MISSING);
}

static bool holds(struct world *w, const struct live *live) {
    bool holds = false;
    struct error err = {0};
    assert_true(app_live_holds(w->app, live, &holds, &err));
    return holds;
}

static void test_a_page_is_told_as_long_as_its_session_stands(void **state) {
    struct world *w = *state;
    struct str secret;
    struct actor actor;
    struct live live;
    struct error err = {0};
    set_clock(w, "2026-03-02T10:00");
    const struct client client = {.address = STR("10.0.0.1")};
    assert_true(app_sign_in(w->app, w->arena, STR("ssk"), STR(WORLD_PASSWORD), &client, LANGUAGE_SV,
                            &secret, &err));
    assert_true(app_actor(w->app, w->arena, secret, &client, &actor, &err));
    assert_true(app_live_open(w->app, &actor, STR_NONE, 0, &live, &err));
    set_clock(w, "2026-03-02T10:29");
    assert_true(holds(w, &live));
    set_clock(w, "2026-03-02T10:31"); // being asked did not keep it alive
    assert_false(holds(w, &live));
    set_clock(w, "2026-03-02T10:29");
    struct live other = live;
    snprintf(other.assignment, sizeof(other.assignment), "user/x#1"); // another was chosen since
    assert_false(holds(w, &other));
    assert_true(app_sign_out(w->app, w->arena, &actor, &err));
    assert_false(holds(w, &live));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_move_with_what_is_shown),
        cmocka_unit_test(test_who_may_not_see_is_not_told),
        cmocka_unit_test(test_a_page_is_told_as_long_as_its_session_stands),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
