// SPDX-License-Identifier: EUPL-1.2
//
// What a routine says of a case. Duties have a history: the events are folded one by one, and what
// the routine asks for after each step is compared with what stood before it.
#include <assert.h>

#include "routine/answering.h"

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

typedef bool visit_fn(struct answering *a, const struct question *question,
                      const struct dmn_answer *answer, struct asked *asked, struct error *err);

static bool keep_refusal(struct answering *a, struct asked *asked, const struct error *refusal) {
    struct error *kept = ARENA_NEW(a->steps, struct error);
    if (!kept)
        return error_memory(a->err);
    *kept = *refusal;
    asked->refusal = kept;
    return note_refusal(a, kept);
}

#define TAKE(a, list, at)                                                                          \
    do {                                                                                           \
        __typeof__((a)->answers.list.items) place = LIST_PUSH((a)->arena, &(a)->answers.list);     \
        if (!place)                                                                                \
            return error_memory((a)->err);                                                         \
        *place = (a)->like->answers.list.items[at];                                                \
    } while (0)

// What was made of the same answer before; only of what is asked at the end.
static bool take(struct answering *a, enum answer_kind kind, const struct asked *before) {
    if (!before->stands)
        return true;
    switch (kind) {
    case ANSWER_PERMIT:
        TAKE(a, permits, before->row);
        return true;
    case ANSWER_PROPOSAL:
        TAKE(a, proposals, before->row);
        return true;
    case ANSWER_RESPONSIBILITY:
        TAKE(a, responsibilities, before->row);
        return true;
    case ANSWER_STATUS:
        TAKE(a, statuses, before->row);
        return true;
    case ANSWER_CHECKLIST:
        TAKE(a, checklists, before->row);
        return true;
    case ANSWER_DUTY:
    case ANSWER_FEE:
    case ANSWER_CEILING:
        break;
    }
    assert(!"what is asked at the end");
    return false;
}

// How the question was answered where the same was asked at an end of its own; or NULL.
static const struct asked *asked_before(const struct answering *a,
                                        const struct question *question) {
    const struct ask *ask = question->ask;
    if (!a->like || is_asked_each_step(ask->kind))
        return NULL;
    const struct asked_of *of = &a->like->asked[ask - a->routine->asks.items];
    const struct asked *before = question->at < of->list.n ? &of->list.items[question->at] : NULL;
    return before && before->put ? before : NULL;
}

static bool take_again(struct answering *a, const struct question *question,
                       const struct asked *before) {
    return before->refusal ? note_refusal(a, before->refusal)
                           : take(a, question->ask->kind, before);
}

// An answer that is the same as before has nothing new to say.
static bool visit_question(struct answering *a, visit_fn *with, const struct question *question,
                           struct asked *asked) {
    struct dmn_answer answer;
    struct error refusal;
    error_begin(&refusal);
    if (!asking_put(&a->asking, question, &answer, a->err))
        return false;
    if (asked->put && asked->stamp == answer.stamp)
        return !asked->refusal || note_refusal(a, asked->refusal);
    const struct asked *before = asked_before(a, question);
    asked->put = true;
    asked->stamp = answer.stamp;
    asked->refusal = answer.refusal;
    if (answer.refusal)
        return note_refusal(a, answer.refusal);
    if (before && before->stamp == answer.stamp)
        return take_again(a, question, before);
    return with(a, question, &answer, asked, &refusal) || keep_refusal(a, asked, &refusal);
}

static struct asked *asked_at(struct answering *a, const struct ask *ask, size_t at) {
    struct asked_of *of = &a->asked[ask - a->routine->asks.items];
    while (of->list.n <= at)
        if (!LIST_PUSH(a->arena, &of->list)) {
            error_memory(a->err);
            return NULL;
        }
    return &of->list.items[at];
}

// The event at hand may have changed what the decision says; in a case without any none has.
static void note_touched(struct answering *a, const struct ask *ask) {
    size_t n = a->asking.facts->state.events.n, at = (size_t)(ask - a->routine->asks.items);
    if (a->touched && n)
        a->touched[(n - 1) * a->routine->ask_words + at / 64] |= UINT64_C(1) << at % 64;
}

