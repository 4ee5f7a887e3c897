// SPDX-License-Identifier: EUPL-1.2
//
// An issue of the information sheet, as PDF.
#include "doc/sheet.h"
#include "web/routes.h"
#include "web/view_person.h"
#include "web/words.h"

static enum language language_of(const struct sheet_view *sheet) {
    const struct field_value *value =
        payload_get(&sheet->issued->payload, FIELD_sheet_issued_language);
    return value && value->code == CODE_sheet_language_english ? LANGUAGE_EN : LANGUAGE_SV;
}

bool page_sheet(struct request *request, struct response *response, struct error *err) {
    struct arena *arena = request->arena;
    struct sheet_view from;
    struct str stream = request_person(request);
    if (!app_sheet(request->app, arena, &request->actor, stream, request_int(request, "seq"), &from,
                   err))
        return reason_first(request, response, stream, err);
    enum language language = language_of(&from);
    struct date day = zone_local(app_zone(request->app), from.issued->happened).date;
    // With its year, whatever year it is opened.
    struct date another_year = {1, 1, 1};
    const struct payload *said = &from.issued->payload;
    const struct information_sheet sheet = {
        .language = language,
        .person = marked_name(arena, language, from.name, from.protection),
        .number = number_words_of(arena, from.number),
        .issue = tr_number(arena, from.issue),
        .issued = date_words(arena, language, day, another_year),
        .municipality = payload_text(said, FIELD_sheet_issued_municipality),
        .goals = payload_text(said, FIELD_sheet_issued_goals),
        .plan = payload_text(said, FIELD_sheet_issued_plan),
        .contacts = payload_text(said, FIELD_sheet_issued_contacts),
        .takeover = payload_text(said, FIELD_sheet_issued_takes_over),
        .made = from.issued->recorded,
    };
    if (arena_failed(arena))
        return error_memory(err);
    response->content_type = "application/pdf";
    response->disposition =
        str_printf(arena, "inline; filename=\"informationsblad-%lld.pdf\"", (long long)from.issue);
    return (response->disposition.p || error_memory(err)) &&
           sheet_pdf(arena, request->helper, &sheet, &response->bytes, err);
}
