// SPDX-License-Identifier: EUPL-1.2
//
// What a routine says of a case. Duties have a history: the events are folded one by one, and what
// the routine asks for after each step is compared with what stood before it.
#include <assert.h>

#include "routine/rules.h"

#define STEP_CEILING ((size_t)64 * 1024 * 1024)

// What distinguishes an open duty beside its row in the answers.
struct standing {
    size_t row;
    const struct ask *ask;
    bool has_since;
    struct date since;
    bool seen; // in the step at hand
};

struct answering {
    const struct routine *routine;
    struct arena *arena; // of the answers
    struct arena *step;  // of one step, emptied before the next
    struct answers answers;
    LIST_OF(struct standing) standing;
    struct facts facts; // of the step
    struct error *err;
};

// A refusal of the routine is an answer; what else fails (memory, a ceiling of the arena) is not.
static bool note_refusal(struct answering *a, const struct error *refusal) {
    if (refusal->code == ERR_MEMORY || refusal->code == ERR_INTERNAL) {
        if (a->err)
            *a->err = *refusal;
        return false;
    }
    if (!a->answers.refused)
        a->answers.refusal = *refusal;
    a->answers.refused = true;
    return true;
}

// ---- asking about everything that a decision is asked of ----

typedef bool visit_fn(struct answering *a, const struct question *question, struct error *err);

static bool visit(struct answering *a, visit_fn *with, const struct question *question) {
    struct error refusal = {0};
    return with(a, question, &refusal) || note_refusal(a, &refusal);
}

static bool is_asked(const struct ask *ask, const struct thing *thing) {
    // What is over gets no permits and proposals; its duties must be seen to end.
    return thing->kind == ask->thing && (ask->kind == ANSWER_DUTY || !thing->closed);
}

static bool visit_each(struct answering *a, const struct ask *ask, visit_fn *with) {
    struct question question = {.ask = ask, .facts = &a->facts};
    const struct case_state *state = a->facts.state;
    switch (ask->of) {
    case ASK_ONCE:
        return visit(a, with, &question);
    case ASK_THINGS:
        for (size_t i = 0; i < state->thing_count; i++) {
            question.thing = &state->things[i];
            if (is_asked(ask, question.thing) && !visit(a, with, &question))
                return false;
        }
        return true;
    case ASK_CODES:
        for (size_t i = 0; i < list_info(ask->codes)->count; i++) {
            question.code = (enum code)(list_info(ask->codes)->first + i);
            if (!visit(a, with, &question))
                return false;
        }
        return true;
    }
    assert(!"a way of asking");
    return false;
}

// ---- duties ----

static struct str question_thing(struct arena *arena, const struct question *question) {
    if (question->thing)
        return thing_id(arena, question->thing);
    return str_of(question->code != CODE_NONE ? code_info(question->code)->id : "");
}

static bool read_due(const struct feel_value *answer, struct duty *duty) {
    duty->has_due = part_date(answer, "senast", &duty->due.date);
    duty->due_precision =
        part_clock(answer, "senast kl", &duty->due.time) ? PRECISION_MINUTE : PRECISION_DAY;
    return duty->has_due || duty->due_precision == PRECISION_DAY;
}

// What the routine asks for now; *ret_what is empty when it is nothing. In the step's arena.
static bool read_duty(struct answering *a, const struct question *question, struct duty *ret_duty,
                      struct standing *ret_standing, struct error *err) {
    const struct ask *ask = question->ask;
    struct feel_value answer;
    struct duty duty = {.decision = ask->decision->name};
    *ret_standing = (struct standing){.ask = ask};
    if (!ask_put(a->step, question, &answer, &duty.ground, err))
        return false;
    duty.what = part_text(&answer, "vad");
    duty.thing = question_thing(a->step, question);
    duty.role = code_find_feel(CODES_role, part_text(&answer, "roll"));
    duty.unit = part_text(&answer, "enhet");
    duty.fulfilled_by = part_event(&answer, "fullgörs av");
    duty.about = question->thing ? question->thing->opened->seq : 0;
    duty.urgent = part_boolean(&answer, "brådskar");
    duty.is_later = part_date(&answer, "visas från", &duty.shown_from);
    ret_standing->has_since = part_date(&answer, "sedan", &ret_standing->since);
    if (!duty.thing.p)
        return error_memory(err);
    if (duty.what.n && duty.role == CODE_NONE)
        return part_missing(ask, "roll", err);
    if (!read_due(&answer, &duty))
        return part_missing(ask, "senast", err);
    *ret_duty = duty;
    return true;
}

