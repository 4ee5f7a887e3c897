// SPDX-License-Identifier: EUPL-1.2
//
// Routines bound to cases: the examples of the routines that are shipped, and what becomes of
// routines that are wrong.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/json.h"
#include "routine/both.h"
#include "routine/rules.h"
#include "support/arena_fixture.h"
#include "support/cases.h"
#include "support/same_answers.h"

#define CEILING ((size_t)256 * 1024 * 1024)

static int set_up(void **state) {
    *state = arena_new(CEILING);
    return *state ? 0 : -1;
}

static int tear_down(void **state) {
    arena_free(*state);
    return 0;
}

static const struct routine *load(struct arena *arena, const char *folder) {
    const struct routine *routine;
    struct error err = {0};
    if (!routine_load(arena, source_path(arena, folder).p, &routine, &err))
        fail_msg("%s: %s %s %s:%u", folder, err.key, err.args[0], err.file, err.line);
    return routine;
}

// ---- what is shipped ----

static void test_the_examples_of_hemsjukvard(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    struct example_results results;
    assert_true(routine_test(
        routine, *state, source_path(*state, "routines/hemsjukvard/examples").p, &results, NULL));
    assert_true(results.items.n > 50);
    for (size_t i = 0; i < results.items.n; i++) {
        const struct example_result *result = &results.items.items[i];
        if (!result->passed)
            fail_msg(STR_FMT ": " STR_FMT ": %s expected " STR_FMT ", got " STR_FMT,
                     STR_ARG(result->file), STR_ARG(result->name),
                     result->problem.key ? result->problem.key : "", STR_ARG(result->expected),
                     STR_ARG(result->got));
    }
}

// A draft is put only to the permits that may speak of it. Nearly every table names one act, so
// that it is known of nearly every permit.
static void test_it_is_known_which_act_a_permit_is_about(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    size_t permits = 0, known = 0, of_follow_up = 0;
    for (size_t i = 0; i < routine->asks.n; i++) {
        const struct ask *ask = &routine->asks.items[i];
        permits += ask->kind == ANSWER_PERMIT;
        known += ask->act != EVENT_NONE;
        of_follow_up += ask->act == EVENT_followed_up;
        if (str_is(ask->decision->name, "Får följa upp"))
            assert_int_equal(ask->act, EVENT_followed_up);
    }
    assert_true(of_follow_up > 1 && of_follow_up < 10);
    assert_true(known * 10 > permits * 9);
}

static bool is_seen(enum event_kind kind) {
    return kind == EVENT_observation_seen;
}

static bool is_received(enum event_kind kind) {
    return kind == EVENT_return_acknowledged;
}

static bool is_never(enum event_kind kind) {
    (void)kind;
    return false;
}

static void test_which_duties_a_kind_of_event_may_fulfil(void **state) {
    static const struct {
        event_test *by;
        const char *names[4];
    } cases[] = {
        {is_seen, {"Läs iakttagelsen", "Iakttagelse som ingen har läst"}},
        {is_received, {"Ta emot återsändningen", "Återsändning utan svar"}},
        {is_never, {NULL}},
    };
    const struct routine *routine;
    struct error err = {0};
    const char *folder = source_path(*state, "routines").p;
    assert_true(routine_load_all(*state, folder, &routine, &err));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct decision_names names;
        size_t n = 0;
        assert_true(routine_duties_fulfilled(routine, *state, cases[i].by, &names, &err));
        for (; cases[i].names[n]; n++)
            assert_true(is_named(&names, str_of(cases[i].names[n])));
        assert_int_equal(names.items.n, n);
    }
}

static void test_hemsjukvard_has_no_findings(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    struct findings findings;
    assert_true(routine_check(routine, *state, &findings, NULL));
    if (findings.items.n)
        fail_msg("%s %s %s", findings.items.items[0].what.key, findings.items.items[0].what.args[0],
                 findings.items.items[0].what.args[1]);
}

static void test_what_a_routine_tells_of_itself(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard/");
    const struct routine_info *info = routine_info(routine);
    assert_true(str_is(info->name, "hemsjukvard"));
    assert_int_equal(info->checksum.n, 64);
    assert_int_equal(info->valid_from.year, 2026);
    assert_non_null(routine_clause(routine, STR("H-16")));
    assert_null(routine_clause(routine, STR("H-99")));
    const struct dmn_model *model;
    size_t tables = 0;
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        tables += dmn_decision_table(model, decision) != NULL;
    }
    assert_true(tables >= 20);
}

