// SPDX-License-Identifier: EUPL-1.2
//
// Who may do what, asked of the function for every role, act, kind of event and relation, and for
// every class of record (law, whose it is, block, ground), held against matrix.expected: a change
// of access is seen as a difference there. Run with a path as
// argument, it writes the matrix to that file instead.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/access.h"
#include "base/file.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

#define MATRIX_MAX ((size_t)4 * 1024 * 1024)
#define ROLE_FIRST CODE_role_ward
#define ROLE_LAST CODE_role_administrator

// The situations of a line, in the order of its columns.
static const struct {
    const char *name;
    enum care_relation relation;
    bool reason, own;
} situations[] = {
    {"none", CARE_RELATION_NONE, false, false},
    {"relation", CARE_RELATION_HOLDS, false, false},
    {"reason", CARE_RELATION_NONE, true, false},
    {"past", CARE_RELATION_PAST, false, false},
    {"past+reason", CARE_RELATION_PAST, true, false},
    {"own", CARE_RELATION_NONE, false, true},
    {"own+relation", CARE_RELATION_HOLDS, false, true},
    {"own+reason", CARE_RELATION_NONE, true, true},
    {"own+past", CARE_RELATION_PAST, false, true},
};

static void add_line(struct buf *out, struct access_question question) {
    const char *kind =
        question.kind == EVENT_NONE ? "-" : event_info((enum event_kind)question.kind)->id;
    buf_printf(out, "%-22s  %-11s  %-23s", code_info(question.role)->id, act_id(question.act),
               kind);
    for (size_t i = 0; i < COUNT(situations); i++) {
        question.care_relation = situations[i].relation;
        question.reason_stated = situations[i].reason;
        question.own_unit_recorded = situations[i].own;
        buf_printf(out, "  %-12s", verdict_id(access_decide(&question).verdict));
    }
    while (out->n && out->p[out->n - 1] == ' ')
        out->n--;
    buf_add_char(out, '\n');
}

static void add_role(struct buf *out, enum code role) {
    for (enum act act = 0; act < ACT_COUNT; act++) {
        struct access_question question = {
            .act = act, .signed_in = true, .role = role, .assignment_valid = true};
        if (act == ACT_SEE)
            continue; // a part of its own
        if (act != ACT_RECORD && act != ACT_CORRECT) {
            add_line(out, question);
            continue;
        }
        for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
            question.kind = kind;
            add_line(out, question);
        }
    }
}

// ---- records ----

// What is recorded and decided of the case; the relation is current where there is one.
static const struct {
    const char *name;
    enum care_relation relation;
    bool reason, current;
    enum record_ground ground;
    uint32_t teams;
    bool emergency;
    enum record_block block;
    bool same_municipality, not_unified;
} record_situations[] = {
    {.name = "none"},
    {.name = "reason", .reason = true},
    {.name = "relation", .relation = CARE_RELATION_HOLDS, .current = true},
    {.name = "past", .relation = CARE_RELATION_PAST},
    {.name = "past+reason",
     .relation = CARE_RELATION_PAST,
     .reason = true,
     .ground = GROUND_CONSENT,
     .teams = TEAM_VILS},
    {.name = "consent", .relation = CARE_RELATION_HOLDS, .current = true, .ground = GROUND_CONSENT},
    {.name = "consent+reason", .reason = true, .ground = GROUND_CONSENT},
    {.name = "consent-old", .relation = CARE_RELATION_HOLDS, .ground = GROUND_CONSENT},
    {.name = "incapacity",
     .relation = CARE_RELATION_HOLDS,
     .current = true,
     .ground = GROUND_INCAPACITY},
    {.name = "team", .relation = CARE_RELATION_HOLDS, .current = true, .teams = TEAM_VILS},
    {.name = "emergency", .reason = true, .emergency = true},
    {.name = "inner-block", .relation = CARE_RELATION_HOLDS, .current = true, .block = BLOCK_INNER},
    {.name = "inner+emergency",
     .relation = CARE_RELATION_HOLDS,
     .emergency = true,
     .block = BLOCK_INNER},
    {.name = "outer+consent",
     .relation = CARE_RELATION_HOLDS,
     .current = true,
     .ground = GROUND_CONSENT,
     .block = BLOCK_OUTER},
    {.name = "outer+emergency",
     .relation = CARE_RELATION_HOLDS,
     .emergency = true,
     .block = BLOCK_OUTER},
    {.name = "municipality",
     .relation = CARE_RELATION_HOLDS,
     .current = true,
     .same_municipality = true},
    {.name = "not-unified",
     .relation = CARE_RELATION_HOLDS,
     .current = true,
     .ground = GROUND_CONSENT,
     .not_unified = true},
};

