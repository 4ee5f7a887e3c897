// SPDX-License-Identifier: EUPL-1.2
//
// Fees under ceilings, as routines/examples shows them, and what those cannot show: several
// ceilings at once, levels that cannot be compared, and memory that gives out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "routine/rules.h"
#include "support/arena_fixture.h"

#define DAY_US ((int64_t)86400 * 1000000)

// Three events, on 1, 2 and 3 January 1970.
static const struct event events[] = {{.seq = 1, .happened = {DAY_US / 2}},
                                      {.seq = 2, .happened = {DAY_US + DAY_US / 2}},
                                      {.seq = 3, .happened = {2 * DAY_US + DAY_US / 2}}};
static const struct event_list all = {COUNT(events), events};

static struct fee level(int8_t day, int64_t seq, const char *name, int64_t order) {
    return (struct fee){.level = str_of(name),
                        .before = STR(""),
                        .reason = STR("Därför."),
                        .from = {1970, 1, day},
                        .seq = seq,
                        .has_order = true,
                        .order = order,
                        .capped = STR("")};
}

static struct ceiling ceiling(int8_t day, int64_t seq, const char *reason) {
    static const struct str clauses[] = {{"T-1", 3}};
    return (struct ceiling){.reason = str_of(reason),
                            .from = {1970, 1, day},
                            .from_seq = seq,
                            .level = STR(""),
                            .ground = {.clauses = clauses, .clause_count = 1}};
}

static const struct zone *utc(struct arena *arena) {
    const struct zone *zone;
    assert_true(zone_load(arena, "Etc/UTC", &zone, NULL));
    return zone;
}

static void under(struct arena *arena, struct fee *fees, size_t fee_count, struct ceiling *ceilings,
                  size_t ceiling_count, struct answers *ret) {
    *ret = (struct answers){.fees = {.items = fees, .n = fee_count},
                            .ceilings = {.items = ceilings, .n = ceiling_count}};
    assert_true(fees_under_ceilings(arena, utc(arena), all, ret, NULL));
}

static void test_the_lowest_of_several_holds(void **state) {
    struct fee fees[] = {level(1, 1, "låg", 1), level(3, 3, "hög", 3)};
    struct ceiling ceilings[] = {ceiling(1, 1, "Det ena."), ceiling(2, 2, "Det andra.")};
    struct answers answers;
    ceilings[0].to_seq = 3;
    under(*state, fees, COUNT(fees), ceilings, COUNT(ceilings), &answers);
    assert_int_equal(answers.fees.n, 2);
    assert_true(str_is(answers.fees.items[1].level, "låg"));
    assert_true(str_is(answers.fees.items[1].capped, "hög"));
    assert_true(str_is(answers.fees.items[1].reason, "Det andra.")); // the first one has just ended
    assert_int_equal(answers.fees.items[1].ground.clause_count, 1);
}

static void test_what_cannot_be_compared_is_not_held_down(void **state) {
    struct fee fees[] = {level(1, 1, "låg", 1), level(3, 3, "okänd", 0)};
    struct ceiling ceilings[] = {ceiling(2, 2, "Tak.")};
    struct answers answers;
    fees[1].has_order = false;
    under(*state, fees, COUNT(fees), ceilings, COUNT(ceilings), &answers);
    assert_true(str_is(answers.fees.items[1].level, "okänd"));
    assert_int_equal(answers.fees.items[1].capped.n, 0);
}

static void test_a_ceiling_before_any_fee_holds_nothing(void **state) {
    struct fee fees[] = {level(2, 2, "låg", 1), level(3, 3, "hög", 2)};
    struct ceiling ceilings[] = {ceiling(1, 1, "Tak.")};
    struct answers answers;
    under(*state, fees, COUNT(fees), ceilings, COUNT(ceilings), &answers);
    assert_true(str_is(answers.fees.items[1].level, "hög"));
}

static bool try_ceilings(struct arena *arena, struct error *err) {
    struct fee fees[] = {level(1, 1, "låg", 1), level(3, 3, "hög", 3)};
    struct ceiling ceilings[] = {ceiling(2, 2, "Tak.")};
    struct answers answers = {.fees = {.items = fees, .n = COUNT(fees)},
                              .ceilings = {.items = ceilings, .n = COUNT(ceilings)}};
    const struct zone *zone;
    return zone_load(arena, "Etc/UTC", &zone, err) &&
           fees_under_ceilings(arena, zone, all, &answers, err);
}

static void test_memory_gives_out(void **state) {
    (void)state;
    walk_allocations(try_ceilings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_the_lowest_of_several_holds),
        TEST_WITH_ARENA(test_what_cannot_be_compared_is_not_held_down),
        TEST_WITH_ARENA(test_a_ceiling_before_any_fee_holds_nothing),
        TEST_WITH_ARENA(test_memory_gives_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
