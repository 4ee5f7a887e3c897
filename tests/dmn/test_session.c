// SPDX-License-Identifier: EUPL-1.2
//
// Asking again while the facts change: what is kept is what evaluating anew would give, and what
// did not change is not evaluated.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "dmn/dmn.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

static const struct dmn_model *load_with(struct arena *arena, struct error *err) {
    const struct dmn_model *model = NULL;
    struct str xml, path = source_path(arena, "tests/dmn/models/session.dmn");
    if (!path.p) {
        error_memory(err);
        return NULL;
    }
    return file_read(arena, path.p, 1 << 20, &xml, err) &&
                   dmn_load(arena, STR("session.dmn"), xml, DMN_STRICT, NULL, &model, err)
               ? model
               : NULL;
}

static const struct dmn_model *load(struct arena *arena) {
    struct error err = {0};
    const struct dmn_model *model = load_with(arena, &err);
    if (!model)
        fail_msg("%s %s %s:%u", err.key, err.args[0], err.element, err.line);
    return model;
}

static struct dmn_session *session_of(struct arena *arena, const struct dmn_model *model) {
    struct dmn_limits limits = dmn_limits_default();
    struct dmn_session *session = dmn_session_new(model, &limits, arena);
    assert_non_null(session);
    return session;
}

static struct feel_value case_of(struct arena *arena, int64_t a, int64_t b, int64_t c) {
    struct feel_builder builder = feel_builder_new(arena);
    struct feel_value value;
    feel_put(&builder, STR("a"), feel_int(a));
    feel_put(&builder, STR("b"), feel_int(b));
    feel_put(&builder, STR("c"), feel_int(c));
    assert_true(feel_build(&builder, &value, NULL));
    return value;
}

// The stamp of the answer, which must be what asking from nothing gives.
static uint32_t ask(struct arena *arena, const struct dmn_model *model, struct dmn_session *session,
                    const char *name, struct feel_value one_case, const struct feel_value *thing) {
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(name));
    struct feel_builder builder = feel_builder_new(arena);
    struct feel_value inputs, value;
    struct dmn_answer answer;
    struct error err = {0};
    feel_put(&builder, STR("case"), one_case);
    if (thing)
        feel_put(&builder, STR("thing"), *thing);
    assert_true(feel_build(&builder, &inputs, NULL));
    assert_true(dmn_session_ask(session, decision, &answer, NULL));
    if (dmn_evaluate(model, decision, &inputs, NULL, arena, &value, NULL, &err)) {
        assert_null(answer.refusal);
        assert_true(feel_equal(&answer.value, &value));
    } else {
        assert_non_null(answer.refusal);
        assert_string_equal(answer.refusal->key, err.key);
        assert_string_equal(answer.refusal->element, err.element);
    }
    return answer.stamp;
}

static const struct dmn_members only_a = {.n = 1, .at = (const size_t[]){0}},
                                only_b = {.n = 1, .at = (const size_t[]){1}},
                                only_c = {.n = 1, .at = (const size_t[]){2}};
static const struct dmn_version first = {1, DMN_PARTS_ALL, NULL},
                                second = {2, DMN_PARTS_ALL, &first};

static void test_only_what_changed_is_evaluated(void **state) {
    const struct dmn_model *model = load(*state);
    struct dmn_session *session = session_of(*state, model);
    struct feel_value one = case_of(*state, 1, 2, 3), two = case_of(*state, 1, 4, 3);
    struct feel_value three = case_of(*state, 1, 9, 3), four = case_of(*state, 1, 9, 7);
    uint32_t a, words, total, served;
    dmn_session_give(session, STR("case"), one, NULL);
    a = ask(*state, model, session, "of a", one, NULL);
    words = ask(*state, model, session, "words", one, NULL);
    total = ask(*state, model, session, "total", one, NULL);
    served = ask(*state, model, session, "by service", one, NULL);
    // Another b, but no larger: the table is not asked. The sum looks at the whole case.
    dmn_session_give(session, STR("case"), two, &only_b);
    assert_int_equal(ask(*state, model, session, "of a", two, NULL), a);
    assert_int_equal(ask(*state, model, session, "words", two, NULL), words);
    assert_int_not_equal(ask(*state, model, session, "total", two, NULL), total);
    assert_int_not_equal(ask(*state, model, session, "by service", two, NULL), served);
    dmn_session_give(session, STR("case"), three, &only_b);
    assert_int_equal(ask(*state, model, session, "of a", three, NULL), a);
    assert_int_not_equal(ask(*state, model, session, "words", three, NULL), words);
    words = ask(*state, model, session, "words", three, NULL);
    dmn_session_give(session, STR("case"), four, &only_c);
    assert_int_equal(ask(*state, model, session, "words", four, NULL), words);
    ask(*state, model, session, "total", four, NULL);
}

