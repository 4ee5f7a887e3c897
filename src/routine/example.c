// SPDX-License-Identifier: EUPL-1.2
//
// Running examples. What is expected is held against the answers member by member: an object may
// leave members out, a list of objects may leave elements out, a list of texts is the whole list in
// any order.
#include <string.h>

#include "base/file.h"
#include "routine/example.h"
#include "routine/rules.h"

#define EXAMPLE_FILE_MAX ((size_t)4 * 1024 * 1024)
#define EVENTS_MAX ((size_t)1000)

struct running {
    struct arena *arena;
    const struct routine *routine;
    struct example_results results;
    struct str file;
};

// ---- holding against each other ----

static bool matches(const struct json *expected, const struct json *actual);

static const struct json *member_of(const struct json *object, struct str key) {
    for (const struct json *member = object->first; member; member = member->next)
        if (str_eq(member->key, key))
            return member;
    return NULL;
}

static bool object_matches(const struct json *expected, const struct json *actual) {
    for (const struct json *member = expected->first; member; member = member->next) {
        const struct json *other = member_of(actual, member->key);
        if (!other || !matches(member, other))
            return false;
    }
    return true;
}

static size_t count_matching(const struct json *list, const struct json *one, bool as_expected) {
    size_t n = 0;
    for (const struct json *item = list->first; item; item = item->next)
        n += as_expected ? matches(item, one) : matches(one, item);
    return n;
}

// Each expected element is found at least as often as it is expected.
static bool list_matches(const struct json *expected, const struct json *actual) {
    bool whole = !expected->first || expected->first->type != JSON_OBJECT;
    if (whole && expected->count != actual->count)
        return false;
    for (const struct json *item = expected->first; item; item = item->next)
        if (count_matching(actual, item, false) < count_matching(expected, item, true))
            return false;
    return true;
}

static bool matches(const struct json *expected, const struct json *actual) {
    if (expected->type != actual->type)
        return false;
    switch (expected->type) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        return true;
    case JSON_NUMBER:
    case JSON_STRING:
        return str_eq(expected->text, actual->text);
    case JSON_ARRAY:
        return list_matches(expected, actual);
    case JSON_OBJECT:
        return object_matches(expected, actual);
    }
    return false;
}

// ---- one example ----

static bool fail_member(const char *name, const struct json *at, struct error *err) {
    error_set(err, ERR_INPUT, "example.member", name, NULL);
    return error_at(err, NULL, NULL, at->line, at->column);
}

struct example {
    struct example_units units;
    LIST_OF(struct event) events;
};

static bool add_events(struct running *r, struct example *example, const struct json *list,
                       struct error *err) {
    if (list && list->type != JSON_ARRAY)
        return fail_member("händelser", list, err);
    for (const struct json *json = list ? list->first : NULL; json; json = json->next) {
        if (example->events.n == EVENTS_MAX)
            return error_set(err, ERR_LIMIT, "example.too-long", NULL);
        struct event *event = LIST_PUSH(r->arena, &example->events);
        if (!event)
            return error_memory(err);
        if (!example_event(r->arena, r->routine, &example->units, json, (int64_t)example->events.n,
                           event, err))
            return false;
        event->law =
            event_law(event, (struct event_list){example->events.n, example->events.items});
    }
    return true;
}

// What the routine answers in the example.
static bool answer(struct running *r, const struct json *common, const struct json *json,
                   const struct json **ret_actual, struct error *err) {
    struct example example = {0};
    struct event_list effective;
    struct event draft;
    struct answers answers;
    struct objections objections;
    struct instant now;
    const struct json *now_json = json_get(json, "i dag");
    const struct json *draft_json = json_get(json, "utkast");
    const struct json *parameters = json_get(json, "parametrar");
    const struct routine *routine = r->routine;
    if (parameters && !parameters_override(r->arena, r->routine, parameters, &routine, err))
        return false;
    if (now_json && !example_now(r->arena, r->routine, now_json, &now, err))
        return false;
    if (!add_events(r, &example, common, err) ||
        !add_events(r, &example, json_get(json, "händelser"), err))
        return false;
    const struct event_list all = {example.events.n, example.events.items};
    if (!event_effective(r->arena, all, &effective, err) ||
        !routine_answer(routine, r->arena, effective, &answers, err))
        return false;
    if (draft_json) {
        if (!example_event(r->arena, r->routine, &example.units, draft_json,
                           (int64_t)example.events.n + 1, &draft, err))
            return false;
        draft.law = event_law(&draft, all);
        if (!routine_judge(routine, r->arena, effective, &draft, &objections, err))
            return false;
    }
    return example_answers(r->arena, r->routine, &example.units, &answers,
                           draft_json ? &objections : NULL, now_json ? &now : NULL, ret_actual,
                           err);
}

