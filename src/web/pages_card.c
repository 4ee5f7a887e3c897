// SPDX-License-Identifier: EUPL-1.2
//
// The card of somebody in VILS, for the home and for the night team: where things stand, whom to
// call, what the person wants, what whoever comes to the bed must know, which interventions there
// are. What the user may see of the case and nothing else.
#include "doc/paper.h"

#include "care/person.h"
#include "web/case_parts.h"
#include "web/routes.h"
#include "web/view_person.h"

struct maker {
    const struct case_maker *m;
    struct paper card;
};

static struct paper_part *part_add(struct maker *k, enum text_id heading) {
    struct paper_part *part = LIST_PUSH(k->m->request->arena, &k->card.parts);
    if (part)
        part->heading = page_text(k->m->request, heading);
    else
        error_memory(k->m->err);
    return part;
}

static bool line_add(struct maker *k, struct paper_part *part, struct str head, struct str text) {
    struct paper_line *line = LIST_PUSH(k->m->request->arena, &part->lines);
    if (!line)
        return error_memory(k->m->err);
    *line = (struct paper_line){head, text};
    return true;
}

static bool add_standing(struct maker *k) {
    struct paper_part *part = part_add(k, T_card_standing);
    const struct answers *answers = &k->m->from->answers;
    for (size_t i = 0; part && i < answers->statuses.n; i++)
        if (!line_add(k, part, STR_NONE, answers->statuses.items[i].sentence))
            return false;
    return part != NULL;
}

static bool add_unit(struct maker *k, struct paper_part *part, struct str head, struct str stream) {
    const struct unit_row *unit = wording_unit(k->m->wording, stream);
    if (!unit)
        return true;
    struct str text = str_printf(k->m->request->arena, STR_FMT "%s" STR_FMT, STR_ARG(unit->name),
                                 unit->telephone.n ? ", " : "", STR_ARG(unit->telephone));
    return text.p ? line_add(k, part, head, text) : error_memory(k->m->err);
}

static bool add_noted(struct maker *k, struct paper_part *part, enum event_kind kind,
                      enum field_id name, enum field_id telephone) {
    const struct event *event = state_latest(&k->m->from->state, kind);
    struct str who = event ? payload_text(&event->payload, name) : STR_NONE;
    struct str number = event ? payload_text(&event->payload, telephone) : STR_NONE;
    if (!who.n)
        return true;
    struct str text = str_printf(k->m->request->arena, STR_FMT "%s" STR_FMT, STR_ARG(who),
                                 number.n ? ", " : "", STR_ARG(number));
    if (!text.p)
        return error_memory(k->m->err);
    return line_add(k, part, event_words(k->m->request->language, kind), text);
}

static bool add_calls(struct maker *k, const struct thing *vils) {
    struct paper_part *part = part_add(k, T_card_calls);
    const struct answers *answers = &k->m->from->answers;
    const struct field_value *home_care = thing_get(vils, "home_care");
    if (!part)
        return false;
    for (size_t i = 0; i < answers->responsibilities.n; i++) {
        const struct responsibility *one = &answers->responsibilities.items[i];
        struct str who = one->profession == CODE_NONE
                             ? one->ground.decision
                             : code_words(k->m->request->language, one->profession);
        who = capitalised(k->m->request->arena, who);
        if (!add_unit(k, part, who, one->unit))
            return false;
    }
    return (!home_care ||
            add_unit(k, part, page_text(k->m->request, T_card_home_care), home_care->text)) &&
           add_noted(k, part, EVENT_physician_noted, FIELD_physician_noted_name,
                     FIELD_physician_noted_telephone) &&
           add_noted(k, part, EVENT_contact_noted, FIELD_contact_noted_name,
                     FIELD_contact_noted_telephone);
}

// The wishes as they hold: an answer that was changed since does not stand beside the new one.
static bool wishes_now(struct maker *k, const struct event *wishes, bool changed,
                       struct payload *ret_payload) {
    struct field_value *values =
        ARENA_ARRAY(k->m->request->arena, wishes->payload.n, struct field_value);
    struct payload now = {0, values};
    if (!values)
        return error_memory(k->m->err);
    for (size_t i = 0; i < wishes->payload.n; i++)
        if (!changed || wishes->payload.values[i].field != FIELD_wishes_noted_growth)
            values[now.n++] = wishes->payload.values[i];
    *ret_payload = now;
    return true;
}