static const char *const tie_names[TIE_COUNT] = {
    [TIE_OWN] = "own",
    [TIE_GIVEN] = "given",
    [TIE_WITHIN] = "same-provider",
    [TIE_ACROSS_LAW] = "other-law",
    [TIE_ACROSS] = "other-provider",
};

// A kind of each class; one under HSL that a team needs, and one that it does not.
static const enum event_kind record_kinds[] = {EVENT_person_registered, EVENT_block_noted,
                                               EVENT_limits_noted, EVENT_followed_up,
                                               EVENT_stay_planned};

static void add_record_line(struct buf *out, struct access_question question) {
    const struct record_question *record = &question.record;
    const char *law = law_id(record->law);
    buf_printf(out, "%-22s  %-22s  %-17s  %-4s  %-14s", code_info(question.role)->id,
               question.unit_kind ? code_info(question.unit_kind)->id : "-",
               event_info(record->kind)->id, *law ? law : "-", tie_names[record->tie]);
    for (size_t i = 0; i < COUNT(record_situations); i++) {
        question.care_relation = record_situations[i].relation;
        question.reason_stated = record_situations[i].reason;
        question.record.current = record_situations[i].current;
        question.record.ground = record_situations[i].ground;
        question.record.teams = record_situations[i].teams;
        question.record.emergency = record_situations[i].emergency;
        question.record.block = record_situations[i].block;
        question.law.same_municipality = record_situations[i].same_municipality;
        question.law.unified = !record_situations[i].not_unified;
        buf_printf(out, "  %-15s", verdict_id(access_decide(&question).verdict));
    }
    while (out->n && out->p[out->n - 1] == ' ')
        out->n--;
    buf_add_char(out, '\n');
}

static void add_records_at(struct buf *out, enum code role, enum code unit_kind) {
    for (size_t i = 0; i < COUNT(record_kinds); i++)
        for (enum record_tie tie = 0; tie < TIE_COUNT; tie++)
            add_record_line(out, (struct access_question){
                                     .act = ACT_SEE,
                                     .signed_in = true,
                                     .role = role,
                                     .assignment_valid = true,
                                     .unit_kind = unit_kind,
                                     .law = access_law_default(),
                                     .record = {.kind = record_kinds[i],
                                                .law = event_info(record_kinds[i])->law,
                                                .tie = tie},
                                 });
}

// A role that works under the laws of its unit has a block for each kind of unit.
static void add_records(struct buf *out, enum code role) {
    const struct list_info *kinds = list_info(CODES_unit_kind);
    if (access_laws(role, CODE_NONE)) {
        add_records_at(out, role, CODE_NONE);
        return;
    }
    for (enum code kind = kinds->first; kind < kinds->first + kinds->count; kind++)
        add_records_at(out, role, kind);
}

static struct str matrix(struct arena *arena) {
    struct buf out = buf_new(arena, MATRIX_MAX);
    buf_printf(&out, "# %-20s  %-11s  %-23s", "role", "act", "kind of event");
    for (size_t i = 0; i < COUNT(situations); i++)
        buf_printf(&out, i + 1 < COUNT(situations) ? "  %-12s" : "  %s", situations[i].name);
    buf_add_char(&out, '\n');
    for (enum code role = ROLE_FIRST; role <= ROLE_LAST; role++)
        add_role(&out, role);
    buf_printf(&out, "\n# %-20s  %-22s  %-17s  %-4s  %-14s", "role", "unit", "record", "law",
               "whose");
    for (size_t i = 0; i < COUNT(record_situations); i++)
        buf_printf(&out, i + 1 < COUNT(record_situations) ? "  %-15s" : "  %s",
                   record_situations[i].name);
    buf_add_char(&out, '\n');
    for (enum code role = ROLE_FIRST; role <= ROLE_LAST; role++)
        add_records(&out, role);
    struct str text = STR_NONE;
    return buf_done(&out, &text, NULL) ? text : STR_NONE;
}

