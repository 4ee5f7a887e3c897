// SPDX-License-Identifier: EUPL-1.2
//
// Putting the questions of a routine about one case: each model has a session, each thing and each
// code a branch of it.
#include <assert.h>
#include <string.h>

#include "feel/type.h"
#include "routine/rules.h"

static bool is_asked_of_code(const struct subject *subject) {
    return subject->codes != CODES_NONE;
}

// ---- what each asking begins with ----

static bool add_subject(struct routine *routine, struct arena *arena, struct ask *ask,
                        struct error *err) {
    for (size_t i = 0; i < routine->subjects.n; i++)
        if (routine->subjects.items[i].model_at == ask->model_at &&
            str_eq(routine->subjects.items[i].name, ask->of_name)) {
            ask->subject = i;
            return true;
        }
    struct subject *subject = LIST_PUSH(arena, &routine->subjects);
    if (!subject)
        return error_memory(err);
    *subject = (struct subject){.model_at = ask->model_at, .name = ask->of_name};
    ask->subject = routine->subjects.n - 1;
    if (ask->of != ASK_CODES)
        return true;
    subject->codes = ask->codes;
    subject->branches = ARENA_ARRAY(arena, list_info(ask->codes)->count, uint32_t);
    return subject->branches ? true : error_memory(err);
}

static bool add_case(struct routine *routine, struct arena *arena, const struct ask *ask,
                     struct error *err) {
    for (size_t i = 0; i < routine->cases.n; i++)
        if (routine->cases.items[i].model_at == ask->model_at &&
            str_eq(routine->cases.items[i].name, ask->case_name))
            return true;
    struct case_input *input = LIST_PUSH(arena, &routine->cases);
    if (!input)
        return error_memory(err);
    *input = (struct case_input){ask->model_at, ask->case_name};
    return true;
}

static bool add_inputs(struct routine *routine, struct arena *arena, struct error *err) {
    for (size_t i = 0; i < routine->asks.n; i++) {
        struct ask *ask = &routine->asks.items[i];
        if ((ask->of != ASK_ONCE && !add_subject(routine, arena, ask, err)) ||
            (ask->case_name.n && !add_case(routine, arena, ask, err)))
            return false;
    }
    return true;
}

// A branch for each code, in an order that gives them the same numbers every time.
static bool branch_codes(const struct routine *routine, struct dmn_session **sessions,
                         struct error *err) {
    for (size_t i = 0; i < routine->subjects.n; i++) {
        const struct subject *subject = &routine->subjects.items[i];
        for (size_t k = 0; is_asked_of_code(subject) && k < list_info(subject->codes)->count; k++) {
            uint32_t number;
            if (!dmn_session_branch(sessions[subject->model_at], subject->name, &number, err))
                return false;
            assert(!subject->branches[k] || subject->branches[k] == number);
            subject->branches[k] = number;
        }
    }
    return true;
}

// Room for one of each model.
static bool add_sessions(struct asking *asking, struct error *err) {
    size_t n = asking->routine->models.n;
    asking->sessions = ARENA_ARRAY(asking->arena, n, struct dmn_session *);
    asking->told = ARENA_ARRAY(asking->arena, n, size_t);
    asking->owed = ARENA_ARRAY(asking->arena, FACTS_MEMBERS, uint64_t);
    return asking->sessions && asking->told && asking->owed ? true : error_memory(err);
}

static bool new_sessions(struct asking *asking, bool known, struct error *err) {
    const struct routine *routine = asking->routine;
    struct dmn_limits limits = dmn_limits_default();
    limits.inputs_known = known;
    for (size_t i = 0; i < routine->models.n; i++) {
        asking->sessions[i] =
            dmn_session_new(routine->models.items[i].model, &limits, asking->arena);
        if (!asking->sessions[i])
            return error_memory(err);
    }
    return branch_codes(routine, asking->sessions, err);
}

static void give_case_to(struct asking *asking, size_t model_at, struct feel_value whole,
                         const struct dmn_members *changed) {
    for (size_t i = 0; i < asking->routine->cases.n; i++) {
        const struct case_input *input = &asking->routine->cases.items[i];
        if (input->model_at == model_at)
            dmn_session_give(asking->sessions[model_at], input->name, whole, changed);
    }
}

static void give_case(struct asking *asking, struct feel_value whole,
                      const struct dmn_members *changed) {
    for (size_t i = 0; i < asking->routine->models.n; i++)
        if (asking->sessions[i])
            give_case_to(asking, i, whole, changed);
}

