// SPDX-License-Identifier: EUPL-1.2
//
// What a decision looks at within a list of things: cases that change at random are asked about in
// a session, which is told in which parts they changed, and every answer must be what evaluating
// anew gives.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "dmn/dmn.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

#define THINGS_MAX 4
#define STEPS 1500
#define DECISIONS_MAX 64

enum { THINGS, OTHERS, LIMIT, MEMBERS };

struct thing {
    bool open;
    int name, size;
};

struct list {
    size_t n;
    struct thing items[THINGS_MAX];
    uint64_t parts; // in which the last step changed it
};

struct world {
    struct arena *arena, *asking;
    const struct dmn_model *model;
    const struct feel_kind *thing_kind;
    struct dmn_session *session;
    uint32_t branch;
    uint32_t random;
    struct list lists[2];
    int limit;
    uint64_t parts[MEMBERS]; // in which the last step changed each member
    struct thing alone;      // the thing that is asked about by itself
    const struct dmn_version *version;
    struct feel_value whole, thing;
    // Of each decision: what was answered last, and what of that it looks at has changed since.
    bool asked[DECISIONS_MAX], may_differ[DECISIONS_MAX];
    struct feel_value answers[DECISIONS_MAX];
};

static const struct dmn_model *load(struct arena *arena) {
    const struct dmn_model *model = NULL;
    struct error err = {0};
    struct str xml, path = source_path(arena, "tests/dmn/models/parts.dmn");
    assert_non_null(path.p);
    if (!file_read(arena, path.p, 1 << 20, &xml, &err) ||
        !dmn_load(arena, STR("parts.dmn"), xml, DMN_STRICT, NULL, &model, &err))
        fail_msg("%s %s %s:%u", err.key, err.args[0], err.element, err.line);
    return model;
}

static uint32_t draw(struct world *w, uint32_t below) {
    w->random = w->random * 1664525U + 1013904223U;
    return (w->random >> 8) % below;
}

static struct feel_value value_of(struct world *w, const struct thing *thing) {
    static const char *const names[] = {"a", "b", "c"};
    struct feel_builder builder = feel_builder_new(w->arena);
    struct feel_value value;
    feel_put(&builder, STR("open"), feel_boolean(thing->open));
    feel_put(&builder, STR("name"), feel_string(str_of(names[thing->name])));
    feel_put(&builder, STR("size"), feel_int(thing->size));
    assert_true(feel_build(&builder, &value, NULL));
    return value;
}

static struct feel_value value_of_list(struct world *w, const struct list *list) {
    struct feel_list *values = ARENA_NEW(w->arena, struct feel_list);
    struct feel_value *items = ARENA_ARRAY(w->arena, THINGS_MAX, struct feel_value);
    assert_true(values && items);
    for (size_t i = 0; i < list->n; i++)
        items[i] = value_of(w, &list->items[i]);
    *values = (struct feel_list){list->n, items};
    return feel_list_of(values);
}

static struct thing draw_thing(struct world *w) {
    return (struct thing){draw(w, 2), (int)draw(w, 3), (int)draw(w, 9)};
}

// One field of a thing; the parts in which it differs then, which may be none.
static uint64_t change_thing(struct world *w, struct thing *thing) {
    struct feel_value before = value_of(w, thing);
    struct thing drawn = draw_thing(w);
    switch (draw(w, 3)) {
    case 0:
        thing->open = drawn.open;
        break;
    case 1:
        thing->name = drawn.name;
        break;
    default:
        thing->size = drawn.size;
    }
    return dmn_parts_between(w->thing_kind, before, value_of(w, thing));
}

static uint64_t change_list(struct world *w, struct list *list) {
    uint32_t how = draw(w, 10);
    if (how == 0 && list->n) {
        list->n--;
        return DMN_PARTS_ALL;
    }
    if (how < 3 && list->n < THINGS_MAX) {
        list->items[list->n++] = draw_thing(w);
        return DMN_PARTS_ALL;
    }
    return list->n ? change_thing(w, &list->items[draw(w, (uint32_t)list->n)]) : 0;
}