// ---- two examples a clause ----

struct counted {
    int examples, refusals;
};
struct clauses {
    const struct routine *routine;
    struct counted *counts;
    bool *here; // in the example at hand
};

static void name_clauses(struct clauses *c, const struct json *list) {
    for (const struct json *id = list ? list->first : NULL; id; id = id->next)
        for (size_t i = 0; i < routine_clause_count(c->routine); i++)
            if (str_eq(routine_clause_at(c->routine, i)->id, id->text))
                c->here[i] = true;
}

// Those that the answers rest on.
static void name_grounds(struct clauses *c, const struct json *json) {
    if (json->type == JSON_OBJECT)
        name_clauses(c, json_get(json, "klausuler"));
    for (const struct json *part = json->first; part; part = part->next)
        if (!str_is(part->key, "klausuler"))
            name_grounds(c, part);
}

static bool is_empty_list(const struct json *list) {
    return list && list->type == JSON_ARRAY && !list->first;
}

static bool says_no(const struct json *part) {
    struct str state;
    bool yes;
    if (part->type != JSON_OBJECT)
        return false;
    return (json_bool(part, "i tid", &yes) && !yes) || (json_bool(part, "försenad", &yes) && yes) ||
           (json_str(part, "läge", &state) && str_is(state, "bortfallen"));
}

static bool refuses(const struct json *expected) {
    const struct json *objections = json_get(expected, "hinder");
    const struct json *duties = json_get(expected, "plikter"), *may = json_get(expected, "får");
    if ((objections && objections->first) || is_empty_list(json_get(expected, "öppna plikter")))
        return true;
    for (const struct json *duty = duties ? duties->first : NULL; duty; duty = duty->next)
        if (says_no(duty))
            return true;
    for (const struct json *act = may ? may->first : NULL; act; act = act->next)
        if (act->type == JSON_FALSE)
            return true;
    return false;
}

static void count_example(struct clauses *c, const struct json *example) {
    size_t n = routine_clause_count(c->routine);
    const struct json *expected = json_get(example, "väntar");
    memset(c->here, 0, n * sizeof(bool));
    name_clauses(c, json_get(example, "klausuler"));
    name_grounds(c, expected);
    for (size_t i = 0; i < n; i++) {
        c->counts[i].examples += c->here[i];
        c->counts[i].refusals += c->here[i] && refuses(expected);
    }
    memset(c->here, 0, n * sizeof(bool));
    name_clauses(c, json_get(example, "gäller inte"));
    for (size_t i = 0; i < n; i++)
        c->counts[i].refusals += c->here[i];
}

