// SPDX-License-Identifier: EUPL-1.2
#include "web/event_view.h"

#include "web/page.h"

// Written down within this time of when it happened is written down at once.
#define AT_ONCE_US ((int64_t)60 * 60 * 1000000)
// An entry of so few rows is shown whole: folding the rest would hide which intervention it was.
#define WHOLE_MAX 5

static struct str staff_words(const struct wording *wording, const struct event *event,
                              struct str name, struct str unit) {
    if (!unit.n)
        return name;
    return TR(wording->arena, wording->language, T_event_staff, name,
              code_words(wording->language, event->role), unit);
}

static struct str told_words(const struct wording *wording, const struct event *event) {
    if (!event->informant.n)
        return STR_NONE;
    if (event->channel == CODE_NONE || event->channel == CODE_channel_own_system)
        return TR(wording->arena, wording->language, T_event_told, event->informant);
    return TR(wording->arena, wording->language, T_event_told_by, event->informant,
              code_words(wording->language, event->channel));
}

static bool written_at_once(const struct wording *wording, const struct event *event) {
    struct date happened = zone_local(wording->zone, event->happened).date;
    struct date recorded = zone_local(wording->zone, event->recorded).date;
    if (event->precision == PRECISION_DAY)
        return date_cmp(happened, recorded) == 0;
    return event->recorded.us - event->happened.us < AT_ONCE_US;
}

static void add_who(const struct wording *wording, struct event_view *view,
                    const struct event *event, struct str staff) {
    struct arena *arena = wording->arena;
    enum language language = wording->language;
    bool at_once = written_at_once(wording, event);
    view->who = event->performer.n ? event->performer : staff;
    if (!at_once)
        view->written = event->performer.n ? TR(arena, language, T_event_written_at, staff,
                                                instant_words(wording, event->recorded))
                                           : TR(arena, language, T_event_written_when,
                                                instant_words(wording, event->recorded));
    else if (event->performer.n)
        view->written = TR(arena, language, T_event_written, staff);
}

bool event_view_make(const struct wording *wording, const struct event *event, struct str recorder,
                     struct str unit, struct event_view *ret_view, struct error *err) {
    struct word_rows rows = {0};
    *ret_view = (struct event_view){
        .seq = event->seq,
        .id = stream_id(event->stream),
        .label = event_words(wording->language, event->kind),
        .law = str_of(law_id(event->law)),
        .when = capitalised(wording->arena, happened_words(wording, event)),
        .told = told_words(wording, event),
        .because = event->because,
        .deviation = routine_words(wording, event->deviation),
        .corrects = event->corrects,
        .has_sheet = event->kind == EVENT_sheet_issued,
        .strikes = event->kind == EVENT_entry_withdrawn,
        .moves = event->kind == EVENT_entry_moved,
        .erased = event->erased,
    };
    add_who(wording, ret_view, event, staff_words(wording, event, recorder, unit));
    if (!payload_words(wording, &event->payload, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct word_row *row = &rows.items.items[i];
        struct word_row *copy = row->in_short || rows.items.n <= WHOLE_MAX
                                    ? LIST_PUSH(wording->arena, &ret_view->rows)
                                    : LIST_PUSH(wording->arena, &ret_view->more);
        if (!copy)
            return error_memory(err);
        *copy = *row;
    }
    return true;
}