struct visiting {
    struct answering *a;
    visit_fn *with;
    bool stands; // nothing that it looks at has changed since the same was asked
};

static bool visit(void *context, const struct question *question) {
    const struct visiting *visiting = context;
    struct answering *a = visiting->a;
    note_touched(a, question->ask);
    const struct asked *before = visiting->stands ? asked_before(a, question) : NULL;
    if (before && (!question->thing || question->thing->after <= a->like_at))
        return take_again(a, question, before);
    struct asked *asked = asked_at(a, question->ask, question->at);
    if (!asked || !visit_question(a, visiting->with, question, asked))
        return false;
    if (asked->refusal)
        a->refuses = a->asked[question->ask - a->routine->asks.items].refuses = true;
    return true;
}

static bool visit_all(struct answering *a, const struct ask *ask, visit_fn *with) {
    struct visiting visiting = {.a = a, .with = with};
    visiting.stands = a->like && asking_stands_since(&a->asking, ask, a->like_at);
    return question_each(&a->asking.facts->state, ask, visit, &visiting);
}

// Passes over what must be as it was. A refusal is told after every step.
static bool visit_changed(struct answering *a, const struct ask *ask, visit_fn *with) {
    struct visiting visiting = {.a = a, .with = with};
    bool all = a->asks_all || a->asked[ask - a->routine->asks.items].refuses ||
               asking_may_differ(&a->asking, ask);
    if (!all)
        return ask->of != ASK_THINGS ||
               question_each_renewed(a->asking.facts, ask, visit, &visiting);
    note_touched(a, ask);
    return question_each(&a->asking.facts->state, ask, visit, &visiting);
}

// ---- duties ----

static bool read_due(const struct zone *zone, const struct ask *ask,
                     const struct feel_value *answer, struct duty *duty) {
    struct instant moment;
    if (part_moment(zone, ask, answer, PART_DUE_MOMENT, &moment)) {
        duty->has_due = true;
        duty->due = zone_local(zone, moment);
        duty->due_precision = PRECISION_MINUTE;
        return true;
    }
    duty->has_due = part_date(ask, answer, PART_DUE, &duty->due.date);
    duty->due_precision =
        part_clock(ask, answer, PART_DUE_CLOCK, &duty->due.time) ? PRECISION_MINUTE : PRECISION_DAY;
    return duty->has_due || duty->due_precision == PRECISION_DAY;
}

// A moment, or a day: its first.
static bool read_moment(const struct zone *zone, const struct ask *ask,
                        const struct feel_value *answer, enum part moment, enum part day,
                        struct instant *ret_moment) {
    struct date date;
    if (part_moment(zone, ask, answer, moment, ret_moment))
        return true;
    if (!part_date(ask, answer, day, &date))
        return false;
    *ret_moment = zone_day_start(zone, date);
    return true;
}

static bool read_since(const struct zone *zone, const struct ask *ask,
                       const struct feel_value *answer, struct instant *ret_since) {
    *ret_since = (struct instant){0};
    return read_moment(zone, ask, answer, PART_SINCE_MOMENT, PART_SINCE, ret_since);
}

// What the routine asks for now. Borrows from the answer.
static bool read_duty(const struct zone *zone, const struct question *question,
                      const struct feel_value *answer, struct duty *ret_duty, struct error *err) {
    const struct ask *ask = question->ask;
    struct duty duty = {
        .decision = ask->decision->name,
        .what = part_text(ask, answer, PART_WHAT),
        .role = code_find_feel(CODES_role, part_text(ask, answer, PART_ROLE)),
        .unit = part_text(ask, answer, PART_UNIT),
        .fulfilled_by = part_event(ask, answer, PART_FULFILLED_BY),
        .also_by = part_event(ask, answer, PART_ALSO_BY),
        .about = question->thing ? question->thing->opened->seq : 0,
        .urgent = part_boolean(ask, answer, PART_URGENT),
        .team = code_find_feel(CODES_work_team, part_text(ask, answer, PART_TEAM)),
        .escalates = part_text(ask, answer, PART_ESCALATES),
    };
    duty.is_later =
        read_moment(zone, ask, answer, PART_SHOWN_MOMENT, PART_SHOWN_FROM, &duty.shown_from);
    if (duty.role == CODE_NONE)
        return part_missing(ask, "roll", err);
    if (!read_due(zone, ask, answer, &duty))
        return part_missing(ask, "senast", err);
    *ret_duty = duty;
    return true;
}

