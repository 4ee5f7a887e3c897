// SPDX-License-Identifier: EUPL-1.2
//
// Some of what a routine says: what a list tells of each of its cases.
#include "routine/both.h"
#include "routine/rules.h"

// ---- which duties ----

struct choosing {
    struct arena *arena;
    event_test *by;
    struct decision_names names, escalated;
    bool fits, failed; // fits: the decision at hand
};

static void add_name(struct choosing *c, struct decision_names *names, struct str name) {
    for (size_t i = 0; i < names->items.n; i++)
        if (str_eq(names->items.items[i], name))
            return;
    struct str *place = LIST_PUSH(c->arena, &names->items);
    if (place)
        *place = name;
    c->failed = c->failed || !place;
}

static void see_fulfilled_by(void *context, const struct feel_value *value) {
    struct choosing *c = context;
    c->fits = c->fits || (value->type == FEEL_STRING && c->by(event_kind_find_feel(value->string)));
}

static void see_escalated(void *context, const struct feel_value *value) {
    struct choosing *c = context;
    if (value->type == FEEL_STRING)
        add_name(c, &c->escalated, value->string);
}

// False: it escalates something that its table does not tell.
static bool choose(struct choosing *c, const struct ask *ask) {
    if (ask->kind != ANSWER_DUTY)
        return true;
    c->fits = false;
    bool told = dmn_output_values(ask->decision, STR("fullgörs av"), see_fulfilled_by, c);
    if (told && !c->fits)
        return true;
    add_name(c, &c->names, ask->decision->name);
    return dmn_output_values(ask->decision, STR("trappar upp"), see_escalated, c);
}

static void choose_all(struct choosing *c, const struct routine *part) {
    for (size_t i = 0; i < part->asks.n; i++)
        if (part->asks.items[i].kind == ANSWER_DUTY)
            add_name(c, &c->names, part->asks.items[i].decision->name);
}

bool routine_duties_fulfilled(const struct routine *routine, struct arena *arena, event_test *by,
                              struct decision_names *ret_names, struct error *err) {
    struct choosing c = {.arena = arena, .by = by};
    bool told = true;
    for (size_t i = 0; i < routine_part_count(routine); i++)
        for (size_t k = 0; k < routine_part_at(routine, i)->asks.n; k++)
            told = choose(&c, &routine_part_at(routine, i)->asks.items[k]) && told;
    for (size_t i = 0; i < c.escalated.items.n; i++)
        add_name(&c, &c.names, c.escalated.items.items[i]);
    for (size_t i = 0; !told && i < routine_part_count(routine); i++)
        choose_all(&c, routine_part_at(routine, i));
    if (c.failed)
        return error_memory(err);
    *ret_names = c.names;
    return true;
}

// ---- which acts are held back ----

struct holding {
    struct asking asking;
    const enum event_kind *acts;
    size_t count;
    bool *held;
    struct error *err;
};

static bool speaks_of(const struct holding *h, const struct ask *ask) {
    bool speaks = ask->act == EVENT_NONE;
    for (size_t i = 0; i < h->count; i++)
        speaks = speaks || ask->act == h->acts[i];
    return speaks && ask->kind == ANSWER_PERMIT && ask->draft == EVENT_NONE;
}

// What is refused is no permit.
static bool put(void *context, const struct question *question) {
    struct holding *h = context;
    struct dmn_answer answer;
    struct permit permit;
    struct error refusal = {0};
    if (!asking_put(&h->asking, question, &answer, h->err))
        return false;
    if (answer.refusal || !permit_read(question, &answer, &permit, &refusal))
        return true;
    for (size_t i = 0; i < h->count; i++)
        h->held[i] = h->held[i] || (h->acts[i] == permit.act && !permit.allowed);
    return true;
}

bool routine_held(const struct routine *routine, struct arena *arena, struct event_list effective,
                  const enum event_kind *acts, size_t count, bool *ret_held, struct error *err) {
    struct holding h = {.acts = acts, .count = count, .held = ret_held, .err = err};
    const struct feel_value *events;
    struct facts facts;
    for (size_t i = 0; i < count; i++)
        ret_held[i] = false;
    if (!facts_of_events(arena, routine->zone, effective, &events, err) ||
        !facts_begin(arena, routine, effective, events, &facts, err) ||
        !facts_to(&facts, effective.n, err))
        return false;
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        const struct routine *part = routine_part_at(routine, i);
        if (!asking_begin(part, arena, &facts, false, &h.asking, err) ||
            !asking_go_on(&h.asking, err))
            return false;
        for (size_t k = 0; k < part->asks.n; k++)
            if (speaks_of(&h, &part->asks.items[k]) &&
                !question_each(&facts.state, &part->asks.items[k], put, &h))
                return false;
    }
    return true;
}