static void test_the_matrix_is_as_expected(void **state) {
    struct arena *arena = *state;
    struct str expected, path = source_path(arena, "tests/access/matrix.expected");
    struct str got = matrix(arena), expected_line, got_line;
    assert_true(file_read(arena, path.p, MATRIX_MAX, &expected, NULL));
    while (str_split(&expected, '\n', &expected_line)) {
        assert_true(str_split(&got, '\n', &got_line));
        if (!str_eq(expected_line, got_line))
            fail_msg("expected: " STR_FMT "\n     got: " STR_FMT, STR_ARG(expected_line),
                     STR_ARG(got_line));
    }
    assert_null(got.p);
}

static void assert_answer(struct access_question question, enum access_verdict verdict,
                          const char *why) {
    struct access_answer answer = access_decide(&question);
    assert_int_equal(answer.verdict, verdict);
    assert_string_equal(answer.why, why);
}

static void test_before_an_assignment_little_is_open(void **state) {
    (void)state;
    for (enum act act = 0; act < ACT_COUNT; act++) {
        struct access_question nobody = {.act = act,
                                         .role = CODE_role_nurse,
                                         .assignment_valid = true,
                                         .care_relation = CARE_RELATION_HOLDS};
        struct access_question unassigned = {
            .act = act, .signed_in = true, .care_relation = CARE_RELATION_HOLDS};
        struct access_question ended = {.act = act,
                                        .signed_in = true,
                                        .role = CODE_role_nurse,
                                        .care_relation = CARE_RELATION_HOLDS};
        if (act == ACT_SIGN_IN) {
            assert_answer(nobody, ACCESS_ALLOWED, "access.open");
            continue;
        }
        assert_answer(nobody, ACCESS_DENIED, "access.not-signed-in");
        if (act == ACT_CHOOSE || act == ACT_CONFIRM || act == ACT_ACCOUNT || act == ACT_SECURE) {
            assert_answer(unassigned, ACCESS_ALLOWED, "access.open");
            assert_answer(ended, ACCESS_ALLOWED, "access.open");
            continue;
        }
        assert_answer(unassigned, ACCESS_DENIED, "access.no-assignment");
        assert_answer(ended, ACCESS_DENIED, "access.assignment-ended");
    }
}

static void test_why_is_said(void **state) {
    (void)state;
    struct access_question question = {
        .act = ACT_READ_CASE, .signed_in = true, .role = CODE_role_ward, .assignment_valid = true};
    assert_answer(question, ACCESS_AFTER_REASON, "access.reason-needed");
    question.reason_stated = true;
    assert_answer(question, ACCESS_ALLOWED, "access.by-reason");
    question.care_relation = CARE_RELATION_HOLDS;
    assert_answer(question, ACCESS_ALLOWED, "access.by-relation");
    question.role = CODE_role_unit_manager;
    question.care_relation = CARE_RELATION_NONE;
    assert_answer(question, ACCESS_DENIED, "access.no-relation");
    question.role = CODE_role_administrator;
    question.care_relation = CARE_RELATION_HOLDS;
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
    question.act = ACT_ROUTINE;
    assert_answer(question, ACCESS_ALLOWED, "access.by-role");
    question = (struct access_question){.act = ACT_CORRECT,
                                        .signed_in = true,
                                        .role = CODE_role_nurse,
                                        .assignment_valid = true,
                                        .care_relation = CARE_RELATION_HOLDS,
                                        .kind = EVENT_followed_up};
    assert_answer(question, ACCESS_DENIED, "access.other-unit");
}

static struct access_question about_record(enum code role, enum event_kind kind,
                                           enum record_tie tie) {
    return (struct access_question){
        .act = ACT_SEE,
        .signed_in = true,
        .role = role,
        .assignment_valid = true,
        .care_relation = CARE_RELATION_HOLDS,
        .law = access_law_default(),
        .record = {.kind = kind, .law = event_info(kind)->law, .tie = tie, .current = true}};
}