static const struct event *step_event(const struct answering *a) {
    const struct event_list *events = &a->asking.facts->state.events;
    return &events->items[events->n - 1];
}

// Did the event at hand bear on the thing of the duty? On a duty of the whole case every event
// does.
static bool bears_on(const struct thing *thing, const struct event *event) {
    for (size_t i = 0; thing && i < thing->touch_count; i++)
        if (thing->touched[i] == event)
            return true;
    return !thing || thing->opened == event;
}

// What was recorded after the event that fulfilled the duty, of an earlier time, changes nothing of
// what was asked of whoever did it.
static struct str said_to(const struct said *said, const struct event *event) {
    while (said->before && event_recorded_before(event, said->from))
        said = said->before;
    return said->what;
}

static bool note_said(struct answering *a, struct str what, struct asked *asked,
                      struct error *err) {
    if (asked->said && str_eq(asked->said->what, what))
        return true;
    struct said *said = ARENA_NEW(a->arena, struct said);
    if (!said)
        return error_memory(err);
    *said = (struct said){step_event(a), what, asked->said};
    asked->said = said;
    return true;
}

static void end_duty(struct answering *a, const struct question *question, struct asked *asked) {
    struct duty *duty = &a->answers.duties.items[asked->row];
    const struct event *event = step_event(a);
    bool does = event->kind == duty->fulfilled_by || event->kind == duty->also_by;
    bool fulfilled = does && bears_on(question->thing, event);
    duty->state = fulfilled ? DUTY_FULFILLED : DUTY_WITHDRAWN;
    duty->ended_seq = event->seq;
    duty->ended = event->happened;
    if (fulfilled && asked->said)
        duty->what = said_to(asked->said, event);
    asked->stands = false;
    asked->said = NULL;
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

// What the duty was until the event at hand.
static bool note_before(struct answering *a, const struct duty *row, struct error *err) {
    if (!a->told || row->opened_seq == step_event(a)->seq)
        return true;
    struct duty_then *then = LIST_PUSH(a->arena, &a->told->items);
    if (!then)
        return error_memory(err);
    *then = (struct duty_then){a->asking.facts->state.events.n - 1, *row};
    return true;
}

// Takes what the routine says now into the row of the duty.
static bool keep_duty(struct answering *a, const struct ask *ask, const struct dmn_answer *answer,
                      const struct duty *duty, struct duty *row, struct error *err) {
    struct duty kept = *duty;
    kept.thing = row->thing;
    kept.ordinal = row->ordinal;
    kept.opened_seq = row->opened_seq;
    if (!text_keep(a->arena, &kept.what, err) || !text_keep(a->arena, &kept.unit, err) ||
        !text_keep(a->arena, &kept.escalates, err) ||
        !ground_of(a->arena, ask, answer, &kept.ground, err) || !note_before(a, row, err))
        return false;
    *row = kept;
    return true;
}

static bool open_duty(struct answering *a, const struct question *question, struct duty *duty,
                      struct asked *asked, struct error *err) {
    duty->thing = question_thing(a->arena, question);
    if (!duty->thing.p)
        return error_memory(err);
    duty->ordinal = next_ordinal(a, duty);
    duty->opened_seq = step_event(a)->seq;
    struct duty *row = LIST_PUSH(a->arena, &a->answers.duties);
    if (!row)
        return error_memory(err);
    *row = *duty;
    asked->stands = true;
    asked->said = NULL;
    asked->row = a->answers.duties.n - 1;
    return true;
}

static bool visit_duty(struct answering *a, const struct question *question,
                       const struct dmn_answer *answer, struct asked *asked, struct error *err) {
    struct duty duty;
    struct instant since;
    struct str what = part_text(question->ask, &answer->value, PART_WHAT);
    if (!what.n) { // nearly always: then the rest is of no interest
        if (asked->stands)
            end_duty(a, question, asked);
        return true;
    }
    bool has_since = read_since(a->routine->zone, question->ask, &answer->value, &since);
    if (!read_duty(a->routine->zone, question, &answer->value, &duty, err))
        return false; // what stands, stands: the routine cannot say that it is over
    bool same_start = asked->has_since == has_since && (!has_since || asked->since.us == since.us);
    if (asked->stands && !same_start)
        end_duty(a, question, asked);
    asked->has_since = has_since;
    asked->since = since;
    if (!asked->stands && !open_duty(a, question, &duty, asked, err))
        return false;
    struct duty *row = &a->answers.duties.items[asked->row];
    return keep_duty(a, question->ask, answer, &duty, row, err) &&
           note_said(a, row->what, asked, err);
}

// ---- the other answers ----

static void stands_last(struct asked *asked, size_t n) {
    asked->stands = true;
    asked->row = n - 1;
}

static bool visit_permit(struct answering *a, const struct question *question,
                         const struct dmn_answer *answer, struct asked *asked, struct error *err) {
    struct permit permit;
    if (a->is_history)
        return permit_read(question, answer, &permit, err);
    if (!permit_of(a->arena, question, answer, &permit, err))
        return false;
    struct permit *place = LIST_PUSH(a->arena, &a->answers.permits);
    if (!place)
        return error_memory(err);
    *place = permit;
    stands_last(asked, a->answers.permits.n);
    return true;
}

static bool visit_proposal(struct answering *a, const struct question *question,
                           const struct dmn_answer *answer, struct asked *asked,
                           struct error *err) {
    struct proposal proposal = {
        .act = part_event(question->ask, &answer->value, PART_ACT),
        .about = question->thing ? question->thing->opened->seq : 0,
        .outcome = part_text(question->ask, &answer->value, PART_OUTCOME),
        .reason = part_text(question->ask, &answer->value, PART_REASON),
    };
    if (proposal.act == EVENT_NONE)
        return part_missing(question->ask, "akt", err);
    if (a->is_history)
        return true;
    proposal.thing = question_thing(a->arena, question);
    if (!text_keep(a->arena, &proposal.outcome, err) ||
        !text_keep(a->arena, &proposal.reason, err) ||
        !ground_of(a->arena, question->ask, answer, &proposal.ground, err))
        return false;
    struct proposal *place = LIST_PUSH(a->arena, &a->answers.proposals);
    if (!place || !proposal.thing.p)
        return error_memory(err);
    *place = proposal;
    stands_last(asked, a->answers.proposals.n);
    return true;
}

static bool visit_responsibility(struct answering *a, const struct question *question,
                                 const struct dmn_answer *answer, struct asked *asked,
                                 struct error *err) {
    struct responsibility who = {
        .profession = question->code,
        .responsible = part_text(question->ask, &answer->value, PART_RESPONSIBLE),
        .unit = part_text(question->ask, &answer->value, PART_UNIT),
        .reason = part_text(question->ask, &answer->value, PART_REASON),
    };
    who.has_from = part_date(question->ask, &answer->value, PART_FROM, &who.from);
    if (!who.responsible.n)
        return part_missing(question->ask, "ansvarig", err);
    if (a->is_history)
        return true;
    if (!text_keep(a->arena, &who.responsible, err) || !text_keep(a->arena, &who.unit, err) ||
        !text_keep(a->arena, &who.reason, err) ||
        !ground_of(a->arena, question->ask, answer, &who.ground, err))
        return false;
    struct responsibility *place = LIST_PUSH(a->arena, &a->answers.responsibilities);
    if (!place)
        return error_memory(err);
    *place = who;
    stands_last(asked, a->answers.responsibilities.n);
    return true;
}

static bool visit_status(struct answering *a, const struct question *question,
                         const struct dmn_answer *answer, struct asked *asked, struct error *err) {
    struct status status = {.sentence = part_text(question->ask, &answer->value, PART_SENTENCE)};
    status.has_since = part_date(question->ask, &answer->value, PART_SINCE, &status.since);
    if (a->is_history || !status.sentence.n)
        return true;
    if (!text_keep(a->arena, &status.sentence, err) ||
        !ground_of(a->arena, question->ask, answer, &status.ground, err))
        return false;
    struct status *place = LIST_PUSH(a->arena, &a->answers.statuses);
    if (!place)
        return error_memory(err);
    *place = status;
    stands_last(asked, a->answers.statuses.n);
    return true;
}

// The answer's texts; nothing that is no text.
static bool read_points(struct answering *a, const struct feel_list *list,
                        struct checklist *checklist, struct error *err) {
    struct str *points = ARENA_ARRAY(a->arena, list->n, struct str);
    if (!points)
        return error_memory(err);
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].type != FEEL_STRING || !list->items[i].string.n)
            continue;
        struct str *point = &points[checklist->point_count++];
        *point = list->items[i].string;
        if (!text_keep(a->arena, point, err))
            return false;
    }
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
                            const struct dmn_answer *answer, struct asked *asked,
                            struct error *err) {
    struct checklist checklist = {
        .code = question->code,
        .about = question->thing ? question->thing->opened->seq : 0,
    };
    const struct feel_list *acts = part_list(question->ask, &answer->value, PART_ACTS);
    const struct feel_list *points = part_list(question->ask, &answer->value, PART_POINTS);
    if (!acts || !points)
        return part_missing(question->ask, acts ? "punkter" : "akter", err);
    if (a->is_history)
        return true;
    checklist.of = question_thing(a->arena, question);
    if (!read_acts(a, acts, &checklist, err) || !read_points(a, points, &checklist, err))
        return false;
    if (!checklist.point_count)
        return true;
    if (!ground_of(a->arena, question->ask, answer, &checklist.ground, err))
        return false;
    struct checklist *place = LIST_PUSH(a->arena, &a->answers.checklists);
    if (!place || !checklist.of.p)
        return error_memory(err);
    *place = checklist;
    stands_last(asked, a->answers.checklists.n);
    return true;
}

