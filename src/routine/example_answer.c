// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>

#include "routine/example.h"

struct writing {
    struct arena *arena;
    const struct routine *routine;
    const struct example_units *units;
    struct json_writer w;
};

static void add_text(struct writing *x, const char *key, struct str text) {
    json_key(&x->w, key);
    json_add_str(&x->w, text);
}

static void add_date(struct writing *x, const char *key, bool has, struct date date) {
    json_key(&x->w, key);
    if (has)
        json_add_str(&x->w, date_text(x->arena, date));
    else
        json_add_null(&x->w);
}

static void add_clauses(struct writing *x, const struct ground *ground) {
    json_key(&x->w, "klausuler");
    json_open(&x->w, '[');
    for (size_t i = 0; i < ground->clause_count; i++)
        json_add_str(&x->w, ground->clauses[i]);
    json_close(&x->w, ']');
}

static const char *state_word(enum duty_state state) {
    switch (state) {
    case DUTY_OPEN:
        return "öppen";
    case DUTY_FULFILLED:
        return "fullgjord";
    case DUTY_WITHDRAWN:
        return "bortfallen";
    }
    assert(!"a state");
    return "";
}

// As events have it: "2026-11-02 10:30".
static void add_date_time(struct writing *x, struct date_time at, bool whole) {
    struct str date = date_text(x->arena, at.date), time = time_text(x->arena, at.time);
    json_add_str(&x->w, whole ? date
                              : str_printf(x->arena, STR_FMT " " STR_FMT, STR_ARG(date),
                                           STR_ARG(str_sub(time, 0, 5))));
}

// A moment as examples have it: the day alone when it is its first.
static void add_moment(struct writing *x, const char *key, struct instant moment) {
    struct date_time local = zone_local(x->routine->zone, moment);
    bool whole = zone_day_start(x->routine->zone, local.date).us == moment.us;
    json_key(&x->w, key);
    add_date_time(x, local, whole);
}

static bool is_late(const struct routine *routine, const struct duty *duty, struct instant now) {
    struct duty ended = *duty;
    ended.ended = now;
    return !duty_on_time(routine, &ended);
}

static void add_due(struct writing *x, const struct duty *duty, const struct instant *now) {
    json_key(&x->w, "senast");
    if (!duty->has_due) {
        json_add_null(&x->w);
        return;
    }
    add_date_time(x, duty->due, duty->due_precision == PRECISION_DAY);
    if (duty->state != DUTY_OPEN) {
        json_key(&x->w, "i tid");
        json_add_bool(&x->w, duty_on_time(x->routine, duty));
    } else if (now) {
        json_key(&x->w, "försenad");
        json_add_bool(&x->w, is_late(x->routine, duty, *now));
    }
}

static void add_duty(struct writing *x, const struct duty *duty, const struct instant *now) {
    json_open(&x->w, '{');
    add_text(x, "vad", duty->what);
    add_text(x, "roll", str_of(code_info(duty->role)->sv));
    add_text(x, "enhet", example_unit_name(x->units, duty->unit));
    if (duty->team != CODE_NONE)
        add_text(x, "arbetslag", str_of(code_info(duty->team)->sv));
    if (duty->escalates.n)
        add_text(x, "trappar upp", duty->escalates);
    add_due(x, duty, now);
    if (duty->is_later)
        add_moment(x, "visas från", duty->shown_from);
    if (duty->urgent) {
        json_key(&x->w, "brådskar");
        json_add_bool(&x->w, true);
    }
    add_text(x, "läge", str_of(state_word(duty->state)));
    add_text(x, "fullgörs av",
             str_of(duty->fulfilled_by ? event_info(duty->fulfilled_by)->feel : ""));
    json_key(&x->w, "uppstod vid");
    json_add_int(&x->w, duty->opened_seq);
    json_key(&x->w, "upphörde vid");
    json_add_int(&x->w, duty->ended_seq);
    add_clauses(x, &duty->ground);
    json_close(&x->w, '}');
}

// What shows itself later is not yet among those that are open to be seen.
static bool is_shown(const struct duty *duty, const struct instant *now) {
    return duty->state == DUTY_OPEN && (!duty->is_later || (now && duty->shown_from.us <= now->us));
}

static void add_duties(struct writing *x, const struct answers *answers,
                       const struct instant *now) {
    json_key(&x->w, "öppna plikter");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->duties.n; i++)
        if (is_shown(&answers->duties.items[i], now))
            json_add_str(&x->w, answers->duties.items[i].what);
    json_close(&x->w, ']');
    json_key(&x->w, "plikter");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->duties.n; i++)
        add_duty(x, &answers->duties.items[i], now);
    json_close(&x->w, ']');
}

// The first permit of each act that holds it back, or true when none does.
static void add_permits(struct writing *x, const struct answers *answers) {
    json_key(&x->w, "får");
    json_open(&x->w, '{');
    for (enum event_kind act = EVENT_NONE + 1; act < EVENT_KIND_COUNT; act++) {
        const struct permit *shown = NULL;
        for (size_t i = 0; i < answers->permits.n; i++) {
            const struct permit *permit = &answers->permits.items[i];
            if (permit->act == act && (!shown || (shown->allowed && !permit->allowed)))
                shown = permit;
        }
        if (!shown)
            continue;
        json_key(&x->w, event_info(act)->feel);
        if (shown->allowed)
            json_add_bool(&x->w, true);
        else
            json_add_str(&x->w, shown->missing);
    }
    json_close(&x->w, '}');
}