// Tells a session what changed since it was asked last.
static void tell_session(struct asking *asking, size_t model_at) {
    const struct facts *facts = asking->facts;
    size_t at[FACTS_MEMBERS], n = 0;
    for (size_t i = asking->told[model_at]; i < facts->steps.n; i++)
        for (size_t k = 0; k < facts->steps.items[i].n; k++) {
            const struct fact_change *change = &facts->steps.items[i].changes[k];
            if (!asking->owed[change->member])
                at[n++] = change->member;
            asking->owed[change->member] |= change->parts;
        }
    give_case_to(asking, model_at, facts->whole, &(struct dmn_members){n, at, asking->owed});
    for (size_t i = 0; i < n; i++)
        asking->owed[at[i]] = 0;
    asking->told[model_at] = facts->steps.n;
}

// A model that nothing is asked of needs no session. One that is asked for the first time goes on
// from the answers to an empty case, of which it is told in what this one differs.
static bool need_session(struct asking *asking, size_t model_at, struct error *err) {
    const struct facts *facts = asking->facts;
    const struct dmn_members differ = {.n = facts->differ_count, .at = facts->differ};
    if (asking->sessions[model_at]) {
        if (asking->told[model_at] < facts->steps.n)
            tell_session(asking, model_at);
        return true;
    }
    struct dmn_session *session =
        dmn_session_copy(asking->routine->models.items[model_at].start, asking->arena);
    if (!session)
        return error_memory(err);
    asking->sessions[model_at] = session;
    asking->told[model_at] = facts->steps.n;
    give_case_to(asking, model_at, facts->whole, &differ);
    return true;
}

// ---- parameters ----

static bool give_parameter(struct asking *asking, size_t i, struct date day, struct error *err) {
    const struct parameter_input *input = &asking->routine->parameter_inputs.items[i];
    const struct parameter_value *value = parameter_on(input->parameter, day);
    if (value == asking->given[i])
        return true;
    if (!need_session(asking, input->model_at, err))
        return false;
    asking->is_prepared = false;
    asking->given[i] = value;
    dmn_session_give(asking->sessions[input->model_at], input->name, value->value, NULL);
    return true;
}

// The first of each, which is what the answers to an empty case begin with. Sessions that were
// copied from those have them.
static bool give_first(struct asking *asking, bool copied, struct error *err) {
    size_t n = asking->routine->parameter_inputs.n;
    asking->given = ARENA_ARRAY(asking->arena, n, const struct parameter_value *);
    if (!asking->given)
        return error_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (copied)
            asking->given[i] = asking->routine->parameter_inputs.items[i].start;
        if (!give_parameter(asking, i, (struct date){1, 1, 1}, err))
            return false;
    }
    return true;
}

// The day of the latest event that concerns what is asked about.
static struct date day_of(const struct asking *asking, const struct question *question) {
    const struct event_list *events = &asking->facts->state.events;
    const struct thing *thing = question->thing;
    const struct event *latest = events->n ? &events->items[events->n - 1] : NULL;
    if (asking->has_draft_day && question->ask->draft != EVENT_NONE)
        return asking->draft_day;
    if (thing)
        latest = thing->opened;
    for (size_t i = 0; thing && i < thing->touch_count; i++)
        if (thing->touched[i]->happened.us > latest->happened.us)
            latest = thing->touched[i];
    return latest ? event_date(asking->routine->zone, latest) : (struct date){1, 1, 1};
}

static bool give_parameters(struct asking *asking, const struct question *question,
                            struct error *err) {
    for (size_t i = 0; question->ask->varies && i < asking->routine->parameter_inputs.n; i++)
        if (asking->routine->parameter_inputs.items[i].model_at == question->ask->model_at &&
            asking->routine->parameter_inputs.items[i].parameter->values.n > 1 &&
            !give_parameter(asking, i, day_of(asking, question), err))
            return false;
    return true;
}

struct preparing {
    struct asking *asking;
    struct ask *ask;
    struct error *err;
};

static bool has_points(const struct ask *ask, const struct feel_value *answer) {
    const struct feel_list *points = part_list(ask, answer, PART_POINTS);
    return !part_list(ask, answer, PART_ACTS) || !points || points->n;
}

