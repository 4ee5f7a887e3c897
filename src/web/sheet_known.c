// SPDX-License-Identifier: EUPL-1.2
#include "web/sheet_known.h"

static struct str text_of(const struct event *event, enum field_id field) {
    return event ? payload_text(&event->payload, field) : STR_NONE;
}

// Forms are of the minute: what happened in the same one is in the order of recording.
static bool is_later(const struct event *a, const struct event *b) {
    if (a->happened.us != b->happened.us)
        return a->happened.us > b->happened.us;
    return a->seq > b->seq;
}

// What was said last: by an earlier sheet, or when the person was informed.
static struct str said(const struct event *sheet, enum field_id on_sheet,
                       const struct event *information, enum field_id when_informed) {
    bool sheet_is_later = sheet && (!information || is_later(sheet, information));
    return sheet_is_later ? text_of(sheet, on_sheet) : text_of(information, when_informed);
}

static bool is_profession(enum code code) {
    return code != CODE_NONE && code_info(code)->list == CODES_profession;
}

// "Sjuksköterska: Hemsjukvården Norr, 0500-12 34 56", one a line, of those whose unit is known.
static bool add_contacts(const struct wording *wording, const struct case_view *from,
                         struct sheet_known *known, struct error *err) {
    struct buf buf = buf_new(wording->arena, 4000);
    for (size_t i = 0; i < from->answers.responsibilities.n; i++) {
        const struct responsibility *one = &from->answers.responsibilities.items[i];
        const struct unit_row *unit = wording_unit(wording, one->unit);
        if (!is_profession(one->profession) || !unit)
            continue;
        struct str profession =
            capitalised(wording->arena, code_words(wording->language, one->profession));
        buf_printf(&buf, "%s" STR_FMT ": " STR_FMT "%s" STR_FMT, buf.n > 0 ? "\n" : "",
                   STR_ARG(profession), STR_ARG(unit->name), unit->telephone.n > 0 ? ", " : "",
                   STR_ARG(unit->telephone));
        if (known->municipality.n == 0)
            known->municipality = unit->organisation_name;
    }
    return buf_done(&buf, &known->contacts, err);
}

// The plan as it was told, and the day that the last follow-up set.
static bool add_plan(const struct wording *wording, const struct case_view *from,
                     const struct event *sheet, const struct event *information,
                     struct sheet_known *known, struct error *err) {
    const struct event *followed_up = state_latest(&from->state, EVENT_followed_up);
    known->plan = said(sheet, FIELD_sheet_issued_plan, information, FIELD_information_given_plan);
    const struct field_value *next =
        followed_up ? payload_get(&followed_up->payload, FIELD_followed_up_next) : NULL;
    if (!next || (sheet && is_later(sheet, followed_up)))
        return true;
    struct str day = TR(wording->arena, wording->language, T_sheet_next_follow_up,
                        date_words(wording->arena, wording->language, next->date, wording->today));
    known->plan = known->plan.n == 0 ? day
                                     : str_printf(wording->arena, STR_FMT "\n" STR_FMT,
                                                  STR_ARG(known->plan), STR_ARG(day));
    return known->plan.p || error_memory(err);
}

bool sheet_known_of(const struct wording *wording, const struct case_view *from,
                    struct sheet_known *ret_known, struct error *err) {
    struct sheet_known known = {0};
    const struct event *sheet = state_latest(&from->state, EVENT_sheet_issued);
    const struct event *information = state_latest(&from->state, EVENT_information_given);
    known.goals = said(sheet, FIELD_sheet_issued_goals, information, FIELD_information_given_goals);
    known.takes_over =
        said(sheet, FIELD_sheet_issued_takes_over, state_latest(&from->state, EVENT_discharge_told),
             FIELD_discharge_told_takes_over);
    if (!add_contacts(wording, from, &known, err) ||
        !add_plan(wording, from, sheet, information, &known, err))
        return false;
    *ret_known = known;
    return true;
}

bool sheet_known_fill(const struct wording *wording, const struct case_view *from,
                      struct typed *typed, struct error *err) {
    struct sheet_known known;
    if (!sheet_known_of(wording, from, &known, err))
        return false;
    enum code language = wording->language == LANGUAGE_SV ? CODE_sheet_language_swedish
                                                          : CODE_sheet_language_english;
    const struct {
        enum field_id field;
        struct str text;
    } fields[] = {
        {FIELD_sheet_issued_language, str_of(code_info(language)->id)},
        {FIELD_sheet_issued_municipality, known.municipality},
        {FIELD_sheet_issued_goals, known.goals},
        {FIELD_sheet_issued_plan, known.plan},
        {FIELD_sheet_issued_contacts, known.contacts},
        {FIELD_sheet_issued_takes_over, known.takes_over},
    };
    for (size_t i = 0; i < COUNT(fields); i++)
        if (fields[i].text.n > 0 &&
            !typed_add(wording->arena, typed, str_of(field_info(fields[i].field)->id),
                       fields[i].text, err))
            return false;
    return true;
}

// ---- the issues ----

// In the order in which they were recorded: an entry is put before those of a later seq.
static bool add_issue(const struct wording *wording, const struct timeline_entry *entry,
                      struct str id, struct sheets_view *view, struct error *err) {
    if (!LIST_PUSH(wording->arena, &view->issues))
        return error_memory(err);
    size_t at = view->issues.n - 1;
    for (; at > 0 && view->issues.items[at - 1].seq < entry->event->seq; at--)
        view->issues.items[at] = view->issues.items[at - 1];
    struct date day = zone_local(wording->zone, entry->event->happened).date;
    view->issues.items[at] = (struct sheet_issue){
        .id = id,
        .seq = entry->event->seq,
        .day = date_words(wording->arena, wording->language, day, wording->today),
        .struck = entry->corrected_by != NULL,
    };
    return true;
}

static bool add_change(const struct wording *wording, struct str now, struct str then,
                       enum text_id what, struct sheets_view *view, struct error *err) {
    if (now.n == 0 || str_eq(str_trim(now), str_trim(then)))
        return true;
    struct str words = tr(wording->language, what);
    view->changed = view->changed.n == 0 ? words
                                         : str_printf(wording->arena, STR_FMT ", " STR_FMT,
                                                      STR_ARG(view->changed), STR_ARG(words));
    return view->changed.p || error_memory(err);
}

bool sheets_of(const struct wording *wording, const struct case_view *from, struct str id,
               struct sheets_view *view, struct error *err) {
    const struct event *sheet = state_latest(&from->state, EVENT_sheet_issued);
    struct sheet_known known;
    view->id = id;
    for (size_t i = 0; i < from->timeline.n; i++)
        if (from->timeline.items[i].event->kind == EVENT_sheet_issued &&
            !add_issue(wording, &from->timeline.items[i], id, view, err))
            return false;
    for (size_t i = 0; i < view->issues.n; i++)
        view->issues.items[i].issue = (int64_t)(view->issues.n - i);
    if (!sheet)
        return true;
    return sheet_known_of(wording, from, &known, err) &&
           add_change(wording, known.goals, text_of(sheet, FIELD_sheet_issued_goals),
                      T_sheet_changed_goals, view, err) &&
           add_change(wording, known.plan, text_of(sheet, FIELD_sheet_issued_plan),
                      T_sheet_changed_plan, view, err) &&
           add_change(wording, known.contacts, text_of(sheet, FIELD_sheet_issued_contacts),
                      T_sheet_changed_contacts, view, err) &&
           add_change(wording, known.takes_over, text_of(sheet, FIELD_sheet_issued_takes_over),
                      T_sheet_changed_takeover, view, err);
}
