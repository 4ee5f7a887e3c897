// SPDX-License-Identifier: EUPL-1.2
//
// The access log of one person, on a page and as PDF to be handed over.
#include "app/extract.h"
#include "doc/paper.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_person.h"
#include "web/view_review.h"
#include "web/views.h"
#include "web/words.h"

struct extracting {
    struct request *request;
    struct wording wording;
    struct extract extract;
    struct str organisation;
};

static bool take(struct request *request, bool file, struct extracting *x, struct error *err) {
    *x = (struct extracting){.request = request};
    if (!app_extract(request->app, request->arena, &request->actor, request_person(request), file,
                     &x->extract, err) ||
        !wording_of(request->app, request->arena, &request->actor, request->language, &x->wording,
                    err))
        return false;
    const struct unit_row *unit = wording_unit(&x->wording, request->actor.unit);
    x->organisation = unit ? unit->organisation_name : STR_NONE;
    return true;
}

static struct str lead_of(const struct extracting *x) {
    return TR(x->request->arena, x->request->language, T_extract_lead, x->organisation);
}

static struct str clock_of(const struct extracting *x, const struct extract_entry *entry) {
    return clock_words(x->request->arena, zone_local(x->wording.zone, entry->record.at).time);
}

static bool tell_each(const struct extracting *x, const struct extract_line *line,
                      struct log_view *view, struct error *err) {
    struct arena *arena = x->request->arena;
    struct str count = tr_number(arena, (int64_t)line->each.n);
    struct str from = clock_of(x, line->each.items[line->each.n - 1]);
    struct str to = clock_of(x, line->each.items[0]);
    view->times = str_eq(from, to)
                      ? TR(arena, x->request->language, T_extract_times_at, count, to)
                      : TR(arena, x->request->language, T_extract_times, count, from, to);
    for (size_t i = 0; i < line->each.n; i++) {
        struct str *when = LIST_PUSH(arena, &view->each);
        if (!when)
            return error_memory(err);
        *when = capitalised(arena, instant_words(&x->wording, line->each.items[i]->record.at));
    }
    return true;
}

bool page_extract(struct request *request, struct response *response, struct error *err) {
    struct extracting x;
    if (!take(request, false, &x, err))
        return reason_first(request, response, request_person(request), err);
    struct extract_page page = {
        .page = page_of(request, page_text(request, T_extract_title), SECTION_PERSONS),
        .person = person_view_of(&x.wording, &x.extract.person),
        .lead = lead_of(&x),
        .count = x.extract.entries.n,
        .more = x.extract.more,
    };
    struct extract_lines lines;
    if (!extract_fold(request->arena, &x.extract, &lines, err))
        return false;
    for (size_t i = 0; i < lines.items.n; i++) {
        const struct extract_line *line = &lines.items.items[i];
        const struct extract_entry *entry = line->each.items[0];
        struct log_view *view = LIST_PUSH(request->arena, &page.entries);
        if (!view)
            return error_memory(err);
        *view = (struct log_view){
            .when = capitalised(x.wording.arena, instant_words(&x.wording, entry->record.at)),
            .who = entry->user_name,
            .unit = entry->unit_name,
            .what = log_words(request->arena, request->language, &entry->record),
        };
        if (line->each.n > 1 && !tell_each(&x, line, view, err))
            return false;
    }
    view_extract(&response->html, request->language, &page);
    return true;
}

static struct str item_text(const struct extracting *x, const struct extract_entry *entry) {
    struct arena *arena = x->request->arena;
    struct str what = log_words(arena, x->request->language, &entry->record);
    if (!entry->user_name.n)
        return str_printf(arena, STR_FMT ". " STR_FMT, STR_ARG(what), STR_ARG(entry->unit_name));
    return str_printf(arena, STR_FMT ". " STR_FMT ", " STR_FMT, STR_ARG(what),
                      STR_ARG(entry->user_name), STR_ARG(entry->unit_name));
}

bool export_extract_pdf(struct request *request, struct response *response, struct error *err) {
    struct arena *arena = request->arena;
    struct extracting x;
    if (!take(request, true, &x, err))
        return reason_first(request, response, request_person(request), err);
    const struct person_view person = person_view_of(&x.wording, &x.extract.person);
    struct str name =
        marked_name(arena, request->language, person.name, x.extract.person.protection);
    struct paper_part entries = {0};
    for (size_t i = 0; i < x.extract.entries.n; i++) {
        const struct extract_entry *entry = &x.extract.entries.items[i];
        struct paper_line *line = LIST_PUSH(arena, &entries.lines);
        if (!line)
            return error_memory(err);
        *line =
            (struct paper_line){paper_moment(&x.wording, entry->record.at), item_text(&x, entry)};
    }
    struct instant now = app_now(request->app);
    const struct paper paper = {
        .language = request->language,
        .above = x.organisation,
        .title = str_printf(arena, STR_FMT ": " STR_FMT ", " STR_FMT,
                            STR_ARG(page_text(request, T_extract_title)), STR_ARG(name),
                            STR_ARG(person.number)),
        .lead = lead_of(&x),
        .footer = TR(arena, request->language, T_extract_footer, paper_moment(&x.wording, now)),
        .parts = {.n = 1, .items = &entries},
        .made = now,
    };
    struct str bytes;
    if (arena_failed(arena))
        return error_memory(err);
    response->content_type = "application/pdf";
    response->disposition = STR("inline; filename=\"loggutdrag.pdf\"");
    if (!paper_pdf(arena, request->helper, &paper, &bytes, err))
        return false;
    response->bytes = bytes;
    return true;
}