static bool is_silent(const struct ask *ask, const struct feel_value *answer) {
    switch (ask->kind) {
    case ANSWER_DUTY:
        return !part_text(ask, answer, PART_WHAT).n;
    case ANSWER_STATUS:
        return !part_text(ask, answer, PART_SENTENCE).n;
    case ANSWER_CHECKLIST:
        return !has_points(ask, answer);
    case ANSWER_PERMIT:
        return part_event(ask, answer, PART_ACT) != EVENT_NONE &&
               (part_boolean(ask, answer, PART_ALLOWED) || part_text(ask, answer, PART_MISSING).n);
    case ANSWER_PROPOSAL:
        return part_event(ask, answer, PART_ACT) != EVENT_NONE;
    case ANSWER_RESPONSIBILITY:
    case ANSWER_FEE:
    case ANSWER_CEILING:
        return false;
    }
    assert(!"a kind of answer");
    return false;
}

static bool prepare_answer(void *context, const struct question *question) {
    struct preparing *p = context;
    struct dmn_answer answer;
    if (!asking_put(p->asking, question, &answer, p->err))
        return false;
    p->ask->is_silent_first =
        p->ask->is_silent_first && !answer.refusal && is_silent(p->ask, &answer.value);
    return true;
}

// What does not wait for a thing or a draft.
static bool ask_of_nothing(struct asking *asking, struct ask *ask, struct error *err) {
    struct preparing p = {asking, ask, err};
    ask->is_silent_first = true;
    return question_each(&asking->facts->state, ask, prepare_answer, &p);
}

static bool varies(const struct routine *routine, const struct ask *ask) {
    for (size_t i = 0; i < routine->parameter_inputs.n; i++)
        if (routine->parameter_inputs.items[i].model_at == ask->model_at &&
            routine->parameter_inputs.items[i].parameter->values.n > 1)
            return true;
    return false;
}

bool is_of_fee(const struct ask *ask) {
    return ask->kind == ANSWER_FEE || ask->kind == ANSWER_CEILING;
}

bool is_asked_each_step(enum answer_kind kind) {
    return kind == ANSWER_DUTY || kind == ANSWER_FEE || kind == ANSWER_CEILING;
}

static void add_to_index(struct routine *routine, size_t at) {
    const struct ask *ask = &routine->asks.items[at];
    const struct feel_context *whole = routine->shape.nothing.context;
    const uint64_t bit = UINT64_C(1) << at % 64;
    if (ask->draft == EVENT_NONE && is_asked_each_step(ask->kind))
        routine->asks_each_step[at / 64] |= bit;
    else if (ask->draft == EVENT_NONE)
        routine->asks_at_end[at / 64] |= bit;
    if (!ask->looks_at)
        routine->asks_always[at / 64] |= bit;
    for (size_t i = 0; ask->looks_at && i < whole->n; i++)
        if (ask->looks_at[i] ||
            (ask->of == ASK_THINGS &&
             str_eq(whole->entries[i].name, str_of(thing_info(ask->thing)->plural))))
            routine->asks_of_member[i * routine->ask_words + at / 64] |= bit;
}

static void index_silent(struct routine *routine) {
    for (size_t i = 0; i < routine->asks.n; i++) {
        const struct ask *ask = &routine->asks.items[i];
        const uint64_t bit = UINT64_C(1) << i % 64;
        if (ask->is_silent_first && ask->of != ASK_THINGS)
            routine->asks_silent[i / 64] |= bit;
        if (ask->kind == ANSWER_PERMIT || ask->kind == ANSWER_PROPOSAL)
            routine->asks_made[i / 64] |= bit;
    }
}

static bool index_asks(struct routine *routine, struct arena *arena, struct error *err) {
    size_t words = routine->asks.n / 64 + 1;
    routine->ask_words = words;
    routine->asks_always = ARENA_ARRAY(arena, words, uint64_t);
    routine->asks_each_step = ARENA_ARRAY(arena, words, uint64_t);
    routine->asks_at_end = ARENA_ARRAY(arena, words, uint64_t);
    routine->asks_silent = ARENA_ARRAY(arena, words, uint64_t);
    routine->asks_made = ARENA_ARRAY(arena, words, uint64_t);
    routine->asks_of_member =
        ARENA_ARRAY(arena, words * routine->shape.nothing.context->n, uint64_t);
    if (!routine->asks_always || !routine->asks_each_step || !routine->asks_at_end ||
        !routine->asks_silent || !routine->asks_made || !routine->asks_of_member)
        return error_memory(err);
    for (size_t i = 0; i < routine->asks.n; i++)
        add_to_index(routine, i);
    return true;
}