// The level before this one. What was to begin later than it is not to be any more.
static struct fee *last_fee(struct answering *a, const struct fee *fee) {
    struct fee *fees = a->answers.fees.items;
    while (a->answers.fees.n > 1 && date_cmp(fees[a->answers.fees.n - 1].from, fee->from) > 0)
        a->answers.fees.n--;
    return a->answers.fees.n ? &fees[a->answers.fees.n - 1] : NULL;
}

// The fee is asked after each step, as duties are; what holds on is no change, but its reason may
// be another now.
static bool visit_fee(struct answering *a, const struct question *question,
                      const struct dmn_answer *answer, struct asked *asked, struct error *err) {
    struct fee fee = {
        .level = part_text(question->ask, &answer->value, PART_LEVEL),
        .before = STR(""),
        .reason = part_text(question->ask, &answer->value, PART_REASON),
        .from = event_date(a->routine->zone, step_event(a)),
        .seq = step_event(a)->seq,
        .capped = STR(""),
    };
    (void)asked;
    a->fees_told++;
    fee.has_order = part_int(question->ask, &answer->value, PART_ORDER, &fee.order);
    if (!fee.level.n)
        return part_missing(question->ask, "nivå", err);
    part_date(question->ask, &answer->value, PART_FROM, &fee.from);
    struct fee *last = last_fee(a, &fee);
    bool is_same = last && str_eq(last->level, fee.level);
    if (last)
        fee.before = is_same ? last->before : last->level;
    if (is_same) {
        bool is_in_force = date_cmp(last->from, event_date(a->routine->zone, step_event(a))) <= 0;
        if (is_in_force && date_cmp(last->from, fee.from) < 0)
            fee.from = last->from;
        fee.seq = last->seq;
    }
    if (!text_keep(a->arena, &fee.level, err) || !text_keep(a->arena, &fee.reason, err) ||
        !ground_of(a->arena, question->ask, answer, &fee.ground, err))
        return false;
    struct fee *place = is_same ? last : LIST_PUSH(a->arena, &a->answers.fees);
    if (!place)
        return error_memory(err);
    *place = fee;
    return true;
}

