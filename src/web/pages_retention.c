// SPDX-License-Identifier: EUPL-1.2
//
// What has been kept as long as it must, and the file of one record for the archive.
#include "app/retention.h"
#include "web/routes.h"
#include "web/view_review.h"
#include "web/views.h"
#include "web/words.h"

static struct str class_words(const struct request *request, enum law law) {
    return page_text(request, law == LAW_HSL ? T_retention_health : T_retention_social);
}

bool page_retention(struct request *request, struct response *response, struct error *err) {
    struct arena *arena = request->arena;
    struct retention retention;
    struct date today = app_today(request->app);
    if (!app_retention(request->app, arena, &request->actor, &retention, err))
        return false;
    struct retention_page page = {
        .page = page_of(request, page_text(request, T_retention_title), SECTION_NONE),
        .more = retention.more,
    };
    for (size_t i = 0; i < retention.records.n; i++) {
        const struct kept_record *record = &retention.records.items[i];
        struct kept_view *view = LIST_PUSH(arena, &page.records);
        if (!view)
            return error_memory(err);
        struct str name = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(record->person.given_name),
                                     STR_ARG(record->person.family_name));
        *view = (struct kept_view){
            .id = stream_id(record->person.stream),
            .name = marked_name(arena, request->language, name, record->person.protection),
            .kind = class_words(request, record->law),
            .last = date_words(arena, request->language, record->last, today),
            .until = date_words(arena, request->language, record->until, today),
            .passed = record->passed,
            .sampled = record->sampled,
        };
    }
    view_retention(&response->html, request->language, &page);
    return true;
}

bool export_archive(struct request *request, struct response *response, struct error *err) {
    struct str bytes;
    if (!app_archive(request->app, request->arena, &request->actor, request_person(request), &bytes,
                     err))
        return reason_first(request, response, request_person(request), err);
    response->content_type = "application/json";
    response->disposition = STR("attachment; filename=\"arkiv.json\"");
    response->bytes = bytes;
    return true;
}