static struct standing *find_standing(struct answering *a, const struct ask *ask,
                                      struct str thing) {
    for (size_t i = 0; i < a->standing.n; i++) {
        struct standing *standing = &a->standing.items[i];
        if (standing->ask == ask && str_eq(a->answers.duties.items[standing->row].thing, thing))
            return standing;
    }
    return NULL;
}

static const struct event *step_event(const struct answering *a) {
    const struct event_list *events = &a->facts.state->events;
    return &events->items[events->n - 1];
}

// Did the event at hand bear on the thing of the duty? On a duty of the whole case every event
// does.
static bool bears_on(const struct answering *a, const struct duty *duty) {
    const struct case_state *state = a->facts.state;
    const struct event *event = step_event(a);
    if (!duty->about)
        return true;
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        struct str id = thing_id(a->step, thing);
        if (!id.p || !str_eq(id, duty->thing))
            continue;
        for (size_t k = 0; k < thing->touch_count; k++)
            if (thing->touched[k] == event)
                return true;
        return thing->opened == event;
    }
    return false;
}

static void end_duty(struct answering *a, struct standing *standing) {
    struct duty *duty = &a->answers.duties.items[standing->row];
    const struct event *event = step_event(a);
    bool fulfilled = duty->fulfilled_by == event->kind && bears_on(a, duty);
    duty->state = fulfilled ? DUTY_FULFILLED : DUTY_WITHDRAWN;
    duty->ended_seq = event->seq;
    duty->ended = event->happened;
    *standing = a->standing.items[--a->standing.n];
}

static int64_t next_ordinal(const struct answering *a, const struct duty *duty) {
    int64_t ordinal = 1;
    for (size_t i = 0; i < a->answers.duties.n; i++) {
        const struct duty *other = &a->answers.duties.items[i];
        if (str_eq(other->decision, duty->decision) && str_eq(other->thing, duty->thing))
            ordinal = other->ordinal + 1;
    }
    return ordinal;
}

// Takes what the routine says now into a row, out of the arena of the step.
static bool keep_duty(struct answering *a, const struct duty *duty, struct duty *row,
                      struct error *err) {
    struct duty kept = *duty;
    kept.ordinal = row->ordinal;
    kept.opened_seq = row->opened_seq;
    if (!text_keep(a->arena, &kept.decision, err) || !text_keep(a->arena, &kept.thing, err) ||
        !text_keep(a->arena, &kept.what, err) || !text_keep(a->arena, &kept.unit, err) ||
        !ground_copy(a->arena, &kept.ground, err))
        return false;
    *row = kept;
    return true;
}

static bool open_duty(struct answering *a, const struct duty *duty, struct standing standing,
                      struct error *err) {
    int64_t ordinal = next_ordinal(a, duty);
    struct duty *row = LIST_PUSH(a->arena, &a->answers.duties);
    struct standing *place = LIST_PUSH(a->arena, &a->standing);
    if (!row || !place)
        return error_memory(err);
    row->ordinal = ordinal;
    row->opened_seq = step_event(a)->seq;
    *place = standing;
    place->row = a->answers.duties.n - 1;
    place->seen = true;
    return keep_duty(a, duty, row, err);
}

static bool is_same_start(const struct standing *a, const struct standing *b) {
    return a->has_since == b->has_since && (!a->has_since || date_cmp(a->since, b->since) == 0);
}

static bool visit_duty(struct answering *a, const struct question *question, struct error *err) {
    struct duty duty;
    struct standing now;
    struct str thing = question_thing(a->step, question);
    struct standing *before = find_standing(a, question->ask, thing);
    if (!read_duty(a, question, &duty, &now, err)) {
        if (before)
            before->seen = true; // the routine cannot say that it is over
        return false;
    }
    if (!duty.what.n)
        return true;
    if (before && is_same_start(before, &now)) {
        before->seen = true;
        return keep_duty(a, &duty, &a->answers.duties.items[before->row], err);
    }
    if (before)
        end_duty(a, before);
    return open_duty(a, &duty, now, err);
}

