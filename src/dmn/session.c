// SPDX-License-Identifier: EUPL-1.2
//
// Time in a session is a number that grows with each change of an input. Of each decision is kept
// when it was last evaluated, when it last came to another value, and until when it is known to
// hold: it still holds when nothing that its logic looks at, and no decision that it requires,
// changed since. Of what changed in parts only, it is kept in which and when.
//
// The value of a branch is of no interest to what does not depend on its input: that holds without
// looking any closer as long as nothing else was given, and what lies in a branch as long as
// neither that was nor its own value became another.
#include <assert.h>
#include <string.h>

#include "dmn/outline.h"
#include "dmn/table.h"

#define SAME_DEPTH_MAX 24 // lists within lists that are compared

struct partly {
    uint32_t at;
    uint64_t parts;
    const struct partly *before;
};

struct changes {
    uint32_t last, whole;        // when anything changed, and when all parts may have
    const struct partly *partly; // since then, the latest first
};

struct memo {
    bool known;
    bool matched; // a table is all of its logic, and a rule of it matched
    uint32_t verified, evaluated;
    struct changes changes;      // of its value
    const struct error *refusal; // NULL: there is a value
    const struct dmn_step *step;
    struct feel_value value;
};

struct given {
    bool given;
    uint32_t entered; // the branch whose value it is; 0: none
    bool fits;        // known to be what the input wants: it stands among the globals
    struct changes changes;
    struct changes *members; // of each; NULL: looked at as a whole
    struct feel_value value;
};

struct branch {
    uint32_t input; // by its number
    uint32_t version;
    struct changes changes;
    struct memo *memos; // of the dependents
};

// Where the memo of an element is: in the session, or in the branch that was entered.
struct place {
    struct memo *memo;
    uint32_t branch; // 0: in the session
};

struct dmn_session {
    const struct outline *outline;
    struct arena *arena;
    uint32_t now;
    uint32_t given_at;   // when an input was given that no branch was made of
    struct memo *memos;  // of every element, by its index
    struct place *at;    // … where it is now
    struct given *given; // by number of an input
    struct feel_value *globals;
    LIST_OF(struct branch) branches;
};

// ---- making one ----

static struct dmn_session *session_make(const struct outline *outline, struct arena *arena) {
    struct dmn_session *session = ARENA_NEW(arena, struct dmn_session);
    size_t n = outline->model->global_count;
    if (!session)
        return NULL;
    *session = (struct dmn_session){
        .outline = outline,
        .arena = arena,
        .memos = arena_bytes(arena, n * sizeof(struct memo)),
        .at = arena_bytes(arena, n * sizeof(struct place)),
        .given = arena_bytes(arena, outline->inputs.n * sizeof(struct given)),
        .globals = arena_bytes(arena, n * sizeof(struct feel_value)),
    };
    if (!session->memos || !session->at || !session->given || !session->globals)
        return NULL;
    for (size_t i = 0; i < n; i++)
        session->at[i] = (struct place){&session->memos[i], 0};
    return session;
}

static void clear(struct dmn_session *session) {
    size_t n = session->outline->model->global_count;
    memset(session->memos, 0, n * sizeof(*session->memos));
    memset(session->given, 0, session->outline->inputs.n * sizeof(*session->given));
    memset(session->globals, 0, n * sizeof(*session->globals));
}

// What does not change stands among the globals from the beginning.
static void set_known(struct dmn_session *session, const struct graph *g) {
    for (size_t i = 0; i < g->models.n; i++)
        for (size_t k = 0; k < g->models.items[i]->elements.n; k++) {
            const struct element *element = g->models.items[i]->elements.items[k];
            session->globals[element->index] = element->value;
        }
}

struct dmn_session *dmn_session_new(const struct dmn_model *model, const struct dmn_limits *limits,
                                    struct arena *arena) {
    const struct outline *outline = outline_new(model, limits, arena);
    if (!outline)
        return NULL;
    struct dmn_session *session = session_make(outline, arena);
    if (!session)
        return NULL;
    clear(session);
    set_known(session, model->graph);
    return session;
}

