// SPDX-License-Identifier: EUPL-1.2
//
// May a draft be recorded?
#include "routine/answering.h"

static bool note_objection(struct judging *j, const struct question *question,
                           const struct dmn_answer *answer, struct error *err) {
    struct permit permit;
    if (!permit_of(j->arena, question, answer, &permit, err))
        return false;
    if (permit.allowed || permit.act != j->draft->kind)
        return true;
    struct permit *place = LIST_PUSH(j->arena, &j->objections.items);
    if (!place)
        return error_memory(err);
    *place = permit;
    return true;
}

static bool judge_one(struct judging *j, const struct question *question) {
    struct dmn_answer answer;
    struct error refusal = {0};
    if (!asking_put(j->asking, question, &answer, j->err))
        return false;
    if (answer.refusal)
        refusal = *answer.refusal;
    else if (note_objection(j, question, &answer, &refusal))
        return true;
    if (refusal.code == ERR_MEMORY || refusal.code == ERR_INTERNAL) {
        if (j->err)
            *j->err = refusal;
        return false;
    }
    if (!j->objections.refused)
        j->objections.refusal = refusal;
    j->objections.refused = true;
    return true;
}

// Permits that never speak of what the draft is need not be asked.
static bool speaks_of(const struct ask *ask, enum event_kind kind) {
    return ask->kind == ANSWER_PERMIT && ask->of != ASK_CODES &&
           (ask->draft == EVENT_NONE || ask->draft == kind) &&
           (ask->act == EVENT_NONE || ask->act == kind);
}

static bool judge_ask(struct judging *j, const struct ask *ask) {
    const struct case_state *state = &j->asking->facts->state;
    struct question question = {.ask = ask};
    if (!speaks_of(ask, j->draft->kind))
        return true;
    if (ask->of == ASK_ONCE)
        return judge_one(j, &question);
    for (size_t i = 0; i < state->thing_count; i++) {
        question.at = i;
        question.thing = &state->things[i];
        if (question.thing->kind == ask->thing && event_concerns(j->draft, question.thing) &&
            !judge_one(j, &question))
            return false;
    }
    return true;
}

// What came before the draft, without what it corrects.
static bool events_before(struct arena *arena, struct event_list effective,
                          const struct event *draft, struct event_list *ret_before,
                          int64_t *ret_next_seq, struct error *err) {
    struct event *before = ARENA_ARRAY(arena, effective.n, struct event);
    size_t n = 0;
    int64_t highest = 0;
    if (!before)
        return error_memory(err);
    for (size_t i = 0; i < effective.n; i++) {
        const struct event *event = &effective.items[i];
        if (event->seq > highest)
            highest = event->seq;
        if (event->happened.us <= draft->happened.us &&
            (!draft->corrects || event->seq != draft->corrects))
            before[n++] = *event;
    }
    *ret_before = (struct event_list){n, before};
    *ret_next_seq = draft->corrects ? draft->corrects : highest + 1;
    return true;
}

bool judge_part(struct judging *j, const struct routine *part, struct feel_value draft) {
    if (!asking_give_draft(j->asking, j->draft, draft, j->err))
        return false;
    for (size_t i = 0; i < part->asks.n; i++)
        if (!judge_ask(j, &part->asks.items[i]))
            return false;
    return true;
}

static bool begin_part(struct judging *j, const struct routine *part, const struct facts *facts,
                       struct asking *asking) {
    j->asking = asking;
    return asking_begin(part, j->arena, facts, false, asking, j->err) &&
           asking_go_on(asking, j->err);
}

bool routine_judge(const struct routine *routine, struct arena *arena, struct event_list effective,
                   const struct event *draft, struct objections *ret_objections,
                   struct error *err) {
    struct judging j = {.arena = arena, .err = err};
    struct event numbered = *draft;
    struct event_list before;
    struct feel_value value;
    const struct feel_value *events;
    struct facts facts;
    if (!events_before(arena, effective, draft, &before, &numbered.seq, err))
        return false;
    j.draft = &numbered;
    if (!facts_of_events(arena, routine->zone, before, &events, err) ||
        !facts_of_event(arena, routine->zone, &numbered, &value, err) ||
        !facts_begin(arena, routine, before, events, &facts, err) ||
        !facts_to(&facts, before.n, err))
        return false;
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        const struct routine *part = routine_part_at(routine, i);
        struct asking asking;
        if (!begin_part(&j, part, &facts, &asking) || !judge_part(&j, part, value))
            return false;
    }
    *ret_objections = j.objections;
    return true;
}