static size_t place_of_name(const struct routine *routine, struct str name) {
    const unsigned char *p = (const unsigned char *)name.p;
    size_t hash = name.n;
    if (name.n)
        hash = ((hash * 31 + p[name.n / 4]) * 31 + p[name.n / 2]) * 31 + p[name.n - 1];
    return hash & (routine->named_count - 1);
}

static bool index_names(struct routine *routine, struct arena *arena, struct error *err) {
    routine->named_count = 1;
    while (routine->named_count < 2 * routine->asks.n + 1)
        routine->named_count *= 2;
    if (!(routine->named = ARENA_ARRAY(arena, routine->named_count, uint32_t)))
        return error_memory(err);
    for (size_t i = 0; i < routine->asks.n; i++) {
        size_t at = place_of_name(routine, routine->asks.items[i].decision->name);
        while (routine->named[at])
            at = (at + 1) & (routine->named_count - 1);
        routine->named[at] = (uint32_t)(i + 1);
    }
    return true;
}

void asks_mark_named(const struct routine *routine, struct str name, bool *marks) {
    for (size_t at = place_of_name(routine, name); routine->named[at];
         at = (at + 1) & (routine->named_count - 1))
        if (str_eq(routine->asks.items[routine->named[at] - 1].decision->name, name))
            marks[routine->named[at] - 1] = true;
}

static bool find_what_matters(struct routine *routine, struct arena *arena, struct error *err) {
    for (size_t i = 0; i < routine->asks.n; i++) {
        struct ask *ask = &routine->asks.items[i];
        uint64_t *members = ARENA_ARRAY(arena, routine->shape.nothing.context->n, uint64_t);
        if (!members)
            return error_memory(err);
        ask->varies = varies(routine, ask);
        if (!dmn_decision_reads(ask->decision, ask->case_name, members))
            routine->takes_whole_case = true;
        else if (!ask->varies)
            ask->looks_at = members;
        ask->looks_at_thing =
            ask->varies ? DMN_PARTS_ALL : dmn_decision_parts(ask->decision, ask->of_name);
    }
    return index_asks(routine, arena, err) && index_names(routine, arena, err);
}

// Besides the latest of such events there are all of them.
static void find_parts(struct thing_shape *shape) {
    for (size_t i = 0; i < shape->n; i++)
        for (size_t k = 0; shape->links[i]->kind != LINK_OPENS && k < 2; k++)
            shape->parts[i] |= dmn_part(shape->kind, shape->entries[shape->entry_at[i] + k].name);
}

// The same in all models: that of the vocabulary.
static void find_kinds_of_things(struct routine *routine) {
    const struct case_input *input = routine->cases.n ? &routine->cases.items[0] : NULL;
    const struct feel_kind *whole =
        input ? dmn_input_kind(routine->models.items[input->model_at].model, input->name) : NULL;
    for (enum thing_kind kind = THING_NONE + 1; whole && kind < THING_KIND_COUNT; kind++) {
        const struct feel_field *things = feel_kind_field(whole, str_of(thing_info(kind)->plural));
        struct thing_shape *shape = &routine->shape.things[kind];
        shape->kind = things ? feel_kind_element(things->kind) : NULL;
        if (shape->kind)
            find_parts(shape);
    }
}

bool asking_prepare(struct routine *routine, struct arena *arena, struct error *err) {
    const struct facts nothing = {0};
    struct asking asking = {.routine = routine, .arena = arena, .facts = &nothing};
    if (!add_sessions(&asking, err))
        return false;
    if (!facts_shape(arena, &routine->shape, err) || !find_what_matters(routine, arena, err) ||
        !add_inputs(routine, arena, err) || !new_sessions(&asking, true, err))
        return false;
    find_kinds_of_things(routine);
    give_case(&asking, routine->shape.nothing, NULL);
    if (!give_first(&asking, false, err))
        return false;
    for (size_t i = 0; i < routine->asks.n; i++)
        if (routine->asks.items[i].draft == EVENT_NONE &&
            !ask_of_nothing(&asking, &routine->asks.items[i], err))
            return false;
    index_silent(routine);
    for (size_t i = 0; i < routine->models.n; i++)
        routine->models.items[i].start = asking.sessions[i];
    for (size_t i = 0; i < routine->parameter_inputs.n; i++)
        routine->parameter_inputs.items[i].start = asking.given[i];
    return true;
}

// ---- asking ----