static void end_unseen(struct answering *a) {
    for (size_t i = a->standing.n; i > 0; i--)
        if (!a->standing.items[i - 1].seen)
            end_duty(a, &a->standing.items[i - 1]);
}

// ---- the other answers ----

static bool visit_permit(struct answering *a, const struct question *question, struct error *err) {
    struct permit permit;
    if (!permit_of(a->arena, question, &permit, err))
        return false;
    struct permit *place = LIST_PUSH(a->arena, &a->answers.permits);
    if (!place)
        return error_memory(err);
    *place = permit;
    return true;
}

static bool visit_proposal(struct answering *a, const struct question *question,
                           struct error *err) {
    struct feel_value answer;
    struct proposal proposal = {0};
    if (!ask_put(a->arena, question, &answer, &proposal.ground, err))
        return false;
    proposal.act = part_event(&answer, "akt");
    proposal.thing = question_thing(a->arena, question);
    proposal.about = question->thing ? question->thing->opened->seq : 0;
    proposal.outcome = part_text(&answer, "utfall");
    proposal.reason = part_text(&answer, "grund");
    if (proposal.act == EVENT_NONE)
        return part_missing(question->ask, "akt", err);
    struct proposal *place = LIST_PUSH(a->arena, &a->answers.proposals);
    if (!place || !proposal.thing.p)
        return error_memory(err);
    *place = proposal;
    return true;
}

static bool visit_responsibility(struct answering *a, const struct question *question,
                                 struct error *err) {
    struct feel_value answer;
    struct responsibility who = {.profession = question->code};
    if (!ask_put(a->arena, question, &answer, &who.ground, err))
        return false;
    who.responsible = part_text(&answer, "ansvarig");
    who.unit = part_text(&answer, "enhet");
    who.reason = part_text(&answer, "grund");
    who.has_from = part_date(&answer, "från", &who.from);
    if (!who.responsible.n)
        return part_missing(question->ask, "ansvarig", err);
    struct responsibility *place = LIST_PUSH(a->arena, &a->answers.responsibilities);
    if (!place)
        return error_memory(err);
    *place = who;
    return true;
}

static bool visit_status(struct answering *a, const struct question *question, struct error *err) {
    struct feel_value answer;
    struct status status = {0};
    if (!ask_put(a->arena, question, &answer, &status.ground, err))
        return false;
    status.sentence = part_text(&answer, "mening");
    status.has_since = part_date(&answer, "sedan", &status.since);
    if (!status.sentence.n)
        return true;
    struct status *place = LIST_PUSH(a->arena, &a->answers.statuses);
    if (!place)
        return error_memory(err);
    *place = status;
    return true;
}

// The answer's texts, in the arena; nothing that is no text.
static bool read_points(struct answering *a, const struct feel_list *list,
                        struct checklist *checklist, struct error *err) {
    struct str *points = ARENA_ARRAY(a->arena, list->n, struct str);
    if (!points)
        return error_memory(err);
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].type == FEEL_STRING && list->items[i].string.n)
            points[checklist->point_count++] = list->items[i].string;
    checklist->points = points;
    return true;
}

static bool read_acts(struct answering *a, const struct feel_list *list,
                      struct checklist *checklist, struct error *err) {
    enum event_kind *acts = ARENA_ARRAY(a->arena, list->n, enum event_kind);
    if (!acts)
        return error_memory(err);
    for (size_t i = 0; i < list->n; i++) {
        const struct feel_value *item = &list->items[i];
        enum event_kind kind =
            item->type == FEEL_STRING ? event_kind_find_feel(item->string) : EVENT_NONE;
        if (kind != EVENT_NONE)
            acts[checklist->act_count++] = kind;
    }
    checklist->acts = acts;
    return true;
}

static bool visit_checklist(struct answering *a, const struct question *question,
                            struct error *err) {
    struct feel_value answer;
    struct checklist checklist = {.code = question->code};
    if (!ask_put(a->arena, question, &answer, &checklist.ground, err))
        return false;
    const struct feel_list *acts = part_list(&answer, "akter");
    const struct feel_list *points = part_list(&answer, "punkter");
    if (!acts || !points)
        return part_missing(question->ask, acts ? "punkter" : "akter", err);
    checklist.of = question_thing(a->arena, question);
    checklist.about = question->thing ? question->thing->opened->seq : 0;
    if (!read_acts(a, acts, &checklist, err) || !read_points(a, points, &checklist, err))
        return false;
    if (!checklist.point_count)
        return true;
    struct checklist *place = LIST_PUSH(a->arena, &a->answers.checklists);
    if (!place || !checklist.of.p)
        return error_memory(err);
    *place = checklist;
    return true;
}