static void give_case(struct world *w, bool told) {
    static const size_t all[MEMBERS] = {THINGS, OTHERS, LIMIT};
    size_t changed[MEMBERS], n = 0;
    struct feel_builder builder = feel_builder_new(w->arena);
    feel_put(&builder, STR("things"), value_of_list(w, &w->lists[THINGS]));
    feel_put(&builder, STR("others"), value_of_list(w, &w->lists[OTHERS]));
    feel_put(&builder, STR("limit"), feel_int(w->limit));
    assert_true(feel_build(&builder, &w->whole, NULL));
    for (size_t i = 0; i < MEMBERS; i++)
        if (w->parts[i])
            changed[n++] = all[i];
    const struct dmn_members members = {n, changed, w->parts};
    dmn_session_give(w->session, STR("case"), w->whole, told ? &members : NULL);
}

static void change_alone(struct world *w) {
    struct dmn_version *version = ARENA_NEW(w->arena, struct dmn_version);
    assert_non_null(version);
    uint64_t parts = w->version ? change_thing(w, &w->alone) : DMN_PARTS_ALL;
    *version = (struct dmn_version){w->version ? w->version->number + 1 : 1, parts, w->version};
    w->version = version;
    w->thing = value_of(w, &w->alone);
}

static void note_what_may_differ(struct world *w, bool thing_changed) {
    for (size_t i = 0; i < dmn_decision_count(w->model); i++) {
        const struct dmn_decision *decision = dmn_decision_at(w->model, i);
        uint64_t members[MEMBERS] = {0};
        bool known = dmn_decision_reads(decision, STR("case"), members);
        assert_true(known);
        for (size_t k = 0; k < MEMBERS; k++)
            w->may_differ[i] = w->may_differ[i] || (members[k] & w->parts[k]);
        if (thing_changed && (dmn_decision_parts(decision, STR("thing")) & w->version->parts))
            w->may_differ[i] = true;
    }
}

static void step(struct world *w) {
    bool thing_changes = draw(w, 4) == 0;
    memset(w->parts, 0, sizeof(w->parts));
    if (thing_changes) {
        change_alone(w);
    } else if (draw(w, 8) == 0) {
        int limit = (int)draw(w, 9);
        w->parts[LIMIT] = limit == w->limit ? 0 : DMN_PARTS_ALL;
        w->limit = limit;
        give_case(w, true);
    } else {
        size_t which = draw(w, 3) ? THINGS : OTHERS;
        w->parts[which] = change_list(w, &w->lists[which]);
        give_case(w, true);
    }
    note_what_may_differ(w, thing_changes);
}

static void ask(struct world *w, size_t at) {
    const struct dmn_decision *decision = dmn_decision_at(w->model, at);
    const char *name = str_c(w->arena, decision->name);
    struct feel_builder builder = feel_builder_new(w->arena);
    struct feel_value inputs, value;
    struct dmn_answer answer;
    struct error err = {0};
    feel_put(&builder, STR("case"), w->whole);
    feel_put(&builder, STR("thing"), w->thing);
    assert_true(feel_build(&builder, &inputs, NULL));
    dmn_session_enter(w->session, w->branch, w->thing, w->version);
    assert_true(dmn_session_ask(w->session, decision, &answer, NULL));
    if (dmn_evaluate(w->model, decision, &inputs, NULL, w->arena, &value, NULL, &err)) {
        if (answer.refusal || !feel_equal(&answer.value, &value))
            fail_msg("%s: not what evaluating anew gives", name);
    } else {
        value = feel_null();
        if (!answer.refusal || strcmp(answer.refusal->key, err.key) != 0)
            fail_msg("%s: not refused as evaluating anew is", name);
    }
    // What was said to stand, stands.
    if (w->asked[at] && !w->may_differ[at] && !feel_equal(&w->answers[at], &value))
        fail_msg("%s: differs, though nothing that it looks at has changed", name);
    w->asked[at] = true;
    w->may_differ[at] = false;
    w->answers[at] = value;
}