bool asking_begin(const struct routine *routine, struct arena *arena, const struct facts *facts,
                  bool from_nothing, struct asking *ret_asking, struct error *err) {
    struct asking asking = {
        .routine = routine, .arena = arena, .facts = facts, .is_prepared = !from_nothing};
    asking.among = ARENA_ARRAY(arena, routine->ask_words, uint64_t);
    if (!asking.among)
        return error_memory(err);
    if (!add_sessions(&asking, err))
        return false;
    if (from_nothing && !new_sessions(&asking, false, err))
        return false;
    if (from_nothing)
        give_case(&asking, facts->whole, NULL);
    if (!give_first(&asking, !from_nothing, err))
        return false;
    *ret_asking = asking;
    return true;
}

bool asking_go_on(struct asking *asking, struct error *err) {
    while (asking->things.n < asking->facts->state.thing_count) {
        struct thing_branches *thing = LIST_PUSH(asking->arena, &asking->things);
        size_t n = asking->routine->subjects.n;
        if (!thing || !(thing->of_subject = ARENA_ARRAY(asking->arena, n, uint32_t)))
            return error_memory(err);
    }
    return true;
}

bool asking_fork(const struct asking *from, struct arena *arena, struct asking *ret_fork,
                 struct error *err) {
    struct asking fork = *from;
    size_t models = from->routine->models.n, inputs = from->routine->parameter_inputs.n;
    size_t subjects = from->routine->subjects.n;
    fork.arena = arena;
    fork.things.items = NULL;
    fork.things.n = fork.things.cap = 0;
    fork.given = ARENA_ARRAY(arena, inputs, const struct parameter_value *);
    fork.among = ARENA_ARRAY(arena, from->routine->ask_words, uint64_t);
    if (!fork.given || !fork.among)
        return error_memory(err);
    if (!add_sessions(&fork, err))
        return false;
    if (inputs)
        memcpy(fork.given, from->given, inputs * sizeof(*fork.given));
    for (size_t i = 0; i < models; i++) {
        if (from->sessions[i] && !(fork.sessions[i] = dmn_session_copy(from->sessions[i], arena)))
            return error_memory(err);
        fork.told[i] = from->told[i];
        if (fork.sessions[i]) // before it goes on about another case
            tell_session(&fork, i);
    }
    for (size_t i = 0; i < from->things.n; i++) {
        struct thing_branches *thing = LIST_PUSH(arena, &fork.things);
        if (!thing || !(thing->of_subject = ARENA_ARRAY(arena, subjects, uint32_t)))
            return error_memory(err);
        if (subjects)
            memcpy(thing->of_subject, from->things.items[i].of_subject,
                   subjects * sizeof(uint32_t));
    }
    *ret_fork = fork;
    return true;
}

void asking_move(struct asking *asking, const struct facts *facts) {
    asking->facts = facts;
    for (size_t i = 0; i < asking->routine->models.n; i++)
        asking->told[i] = facts->steps.n;
    give_case(asking, facts->whole, &(struct dmn_members){0});
}

const uint64_t *asking_among(const struct asking *asking) {
    const struct routine *routine = asking->routine;
    const struct facts *facts = asking->facts;
    size_t words = routine->ask_words;
    if (facts->before == 0)
        return NULL;
    memcpy(asking->among, routine->asks_always, words * sizeof(*asking->among));
    for (size_t i = 0; i < facts->change_count; i++)
        for (size_t k = 0; k < words; k++)
            asking->among[k] |= routine->asks_of_member[facts->changes[i] * words + k];
    for (size_t k = 0; k < words; k++)
        asking->among[k] &= routine->asks_each_step[k];
    return asking->among;
}

bool asking_may_differ(const struct asking *asking, const struct ask *ask) {
    const struct facts *facts = asking->facts;
    if (!ask->looks_at || (facts->before == 0 && !(asking->is_prepared && ask->is_silent_first)))
        return true;
    for (size_t i = 0; i < facts->change_count; i++)
        if (ask->looks_at[facts->changes[i]] & facts->changed_parts[facts->changes[i]])
            return true;
    return false;
}

bool asking_stands_since(const struct asking *asking, const struct ask *ask, size_t count) {
    const struct facts *facts = asking->facts;
    for (size_t i = 0; ask->looks_at && i < facts->differ_count; i++)
        if (ask->looks_at[facts->differ[i]] && facts->changed_at[facts->differ[i]] > count)
            return false;
    return ask->looks_at;
}