// The fee is asked after each step, as duties are; what holds on is no change, but its reason may
// be another now.
static bool visit_fee(struct answering *a, const struct question *question, struct error *err) {
    struct feel_value answer;
    struct fee fee = {.seq = step_event(a)->seq, .before = STR("")};
    if (!ask_put(a->step, question, &answer, &fee.ground, err))
        return false;
    fee.level = part_text(&answer, "nivå");
    fee.reason = part_text(&answer, "grund");
    if (!part_date(&answer, "från", &fee.from))
        fee.from = event_date(a->routine->zone, step_event(a));
    if (!fee.level.n)
        return part_missing(question->ask, "nivå", err);
    struct fee *last = a->answers.fees.n ? &a->answers.fees.items[a->answers.fees.n - 1] : NULL;
    bool is_same = last && str_eq(last->level, fee.level);
    if (!text_keep(a->arena, &fee.level, err) || !text_keep(a->arena, &fee.reason, err) ||
        !ground_copy(a->arena, &fee.ground, err))
        return false;
    if (last)
        fee.before = is_same ? last->before : last->level;
    if (is_same)
        fee.seq = last->seq;
    struct fee *place = is_same ? last : LIST_PUSH(a->arena, &a->answers.fees);
    if (!place)
        return error_memory(err);
    *place = fee;
    return true;
}

static bool is_asked_each_step(enum answer_kind kind) {
    return kind == ANSWER_DUTY || kind == ANSWER_FEE;
}

static bool visit_asks(struct answering *a, bool each_step) {
    static visit_fn *const visits[] = {
        [ANSWER_DUTY] = visit_duty,         [ANSWER_PERMIT] = visit_permit,
        [ANSWER_PROPOSAL] = visit_proposal, [ANSWER_RESPONSIBILITY] = visit_responsibility,
        [ANSWER_STATUS] = visit_status,     [ANSWER_CHECKLIST] = visit_checklist,
        [ANSWER_FEE] = visit_fee,
    };
    for (size_t i = 0; i < a->routine->asks.n; i++) {
        const struct ask *ask = &a->routine->asks.items[i];
        if (is_asked_each_step(ask->kind) == each_step && ask->draft == EVENT_NONE &&
            !visit_each(a, ask, visits[ask->kind]))
            return false;
    }
    return true;
}

// ---- the fold ----

// What the routine asks for after the first `count` events.
static bool answer_step(struct answering *a, struct event_list effective,
                        const struct feel_value *events, size_t count) {
    struct case_state state;
    a->answers.refused = false; // only the last step's refusal is of interest now
    if (!state_fold(a->step, effective, count, &state, a->err) ||
        !facts_of_case(a->step, a->routine->zone, &state, events, &a->facts, a->err))
        return false;
    // Every fact is still there in the last step, and looked at then.
    a->facts.known = count < effective.n;
    for (size_t i = 0; i < a->standing.n; i++)
        a->standing.items[i].seen = false;
    if (!visit_asks(a, true))
        return false;
    end_unseen(a);
    return true;
}

// The routine's owner is to be told; what stood before stands.
static bool add_owner_duty(struct answering *a, struct event_list effective) {
    struct duty *duty = LIST_PUSH(a->arena, &a->answers.duties);
    if (!duty)
        return error_memory(a->err);
    *duty = (struct duty){
        .decision = a->routine->info.name,
        .thing = STR(""),
        .ordinal = 1,
        .what = a->routine->owner_duty,
        .role = a->routine->owner_role,
        .unit = STR(""),
        .opened_seq = effective.n ? effective.items[effective.n - 1].seq : 0,
        .ground = {.decision = a->routine->info.name, .rule = STR("")},
    };
    return true;
}