// SVOD 3 kap., clause by clause.
static void test_a_record_is_asked_for_by_the_law(void **state) {
    (void)state;
    struct access_question q = about_record(CODE_role_nurse, EVENT_followed_up, TIE_ACROSS);
    assert_answer(q, ACCESS_AFTER_CONSENT, "access.consent-needed");
    q.record.ground = GROUND_CONSENT;
    assert_answer(q, ACCESS_ALLOWED, "access.by-consent");
    q.record.current = false; // 3:1 first paragraph, 1
    assert_answer(q, ACCESS_DENIED, "access.relation-not-current");
    q.record.current = true;
    q.care_relation = CARE_RELATION_NONE;
    q.reason_stated = true; // a reason makes no relation
    assert_answer(q, ACCESS_DENIED, "access.relation-not-current");
    q.record.emergency = true; // 3:6
    assert_answer(q, ACCESS_ALLOWED, "access.by-emergency");
    q.record.block = BLOCK_OUTER; // 3:5: the provider that blocked lifts the block
    assert_answer(q, ACCESS_DENIED, "access.blocked-outside");
    q = about_record(CODE_role_nurse, EVENT_followed_up, TIE_WITHIN);
    q.record.block = BLOCK_INNER; // PDL 4:4, 4:5
    assert_answer(q, ACCESS_AFTER_EMERGENCY, "access.blocked-within");
    q.record.emergency = true;
    assert_answer(q, ACCESS_ALLOWED, "access.by-emergency");
}

static void test_social_services_have_their_own_way(void **state) {
    (void)state;
    struct access_question q =
        about_record(CODE_role_needs_assessor, EVENT_followed_up, TIE_ACROSS);
    q.record.emergency = true; // 3:5–6 are for providers of health care
    assert_answer(q, ACCESS_AFTER_CONSENT, "access.consent-needed");
    q.record.ground = GROUND_INCAPACITY; // 3:4
    assert_answer(q, ACCESS_DENIED, "access.incapacity-social-only");
    q = about_record(CODE_role_needs_assessor, EVENT_stay_planned, TIE_ACROSS);
    q.record.ground = GROUND_INCAPACITY;
    assert_answer(q, ACCESS_ALLOWED, "access.by-incapacity");
    q = about_record(CODE_role_needs_assessor, EVENT_limits_noted, TIE_ACROSS_LAW);
    q.record.teams = TEAM_VILS;
    assert_answer(q, ACCESS_ALLOWED, "access.by-team");
    q.record.kind = EVENT_followed_up; // no clause of the team needs it
    assert_answer(q, ACCESS_AFTER_CONSENT, "access.consent-needed");
    q.law.same_municipality = true;
    assert_answer(q, ACCESS_ALLOWED, "access.same-municipality");
}

static void test_what_is_unknown_is_denied(void **state) {
    (void)state;
    struct access_question question = {.act = ACT_COUNT,
                                       .signed_in = true,
                                       .role = CODE_role_nurse,
                                       .assignment_valid = true,
                                       .care_relation = CARE_RELATION_HOLDS};
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
    question.act = ACT_READ_CASE;
    question.role = CODE_profession_nurse; // a code, but of another list
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
    question.role = CODE_COUNT;
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
    question.role = CODE_role_nurse;
    question.act = ACT_RECORD;
    question.kind = EVENT_NONE;
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
    question.kind = EVENT_KIND_COUNT;
    assert_answer(question, ACCESS_DENIED, "access.not-for-role");
}

static void test_ids_come_back(void **state) {
    (void)state;
    for (enum act act = 0; act < ACT_COUNT; act++) {
        enum act found = ACT_COUNT;
        assert_true(act_find(str_of(act_id(act)), &found));
        assert_int_equal(found, act);
    }
    for (enum access_verdict verdict = 0; verdict < ACCESS_VERDICT_COUNT; verdict++) {
        enum access_verdict found = ACCESS_DENIED;
        assert_true(verdict_find(str_of(verdict_id(verdict)), &found));
        assert_int_equal(found, verdict);
    }
    enum act act;
    enum access_verdict verdict;
    assert_false(act_find(STR("fly"), &act));
    assert_false(verdict_find(STR("maybe"), &verdict));
}

static int write_matrix(const char *path) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    const struct str text = arena ? matrix(arena) : STR_NONE;
    return text.n && file_replace(path, text, NULL) ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc > 1)
        return write_matrix(argv[1]);
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_the_matrix_is_as_expected),
        cmocka_unit_test(test_before_an_assignment_little_is_open),
        cmocka_unit_test(test_why_is_said),
        cmocka_unit_test(test_a_record_is_asked_for_by_the_law),
        cmocka_unit_test(test_social_services_have_their_own_way),
        cmocka_unit_test(test_what_is_unknown_is_denied),
        cmocka_unit_test(test_ids_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