static bool copy_bytes(struct arena *arena, void *ret_copy, const void *from, size_t count,
                       size_t size) {
    void **place = ret_copy;
    if (!from)
        return true;
    *place = arena_bytes(arena, count * size); // no more than there is of it already
    if (*place && count)
        memcpy(*place, from, count * size);
    return *place;
}

static bool copy_branches(struct dmn_session *copy, const struct dmn_session *from) {
    for (size_t i = 0; i < from->branches.n; i++) {
        struct branch *branch = LIST_PUSH(copy->arena, &copy->branches);
        if (!branch)
            return false;
        *branch = from->branches.items[i];
        if (!copy_bytes(copy->arena, &branch->memos, branch->memos,
                        from->outline->inputs.items[branch->input].dependents.n,
                        sizeof(struct memo)))
            return false;
    }
    return true;
}

struct dmn_session *dmn_session_copy(const struct dmn_session *from, struct arena *arena) {
    struct dmn_session *copy = session_make(from->outline, arena);
    size_t n = from->outline->model->global_count;
    if (!copy)
        return NULL;
    copy->now = from->now;
    copy->given_at = from->given_at;
    memcpy(copy->memos, from->memos, n * sizeof(*copy->memos));
    memcpy(copy->given, from->given, from->outline->inputs.n * sizeof(*copy->given));
    memcpy(copy->globals, from->globals, n * sizeof(*copy->globals));
    for (size_t i = 0; i < from->outline->inputs.n; i++) {
        const struct element *input = from->outline->inputs.items[i].element;
        struct given *given = &copy->given[i];
        given->entered = 0;
        if (!copy_bytes(arena, &given->members, given->members, input->type->count,
                        sizeof(struct changes)))
            return NULL;
    }
    return copy_branches(copy, from) ? copy : NULL;
}

// ---- giving ----

static void note(struct dmn_session *session, struct changes *changes, uint64_t parts) {
    struct partly *partly =
        parts == DMN_PARTS_ALL ? NULL : ARENA_NEW(session->arena, struct partly);
    if (partly)
        *partly = (struct partly){session->now, parts, changes->partly};
    else
        changes->whole = session->now; // without memory too: then that is told soon enough
    changes->partly = partly;
    changes->last = session->now;
}

static bool changed_since(const struct changes *changes, uint64_t parts, uint32_t since) {
    if (changes->last <= since || changes->whole > since)
        return changes->last > since;
    for (const struct partly *p = changes->partly; p && p->at > since; p = p->before)
        if (p->parts & parts)
            return true;
    return false;
}

static void set_given(struct dmn_session *session, uint32_t input, struct feel_value value) {
    struct given *given = &session->given[input];
    given->given = true;
    given->fits = session->outline->limits.inputs_known && value.type != FEEL_NULL;
    given->value = value;
    session->globals[session->outline->inputs.items[input].element->index] = value;
}

static void give(struct dmn_session *session, uint32_t input, struct feel_value value,
                 const struct dmn_members *changed) {
    struct given *given = &session->given[input];
    size_t n = session->outline->inputs.items[input].element->type->count;
    if (!given->given)
        given->members = ARENA_ARRAY(session->arena, n, struct changes);
    set_given(session, input, value);
    note(session, &given->changes, DMN_PARTS_ALL);
    for (size_t i = 0; given->members && i < (changed ? changed->n : n); i++) {
        size_t member = changed ? changed->at[i] : i;
        note(session, &given->members[member],
             changed && changed->parts ? changed->parts[member] : DMN_PARTS_ALL);
    }
}

void dmn_session_give(struct dmn_session *session, struct str input, struct feel_value value,
                      const struct dmn_members *changed) {
    const struct outline *outline = session->outline;
    session->given_at = ++session->now;
    for (uint32_t i = 0; i < outline->inputs.n; i++)
        if (str_eq(outline->inputs.items[i].element->name, input))
            give(session, i, value, changed);
}

