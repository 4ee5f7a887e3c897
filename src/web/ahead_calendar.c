// SPDX-License-Identifier: EUPL-1.2
#include "calendar/workday.h"
#include "care/person.h"
#include "web/view_ahead.h"

#define NAMES_MAX 3 // of a day, in the calendar

static const enum text_id holidays[] = {
    [HOLIDAY_NEW_YEAR] = T_holiday_new_year,
    [HOLIDAY_EPIPHANY] = T_holiday_epiphany,
    [HOLIDAY_GOOD_FRIDAY] = T_holiday_good_friday,
    [HOLIDAY_EASTER] = T_holiday_easter,
    [HOLIDAY_EASTER_MONDAY] = T_holiday_easter_monday,
    [HOLIDAY_FIRST_OF_MAY] = T_holiday_first_of_may,
    [HOLIDAY_ASCENSION] = T_holiday_ascension,
    [HOLIDAY_NATIONAL_DAY] = T_holiday_national_day,
    [HOLIDAY_WHIT_SUNDAY] = T_holiday_whit_sunday,
    [HOLIDAY_MIDSUMMER] = T_holiday_midsummer,
    [HOLIDAY_ALL_SAINTS] = T_holiday_all_saints,
    [HOLIDAY_CHRISTMAS] = T_holiday_christmas,
    [HOLIDAY_BOXING_DAY] = T_holiday_boxing_day,
};

// The name of a holiday, or of an eve that the law counts with them.
static struct str holiday_words(enum language language, struct date date) {
    enum holiday holiday = holiday_on(date);
    if (holiday != HOLIDAY_NONE && holiday != HOLIDAY_SUNDAY)
        return tr(language, holidays[holiday]);
    enum eve eve = eve_on(date);
    if (eve == EVE_MIDSUMMER)
        return tr(language, T_eve_midsummer);
    if (eve == EVE_CHRISTMAS)
        return tr(language, T_eve_christmas);
    return eve == EVE_NEW_YEAR ? tr(language, T_eve_new_year) : STR_NONE;
}

// The entries are in order of due: those of a day stand together.
static bool is_named_before(const struct ahead *ahead, size_t i) {
    const struct ahead_entry *entry = &ahead->entries.items[i];
    for (size_t k = i; k > 0; k--) {
        const struct ahead_entry *before = &ahead->entries.items[k - 1];
        if (date_cmp(before->due.date, entry->due.date) != 0)
            return false;
        if (str_eq(before->duty.stream, entry->duty.stream))
            return true;
    }
    return false;
}

// How much there is, and whom it concerns: each once.
static bool add_names(const struct wording *wording, const struct ahead *ahead, struct date date,
                      struct calendar_day *day, struct error *err) {
    for (size_t i = 0; i < ahead->entries.n; i++) {
        const struct ahead_entry *entry = &ahead->entries.items[i];
        if (date_cmp(entry->due.date, date) != 0)
            continue;
        day->count++;
        if (is_named_before(ahead, i))
            continue;
        if (day->names.n == NAMES_MAX) {
            day->more++;
            continue;
        }
        struct calendar_name *name = LIST_PUSH(wording->arena, &day->names);
        if (!name)
            return error_memory(err);
        name->name = entry->duty.person_name;
        name->guarded = person_is_protected(entry->duty.person_protection);
    }
    return true;
}

static struct str anchor_of(const struct ahead_page *page, struct date date) {
    for (size_t i = 0; i < page->areas.n; i++) {
        const struct ahead_area *area = &page->areas.items[i];
        for (size_t k = 0; k < area->groups.n; k++)
            if (!area->groups.items[k].late && date_cmp(area->groups.items[k].day, date) == 0)
                return area->groups.items[k].id;
    }
    return STR_NONE;
}

static bool add_day(const struct wording *wording, const struct ahead_query *query,
                    const struct ahead *ahead, const struct ahead_page *page, struct date date,
                    struct calendar_week *week, struct error *err) {
    struct workday_rules rules = workday_rules_default();
    struct calendar_day *day = LIST_PUSH(wording->arena, &week->days);
    if (!day)
        return error_memory(err);
    bool first = week->days.n == 1 && date.day > 1 && date_cmp(date, query->from) <= 0;
    *day = (struct calendar_day){
        .anchor = anchor_of(page, date),
        .day = tr_number(wording->arena, date.day),
        .words = date_words(wording->arena, wording->language, date, wording->today),
        .holiday = holiday_words(wording->language, date),
        .outside = date_cmp(date, query->from) < 0 || date_cmp(date, query->to) > 0,
        .free = !workday_is(&rules, date),
        .is_today = date_cmp(date, wording->today) == 0,
    };
    if (date.day == 1 || first)
        day->month = month_words_short(wording->language, date.month);
    return day->outside || add_names(wording, ahead, date, day, err);
}

static bool add_week(const struct wording *wording, const struct ahead_query *query,
                     const struct ahead *ahead, struct date monday, struct ahead_page *page,
                     struct error *err) {
    struct calendar_week *week = LIST_PUSH(wording->arena, &page->weeks);
    if (!week)
        return error_memory(err);
    week->number = tr_number(wording->arena, date_iso_week(monday, NULL));
    for (int64_t i = 0; i < 7; i++) {
        struct date date;
        if (!date_add_days(monday, i, &date))
            return error_set(err, ERR_INPUT, "date.no-such-day", page->form.from.p, NULL);
        if (!add_day(wording, query, ahead, page, date, week, err))
            return false;
    }
    return true;
}

bool ahead_calendar(const struct wording *wording, const struct ahead_query *query,
                    const struct ahead *ahead, struct ahead_page *page, struct error *err) {
    int64_t first = date_to_days(query->from) - (date_weekday(query->from) - MONDAY);
    for (int64_t day = first; day <= date_to_days(query->to); day += 7) {
        struct date monday;
        if (!date_from_days(day, &monday))
            return error_set(err, ERR_INPUT, "date.no-such-day", page->form.from.p, NULL);
        if (!add_week(wording, query, ahead, monday, page, err))
            return false;
    }
    return true;
}