static void test_a_refusal_is_kept_and_taken_back(void **state) {
    const struct dmn_model *model = load(*state);
    struct dmn_session *session = session_of(*state, model);
    struct feel_value zero = case_of(*state, 0, 2, 3), also = case_of(*state, 0, 3, 3);
    struct feel_value one = case_of(*state, 1, 3, 3);
    dmn_session_give(session, STR("case"), zero, NULL);
    uint32_t refused = ask(*state, model, session, "of a", zero, NULL);
    dmn_session_give(session, STR("case"), also, &only_b);
    assert_int_equal(ask(*state, model, session, "of a", also, NULL), refused);
    dmn_session_give(session, STR("case"), one, &only_a);
    assert_int_not_equal(ask(*state, model, session, "of a", one, NULL), refused);
    dmn_session_give(session, STR("case"), zero, &only_a);
    ask(*state, model, session, "of a", zero, NULL);
}

static void test_each_branch_keeps_its_own(void **state) {
    const struct dmn_model *model = load(*state);
    struct dmn_session *start = session_of(*state, model);
    const struct feel_value seven = feel_int(7), eight = feel_int(8), nine = feel_int(9);
    struct feel_value one = case_of(*state, 1, 2, 3), two = case_of(*state, 2, 2, 3);
    uint32_t left, right, of_left, of_right;
    dmn_session_give(start, STR("case"), one, NULL);
    assert_true(dmn_session_branch(start, STR("thing"), &left, NULL));
    assert_true(dmn_session_branch(start, STR("thing"), &right, NULL));
    dmn_session_enter(start, left, seven, &first);
    of_left = ask(*state, model, start, "of thing", one, &seven);
    dmn_session_enter(start, right, eight, &first);
    of_right = ask(*state, model, start, "of thing", one, &eight);
    // A copy goes on by itself.
    struct dmn_session *session = dmn_session_copy(start, *state);
    assert_non_null(session);
    ask(*state, model, session, "of thing", one, &eight); // before any is entered: what was given
    dmn_session_enter(session, left, seven, &first);
    assert_int_equal(ask(*state, model, session, "of thing", one, &seven), of_left);
    dmn_session_enter(session, right, nine, &second);
    assert_int_not_equal(ask(*state, model, session, "of thing", one, &nine), of_right);
    dmn_session_enter(session, left, seven, &first);
    assert_int_equal(ask(*state, model, session, "of thing", one, &seven), of_left);
    dmn_session_give(session, STR("case"), two, &only_a);
    assert_int_not_equal(ask(*state, model, session, "of thing", two, &seven), of_left);
    dmn_session_enter(session, right, nine, &second);
    ask(*state, model, session, "of thing", two, &nine);
    // The one it was copied from has not moved.
    dmn_session_enter(start, right, eight, &first);
    assert_int_equal(ask(*state, model, start, "of thing", one, &eight), of_right);
}

static void assert_reads(const struct dmn_model *model, const char *name, bool a, bool b, bool c) {
    const struct dmn_decision *decision = dmn_decision_find(model, str_of(name));
    uint64_t members[3] = {0};
    assert_true(dmn_decision_reads(decision, STR("case"), members));
    assert_true((members[0] > 0) == a && (members[1] > 0) == b && (members[2] > 0) == c);
}

static void test_what_is_looked_at_is_told_beforehand(void **state) {
    const struct dmn_model *model = load(*state);
    uint64_t members[3] = {0};
    assert_reads(model, "of a", true, false, false);
    assert_reads(model, "words", false, true, false); // by a decision that it requires
    assert_false(dmn_decision_reads(dmn_decision_find(model, STR("total")), STR("case"),
                                    members)); // the whole case
    assert_false(dmn_decision_reads(dmn_decision_find(model, STR("by service")), STR("case"),
                                    members)); // a service may look at anything
}

static bool ask_once(struct arena *arena, struct error *err) {
    const struct dmn_model *model = load_with(arena, err);
    struct dmn_limits limits = dmn_limits_default();
    struct dmn_session *start = model ? dmn_session_new(model, &limits, arena) : NULL, *session;
    struct feel_builder builder = feel_builder_new(arena);
    struct feel_value one;
    struct dmn_answer answer;
    uint32_t branch;
    if (!model)
        return false;
    feel_put(&builder, STR("a"), feel_int(1));
    if (!start || !(session = dmn_session_copy(start, arena)))
        return error_memory(err);
    if (!dmn_session_branch(session, STR("thing"), &branch, err) ||
        !feel_build(&builder, &one, err))
        return false;
    dmn_session_give(session, STR("case"), one, NULL);
    dmn_session_enter(session, branch, feel_int(7), &first);
    return dmn_session_ask(session, dmn_decision_find(model, STR("of thing")), &answer, err);
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    walk_allocations(ask_once);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_only_what_changed_is_evaluated),
        TEST_WITH_ARENA(test_a_refusal_is_kept_and_taken_back),
        TEST_WITH_ARENA(test_each_branch_keeps_its_own),
        TEST_WITH_ARENA(test_what_is_looked_at_is_told_beforehand),
        TEST_WITH_ARENA(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