const uint64_t *asking_at_end(const struct asking *asking, bool also_made) {
    const struct routine *routine = asking->routine;
    const struct facts *facts = asking->facts;
    size_t words = routine->ask_words;
    memcpy(asking->among, routine->asks_at_end, words * sizeof(*asking->among));
    for (size_t k = 0; asking->is_prepared && k < words; k++) {
        uint64_t differ = routine->asks_always[k] | (also_made ? 0 : routine->asks_made[k]);
        for (size_t i = 0; i < facts->differ_count; i++)
            differ |= routine->asks_of_member[facts->differ[i] * words + k];
        asking->among[k] &= differ | ~routine->asks_silent[k];
    }
    return asking->among;
}

bool asking_give_draft(struct asking *asking, const struct event *event, struct feel_value draft,
                       struct error *err) {
    asking->has_draft_day = true;
    asking->draft_day = event_date(asking->routine->zone, event);
    for (size_t i = 0; i < asking->routine->asks.n; i++) {
        const struct ask *ask = &asking->routine->asks.items[i];
        if (ask->draft != event->kind)
            continue;
        if (!need_session(asking, ask->model_at, err))
            return false;
        dmn_session_give(asking->sessions[ask->model_at], ask->draft_name, draft, NULL);
    }
    return true;
}

static bool enter_thing(struct asking *asking, const struct question *question, struct error *err) {
    const struct ask *ask = question->ask;
    struct dmn_session *session = asking->sessions[ask->model_at];
    uint32_t *branch = &asking->things.items[question->at].of_subject[ask->subject];
    if (!*branch && !dmn_session_branch(session, ask->of_name, branch, err))
        return false;
    const struct fact_thing *fact = &asking->facts->things.items[question->at];
    dmn_session_enter(session, *branch, fact->value, fact->version);
    return true;
}

static const struct dmn_version the_only = {1, DMN_PARTS_ALL, NULL};

bool asking_put(struct asking *asking, const struct question *question,
                struct dmn_answer *ret_answer, struct error *err) {
    const struct ask *ask = question->ask;
    if (!need_session(asking, ask->model_at, err))
        return false;
    struct dmn_session *session = asking->sessions[ask->model_at];
    if ((question->thing && !enter_thing(asking, question, err)) ||
        !give_parameters(asking, question, err))
        return false;
    if (question->code != CODE_NONE)
        dmn_session_enter(session,
                          asking->routine->subjects.items[ask->subject].branches[question->at],
                          feel_string(str_of(code_info(question->code)->sv)), &the_only);
    return dmn_session_ask(session, ask->decision, ret_answer, err);
}

// ---- what is asked ----

static bool is_asked_of(const struct ask *ask, const struct thing *thing) {
    // What is over gets no permits and proposals; its duties must be seen to end.
    return thing->kind == ask->thing && (ask->kind == ANSWER_DUTY || !thing->closed);
}

bool question_each(const struct case_state *state, const struct ask *ask, question_fn *put,
                   void *context) {
    struct question question = {.ask = ask};
    switch (ask->of) {
    case ASK_ONCE:
        return put(context, &question);
    case ASK_THINGS:
        for (size_t i = 0; i < state->thing_count; i++) {
            question.at = i;
            question.thing = &state->things[i];
            if (is_asked_of(ask, question.thing) && !put(context, &question))
                return false;
        }
        return true;
    case ASK_CODES:
        for (size_t i = 0; i < list_info(ask->codes)->count; i++) {
            question.at = i;
            question.code = (enum code)(list_info(ask->codes)->first + i);
            if (!put(context, &question))
                return false;
        }
        return true;
    }
    assert(!"a way of asking");
    return false;
}

bool question_each_renewed(const struct facts *facts, const struct ask *ask, question_fn *put,
                           void *context) {
    struct question question = {.ask = ask};
    for (size_t i = 0; i < facts->renewed.n; i++) {
        question.at = facts->renewed.items[i];
        question.thing = &facts->state.things[question.at];
        bool may_differ = facts->things.items[question.at].version->parts & ask->looks_at_thing;
        if (may_differ && is_asked_of(ask, question.thing) && !put(context, &question))
            return false;
    }
    return true;
}

struct str question_thing(struct arena *arena, const struct question *question) {
    if (question->thing)
        return thing_id(arena, question->thing);
    return str_of(question->code != CODE_NONE ? code_info(question->code)->id : "");
}