static void add_proposals(struct writing *x, const struct answers *answers) {
    json_key(&x->w, "förslag");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->proposals.n; i++) {
        const struct proposal *proposal = &answers->proposals.items[i];
        json_open(&x->w, '{');
        add_text(x, "akt", str_of(event_info(proposal->act)->feel));
        add_text(x, "utfall", proposal->outcome);
        add_text(x, "grund", proposal->reason);
        add_clauses(x, &proposal->ground);
        json_close(&x->w, '}');
    }
    json_close(&x->w, ']');
}

static void add_responsibilities(struct writing *x, const struct answers *answers) {
    json_key(&x->w, "ansvar");
    json_open(&x->w, '{');
    for (size_t i = 0; i < answers->responsibilities.n; i++) {
        const struct responsibility *who = &answers->responsibilities.items[i];
        if (who->profession == CODE_NONE)
            continue;
        json_key(&x->w, code_info(who->profession)->sv);
        json_open(&x->w, '{');
        add_text(x, "ansvarig", who->responsible);
        add_text(x, "enhet", example_unit_name(x->units, who->unit));
        add_text(x, "grund", who->reason);
        add_date(x, "från", who->has_from, who->from);
        add_clauses(x, &who->ground);
        json_close(&x->w, '}');
    }
    json_close(&x->w, '}');
}

static void add_status(struct writing *x, const struct answers *answers) {
    if (!answers->statuses.n)
        return;
    const struct status *status = &answers->statuses.items[0];
    json_key(&x->w, "läge");
    json_open(&x->w, '{');
    add_text(x, "mening", status->sentence);
    add_date(x, "sedan", status->has_since, status->since);
    add_clauses(x, &status->ground);
    json_close(&x->w, '}');
    json_key(&x->w, "lägen");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->statuses.n; i++)
        json_add_str(&x->w, answers->statuses.items[i].sentence);
    json_close(&x->w, ']');
}

// The level that holds, and what it has been.
static void add_fees(struct writing *x, const struct answers *answers) {
    if (!answers->fees.n)
        return;
    const struct fee *last = &answers->fees.items[answers->fees.n - 1];
    json_key(&x->w, "avgift");
    json_open(&x->w, '{');
    add_text(x, "nivå", last->level);
    add_text(x, "grund", last->reason);
    if (last->capped.n)
        add_text(x, "utan tak", last->capped);
    add_date(x, "från", true, last->from);
    add_clauses(x, &last->ground);
    json_close(&x->w, '}');
    json_key(&x->w, "avgifter");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->fees.n; i++)
        json_add_str(&x->w, answers->fees.items[i].level);
    json_close(&x->w, ']');
}

// The ceiling of the fee that lasts; the one that began last.
static void add_ceiling(struct writing *x, const struct answers *answers) {
    const struct ceiling *last = NULL;
    for (size_t i = 0; i < answers->ceilings.n; i++)
        if (!answers->ceilings.items[i].to_seq)
            last = &answers->ceilings.items[i];
    json_key(&x->w, "avgiftstak");
    if (!last) {
        json_add_null(&x->w);
        return;
    }
    json_open(&x->w, '{');
    add_text(x, "nivå", last->level);
    add_text(x, "grund", last->reason);
    add_date(x, "från", true, last->from);
    add_clauses(x, &last->ground);
    json_close(&x->w, '}');
}

static void add_checklists(struct writing *x, const struct answers *answers) {
    json_key(&x->w, "checklistor");
    json_open(&x->w, '[');
    for (size_t i = 0; i < answers->checklists.n; i++) {
        const struct checklist *checklist = &answers->checklists.items[i];
        json_open(&x->w, '{');
        if (checklist->code != CODE_NONE)
            add_text(x, "gäller", str_of(code_info(checklist->code)->sv));
        json_key(&x->w, "punkter");
        json_open(&x->w, '[');
        for (size_t k = 0; k < checklist->point_count; k++)
            json_add_str(&x->w, checklist->points[k]);
        json_close(&x->w, ']');
        add_clauses(x, &checklist->ground);
        json_close(&x->w, '}');
    }
    json_close(&x->w, ']');
}

static void add_objections(struct writing *x, const struct objections *objections) {
    bool may_deviate = objections->items.n > 0;
    json_key(&x->w, "hinder");
    json_open(&x->w, '[');
    for (size_t i = 0; i < objections->items.n; i++) {
        json_add_str(&x->w, objections->items.items[i].missing);
        may_deviate = may_deviate && objections->items.items[i].may_deviate;
    }
    json_close(&x->w, ']');
    json_key(&x->w, "avvikelse möjlig");
    json_add_bool(&x->w, may_deviate);
}

bool example_answers(struct arena *arena, const struct routine *routine,
                     const struct example_units *units, const struct answers *answers,
                     const struct objections *objections, const struct instant *now,
                     const struct json **ret_json, struct error *err) {
    struct writing x = {arena, routine, units, json_writer_new(arena)};
    bool refused = answers->refused || (objections && objections->refused);
    const char *key = answers->refused ? answers->refusal.key
                      : refused        ? objections->refusal.key
                                       : "";
    struct str text;
    json_open(&x.w, '{');
    add_duties(&x, answers, now);
    add_permits(&x, answers);
    add_proposals(&x, answers);
    add_responsibilities(&x, answers);
    add_status(&x, answers);
    add_checklists(&x, answers);
    add_fees(&x, answers);
    add_ceiling(&x, answers);
    add_text(&x, REFUSAL_MEMBER, str_of(key));
    if (objections)
        add_objections(&x, objections);
    json_close(&x.w, '}');
    return json_done(&x.w, &text, err) && json_parse(arena, text, ret_json, err);
}
