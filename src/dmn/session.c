// SPDX-License-Identifier: EUPL-1.2
//
// Of each decision is kept what it came to. What is given anew, and what comes to another value,
// makes the decisions that look at it stale: those that stand in a set, and are evaluated anew when
// they are asked for. Nothing else is looked at again.
//
// Of what depends on the input of a branch, that is kept for each branch, and brought to the place
// of the last one when a branch is entered.
#include <assert.h>
#include <string.h>

#include "dmn/outline.h"
#include "dmn/table.h"

#define SAME_DEPTH_MAX 24 // lists within lists that are compared

struct memo {
    bool known;
    bool matched;                // a table is all of its logic, and a rule of it matched
    uint32_t evaluated;          // when
    const struct error *refusal; // NULL: there is a value
    const struct dmn_step *step;
    struct feel_value value;
};

struct given {
    bool given;
    uint32_t entered; // the branch whose value it is; 0: none
    uint32_t changed; // when
    struct feel_value value;
};

// Two sets of steps.
struct standing {
    uint64_t *stale;   // to be settled anew
    uint64_t *refused; // known to have no value
};

struct branch {
    uint32_t input; // by its number
    uint32_t version;
    uint32_t changed;         // when its value did
    struct memo *memos;       // of the dependents
    struct standing standing; // … while another is entered
};

struct dmn_session {
    const struct outline *outline;
    struct arena *arena;
    uint32_t now;             // grows with each change
    struct memo *memos;       // of every step
    struct memo **at;         // … where it is now: here, or in the branch that was entered
    struct given *given;      // by number of an input
    struct standing standing; // of every step, as it is now
    uint64_t *changed;        // a set for a while
    bool some_wait;           // to be made stale in the branches, too:
    uint64_t *waiting;
    struct feel_value *globals;
    struct feel_machine machine; // for each evaluation to begin with
    LIST_OF(struct branch) branches;
};

// ---- making one ----

static bool standing_make(const struct outline *outline, struct arena *arena,
                          struct standing *ret_standing) {
    ret_standing->stale = arena_bytes(arena, 2 * outline->words * sizeof(uint64_t));
    ret_standing->refused = ret_standing->stale ? ret_standing->stale + outline->words : NULL;
    return ret_standing->stale;
}

static void standing_clear(const struct outline *outline, struct standing *standing) {
    memset(standing->stale, 0xFF, outline->words * sizeof(uint64_t));
    memset(standing->refused, 0, outline->words * sizeof(uint64_t));
}

// What stands in one, for some of the steps.
static void standing_take(struct standing *to, const struct standing *from, const uint64_t *steps,
                          size_t words) {
    for (size_t i = 0; i < words; i++) {
        to->stale[i] = (to->stale[i] & ~steps[i]) | (from->stale[i] & steps[i]);
        to->refused[i] = (to->refused[i] & ~steps[i]) | (from->refused[i] & steps[i]);
    }
}

static struct feel_machine machine_of(const struct dmn_session *session) {
    const struct outline *outline = session->outline;
    return (struct feel_machine){
        .arena = session->arena,
        .strict = outline->model->mode == DMN_STRICT,
        .list_size = outline->limits.list_size,
        .now = outline->limits.now,
        .globals = session->globals,
    };
}

static struct dmn_session *session_make(const struct outline *outline, struct arena *arena) {
    struct dmn_session *session = ARENA_NEW(arena, struct dmn_session);
    size_t n = outline->steps.n;
    if (!session)
        return NULL;
    *session = (struct dmn_session){
        .outline = outline,
        .arena = arena,
        .memos = arena_bytes(arena, n * sizeof(struct memo)),
        .at = arena_bytes(arena, n * sizeof(struct memo *)),
        .given = arena_bytes(arena, outline->inputs.n * sizeof(struct given)),
        .changed = arena_bytes(arena, outline->words * sizeof(uint64_t)),
        .waiting = ARENA_ARRAY(arena, outline->words, uint64_t),
        .globals = arena_bytes(arena, outline->model->global_count * sizeof(struct feel_value)),
    };
    if (!session->memos || !session->at || !session->given || !session->changed ||
        !session->waiting || !session->globals ||
        !standing_make(outline, arena, &session->standing))
        return NULL;
    for (size_t i = 0; i < n; i++)
        session->at[i] = &session->memos[i];
    session->machine = machine_of(session);
    return session;
}