// When it begins and ends is kept; what it does to the fee is seen when all have answered.
static bool visit_ceiling(struct answering *a, const struct question *question,
                          const struct dmn_answer *answer, struct asked *asked, struct error *err) {
    const struct event *event = step_event(a);
    struct instant since;
    a->fees_told++;
    bool holds = part_boolean(question->ask, &answer->value, PART_HOLDS);
    bool has_since = read_since(a->routine->zone, question->ask, &answer->value, &since);
    bool same_start = asked->has_since == has_since && (!has_since || asked->since.us == since.us);
    if (asked->stands && (!holds || !same_start)) {
        a->answers.ceilings.items[asked->row].to_seq = event->seq;
        asked->stands = false;
    }
    if (!holds)
        return true;
    struct ceiling ceiling = {.reason = part_text(question->ask, &answer->value, PART_REASON),
                              .from = event_date(a->routine->zone, event),
                              .from_seq = event->seq,
                              .level = STR("")};
    if (!ceiling.reason.n)
        return part_missing(question->ask, "grund", err);
    if (asked->stands) {
        ceiling.from = a->answers.ceilings.items[asked->row].from;
        ceiling.from_seq = a->answers.ceilings.items[asked->row].from_seq;
    } else {
        asked->row = a->answers.ceilings.n;
        if (!LIST_PUSH(a->arena, &a->answers.ceilings))
            return error_memory(err);
    }
    if (!text_keep(a->arena, &ceiling.reason, err) ||
        !ground_of(a->arena, question->ask, answer, &ceiling.ground, err))
        return false;
    asked->stands = true;
    asked->has_since = has_since;
    asked->since = since;
    a->answers.ceilings.items[asked->row] = ceiling;
    return true;
}

