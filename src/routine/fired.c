// SPDX-License-Identifier: EUPL-1.2
#include "routine/fired.h"

#include "routine/rules.h"

struct firing {
    const struct routine *routine;
    struct arena *arena;
    struct asking asking;
    bool whole; // all steps
    struct fired_list *list;
    struct error *err;
};

// ---- one step ----

static bool add_rows(struct arena *arena, const struct dmn_step *step, struct fired_step *fired,
                     struct error *err) {
    size_t *rows = ARENA_ARRAY(arena, step->match_count, size_t);
    if (!rows)
        return error_memory(err);
    for (size_t i = 0; i < step->match_count; i++)
        rows[i] = step->matches[i].number;
    fired->has_table = true;
    fired->rows = rows;
    fired->row_count = step->match_count;
    return true;
}

static bool add_result(struct arena *arena, const struct feel_value *value,
                       struct fired_step *fired, struct error *err) {
    bool has_parts = value->type == FEEL_CONTEXT;
    size_t count = has_parts ? value->context->n : 1, n = 0;
    struct fact *result = ARENA_ARRAY(arena, count, struct fact);
    if (!result)
        return error_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct feel_value *part = has_parts ? &value->context->entries[i].value : value;
        if (part->type == FEEL_NULL)
            continue;
        result[n].label = has_parts ? value->context->entries[i].name : STR("");
        if (!value_readable(arena, part, &result[n].value, err))
            return false;
        n++;
    }
    fired->result = result;
    fired->result_count = n;
    return true;
}

static const struct dmn_model *model_of(const struct routine *routine,
                                        const struct dmn_decision *decision) {
    const struct dmn_model *model;
    for (size_t i = 0; i < routine_decision_count(routine); i++)
        if (routine_decision_at(routine, i, &model) == decision)
            return model;
    return NULL;
}

static bool add_step(struct firing *f, struct fired *fired, const struct dmn_step *step) {
    struct fired_step *place = LIST_PUSH(f->arena, &fired->steps);
    if (!place)
        return error_memory(f->err);
    *place = (struct fired_step){
        .decision = step->decision,
        .model = model_of(f->routine, step->decision),
        .refused = !step->done,
    };
    return (!step->table || !step->input_values ||
            (add_rows(f->arena, step, place, f->err) &&
             step_facts(f->arena, step, &place->fact_count, &place->facts, f->err))) &&
           (!step->done || add_result(f->arena, &step->result, place, f->err));
}

const struct fired_step *fired_last(const struct fired *fired) {
    const struct fired_step *last = fired->steps.n ? &fired->steps.items[fired->steps.n - 1] : NULL;
    return last && last->decision == fired->decision ? last : NULL;
}

// ---- one question ----

// A permit, a proposal and a level always say something; the rest only when there is what they are
// about.
static bool says_something(const struct ask *ask, const struct feel_value *answer) {
    const struct feel_list *points = part_list(ask, answer, PART_POINTS);
    switch (ask->kind) {
    case ANSWER_DUTY:
        return part_text(ask, answer, PART_WHAT).n > 0;
    case ANSWER_STATUS:
        return part_text(ask, answer, PART_SENTENCE).n > 0;
    case ANSWER_CEILING:
        return part_boolean(ask, answer, PART_HOLDS);
    case ANSWER_CHECKLIST:
        return points && points->n > 0;
    case ANSWER_PERMIT:
    case ANSWER_PROPOSAL:
    case ANSWER_RESPONSIBILITY:
    case ANSWER_FEE:
        return true;
    }
    return true;
}

static bool put(void *context, const struct question *question) {
    struct firing *f = context;
    const struct ask *ask = question->ask;
    struct dmn_answer answer;
    struct dmn_trace trace;
    struct fired *fired = LIST_PUSH(f->arena, &f->list->items);
    if (!fired)
        return error_memory(f->err);
    if (!asking_put(&f->asking, question, &answer, f->err) ||
        !dmn_session_steps(f->asking.sessions[ask->model_at], ask->decision, &trace, f->err))
        return false;
    *fired = (struct fired){
        .part = f->routine,
        .decision = ask->decision,
        .thing = question_thing(f->arena, question),
        .code = question->code,
        .about = question->thing ? question->thing->opened->seq : 0,
        .is_permit = ask->kind == ANSWER_PERMIT,
        .refused = answer.refusal != NULL,
    };
    if (!fired->thing.p)
        return error_memory(f->err);
    if (answer.refusal)
        fired->refusal = *answer.refusal;
    else
        fired->says = says_something(ask, &answer.value);
    if (ask->kind == ANSWER_DUTY && !answer.refusal)
        fired->unit = part_text(ask, &answer.value, PART_UNIT);
    for (size_t i = f->whole || !trace.steps.n ? 0 : trace.steps.n - 1; i < trace.steps.n; i++)
        if (!add_step(f, fired, &trace.steps.items[i]))
            return false;
    return true;
}

// ---- all of them ----

static bool fire_part(struct firing *f, const struct facts *facts, struct str decision) {
    if (!asking_begin(f->routine, f->arena, facts, false, &f->asking, f->err) ||
        !asking_go_on(&f->asking, f->err))
        return false;
    for (size_t i = 0; i < f->routine->asks.n; i++) {
        const struct ask *ask = &f->routine->asks.items[i];
        if (ask->draft == EVENT_NONE && (!decision.n || str_eq(decision, ask->decision->name)) &&
            !question_each(&facts->state, ask, put, f))
            return false;
    }
    return true;
}

bool routine_fired(const struct routine *routine, struct arena *arena, struct event_list effective,
                   struct str decision, struct fired_list *ret_fired, struct error *err) {
    struct fired_list list = {0};
    const struct feel_value *events;
    struct facts facts;
    if (!facts_of_events(arena, routine->zone, effective, &events, err) ||
        !facts_begin(arena, routine, effective, events, &facts, err) ||
        !facts_to(&facts, effective.n, err))
        return false;
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        struct firing f = {.routine = routine_part_at(routine, i),
                           .arena = arena,
                           .whole = decision.n > 0,
                           .list = &list,
                           .err = err};
        if (!fire_part(&f, &facts, decision))
            return false;
    }
    *ret_fired = list;
    return true;
}
