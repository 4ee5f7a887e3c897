// SPDX-License-Identifier: EUPL-1.2
#include "web/duty_view.h"

#include "app/lateness.h"
#include "care/person.h"
#include "web/page.h"

// In the evening what is due before the morning is a matter of hours, and not of tomorrow.
#define EVENING_FROM_HOUR 18
#define NIGHT_TO_HOUR 6

static bool is_tonight(const struct wording *wording, const struct duty *duty, int64_t days) {
    return duty->due_precision == PRECISION_MINUTE && days == 1 &&
           duty->due.time.hour < NIGHT_TO_HOUR && wording->now.time.hour >= EVENING_FROM_HOUR;
}

static struct str told_lateness(const struct wording *wording, const struct duty *duty, bool late) {
    int64_t days = date_to_days(duty->due.date) - date_to_days(wording->today);
    if (late && days == 0)
        return tr(wording->language, T_late_today);
    if (is_tonight(wording, duty, days))
        return tr(wording->language, T_date_tonight);
    return lateness_words(wording->arena, wording->language, duty->due.date, wording->today);
}

static void add_due(const struct wording *wording, const struct duty *duty,
                    struct duty_view *view) {
    struct arena *arena = wording->arena;
    int64_t days = date_to_days(duty->due.date) - date_to_days(wording->today);
    view->late = duty_is_late(duty, wording->now);
    view->now = duty->urgent || days <= 0;
    view->day_is_said = days == 0 && !view->late;
    view->lateness = capitalised(arena, told_lateness(wording, duty, view->late));
    // With a year the long form does not fit beside the rest.
    view->due = duty->due.date.year == wording->today.year
                    ? date_words(arena, wording->language, duty->due.date, wording->today)
                    : date_words_short(arena, wording->language, duty->due.date, wording->today);
    // By the hour, the hour of today is what matters: it stands with what is told first.
    if (duty->due_precision == PRECISION_MINUTE && days == 0 && !view->late)
        view->lateness = TR(arena, wording->language, T_date_at_time, view->lateness,
                            clock_words(arena, duty->due.time));
    else if (duty->due_precision == PRECISION_MINUTE)
        view->due = TR(arena, wording->language, T_date_at_time, view->due,
                       clock_words(arena, duty->due.time));
}

struct duty_view duty_view_of(const struct wording *wording, const struct routine *routine,
                              struct str stream, const struct duty *duty) {
    struct duty_view view = {
        .id = stream_id(stream),
        .what = duty->what,
        .comment = ground_comment(routine, &duty->ground),
        .unreadable = duty->ground.unreadable,
        .clauses = ground_clauses(wording->arena, &duty->ground),
        .decision = duty->decision,
        .thing = duty->thing,
        .ordinal = duty->ordinal,
        .about = duty->about,
        .urgent = duty->urgent,
    };
    if (duty->has_due)
        add_due(wording, duty, &view);
    if (duty->fulfilled_by != EVENT_NONE) {
        view.kind = str_of(event_info(duty->fulfilled_by)->id);
        view.act = act_words(wording->arena, wording->language, duty->fulfilled_by, duty->role);
    }
    return view;
}

struct duty_view duty_view_of_row(const struct wording *wording, const struct routine *routine,
                                  const struct duty_row *row, const struct ground *ground) {
    const struct duty duty = duty_of_row(row, ground);
    struct duty_view view = duty_view_of(wording, routine, row->stream, &duty);
    struct date born;
    // A report that is late is somebody else's to record: there is nobody to send to a form.
    if (!access_role_records(duty.role, duty.fulfilled_by))
        view.kind = STR_NONE;
    view.name = row->person_name;
    view.guarded = person_is_protected(row->person_protection);
    if (date_parse(row->person_born, &born))
        view.age = age_words(wording->arena, wording->language, born, wording->today);
    return view;
}

struct duty duty_of_row(const struct duty_row *row, const struct ground *ground) {
    struct duty duty = {
        .decision = row->decision,
        .thing = row->thing,
        .ordinal = row->ordinal,
        .what = row->what,
        .role = row->role,
        .unit = row->unit,
        .fulfilled_by = event_kind_find(row->fulfilled_by),
        .about = row->about,
        .urgent = row->urgent,
        .ground = *ground,
    };
    duty.has_due = date_parse(row->due, &duty.due.date);
    if (!duty.has_due && date_time_parse(row->due, &duty.due)) {
        duty.has_due = true;
        duty.due_precision = PRECISION_MINUTE;
    }
    return duty;
}