// The first from there on, of those.
static size_t next_ask(const struct answering *a, const uint64_t *among, size_t at) {
    size_t n = a->routine->asks.n;
    while (at < n) {
        uint64_t left = among[at / 64] >> at % 64;
        if (left)
            return at + (size_t)__builtin_ctzll(left);
        at = (at / 64 + 1) * 64;
    }
    return at;
}

bool answering_visit(struct answering *a, bool each_step) {
    static visit_fn *const visits[] = {
        [ANSWER_DUTY] = visit_duty,         [ANSWER_PERMIT] = visit_permit,
        [ANSWER_PROPOSAL] = visit_proposal, [ANSWER_RESPONSIBILITY] = visit_responsibility,
        [ANSWER_STATUS] = visit_status,     [ANSWER_CHECKLIST] = visit_checklist,
        [ANSWER_FEE] = visit_fee,           [ANSWER_CEILING] = visit_ceiling,
    };
    bool some = each_step && !a->asks_all && !a->refuses;
    const uint64_t *among = some ? asking_among(&a->asking) : NULL;
    if (!among)
        among = each_step ? a->routine->asks_each_step : asking_at_end(&a->asking, a->is_history);
    for (size_t i = 0; (i = next_ask(a, among, i)) < a->routine->asks.n; i++) {
        const struct ask *ask = &a->routine->asks.items[i];
        visit_fn *with = visits[ask->kind];
        if (a->only && !a->only[i])
            continue;
        if (!(each_step ? visit_changed(a, ask, with) : visit_all(a, ask, with)))
            return false;
    }
    return true;
}

bool answering_owner_duty(struct answering *a, struct event_list effective) {
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
