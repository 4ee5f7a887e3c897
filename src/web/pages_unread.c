// SPDX-License-Identifier: EUPL-1.2
#include "app/unread.h"

#include "care/person.h"
#include "web/event_form.h"
#include "web/page.h"
#include "web/view_unread.h"

// What there is to read, in the words of whoever wrote it.
static struct str told_text(const struct event *event) {
    for (size_t i = 0; i < event->payload.n; i++)
        if (field_info(event->payload.values[i].field)->type == TYPE_TEXT &&
            field_info(event->payload.values[i].field)->told)
            return event->payload.values[i].text;
    return STR_NONE;
}

static bool add_items(const struct wording *wording, const struct unread_row *row,
                      struct unread_row_view *view, struct error *err) {
    struct arena *arena = wording->arena;
    int64_t *read = ARENA_ARRAY(arena, row->items.n, int64_t);
    if (!read)
        return error_memory(err);
    for (size_t i = 0; i < row->items.n; i++) {
        const struct event *event = row->items.items[i];
        struct unread_item_view *item = LIST_PUSH(arena, &view->items);
        if (!item)
            return error_memory(err);
        read[i] = event->seq;
        *item = (struct unread_item_view){told_text(event), happened_words(wording, event),
                                          unit_words(wording, event->unit)};
    }
    const struct field_value named = {.refs = {row->items.n, read}};
    view->read = refs_text(arena, &named);
    if (row->items.n)
        view->about = tr_number(arena, read[0]);
    return true;
}

static bool add_row(const struct request *request, const struct wording *wording,
                    const struct unread_row *row, struct unread_view *unread, struct error *err) {
    struct unread_row_view *view = LIST_PUSH(wording->arena, &unread->rows);
    if (!view)
        return error_memory(err);
    view->duty = duty_view_of_row(wording, app_routine(request->app), &row->duty, &row->ground);
    view->key = form_key_new(wording->arena);
    view->seen = tr_number(wording->arena, row->seen);
    return add_items(wording, row, view, err);
}

bool unread_fill(struct request *request, bool some_wait, struct unread_view *view,
                 struct error *err) {
    struct unread unread = {0};
    struct wording wording;
    if (some_wait && !app_unread(request->app, request->arena, &request->actor, &unread, err))
        return false;
    enum event_kind kind = unread_kind(request->actor.role);
    if (kind != EVENT_NONE && str_is(request_text(request, "sparat"), event_info(kind)->id))
        view->saved = event_words(request->language, kind);
    if (!unread.rows.n)
        return true;
    view->csrf = request->csrf;
    view->field = str_of(field_info(event_names_all(kind))->id);
    view->more = unread.more;
    if (!wording_of(request->app, request->arena, &request->actor, request->language, &wording,
                    err))
        return false;
    for (size_t i = 0; i < unread.rows.n; i++)
        if (!add_row(request, &wording, &unread.rows.items[i], view, err))
            return false;
    return !arena_failed(request->arena) || error_memory(err);
}