static void begin(struct world *w, struct arena *arena, uint32_t seed) {
    struct dmn_limits limits = dmn_limits_default();
    *w = (struct world){.arena = arena, .model = load(arena), .random = seed};
    assert_true(dmn_decision_count(w->model) <= DECISIONS_MAX);
    w->thing_kind = dmn_input_kind(w->model, STR("thing"));
    w->session = dmn_session_new(w->model, &limits, arena);
    assert_true(w->thing_kind && w->session);
    assert_true(dmn_session_branch(w->session, STR("thing"), &w->branch, NULL));
    w->lists[THINGS] = (struct list){2, {{true, 0, 3}, {false, 1, 7}}, 0};
    w->lists[OTHERS] = (struct list){1, {{true, 0, 3}}, 0};
    change_alone(w);
    give_case(w, false);
}

static void test_any_change_told_in_parts_gives_what_asking_anew_gives(void **state) {
    struct world w;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        arena_reset(*state);
        begin(&w, *state, seed);
        for (size_t i = 0; i < STEPS; i++) {
            step(&w);
            if (i == STEPS / 2)
                assert_non_null(w.session = dmn_session_copy(w.session, *state));
            for (size_t k = 0; k < dmn_decision_count(w.model); k++)
                if (draw(&w, 3) == 0)
                    ask(&w, k);
        }
    }
}

static uint64_t parts_of(const struct world *w, const char *name, size_t member) {
    uint64_t members[MEMBERS] = {0};
    const struct dmn_decision *decision = dmn_decision_find(w->model, str_of(name));
    assert_non_null(decision);
    assert_true(dmn_decision_reads(decision, STR("case"), members));
    return members[member];
}

static void test_only_what_is_looked_at(void **state) {
    struct world w;
    begin(&w, *state, 1);
    uint64_t open = dmn_part(w.thing_kind, STR("open")), name = dmn_part(w.thing_kind, STR("name"));
    uint64_t size = dmn_part(w.thing_kind, STR("size")), which = DMN_PARTS_WHICH;
    assert_true(open != name && name != size && open != size);
    assert_true(dmn_part(w.thing_kind, STR("none")) == DMN_PARTS_ALL);
    assert_true(parts_of(&w, "names of open", THINGS) == (open | name | which));
    assert_true(parts_of(&w, "names of open", OTHERS) == 0);
    assert_true(parts_of(&w, "latest size", THINGS) == (size | which));
    assert_true(parts_of(&w, "any large", THINGS) == (open | size | which));
    assert_true(parts_of(&w, "how many", THINGS) == which);
    assert_true(parts_of(&w, "open things", THINGS) == DMN_PARTS_ALL);
    assert_true(parts_of(&w, "nested", OTHERS) == (open | size | which));
    assert_true(parts_of(&w, "same", THINGS) == DMN_PARTS_ALL);
    assert_true(parts_of(&w, "table of things", THINGS) == DMN_PARTS_ALL);
    // What others take out of an answer is what is looked at on their behalf.
    assert_true(parts_of(&w, "open names again", THINGS) == (open | name | which));
    assert_true(parts_of(&w, "first open size", THINGS) == (open | size | which));
    assert_true(parts_of(&w, "small of the open", THINGS) == DMN_PARTS_ALL);
    assert_true(parts_of(&w, "names of the small", THINGS) == (open | size | name | which));
    assert_true(parts_of(&w, "open and others", THINGS) == DMN_PARTS_ALL);
    const struct dmn_decision *of_thing = dmn_decision_find(w.model, STR("thing's name"));
    assert_true(dmn_decision_parts(of_thing, STR("thing")) == name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_any_change_told_in_parts_gives_what_asking_anew_gives),
        TEST_WITH_ARENA(test_only_what_is_looked_at),
    };
    return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