static bool add_wishes(struct maker *k) {
    struct paper_part *part = part_add(k, T_card_wishes);
    const struct case_state *state = &k->m->from->state;
    const struct event *wishes = state_latest(state, EVENT_wishes_noted);
    const struct event *changed = state_latest(state, EVENT_growth_changed);
    struct word_rows rows = {0};
    bool newer = changed && wishes && changed->happened.us >= wishes->happened.us;
    struct payload now = {0};
    if (!part ||
        (wishes && (!wishes_now(k, wishes, newer, &now) ||
                    !payload_words(k->m->wording, &now, &rows, k->m->err))) ||
        (newer && !payload_words(k->m->wording, &changed->payload, &rows, k->m->err)))
        return false;
    for (size_t i = 0; i < rows.items.n; i++)
        if (!line_add(k, part, rows.items.items[i].label,
                      capitalised(k->m->request->arena, rows.items.items[i].value)))
            return false;
    return true;
}

static bool add_core(struct maker *k, struct paper_part *part, const struct core_view *core) {
    struct buf buf = buf_new(k->m->request->arena, BUF_DEFAULT_MAX);
    struct str text;
    buf_add(&buf, core->value);
    for (size_t r = 0; r < core->rows.n; r++)
        buf_printf(&buf, ". " STR_FMT ": " STR_FMT, STR_ARG(core->rows.items[r].label),
                   STR_ARG(core->rows.items[r].value));
    return buf_done(&buf, &text, k->m->err) && line_add(k, part, core->label, text);
}

// What nobody has filled in takes one line, so that what is known has room on the first page.
static bool add_bedside(struct maker *k) {
    struct paper_part *part = part_add(k, T_card_bedside);
    struct buf empty = buf_new(k->m->request->arena, BUF_DEFAULT_MAX);
    struct str lacking;
    if (!part || !case_add_core(k->m))
        return false;
    for (size_t i = 0; i < k->m->page->core.n; i++) {
        const struct core_view *core = &k->m->page->core.items[i];
        if (core->value.n && !add_core(k, part, core))
            return false;
        if (!core->value.n)
            buf_printf(&empty, "%s" STR_FMT, empty.n ? ", " : "",
                       STR_ARG(in_sentence(k->m->request->arena, core->label)));
    }
    if (!buf_done(&empty, &lacking, k->m->err))
        return false;
    return !lacking.n || line_add(k, part, page_text(k->m->request, T_card_not_filled_in), lacking);
}

static bool add_interventions(struct maker *k) {
    struct paper_part *part = part_add(k, T_card_interventions);
    if (!part || !case_add_under_way(k->m))
        return false;
    for (size_t i = 0; i < k->m->page->under_way.n; i++) {
        const struct under_way_view *one = &k->m->page->under_way.items[i];
        struct str text = str_printf(
            k->m->request->arena, STR_FMT "%s" STR_FMT, STR_ARG(one->extent),
            one->extent.n && one->by_delegation.n ? ". " : "", STR_ARG(one->by_delegation));
        if (!text.p)
            return error_memory(k->m->err);
        if (!line_add(k, part, one->what, text))
            return false;
    }
    return true;
}

static bool fill(struct maker *k, const struct thing *vils) {
    const struct request *request = k->m->request;
    const struct person_view person = person_view_of(k->m->wording, &k->m->from->person);
    struct str name =
        marked_name(request->arena, request->language, person.name, k->m->from->person.protection);
    struct instant now = app_now(request->app);
    k->card = (struct paper){
        .language = request->language,
        .above = page_text(request, T_card_title),
        .title =
            str_printf(request->arena, STR_FMT ", " STR_FMT, STR_ARG(name), STR_ARG(person.number)),
        .footer =
            TR(request->arena, request->language, T_card_footer, paper_moment(k->m->wording, now)),
        .made = now,
    };
    return add_standing(k) && add_calls(k, vils) && add_wishes(k) && add_bedside(k) &&
           add_interventions(k);
}

// It hangs where whoever comes reads it: in the language of the routine, whatever language the user
// works in.
bool page_card(struct request *request, struct response *response, struct error *err) {
    struct request swedish = *request;
    swedish.language = LANGUAGE_SV;
    struct wording wording;
    struct case_view from;
    struct case_page page = {0};
    struct str stream = request_person(request);
    if (!app_card(request->app, request->arena, &request->actor, stream, &from, err))
        return reason_first(request, response, stream, err);
    const struct thing *vils = state_lasting(&from.state, THING_vils);
    if (!vils)
        return error_set(err, ERR_MISSING, "card.no-vils", NULL);
    if (!wording_of(request->app, request->arena, &request->actor, LANGUAGE_SV, &wording, err))
        return false;
    wording.shows_where = !person_is_protected(from.person.protection);
    const struct case_maker m = {&swedish, &wording, &from, &page, err};
    struct maker k = {.m = &m};
    if (!fill(&k, vils))
        return false;
    if (arena_failed(request->arena))
        return error_memory(err);
    response->content_type = "application/pdf";
    response->disposition = STR("inline; filename=\"vils-kort.pdf\"");
    return paper_pdf(request->arena, request->helper, &k.card, &response->bytes, err);
}