static bool json_text_of(struct arena *arena, const struct json *json, struct str *ret_text,
                         struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_copy(&w, json);
    return json_done(&w, ret_text, err);
}

// A routine that could not answer passes only where that is expected.
static bool is_unexpected_refusal(const struct json *expected, const struct json *actual) {
    struct str refusal;
    return !json_get(expected, REFUSAL_MEMBER) && json_str(actual, REFUSAL_MEMBER, &refusal) &&
           refusal.n > 0;
}

// The first member that is expected otherwise, with what it is.
static bool compare(struct running *r, const struct json *expected, const struct json *actual,
                    struct example_result *result, struct error *err) {
    for (const struct json *member = expected->first; member; member = member->next) {
        const struct json *other = member_of(actual, member->key);
        struct str wanted, got = STR("–");
        if (other && matches(member, other))
            continue;
        if (!json_text_of(r->arena, member, &wanted, err) ||
            (other && !json_text_of(r->arena, other, &got, err)))
            return false;
        result->expected =
            str_printf(r->arena, STR_FMT ": " STR_FMT, STR_ARG(member->key), STR_ARG(wanted));
        result->got = got;
        return result->expected.p || error_memory(err);
    }
    result->passed = !is_unexpected_refusal(expected, actual);
    if (result->passed)
        return true;
    result->expected = STR(REFUSAL_MEMBER ": \"\"");
    return json_text_of(r->arena, json_get(actual, REFUSAL_MEMBER), &result->got, err);
}

static bool check_members(const struct json *json, struct error *err) {
    static const char *const known[] = {"namn",   "klausuler", "händelser",  "i dag",      "utkast",
                                        "väntar", "kommentar", "parametrar", "gäller inte"};
    for (const struct json *member = json->first; member; member = member->next) {
        bool found = false;
        for (size_t i = 0; i < COUNT(known); i++)
            found = found || str_is(member->key, known[i]);
        if (!found) {
            error_set(err, ERR_INPUT, "example.unknown-field", member->key.p, NULL);
            return error_at(err, NULL, NULL, member->line, member->column);
        }
    }
    return true;
}

static bool run_example(struct running *r, const struct json *common, const struct json *json,
                        struct example_result *result, struct error *err) {
    const struct json *expected = json_get(json, "väntar"), *actual;
    if (!json_str(json, "namn", &result->name))
        return fail_member("namn", json, err);
    if (!expected || expected->type != JSON_OBJECT || !expected->first)
        return fail_member("väntar", json, err);
    return check_members(json, err) && answer(r, common, json, &actual, err) &&
           compare(r, expected, actual, result, err);
}

// ---- files ----

static struct example_result *add_result(struct running *r) {
    struct example_result *result = LIST_PUSH(r->arena, &r->results.items);
    if (result)
        result->file = r->file;
    return result;
}

// A fault of the example itself makes it fail; only a lack of memory ends the run.
static bool is_over(const struct error *problem, struct error *err) {
    if (problem->code == ERR_MEMORY && err)
        *err = *problem;
    return problem->code == ERR_MEMORY;
}

static bool run_file(struct running *r, const char *path, struct error *err) {
    struct str bytes;
    const struct json *file;
    struct error problem = {0};
    const struct json *examples = NULL;
    if (file_read(r->arena, path, EXAMPLE_FILE_MAX, &bytes, &problem) &&
        json_parse(r->arena, bytes, &file, &problem)) {
        examples = json_get(file, "exempel");
        if (!examples || examples->type != JSON_ARRAY || !examples->first)
            fail_member("exempel", file, &problem);
    }
    if (problem.code != ERR_NONE) {
        struct example_result *result = add_result(r);
        if (!result)
            return error_memory(err);
        result->problem = problem;
        return !is_over(&problem, err);
    }
    for (const struct json *json = examples->first; json; json = json->next) {
        struct example_result *result = add_result(r);
        if (!result)
            return error_memory(err);
        if (!run_example(r, json_get(file, "händelser"), json, result, &result->problem) &&
            is_over(&result->problem, err))
            return false;
    }
    return true;
}

bool routine_test(const struct routine *routine, struct arena *arena, const char *folder,
                  struct example_results *ret_results, struct error *err) {
    struct running r = {.arena = arena, .routine = routine};
    struct str *names;
    size_t count;
    if (!file_list(arena, folder, ".json", &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str path = str_printf(arena, "%s/" STR_FMT, folder, STR_ARG(names[i]));
        r.file = names[i];
        if (!path.p)
            return error_memory(err);
        if (!run_file(&r, path.p, err))
            return false;
    }
    *ret_results = r.results;
    return true;
}