bool dmn_session_branch(struct dmn_session *session, struct str input, uint32_t *ret_branch,
                        struct error *err) {
    const struct outline *outline = session->outline;
    struct branch *branch = LIST_PUSH(session->arena, &session->branches);
    if (!branch)
        return error_memory(err);
    branch->input = UINT32_MAX;
    for (uint32_t i = 0; i < outline->inputs.n; i++)
        if (str_eq(outline->inputs.items[i].element->name, input))
            branch->input = i;
    assert(branch->input < outline->inputs.n);
    branch->memos =
        ARENA_ARRAY(session->arena, outline->inputs.items[branch->input].dependents.n, struct memo);
    *ret_branch = (uint32_t)session->branches.n;
    return branch->memos ? true : error_memory(err);
}

void dmn_session_enter(struct dmn_session *session, uint32_t number, struct feel_value value,
                       const struct dmn_version *version) {
    struct branch *branch = &session->branches.items[number - 1];
    const struct outline_input *input = &session->outline->inputs.items[branch->input];
    struct given *given = &session->given[branch->input];
    uint64_t parts = 0;
    assert(version && !given->members);
    if (given->entered == number && branch->version == version->number)
        return;
    for (const struct dmn_version *v = version; v && v->number > branch->version; v = v->before)
        parts |= v->parts;
    if (parts) {
        session->now++;
        note(session, &branch->changes, parts);
    }
    branch->version = version->number;
    set_given(session, branch->input, value);
    given->changes = branch->changes;
    for (size_t i = 0; given->entered != number && i < input->dependents.n; i++)
        session->at[input->dependents.items[i]->index] = (struct place){&branch->memos[i], number};
    given->entered = number;
}

// ---- asking ----

static bool same(const struct feel_value *a, const struct feel_value *b, unsigned depth);

static bool same_lists(const struct feel_list *a, const struct feel_list *b, unsigned depth) {
    bool yes = a == b || a->n == b->n;
    for (size_t i = 0; yes && a != b && i < a->n; i++)
        yes = same(&a->items[i], &b->items[i], depth);
    return yes;
}

static bool same_contexts(const struct feel_context *a, const struct feel_context *b,
                          unsigned depth) {
    bool yes = a == b || a->n == b->n;
    for (size_t i = 0; yes && a != b && i < a->n; i++)
        yes = str_eq(a->entries[i].name, b->entries[i].name) &&
              same(&a->entries[i].value, &b->entries[i].value, depth);
    return yes;
}

static bool same_times(const struct feel_time *a, const struct feel_time *b) {
    return a->kind == b->kind && time_cmp(a->clock, b->clock) == 0 &&
           (a->kind != FEEL_AT_OFFSET || a->offset_s == b->offset_s) &&
           (a->kind != FEEL_IN_ZONE || a->zone == b->zone);
}