static void count_examples(struct arena *arena, struct clauses *c, const char *folder) {
    struct str *names, bytes;
    size_t count;
    const struct json *file;
    assert_true(file_list(arena, folder, ".json", &names, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        assert_true(file_read(arena, str_printf(arena, "%s/%s", folder, names[i].p).p, 8 << 20,
                              &bytes, NULL));
        assert_true(json_parse(arena, bytes, &file, NULL));
        const struct json *examples = json_get(file, "exempel");
        for (const struct json *one = examples->first; one; one = one->next)
            count_example(c, one);
    }
}

static void test_two_examples_a_clause(void **state) {
    static const char *const folders[] = {"routines/hemsjukvard", "routines/vils"};
    int thin = 0;
    for (size_t f = 0; f < COUNT(folders); f++) {
        struct clauses c = {.routine = load(*state, folders[f])};
        size_t n = routine_clause_count(c.routine);
        c.counts = ARENA_ARRAY(*state, n, struct counted);
        c.here = ARENA_ARRAY(*state, n, bool);
        assert_true(c.counts && c.here);
        count_examples(*state, &c,
                       str_printf(*state, "%s/examples", source_path(*state, folders[f]).p).p);
        for (size_t i = 0; i < n; i++) {
            struct str id = routine_clause_at(c.routine, i)->id;
            if (c.counts[i].examples >= 2 && c.counts[i].refusals >= 1)
                continue;
            print_error("%s %s: %d examples, %d of which refuse\n", folders[f], id.p,
                        c.counts[i].examples, c.counts[i].refusals);
            thin++;
        }
    }
    assert_int_equal(thin, 0);
}

// What docs/examples.md shows of the format is itself an example.
static void test_the_example_of_the_manual(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    struct str page, shown;
    struct example_results results;
    char folder[] = "/tmp/vaka-examples-XXXXXX";
    assert_true(file_read(*state, source_path(*state, "docs/examples.md").p, 1 << 20, &page, NULL));
    size_t from = str_find(page, STR("```json\n"));
    assert_int_not_equal(from, STR_NOT_FOUND);
    shown = str_sub(page, from + 8, page.n);
    shown.n = str_find(shown, STR("```"));
    assert_non_null(mkdtemp(folder));
    struct str file = str_printf(*state, "%s/manual.json", folder);
    assert_true(file_replace(file.p, shown, NULL));
    assert_true(routine_test(routine, *state, folder, &results, NULL));
    assert_int_equal(unlink(file.p), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(results.items.n, 2);
    assert_true(results.items.items[0].passed && results.items.items[1].passed);
}

// An example that expects otherwise fails, and says what it got.
static void test_an_example_that_fails(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    const char *folder = source_path(*state, "tests/routine/broken/examples").p;
    static const struct {
        const char *key, *expected, *got;
    } wanted[] = {
        {NULL, "läge: {\"mening\":\"Allt är bra\"}",
         "{\"mening\":\"Ingen vårdbegäran väntar\",\"sedan\":null,\"klausuler\":[\"H-06\"]}"},
        {NULL, "öppna plikter: [\"Besluta om anslutning\"]", "[]"},
        {NULL, "hinder: []", "–"},
        {"example.unknown-event", "", ""},
        {"example.unknown-field", "", ""},
        {"example.bad-value", "", ""},
        {"example.member", "", ""},
        {"event.missing-field", "", ""},
    };
    struct example_results results;
    assert_true(routine_test(routine, *state, folder, &results, NULL));
    assert_int_equal(results.items.n, COUNT(wanted) + 1);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        const struct example_result *result = &results.items.items[i];
        assert_false(result->passed);
        if (wanted[i].key) {
            assert_string_equal(result->problem.key, wanted[i].key);
            assert_true(result->problem.line > 1);
            continue;
        }
        assert_null(result->problem.key);
        assert_true(str_is(result->expected, wanted[i].expected));
        assert_true(str_is(result->got, wanted[i].got));
    }
    assert_string_equal(results.items.items[COUNT(wanted)].problem.key, "json.ended");
}

// ---- routines that are wrong ----

struct wrong {
    const char *name, *key, *arg;
};

static const struct wrong wrongs[] = {
    {"unknown-input", "routine.unknown-input", "Läge"},
    {"asked-of-two", "routine.asked-of-two", "Läge"},
    {"draft-without-permit", "routine.draft-only-permits", "Läge"},
    {"unknown-import", "dmn.import-missing", "urn:annan"},
    {"no-owner", "routine.member", "owner"},
    {"unknown-role", "routine.member", "role"},
    {"no-date", "routine.member", "valid_from"},
    {"clause-twice", "routine.clause-twice", "K-1"},
};

static void test_what_is_refused_when_loading(void **state) {
    for (size_t i = 0; i < COUNT(wrongs); i++) {
        const struct routine *routine;
        struct error err = {0};
        struct str path = str_printf(*state, "tests/routine/broken/%s", wrongs[i].name);
        assert_false(routine_load(*state, source_path(*state, path.p).p, &routine, &err));
        assert_string_equal(err.key, wrongs[i].key);
        assert_string_equal(err.args[0], wrongs[i].arg);
        assert_true(err.file[0] && err.line);
    }
}

static void test_a_folder_without_a_model(void **state) {
    const struct routine *routine;
    struct error err = {0};
    const char *folder = source_path(*state, "tests/routine/broken/no-model").p;
    assert_false(routine_load(*state, folder, &routine, &err));
    assert_string_equal(err.key, "routine.no-model");
}

static void test_findings(void **state) {
    static const struct {
        const char *key, *first, *second;
        bool fatal;
    } expected[] = {
        {"routine.unknown-clause", "K-9", "Förslag", true},
        {"routine.unknown-value", "kanske", "svar", true},
        {"routine.rule-without-clause", "Förslag", "3", true},
        {"routine.clauses-differ", "K-1", "K-2", true},
        {"routine.unknown-value", "kanske", "svar", true},
        {"dmn.check-never", "Förslag", "2", true},
        {"routine.clause-without-rule", "K-2", "", false},
    };
    const struct routine *routine = load(*state, "tests/routine/broken/findings");
    struct findings findings;
    assert_true(routine_check(routine, *state, &findings, NULL));
    assert_int_equal(findings.items.n, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct finding *finding = &findings.items.items[i];
        assert_string_equal(finding->what.key, expected[i].key);
        assert_string_equal(finding->what.args[0], expected[i].first);
        assert_string_equal(finding->what.args[1], expected[i].second);
        assert_int_equal(finding->fatal, expected[i].fatal);
        assert_int_equal(finding->what.line > 0, expected[i].fatal);
    }
}

// One broken routine for each kind, which has that finding and no other.
static const struct broken {
    const char *key, *first, *second;
    uint32_t line; // 0: of no rule
    bool fatal;
    const char *beside; // what cannot be found without it
} broken[] = {
    {"routine.rule-without-clause", "Prov", "2", 13, true, NULL},
    {"routine.clauses-differ", "K-1", "K-2", 13, true, NULL},
    {"routine.unknown-clause", "K-9", "Prov", 13, true, NULL},
    {"routine.unknown-value", "kanske", "svar", 14, true, NULL},
    {"routine.escalates-unknown", "Ring", "Prov", 12, true, NULL},
    {"routine.reviewer-elsewhere", "medicinskt ansvarig", "", 0, true, NULL},
    {"routine.clause-without-rule", "K-2", "", 0, false, NULL},
    {"dmn.check-gap", "Prov", "< 18", 8, true, NULL},
    {"dmn.check-gap-maybe", "Prov", "< 18", 8, false, "dmn.check-not-proven"},
    {"dmn.check-overlap", "Prov", "1, 2", 13, true, NULL},
    {"dmn.check-overlap-maybe", "Prov", "1, 2", 13, false, NULL},
    {"dmn.check-masked", "Prov", "2", 13, true, NULL},
    {"dmn.check-never", "Prov", "2", 13, true, NULL},
    {"dmn.check-not-proven", "Prov", "2", 13, false, NULL},
};

// The folder is named after what stands last in the key.
static struct str broken_folder(struct arena *arena, const struct broken *one) {
    struct str key = str_of(one->key);
    size_t dot = str_find_char(key, '.');
    struct str kind = str_sub(key, dot + 1, key.n - dot - 1);
    const char *prefix = str_starts(kind, STR("check-")) ? "" : "check-";
    return str_printf(arena, "tests/routine/broken/%s" STR_FMT, prefix, STR_ARG(kind));
}

static void test_a_broken_rule_is_found_at_its_place(void **state) {
    for (size_t i = 0; i < COUNT(broken); i++) {
        const struct broken *one = &broken[i];
        const struct routine *routine = load(*state, broken_folder(*state, one).p);
        struct findings findings;
        size_t found = 0, beside = 0;
        assert_true(routine_check(routine, *state, &findings, NULL));
        for (size_t k = 0; k < findings.items.n; k++) {
            const struct finding *finding = &findings.items.items[k];
            if (one->beside && strcmp(finding->what.key, one->beside) == 0) {
                beside++;
                continue;
            }
            assert_string_equal(finding->what.key, one->key);
            assert_string_equal(finding->what.args[0], one->first);
            assert_string_equal(finding->what.args[1], one->second);
            assert_int_equal(finding->what.line, one->line);
            assert_string_equal(finding->what.file, one->line ? "routine.dmn" : "");
            assert_int_equal(finding->fatal, one->fatal);
            found++;
        }
        assert_int_equal(found, 1);
        assert_int_equal(beside, one->beside != NULL);
    }
}

// What src/routine/check.c can say stands there as text. Of the kinds of a table, tests/dmn has
// those that no ordinary routine shows.
static void test_every_finding_has_its_broken_routine(void **state) {
    const struct str start = STR("\"routine.");
    struct str rest;
    size_t at, kinds = 0;
    assert_true(
        file_read(*state, source_path(*state, "src/routine/check.c").p, 1 << 20, &rest, NULL));
    while ((at = str_find(rest, start)) != STR_NOT_FOUND) {
        rest = str_sub(rest, at + 1, rest.n - at - 1);
        struct str key = str_sub(rest, 0, str_find_char(rest, '"'));
        bool has = false;
        for (size_t i = 0; i < COUNT(broken); i++)
            has = has || str_is(key, broken[i].key);
        if (!has)
            fail_msg(STR_FMT " has no broken routine", STR_ARG(key));
        kinds++;
    }
    assert_int_equal(kinds, 7);
}

// ---- rules that cannot answer ----

#define REQUEST(wish, dwelling)                                                                    \
    "{\"receiver\":\"unit/00000000000000000000000000\",\"professions\":[\"nurse\"],\"need\":"      \
    "\"a\",\"dwelling\":\"" dwelling "\",\"wish\":\"" wish                                         \
    "\",\"cannot_visit\":\"yes\",\"extent\":\"yes\",\"lasting_need\":\"yes\"}"

static struct event make(struct arena *arena, int64_t seq, enum event_kind kind, int64_t day,
                         const char *json) {
    struct event event = {.seq = seq, .kind = kind, .unit = STR("unit/1")};
    event.happened.us = (day * 24 + 12) * INT64_C(3600000000);
    assert_true(event_read(arena, str_of(json), &event, NULL));
    return event;
}

static struct answers answer(struct arena *arena, const struct routine *routine,
                             const struct event *events, size_t n) {
    struct event_list effective;
    struct answers answers;
    assert_true(event_effective(arena, (struct event_list){n, events}, &effective, NULL));
    assert_true(routine_answer(routine, arena, effective, &answers, NULL));
    assert_carried_over(routine, arena, effective);
    return answers;
}

// ---- parameters ----

// A routine in a folder of its own: the files of another, with these parameters.
static const char *with_parameters(struct arena *arena, const char *from, const char *json) {
    struct str template = str_copy(arena, STR("/tmp/vaka-parameters-XXXXXX"));
    char *folder = (char *)template.p;
    struct str *names, bytes;
    size_t count = 0;
    assert_non_null(mkdtemp(folder));
    for (int kind = 0; kind < 2; kind++) {
        assert_true(file_list(arena, source_path(arena, from).p, kind ? ".dmn" : ".json", &names,
                              &count, NULL));
        for (size_t i = 0; i < count; i++) {
            assert_true(file_read(
                arena, str_printf(arena, "%s/%s", source_path(arena, from).p, names[i].p).p,
                8 << 20, &bytes, NULL));
            assert_true(
                file_replace(str_printf(arena, "%s/%s", folder, names[i].p).p, bytes, NULL));
        }
    }
    assert_true(
        file_replace(str_printf(arena, "%s/parameters.json", folder).p, str_of(json), NULL));
    return folder;
}

static void remove_folder(struct arena *arena, const char *folder) {
    struct str *names;
    size_t count;
    for (int kind = 0; kind < 2; kind++) {
        assert_true(file_list(arena, folder, kind ? ".dmn" : ".json", &names, &count, NULL));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(unlink(str_printf(arena, "%s/%s", folder, names[i].p).p), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

#define ONE(rest) "{\"value\":\"sol\",\"source\":\"s\",\"decided_by\":\"n\"" rest "}"
#define WEATHER(values) "{\"parameters\":[{\"name\":\"väder\",\"values\":[" values "]}]}"

static void test_parameters_that_are_wrong(void **state) {
    static const struct {
        const char *json, *key;
    } cases[] = {
        {"{\"parameters\":[]}", "routine.unknown-input"}, // missing
        {"{}", "routine.member"},
        {"{\"parameters\":[{\"values\":[]}]}", "routine.member"},
        {WEATHER(""), "routine.parameter-value"},
        {WEATHER("{\"value\":[1],\"source\":\"s\",\"decided_by\":\"n\"}"),
         "routine.parameter-value"},
        {WEATHER("{\"value\":\"sol\"}"), "routine.parameter-source"},
        {WEATHER("{\"value\":7,\"source\":\"s\",\"decided_by\":\"n\"}"), "dmn.input-type"},
        {WEATHER(ONE(",\"from\":\"i går\"")), "routine.parameter-date"},
        {WEATHER(ONE(",\"from\":\"2026-02-01\",\"to\":\"2026-01-01\"")),
         "routine.parameter-ends-first"},
        {WEATHER(ONE(",\"to\":\"2026-01-01\"")), "routine.parameter-gap"},
        {WEATHER(ONE("") "," ONE("")), "routine.parameter-overlap"},
        {WEATHER(ONE(",\"to\":\"2026-01-31\"") "," ONE(",\"from\":\"2026-01-31\"")),
         "routine.parameter-overlap"},
        {WEATHER(ONE(",\"to\":\"2026-01-31\"") "," ONE(",\"from\":\"2026-02-02\"")),
         "routine.parameter-gap"},
        {"{\"parameters\":[{\"name\":\"väder\",\"values\":[" ONE(
             "") "]},{\"name\":\"väder\",\"values\":[" ONE("") "]}]}",
         "routine.parameter-twice"},
        {"{\"parameters\":[{\"name\":\"väder\",\"values\":[" ONE(
             "") "]},{\"name\":\"vind\",\"values\":[" ONE("") "]}]}",
         "routine.parameter-unused"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *folder =
            with_parameters(*state, "tests/routine/broken/unknown-input", cases[i].json);
        const struct routine *routine;
        struct error err = {0};
        assert_false(routine_load(*state, folder, &routine, &err));
        assert_string_equal(err.key, cases[i].key);
        assert_true(err.file[0] && err.line);
        remove_folder(*state, folder);
    }
}

static void test_the_value_of_the_day_it_happened(void **state) {
    const char *folder = with_parameters(
        *state, "tests/routine/broken/unknown-input",
        WEATHER(
            "{\"value\":\"sol\",\"to\":\"1970-01-10\",\"source\":\"s\",\"decided_by\":\"n\"},"
            "{\"value\":\"regn\",\"from\":\"1970-01-11\",\"source\":\"s\",\"decided_by\":\"n\"}"));
    const struct routine *routine;
    struct error err = {0};
    if (!routine_load(*state, folder, &routine, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    const struct event events[] = {
        make(*state, 1, EVENT_care_request_sent, 9, REQUEST("yes", "ordinary")),
        make(*state, 2, EVENT_interpreter_noted, 10, "{\"need\":\"no\"}"),
    };
    assert_text(answer(*state, routine, events, 0).statuses.items[0].sentence, "sol");
    assert_text(answer(*state, routine, events, 1).statuses.items[0].sentence, "sol");
    assert_text(answer(*state, routine, events, 2).statuses.items[0].sentence, "regn");
    // As a case that is derived from nothing says too.
    struct event_list effective;
    struct answers answers;
    assert_true(event_effective(*state, (struct event_list){2, events}, &effective, NULL));
    assert_true(answer_keeping(routine, *state, effective, 0, &answers, NULL));
    assert_text(answers.statuses.items[0].sentence, "regn");
    assert_text(parameter_at(routine, STR("väder"), (struct date){1970, 1, 10})->words, "sol");
    assert_null(parameter_at(routine, STR("vind"), (struct date){1970, 1, 10}));
    remove_folder(*state, folder);
}

static void test_a_rule_that_cannot_answer_keeps_the_duty(void **state) {
    const struct routine *routine = load(*state, "tests/routine/broken/refuses");
    const struct event events[] = {
        make(*state, 1, EVENT_care_request_sent, 1, REQUEST("yes", "ordinary")),
        make(*state, 2, EVENT_supplement_given, 2,
             "{\"request\":1,\"supplement\":\"a\",\"wish\":\"withheld\"}"),
        make(*state, 3, EVENT_supplement_given, 3,
             "{\"request\":1,\"supplement\":\"a\",\"wish\":\"no\"}"),
    };
    struct answers answers = answer(*state, routine, events, 1);
    assert_false(answers.refused);
    assert_int_equal(answers.duties.n, 1);

    answers = answer(*state, routine, events, 2);
    assert_true(answers.refused);
    assert_string_equal(answers.refusal.key, "dmn.no-rule");
    assert_int_equal(answers.duties.n, 2);
    assert_int_equal(answers.duties.items[0].state, DUTY_OPEN);
    const struct duty *owner = &answers.duties.items[1];
    assert_true(str_is(owner->what, "Se över rutinen"));
    assert_true(str_is(owner->decision, "refuses"));
    assert_int_equal(owner->role, CODE_role_administrator);
    assert_int_equal(owner->opened_seq, 2);

    // What comes after can be answered again.
    answers = answer(*state, routine, events, 3);
    assert_false(answers.refused);
    assert_int_equal(answers.duties.n, 1);
    assert_int_equal(answers.duties.items[0].state, DUTY_WITHDRAWN);
    assert_int_equal(answers.duties.items[0].ended_seq, 3);
}

static void test_an_answer_that_lacks_a_part(void **state) {
    const struct routine *routine = load(*state, "tests/routine/broken/refuses");
    const struct event request =
        make(*state, 1, EVENT_care_request_sent, 1, REQUEST("unknown", "ordinary"));
    struct answers answers = answer(*state, routine, &request, 1);
    assert_true(answers.refused);
    assert_int_equal(answers.duties.n, 1); // that of the owner
    assert_string_equal(answers.refusal.key, "routine.answer-lacks");
    assert_string_equal(answers.refusal.args[0], "Utan roll");
    assert_string_equal(answers.refusal.args[1], "roll");
}

static struct objections judge(struct arena *arena, const struct routine *routine,
                               const char *dwelling) {
    struct str json = str_printf(arena, REQUEST("yes", "%s"), dwelling);
    const struct event request = make(arena, 1, EVENT_care_request_sent, 1, json.p);
    struct event draft =
        make(arena, 0, EVENT_supplement_given, 2, "{\"request\":1,\"supplement\":\"a\"}");
    struct objections objections;
    assert_true(
        routine_judge(routine, arena, (struct event_list){1, &request}, &draft, &objections, NULL));
    return objections;
}

static void test_a_permit_that_cannot_answer_holds_nothing_back(void **state) {
    const struct routine *routine = load(*state, "tests/routine/broken/refuses");
    struct objections objections = judge(*state, routine, "ordinary");
    assert_false(objections.refused);
    objections = judge(*state, routine, "care_home");
    assert_true(objections.refused);
    assert_int_equal(objections.items.n, 0);
    assert_string_equal(objections.refusal.key, "routine.answer-lacks");
    assert_string_equal(objections.refusal.args[0], "Får komplettera");
    assert_string_equal(objections.refusal.args[1], "saknas");
    objections = judge(*state, routine, "lss_housing");
    assert_string_equal(objections.refusal.key, "dmn.no-rule");
}

// ---- the order of recording ----

#define EVENTS 5
#define FOLLOWED(next)                                                                             \
    "{\"professions\":[\"nurse\"],\"participation\":\"took_part\",\"goals\":\"partly\",\"next\":"  \
    "\"" next "\"}"

// Recorded in that order; what happened, and when, is the same in each.
static void record(struct arena *arena, const size_t *order, struct event *ret_events) {
    int64_t seq[EVENTS];
    for (size_t i = 0; i < EVENTS; i++)
        seq[order[i]] = (int64_t)i + 1;
    struct str decision =
        str_printf(arena,
                   "{\"request\":%d,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\",\"from\":"
                   "\"1970-01-20\",\"unit\":\"unit/00000000000000000000000001\"}}}",
                   (int)seq[0]);
    ret_events[0] = make(arena, seq[0], EVENT_care_request_sent, 1, REQUEST("yes", "ordinary"));
    ret_events[1] = make(arena, seq[1], EVENT_enrolment_decided, 10, decision.p);
    ret_events[2] = make(arena, seq[2], EVENT_information_given, 11,
                         "{\"forms\":[\"oral\",\"written\"],\"goals\":\"a\",\"plan\":\"b\"}");
    ret_events[3] = make(arena, seq[3], EVENT_followed_up, 50, FOLLOWED("1970-06-01"));
    ret_events[4] = make(arena, seq[4], EVENT_followed_up, 90, FOLLOWED("1970-09-01"));
}

static const char *describe(struct arena *arena, const struct answers *answers) {
    struct buf buf = buf_new(arena, 100000);
    struct str text;
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *duty = &answers->duties.items[i];
        buf_printf(&buf, STR_FMT " %d %lld %d-%d\n", STR_ARG(duty->what), duty->state,
                   (long long)duty->ended.us, duty->due.date.month, duty->due.date.day);
    }
    assert_true(buf_done(&buf, &text, NULL));
    return text.p;
}

static bool next_permutation(size_t *order) {
    size_t i = EVENTS - 1, j = EVENTS - 1;
    while (i > 0 && order[i - 1] > order[i])
        i--;
    if (!i)
        return false;
    while (order[j] < order[i - 1])
        j--;
    size_t swapped = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swapped;
    for (size_t low = i, high = EVENTS - 1; low < high; low++, high--) {
        swapped = order[low];
        order[low] = order[high];
        order[high] = swapped;
    }
    return true;
}

static void test_duties_do_not_depend_on_the_order_of_recording(void **state) {
    const struct routine *routine = load(*state, "routines/hemsjukvard");
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(CEILING);
    size_t order[EVENTS] = {0, 1, 2, 3, 4}, tried = 0;
    const char *first = NULL;
    do {
        struct event events[EVENTS];
        arena_reset(scratch);
        record(scratch, order, events);
        struct answers answers = answer(scratch, routine, events, EVENTS);
        assert_false(answers.refused);
        const char *described = describe(first ? scratch : *state, &answers);
        first = first ? first : described;
        assert_string_equal(described, first);
        tried++;
    } while (next_permutation(order));
    assert_int_equal(tried, 120);
    assert_non_null(strstr(first, "Första uppföljning 1"));
}

// ---- no memory ----

// Every allocation of an answer and a judgement fails once. Many of them are alike, so that after
// the first thousand only some are tried.
static bool is_any(enum event_kind kind) {
    return kind != EVENT_NONE;
}

static void test_allocations_fail(void **state) {
    const struct routine *routine = load(*state, "tests/routine/broken/refuses");
    const struct event request =
        make(*state, 1, EVENT_care_request_sent, 1, REQUEST("yes", "ordinary"));
    const struct event draft =
        make(*state, 0, EVENT_supplement_given, 2, "{\"request\":1,\"supplement\":\"a\"}");
    const struct event_list effective = {1, &request};
    const struct event events[] = {request, draft};
    const struct event_list both = {COUNT(events), events};
    for (size_t at = 1;; at += 1 + at / 1000) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(CEILING);
        struct answers answers, of_part;
        struct history history;
        struct objections objections;
        struct decision_names wanted;
        struct gone_through *gone = NULL;
        bool held;
        struct error err = {0};
        arena_fail_at(at);
        bool done =
            routine_answer(routine, arena, effective, &answers, &err) &&
            routine_answer_both(routine, arena, effective, effective, &answers, &of_part, &err) &&
            routine_history(routine, arena, effective, &history, &err) &&
            routine_duties_after(&history, arena, 1, &answers, &err) &&
            routine_duties_fulfilled(routine, arena, is_any, &wanted, &err) &&
            routine_duties_of(routine, arena, effective, &wanted, &answers, &err) &&
            routine_duties_of_both(routine, arena, effective, effective, &wanted, &answers,
                                   &of_part, &err) &&
            routine_held(routine, arena, effective, &draft.kind, 1, &held, &err) &&
            routine_judge(routine, arena, effective, &draft, &objections, &err) &&
            routine_judge_last(routine, arena, effective, &draft, &objections, &gone, &err) &&
            routine_history_from(gone, both, &history, &err);
        gone_through_end(&gone);
        bool reached = arena_count() >= at;
        arena_fail_at(0);
        assert_int_equal(done, !reached);
        if (done)
            return;
        assert_int_equal(err.code, ERR_MEMORY);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_the_examples_of_hemsjukvard),
        TEST(test_it_is_known_which_act_a_permit_is_about),
        TEST(test_which_duties_a_kind_of_event_may_fulfil),
        TEST(test_hemsjukvard_has_no_findings),
        TEST(test_what_a_routine_tells_of_itself),
        TEST(test_two_examples_a_clause),
        TEST(test_the_example_of_the_manual),
        TEST(test_an_example_that_fails),
        TEST(test_what_is_refused_when_loading),
        TEST(test_a_folder_without_a_model),
        TEST(test_parameters_that_are_wrong),
        TEST(test_the_value_of_the_day_it_happened),
        TEST(test_findings),
        TEST(test_a_broken_rule_is_found_at_its_place),
        TEST(test_every_finding_has_its_broken_routine),
        TEST(test_a_rule_that_cannot_answer_keeps_the_duty),
        TEST(test_an_answer_that_lacks_a_part),
        TEST(test_a_permit_that_cannot_answer_holds_nothing_back),
        TEST(test_duties_do_not_depend_on_the_order_of_recording),
        TEST(test_allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
