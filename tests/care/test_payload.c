// SPDX-License-Identifier: EUPL-1.2
#include "care_test.h"

static void test_a_value_is_there_or_not(void **state) {
    (void)state;
    const struct field_value values[] = {
        {.field = FIELD_death_recorded_place, .text = STR("hemma")},
        {.field = FIELD_death_recorded_relatives_told, .code = CODE_knowledge_yes}};
    const struct payload payload = {COUNT(values), values};
    assert_ptr_equal(payload_get(&payload, FIELD_death_recorded_relatives_told), &values[1]);
    assert_null(payload_get(&payload, FIELD_death_recorded_established_by));
    assert_true(str_is(payload_text(&payload, FIELD_death_recorded_place), "hemma"));
    assert_int_equal(payload_text(&payload, FIELD_death_recorded_established_by).n, 0);
}

static void test_refs(void **state) {
    (void)state;
    const int64_t items[] = {3, 7};
    const struct field_value refs = {.field = FIELD_observation_seen_read, .refs = {2, items}};
    assert_true(refs_have(&refs, 7));
    assert_false(refs_have(&refs, 4));
}

static bool says_told(enum field_id field, enum code code) {
    const struct field_value value = {.field = field, .code = code};
    return payload_tells_relatives(&(struct payload){1, &value});
}

// P-07: only a death of which it was said that relatives were told is one to ring them about.
static void test_who_has_told_relatives(void **state) {
    (void)state;
    assert_true(says_told(FIELD_death_recorded_relatives_told, CODE_knowledge_yes));
    assert_false(says_told(FIELD_death_recorded_relatives_told, CODE_knowledge_no));
    assert_false(says_told(FIELD_death_recorded_kind, CODE_death_kind_expected));
    assert_false(payload_tells_relatives(&(struct payload){0}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_value_is_there_or_not),
        cmocka_unit_test(test_refs),
        cmocka_unit_test(test_who_has_told_relatives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