// Whether nothing could tell the two apart. What is seldom is not looked at and differs.
static bool same(const struct feel_value *a, const struct feel_value *b, unsigned depth) {
    if (a->type != b->type || depth > SAME_DEPTH_MAX)
        return false;
    switch (a->type) {
    case FEEL_NULL:
        return true;
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean;
    case FEEL_NUMBER:
        return memcmp(&a->number, &b->number, sizeof(a->number)) == 0;
    case FEEL_STRING:
        return str_eq(a->string, b->string);
    case FEEL_DATE:
        return date_cmp(a->date, b->date) == 0;
    case FEEL_LIST:
        return same_lists(a->list, b->list, depth + 1);
    case FEEL_CONTEXT:
        return same_contexts(a->context, b->context, depth + 1);
    case FEEL_TIME:
        return same_times(&a->time, &b->time);
    case FEEL_DATE_TIME:
        return date_cmp(a->date_time.date, b->date_time.date) == 0 &&
               same_times(&a->date_time.time, &b->date_time.time);
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}

uint64_t dmn_parts_between(const struct feel_kind *kind, struct feel_value before,
                           struct feel_value after) {
    const struct feel_context *a = before.context, *b = after.context;
    uint64_t parts = 0;
    if (before.type != FEEL_CONTEXT || after.type != FEEL_CONTEXT || a->n != b->n)
        return DMN_PARTS_ALL;
    for (size_t i = 0; i < a->n; i++) {
        if (!str_eq(a->entries[i].name, b->entries[i].name))
            return DMN_PARTS_ALL;
        if (!same(&a->entries[i].value, &b->entries[i].value, 0))
            parts |= dmn_part(kind, a->entries[i].name);
    }
    return parts;
}

// In which parts a decision comes to something else than before.
static uint64_t value_parts_between(const struct element *element, const struct feel_value *before,
                                    const struct feel_value *after) {
    const struct feel_kind *kind =
        element->origin
            ? feel_kind_element(element->origin->type->fields[element->origin_member].kind)
            : NULL;
    uint64_t parts = 0;
    if (kind && before->type == FEEL_CONTEXT && after->type == FEEL_CONTEXT)
        return dmn_parts_between(kind, *before, *after);
    if (!kind || before->type != FEEL_LIST || after->type != FEEL_LIST ||
        before->list->n != after->list->n)
        return same(before, after, 0) ? 0 : DMN_PARTS_ALL;
    for (size_t i = 0; i < before->list->n; i++)
        parts |= dmn_parts_between(kind, before->list->items[i], after->list->items[i]);
    return parts;
}

static bool read_changed(const struct dmn_session *session, const struct outline_read *read,
                         uint32_t since) {
    const struct given *given = &session->given[read->input];
    if (read->member == OUTLINE_WHOLE || !given->members)
        return changed_since(&given->changes, read->named, since);
    return changed_since(&given->members[read->member], read->parts, since);
}

static bool need_changed(const struct dmn_session *session, const struct outline_need *need,
                         uint32_t since) {
    return changed_since(&session->at[need->at].memo->changes, need->parts, since);
}

// Whether nothing that it can depend on was given since it was known to hold.
static inline bool is_fresh(const struct dmn_session *session, const struct outline_step *step,
                            const struct memo *memo) {
    uint32_t branch = session->at[step->at].branch;
    uint32_t last = step->decision->reads_anything ? session->now : session->given_at;
    return memo->verified >= last &&
           (!branch || memo->verified >= session->branches.items[branch - 1].changes.last);
}

static bool holds(const struct dmn_session *session, const struct outline_decision *decision,
                  const struct memo *memo) {
    if (!memo->known || decision->reads_anything)
        return false;
    for (size_t i = 0; i < decision->read_count; i++)
        if (read_changed(session, &decision->reads[i], memo->verified))
            return false;
    for (size_t i = 0; i < decision->need_count; i++)
        if (need_changed(session, &decision->needs[i], memo->verified))
            return false;
    return true;
}

static bool is_fatal(const struct error *err) {
    return err->code == ERR_MEMORY || err->code == ERR_INTERNAL;
}

// An input stands as it was given; what looks at it knows when it changed.
static bool read_given(struct feel_machine *m, const struct dmn_session *session, uint32_t at) {
    const struct element *input = session->outline->inputs.items[at].element;
    const struct given *given = &session->given[at];
    session->globals[input->index] = given->value;
    if (!given->given || given->value.type == FEEL_NULL) {
        session->globals[input->index] = feel_null();
        return !m->strict || input->optional ||
               evaluate_refuse(m, input, "feel.missing-fact", input->name);
    }
    return session->outline->limits.inputs_known || feel_is_kind(m, &given->value, input->type) ||
           evaluate_refuse(m, input, "dmn.input-type", input->name);
}

static struct feel_machine machine_of(const struct dmn_session *session,
                                      struct evaluation *evaluation, struct error *err) {
    const struct outline *outline = session->outline;
    return (struct feel_machine){
        .arena = session->arena,
        .strict = outline->model->mode == DMN_STRICT,
        .steps = outline->limits.steps,
        .depth = outline->limits.depth,
        .list_size = outline->limits.list_size,
        .now = outline->limits.now,
        .globals = session->globals,
        .host = evaluation,
        .err = err,
    };
}

// A refusal that is an answer, in the arena. False is what is none.
static bool keep_refusal(struct dmn_session *session, const struct error *refusal,
                         const struct error **ret_kept, struct error *err) {
    struct error *kept = is_fatal(refusal) ? NULL : ARENA_NEW(session->arena, struct error);
    if (is_fatal(refusal) && err)
        *err = *refusal;
    if (!kept)
        return is_fatal(refusal) ? false : error_memory(err);
    *kept = *refusal;
    *ret_kept = kept;
    return true;
}

static bool settle_input(struct dmn_session *session, uint32_t input, struct dmn_answer *answer,
                         struct error *err) {
    struct error refusal = {0};
    struct feel_machine m = machine_of(session, NULL, &refusal);
    if (read_given(&m, session, input))
        return true;
    return keep_refusal(session, &refusal, &answer->refusal, err);
}

static bool evaluate(struct dmn_session *session, const struct element *element, struct memo *memo,
                     struct error *err) {
    struct error refusal;
    error_begin(&refusal);
    // Of what is no table there is nothing to tell but what it came to.
    struct dmn_step *step = element->table ? ARENA_NEW(session->arena, struct dmn_step) : NULL;
    struct evaluation evaluation = {.model = session->outline->model,
                                    .inputs_known = true,
                                    .step = step,
                                    .traced = element->table};
    struct feel_machine m = machine_of(session, &evaluation, &refusal);
    const struct error *kept = NULL;
    struct feel_value value = feel_null();
    if (!step && element->table)
        return error_memory(err);
    if (step)
        step->decision = element->decision;
    if (element->code && !feel_run(&m, element->code, NULL, 0, &value)) {
        value = feel_null();
        if (!keep_refusal(session, &refusal, &kept, err))
            return false;
    }
    if (arena_failed(session->arena))
        return error_memory(err);
    uint64_t parts = DMN_PARTS_ALL;
    if (memo->known && !kept && !memo->refusal)
        parts = value_parts_between(element, &memo->value, &value);
    if (parts)
        note(session, &memo->changes, parts);
    memo->known = true;
    memo->matched = step && step->table && step->match_count;
    memo->evaluated = session->now;
    memo->refusal = kept;
    memo->step = step;
    memo->value = value;
    return true;
}

// Not inlined: what is told at once is, for most of what a decision requires.
__attribute__((noinline)) static bool look_closer(struct dmn_session *session,
                                                  const struct outline_step *step,
                                                  struct memo *memo, struct error *err) {
    return holds(session, step->decision, memo) || evaluate(session, step->element, memo, err);
}

static inline bool settle_decision(struct dmn_session *session, const struct outline_step *step,
                                   struct dmn_answer *answer, struct error *err) {
    struct memo *memo = session->at[step->at].memo;
    bool is_told = memo->known && is_fresh(session, step, memo);
    if (!is_told && !look_closer(session, step, memo, err))
        return false;
    memo->verified = session->now;
    session->globals[step->at] = memo->value;
    answer->refusal = memo->refusal;
    if (memo->matched) {
        answer->why = memo->step;
        answer->stamp = memo->evaluated;
    }
    return true;
}

static inline bool settle(struct dmn_session *session, const struct outline_step *step,
                          struct dmn_answer *answer, struct error *err) {
    if (!step->decision)
        return session->given[step->at].fits || settle_input(session, step->at, answer, err);
    return settle_decision(session, step, answer, err);
}

bool dmn_session_ask(struct dmn_session *session, const struct dmn_decision *decision,
                     struct dmn_answer *ret_answer, struct error *err) {
    assert(decision->element);
    const struct outline_plan *plan = &session->outline->plans[decision->element->index];
    const struct outline_step *last = plan->steps;
    struct dmn_answer answer = {0};
    for (size_t i = 0; i < plan->n && !answer.refusal; i++) {
        last = &plan->steps[i];
        if (!settle(session, last, &answer, err))
            return false;
    }
    const struct memo *memo = last->decision ? session->at[last->at].memo : NULL;
    if (memo && !answer.refusal) // it is that of the decision itself
        answer.value = memo->value;
    // Whatever is evaluated anew has a later stamp than anything before.
    uint32_t stamp = memo ? memo->evaluated : session->given[last->at].changes.last;
    if (stamp > answer.stamp)
        answer.stamp = stamp;
    *ret_answer = answer;
    return true;
}

// What was not settled when the decision was asked, was not come to: something before it refused.
static bool add_step(struct dmn_session *session, const struct element *element,
                     struct dmn_trace *trace, bool *ret_goes_on, struct error *err) {
    const struct memo *memo = session->at[element->index].memo;
    if (element->kind != ELEMENT_DECISION)
        return true;
    *ret_goes_on = memo->known && memo->verified == session->now;
    if (!*ret_goes_on)
        return true;
    struct dmn_step *step = LIST_PUSH(session->arena, &trace->steps);
    if (!step)
        return error_memory(err);
    if (memo->step)
        *step = *memo->step;
    step->decision = element->decision;
    step->result = memo->value;
    step->done = !memo->refusal;
    *ret_goes_on = step->done;
    return true;
}

bool dmn_session_steps(struct dmn_session *session, const struct dmn_decision *decision,
                       struct dmn_trace *ret_trace, struct error *err) {
    const struct element *element = decision->element;
    struct dmn_trace trace = {0};
    bool goes_on = true;
    assert(element);
    for (size_t i = 0; i < element->plan_count && goes_on; i++)
        if (!add_step(session, element->plan[i], &trace, &goes_on, err))
            return false;
    if (goes_on && !add_step(session, element, &trace, &goes_on, err))
        return false;
    *ret_trace = trace;
    return true;
}

// ---- what can be told without asking ----

const struct feel_kind *dmn_input_kind(const struct dmn_model *model, struct str input) {
    for (size_t i = 0; i < model->elements.n; i++)
        if (model->elements.items[i]->kind == ELEMENT_INPUT &&
            str_eq(model->elements.items[i]->name, input))
            return model->elements.items[i]->type;
    return NULL;
}

static bool add_reads(const struct element *element, struct str input, uint64_t *members) {
    if (element->reads_anything)
        return false;
    for (size_t i = 0; i < element->read_count; i++) {
        const struct element_read *read = &element->reads[i];
        if (!str_eq(read->input->name, input))
            continue;
        if (read->member == ELEMENT_WHOLE)
            return false;
        members[read->member] |= read->asked;
    }
    return true;
}

bool dmn_decision_reads(const struct dmn_decision *decision, struct str input, uint64_t *members) {
    const struct element *element = decision->element;
    assert(element);
    for (size_t i = 0; i < element->plan_count; i++)
        if (!add_reads(element->plan[i], input, members))
            return false;
    if (element->origin && str_eq(element->origin->name, input))
        members[element->origin_member] = DMN_PARTS_ALL;
    return add_reads(element, input, members);
}

static uint64_t parts_read(const struct element *element, struct str input) {
    uint64_t parts = element->reads_anything ? DMN_PARTS_ALL : 0;
    for (size_t i = 0; i < element->read_count; i++)
        if (str_eq(element->reads[i].input->name, input))
            parts |= element->reads[i].named;
    return parts;
}

uint64_t dmn_decision_parts(const struct dmn_decision *decision, struct str input) {
    const struct element *element = decision->element;
    assert(element);
    uint64_t parts = parts_read(element, input);
    for (size_t i = 0; i < element->plan_count; i++)
        parts |= parts_read(element->plan[i], input);
    return parts;
}

const struct feel_value *dmn_output_constant(const struct dmn_decision *decision,
                                             struct str output) {
    const struct table *table = decision->element->table;
    const struct feel_value *found = NULL;
    for (size_t i = 0; table && i < table->output_count; i++) {
        if (!str_eq(table->outputs[i].name, output))
            continue;
        for (size_t k = 0; k < table->rule_count; k++) {
            const struct feel_value *value = table_cell_constant(table->rules[k].outputs[i]);
            if (!value || (found && !same(value, found, 0)) || table->outputs[i].otherwise)
                return NULL;
            found = value;
        }
    }
    return found;
}

bool dmn_output_values(const struct dmn_decision *decision, struct str output, dmn_see *see,
                       void *context) {
    const struct table *table = decision->element->table;
    for (size_t i = 0; table && i < table->output_count; i++) {
        if (!str_eq(table->outputs[i].name, output))
            continue;
        for (size_t k = 0; k < table->rule_count; k++) {
            const struct feel_value *value = table_cell_constant(table->rules[k].outputs[i]);
            if (!value)
                return false;
            see(context, value);
        }
        return !table->outputs[i].otherwise;
    }
    return table && table->output_count > 1;
}