static void clear(struct dmn_session *session) {
    const struct outline *outline = session->outline;
    memset(session->memos, 0, outline->steps.n * sizeof(*session->memos));
    memset(session->given, 0, outline->inputs.n * sizeof(*session->given));
    memset(session->globals, 0, outline->model->global_count * sizeof(*session->globals));
    standing_clear(outline, &session->standing);
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

// What stands in place of a branch that was entered: nothing is known of it.
static void leave(struct dmn_session *session, size_t input) {
    const uint64_t *dependents = session->outline->inputs.items[input].all_dependents;
    for (size_t i = 0; session->given[input].entered && i < session->outline->words; i++) {
        session->standing.stale[i] |= dependents[i];
        session->standing.refused[i] &= ~dependents[i];
    }
    session->given[input].entered = 0;
}

static bool copy_branch(struct dmn_session *copy, const struct dmn_session *from,
                        const struct branch *branch) {
    const struct outline_input *input = &from->outline->inputs.items[branch->input];
    struct branch *place = LIST_PUSH(copy->arena, &copy->branches);
    size_t size = input->dependents.n * sizeof(struct memo), words = from->outline->words;
    bool is_entered = from->given[branch->input].entered == copy->branches.n;
    if (!place)
        return false;
    *place = *branch;
    place->memos = arena_bytes(copy->arena, size); // no more than there is of it already
    if (!place->memos || !standing_make(from->outline, copy->arena, &place->standing))
        return false;
    memcpy(place->memos, branch->memos, size);
    standing_take(&place->standing, is_entered ? &from->standing : &branch->standing,
                  input->all_dependents, words);
    return true;
}

struct dmn_session *dmn_session_copy(const struct dmn_session *from, struct arena *arena) {
    const struct outline *outline = from->outline;
    struct dmn_session *copy = session_make(outline, arena);
    size_t set = outline->words * sizeof(uint64_t);
    if (!copy)
        return NULL;
    copy->now = from->now;
    memcpy(copy->memos, from->memos, outline->steps.n * sizeof(*copy->memos));
    memcpy(copy->given, from->given, outline->inputs.n * sizeof(*copy->given));
    memcpy(copy->globals, from->globals, outline->model->global_count * sizeof(*copy->globals));
    memcpy(copy->standing.stale, from->standing.stale, set);
    memcpy(copy->standing.refused, from->standing.refused, set);
    memcpy(copy->waiting, from->waiting, set);
    copy->some_wait = from->some_wait;
    for (size_t i = 0; i < outline->inputs.n; i++)
        leave(copy, i);
    for (size_t i = 0; i < from->branches.n; i++)
        if (!copy_branch(copy, from, &from->branches.items[i]))
            return NULL;
    return copy;
}

// ---- giving ----

// Adds those that look at any of the parts.
static void add_readers(const struct dmn_session *session, const struct outline_readers *readers,
                        uint64_t parts, uint64_t *set) {
    for (size_t i = 0; parts == DMN_PARTS_ALL && i < session->outline->words; i++)
        set[i] |= readers->all[i];
    for (size_t i = 0; parts != DMN_PARTS_ALL && i < readers->each.n; i++)
        if (readers->each.items[i].parts & parts)
            outline_add(set, readers->each.items[i].step);
}

static void add_all(uint64_t *to, const uint64_t *set, size_t words) {
    for (size_t i = 0; i < words; i++)
        to[i] |= set[i];
}

// Wherever they are kept: where another branch is, as soon as one is entered.
static void make_stale(struct dmn_session *session, const uint64_t *set) {
    add_all(session->standing.stale, set, session->outline->words);
    add_all(session->waiting, set, session->outline->words);
    session->some_wait = true;
}

static void make_stale_elsewhere(struct dmn_session *session) {
    size_t words = session->outline->words;
    for (size_t i = 0; session->some_wait && i < session->branches.n; i++)
        add_all(session->branches.items[i].standing.stale, session->waiting, words);
    memset(session->waiting, 0, words * sizeof(uint64_t));
    session->some_wait = false;
}

static uint64_t *begin_change(struct dmn_session *session) {
    session->now++;
    memcpy(session->changed, session->outline->anything, session->outline->words * 8);
    return session->changed;
}

// It need not be looked at again when it is known to be what the input wants.
static void set_given(struct dmn_session *session, uint32_t input, struct feel_value value) {
    struct given *given = &session->given[input];
    bool fits = session->outline->limits.inputs_known && value.type != FEEL_NULL;
    given->given = true;
    given->value = value;
    session->globals[session->outline->inputs.items[input].element->index] = value;
    session->standing.stale[input / 64] &= ~(UINT64_C(1) << input % 64);
    if (!fits)
        outline_add(session->standing.stale, input);
}

static void give(struct dmn_session *session, uint32_t input, struct feel_value value,
                 const struct dmn_members *changed, uint64_t *set) {
    const struct outline_input *of = &session->outline->inputs.items[input];
    size_t n = of->element->type->count;
    bool all = !changed || !session->given[input].given;
    set_given(session, input, value);
    session->given[input].changed = session->now;
    if (all)
        add_readers(session, &of->named, DMN_PARTS_ALL, set);
    else
        add_readers(session, &of->members[n], DMN_PARTS_ALL, set);
    for (size_t i = 0; !all && i < changed->n; i++)
        add_readers(session, &of->members[changed->at[i]],
                    changed->parts ? changed->parts[changed->at[i]] : DMN_PARTS_ALL, set);
}

void dmn_session_give(struct dmn_session *session, struct str input, struct feel_value value,
                      const struct dmn_members *changed) {
    const struct outline *outline = session->outline;
    uint64_t *set = begin_change(session);
    for (uint32_t i = 0; i < outline->inputs.n; i++)
        if (str_eq(outline->inputs.items[i].element->name, input))
            give(session, i, value, changed, set);
    make_stale(session, set);
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
    if (!branch->memos || !standing_make(outline, session->arena, &branch->standing))
        return error_memory(err);
    standing_clear(outline, &branch->standing);
    *ret_branch = (uint32_t)session->branches.n;
    return true;
}

// What the decisions that depend on its input came to in it.
static void bring(struct dmn_session *session, uint32_t number) {
    struct branch *branch = &session->branches.items[number - 1];
    struct given *given = &session->given[branch->input];
    const struct outline *outline = session->outline;
    const struct outline_input *input = &outline->inputs.items[branch->input];
    make_stale_elsewhere(session);
    if (given->entered)
        standing_take(&session->branches.items[given->entered - 1].standing, &session->standing,
                      input->all_dependents, outline->words);
    standing_take(&session->standing, &branch->standing, input->all_dependents, outline->words);
    for (size_t i = 0; i < input->dependents.n; i++) {
        uint32_t step = input->dependents.items[i];
        session->at[step] = &branch->memos[i];
        session->globals[outline->steps.items[step].at] = branch->memos[i].value;
    }
    given->entered = number;
}

void dmn_session_enter(struct dmn_session *session, uint32_t number, struct feel_value value,
                       const struct dmn_version *version) {
    struct branch *branch = &session->branches.items[number - 1];
    const struct outline_input *input = &session->outline->inputs.items[branch->input];
    struct given *given = &session->given[branch->input];
    uint64_t parts = 0;
    assert(version);
    if (given->entered == number && branch->version == version->number)
        return;
    if (given->entered != number)
        bring(session, number);
    for (const struct dmn_version *v = version; v && v->number > branch->version; v = v->before)
        parts |= v->parts;
    if (parts) {
        uint64_t *set = begin_change(session);
        add_readers(session, &input->named, parts, set);
        // Nobody else looks at it; those of which cannot be told what they look at may.
        add_all(session->standing.stale, set, session->outline->words);
        branch->changed = session->now;
    }
    branch->version = version->number;
    given->changed = branch->changed;
    set_given(session, branch->input, value);
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

static bool is_fatal(const struct error *err) {
    return err->code == ERR_MEMORY || err->code == ERR_INTERNAL;
}

// An input stands as it was given.
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

static struct feel_machine *begin_machine(struct dmn_session *session,
                                          struct evaluation *evaluation, struct error *err) {
    struct feel_machine *m = &session->machine;
    m->steps = session->outline->limits.steps;
    m->depth = session->outline->limits.depth;
    m->host = evaluation;
    m->err = err;
    return m;
}

static bool settle_input(struct dmn_session *session, uint32_t input,
                         const struct error **ret_refusal, struct error *err) {
    struct error refusal = {0};
    if (read_given(begin_machine(session, NULL, &refusal), session, input))
        return true;
    return keep_refusal(session, &refusal, ret_refusal, err);
}

// Those that look at what a decision came to, which is kept where they are, or for all of them.
static void note_value(struct dmn_session *session, uint32_t step, uint64_t parts) {
    const struct outline_readers *then = &session->outline->steps.items[step].then;
    if (!parts || !then->each.n)
        return;
    memset(session->changed, 0, session->outline->words * sizeof(uint64_t));
    add_readers(session, then, parts, session->changed);
    if (session->at[step] == &session->memos[step]) {
        make_stale(session, session->changed);
        return;
    }
    add_all(session->standing.stale, session->changed, session->outline->words);
}

static void settled(struct dmn_session *session, uint32_t step, bool refused) {
    uint64_t bit = UINT64_C(1) << step % 64;
    session->standing.stale[step / 64] &= ~bit;
    session->standing.refused[step / 64] &= ~bit;
    if (refused)
        session->standing.refused[step / 64] |= bit;
}

static bool evaluate(struct dmn_session *session, uint32_t number, struct error *err) {
    const struct outline_step *of = &session->outline->steps.items[number];
    const struct element *element = of->element;
    struct memo *memo = session->at[number];
    struct error refusal;
    error_begin(&refusal);
    // Of what is no table there is nothing to tell but what it came to.
    struct dmn_step *step = element->table ? ARENA_NEW(session->arena, struct dmn_step) : NULL;
    struct evaluation evaluation = {.model = session->outline->model,
                                    .inputs_known = true,
                                    .step = step,
                                    .traced = element->table};
    struct feel_machine *m = begin_machine(session, &evaluation, &refusal);
    const struct error *kept = NULL;
    struct feel_value value = feel_null();
    if (!step && element->table)
        return error_memory(err);
    if (step)
        step->decision = element->decision;
    if (element->code && !feel_run(m, element->code, NULL, 0, &value)) {
        value = feel_null();
        if (!keep_refusal(session, &refusal, &kept, err))
            return false;
    }
    if (arena_failed(session->arena))
        return error_memory(err);
    uint64_t parts = DMN_PARTS_ALL;
    if (memo->known && !kept && !memo->refusal)
        parts = value_parts_between(element, &memo->value, &value);
    settled(session, number, kept);
    note_value(session, number, parts);
    *memo = (struct memo){.known = true,
                          .matched = step && step->table && step->match_count,
                          .evaluated = session->now,
                          .refusal = kept,
                          .step = step,
                          .value = value};
    session->globals[of->at] = value;
    return true;
}

static bool settle(struct dmn_session *session, uint32_t step, const struct error **ret_refusal,
                   struct error *err) {
    *ret_refusal = NULL;
    if (step < session->outline->inputs.n)
        return settle_input(session, step, ret_refusal, err);
    if (outline_has(session->standing.stale, step) && !evaluate(session, step, err))
        return false;
    *ret_refusal = session->at[step]->refusal;
    return true;
}

static bool is_refused(const struct dmn_session *session, const struct outline_plan *plan) {
    for (size_t i = 0; i < session->outline->words; i++)
        if (plan->all[i] & session->standing.refused[i])
            return true;
    return false;
}

// What is stale of a plan, by number: each comes after what it requires, and makes nothing stale
// but what comes after it. Ends at a refusal, which need not be the first of the plan.
static bool settle_stale(struct dmn_session *session, const struct outline_plan *plan,
                         const struct error **ret_refusal, struct error *err) {
    for (size_t i = 0; i < session->outline->words; i++) {
        uint64_t left = plan->all[i], now;
        while ((now = left & session->standing.stale[i])) {
            left &= ~(now & -now);
            if (!settle(session, (uint32_t)(i * 64 + (size_t)__builtin_ctzll(now)), ret_refusal,
                        err))
                return false;
            if (*ret_refusal)
                return true;
        }
    }
    return true;
}

// Step by step, up to the first that refuses; answers which was the last.
static bool settle_in_order(struct dmn_session *session, const struct outline_plan *plan,
                            uint32_t *ret_last, struct dmn_answer *answer, struct error *err) {
    for (uint32_t i = 0; i < plan->n && !answer->refusal; i++) {
        *ret_last = i;
        if (!settle(session, plan->steps[i], &answer->refusal, err))
            return false;
    }
    return true;
}

// The last table that matched among the steps up to there.
static void tell_why(const struct dmn_session *session, const struct outline_plan *plan,
                     uint32_t last, struct dmn_answer *answer) {
    for (uint32_t i = last + 1; i > 0; i--) {
        const struct memo *memo = session->at[plan->steps[i - 1]];
        if (!memo->matched)
            continue;
        answer->why = memo->step;
        answer->stamp = memo->evaluated;
        return;
    }
}

bool dmn_session_ask(struct dmn_session *session, const struct dmn_decision *decision,
                     struct dmn_answer *ret_answer, struct error *err) {
    assert(decision->element);
    const struct outline_plan *plan = &session->outline->plans[decision->element->index];
    uint32_t last = plan->n - 1;
    struct dmn_answer answer = {0};
    const struct error *refusal = NULL;
    bool in_order = is_refused(session, plan);
    if (!in_order && !settle_stale(session, plan, &refusal, err))
        return false;
    if ((in_order || refusal) && !settle_in_order(session, plan, &last, &answer, err))
        return false;
    uint32_t step = plan->steps[last];
    const struct memo *memo = session->at[step];
    bool is_input = step < session->outline->inputs.n;
    if (!answer.refusal) // it is that of the decision itself
        answer.value = memo->value;
    tell_why(session, plan, last, &answer);
    // Whatever is evaluated anew has a later stamp than anything before.
    uint32_t stamp = is_input ? session->given[step].changed : memo->evaluated;
    if (stamp > answer.stamp)
        answer.stamp = stamp;
    *ret_answer = answer;
    return true;
}

// What was not settled when the decision was asked, was not come to: something before it refused.
static bool add_step(struct dmn_session *session, uint32_t number, struct dmn_trace *trace,
                     bool *ret_goes_on, struct error *err) {
    const struct memo *memo = session->at[number];
    if (number < session->outline->inputs.n)
        return true;
    *ret_goes_on = memo->known && !outline_has(session->standing.stale, number);
    if (!*ret_goes_on)
        return true;
    struct dmn_step *step = LIST_PUSH(session->arena, &trace->steps);
    if (!step)
        return error_memory(err);
    if (memo->step)
        *step = *memo->step;
    step->decision = session->outline->steps.items[number].element->decision;
    step->result = memo->value;
    step->done = !memo->refusal;
    *ret_goes_on = step->done;
    return true;
}

bool dmn_session_steps(struct dmn_session *session, const struct dmn_decision *decision,
                       struct dmn_trace *ret_trace, struct error *err) {
    struct dmn_trace trace = {0};
    bool goes_on = true;
    assert(decision->element);
    const struct outline_plan *plan = &session->outline->plans[decision->element->index];
    for (size_t i = 0; i < plan->n && goes_on; i++)
        if (!add_step(session, plan->steps[i], &trace, &goes_on, err))
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