static bool answer_all(struct answering *a, struct event_list effective) {
    const struct feel_value *events;
    struct case_state state;
    if (!facts_of_events(a->arena, a->routine->zone, effective, &events, a->err))
        return false;
    for (size_t count = 1; count <= effective.n; count++) {
        arena_reset(a->step);
        if (!answer_step(a, effective, events, count))
            return false;
    }
    if (!state_fold(a->arena, effective, effective.n, &state, a->err) ||
        !facts_of_case(a->arena, a->routine->zone, &state, events, &a->facts, a->err) ||
        !visit_asks(a, false))
        return false;
    return !a->answers.refused || add_owner_duty(a, effective);
}

bool routine_answer(const struct routine *routine, struct arena *arena, struct event_list effective,
                    struct answers *ret_answers, struct error *err) {
    if (routine->parts.n)
        return parts_answer(routine, arena, effective, ret_answers, err);
    CLEANUP(arena_cleanup) struct arena *step = arena_new(STEP_CEILING);
    struct answering a = {.routine = routine, .arena = arena, .step = step, .err = err};
    if (!step)
        return error_memory(err);
    if (!answer_all(&a, effective))
        return false;
    *ret_answers = a.answers;
    return true;
}

struct str ground_clauses(struct arena *arena, const struct ground *ground) {
    struct buf buf = buf_new(arena, 4096);
    struct str text;
    for (size_t i = 0; i < ground->clause_count; i++) {
        if (i)
            buf_add_c(&buf, ", ");
        buf_add(&buf, ground->clauses[i]);
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

bool duty_on_time(const struct routine *routine, const struct duty *duty) {
    struct instant first, last;
    if (!duty->has_due)
        return true;
    if (duty->due_precision == PRECISION_DAY)
        return duty->ended.us < zone_day_end(routine->zone, duty->due.date).us;
    zone_instant(routine->zone, duty->due, &first, &last);
    return duty->ended.us <= last.us;
}

// ---- drafts ----

struct judging {
    const struct routine *routine;
    struct arena *arena;
    const struct event *draft;
    struct feel_value draft_value;
    struct facts facts;
    struct objections objections;
    struct error *err;
};

static bool judge_one(struct judging *j, const struct ask *ask, const struct thing *thing) {
    struct question question = {.ask = ask, .facts = &j->facts, .thing = thing};
    struct permit permit;
    struct error refusal = {0};
    if (ask->draft != EVENT_NONE)
        question.draft = &j->draft_value;
    if (!permit_of(j->arena, &question, &permit, &refusal)) {
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
    if (permit.allowed || permit.act != j->draft->kind)
        return true;
    struct permit *place = LIST_PUSH(j->arena, &j->objections.items);
    if (!place)
        return error_memory(j->err);
    *place = permit;
    return true;
}

static bool judge_ask(struct judging *j, const struct ask *ask) {
    const struct case_state *state = j->facts.state;
    if (ask->kind != ANSWER_PERMIT || ask->of == ASK_CODES ||
        (ask->draft != EVENT_NONE && ask->draft != j->draft->kind))
        return true;
    if (ask->of == ASK_ONCE)
        return judge_one(j, ask, NULL);
    for (size_t i = 0; i < state->thing_count; i++) {
        const struct thing *thing = &state->things[i];
        if (thing->kind == ask->thing && event_concerns(j->draft, thing) &&
            !judge_one(j, ask, thing))
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

bool routine_judge(const struct routine *routine, struct arena *arena, struct event_list effective,
                   const struct event *draft, struct objections *ret_objections,
                   struct error *err) {
    if (routine->parts.n)
        return parts_judge(routine, arena, effective, draft, ret_objections, err);
    struct judging j = {.routine = routine, .arena = arena, .err = err};
    struct event numbered = *draft;
    struct case_state state;
    struct event_list before;
    const struct feel_value *events;
    if (!events_before(arena, effective, draft, &before, &numbered.seq, err))
        return false;
    j.draft = &numbered;
    if (!state_fold(arena, before, before.n, &state, err) ||
        !facts_of_events(arena, routine->zone, before, &events, err) ||
        !facts_of_case(arena, routine->zone, &state, events, &j.facts, err) ||
        !facts_of_event(arena, routine->zone, &numbered, &j.draft_value, err))
        return false;
    for (size_t i = 0; i < routine->asks.n; i++)
        if (!judge_ask(&j, &routine->asks.items[i]))
            return false;
    *ret_objections = j.objections;
    return true;
}
