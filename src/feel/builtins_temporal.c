// SPDX-License-Identifier: EUPL-1.2
//
// Dates, times and durations (DMN 1.5, 10.3.4.1 and 10.3.4.8).
#include "feel/builtins.h"

#include "feel/temporal.h"

static bool whole_down(const struct feel_value *v, int64_t *ret) {
    struct decimal whole;
    return decimal_round(v->number, 0, DECIMAL_DOWN, &whole) && decimal_to_int(whole, ret);
}

BUILTIN(fn_date) {
    int64_t year, month, day;
    struct date date;
    if (!whole_down(&a->v[0], &year) || !whole_down(&a->v[1], &month) ||
        !whole_down(&a->v[2], &day) || !date_make(year, month, day, &date))
        return builtin_fail(m, a, "feel.no-such-date", ret_value);
    *ret_value = feel_date(date);
    return true;
}

BUILTIN(fn_date_of) {
    const struct feel_value *from = &a->v[0];
    if (from->type == FEEL_DATE) {
        *ret_value = *from;
        return true;
    }
    if (from->type == FEEL_DATE_TIME) {
        *ret_value = feel_date(from->date_time.date);
        return true;
    }
    if (from->type != FEEL_STRING)
        return builtin_wrong(m, a, 0, "string", ret_value);
    if (!temporal_parse_date(from->string, ret_value))
        return builtin_fail(m, a, "feel.no-such-date", ret_value);
    return true;
}

BUILTIN(fn_time) {
    int64_t hour, minute;
    struct feel_days second;
    struct feel_time time = {.kind = FEEL_LOCAL};
    if (!whole_down(&a->v[0], &hour) || !whole_down(&a->v[1], &minute) ||
        !temporal_days_of_number(a->v[2].number, &second) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second.seconds < 0 || second.nanoseconds < 0 || second.seconds > 59)
        return builtin_fail(m, a, "feel.no-such-time", ret_value);
    time.clock = (struct time_of_day){(int8_t)hour, (int8_t)minute, (int8_t)second.seconds,
                                      second.nanoseconds};
    if (builtin_given(a, 3)) {
        if (a->v[3].type != FEEL_DAYS_DURATION)
            return builtin_wrong(m, a, 3, "days and time duration", ret_value);
        int64_t offset = a->v[3].days.seconds;
        if (offset < -18 * 3600 || offset > 18 * 3600)
            return builtin_fail(m, a, "feel.no-such-time", ret_value);
        time.kind = FEEL_AT_OFFSET;
        time.offset_s = (int32_t)offset;
    }
    *ret_value = (struct feel_value){.type = FEEL_TIME, .time = time};
    return true;
}

BUILTIN(fn_time_of) {
    const struct feel_value *from = &a->v[0];
    *ret_value = (struct feel_value){.type = FEEL_TIME};
    if (from->type == FEEL_TIME) {
        ret_value->time = from->time;
    } else if (from->type == FEEL_DATE_TIME) {
        ret_value->time = from->date_time.time;
    } else if (from->type == FEEL_DATE) {
        ret_value->time.kind = FEEL_AT_OFFSET; // midnight, UTC
    } else if (from->type == FEEL_STRING) {
        if (!temporal_parse_time(m->arena, from->string, ret_value))
            return builtin_fail(m, a, "feel.no-such-time", ret_value);
    } else {
        return builtin_wrong(m, a, 0, "string", ret_value);
    }
    return true;
}

BUILTIN(fn_date_and_time) {
    (void)m;
    struct feel_date_time value = {.time = a->v[1].time};
    value.date = a->v[0].type == FEEL_DATE ? a->v[0].date : a->v[0].date_time.date;
    *ret_value = (struct feel_value){.type = FEEL_DATE_TIME, .date_time = value};
    return true;
}

BUILTIN(fn_date_and_time_of) {
    const struct feel_value *from = &a->v[0];
    if (from->type == FEEL_DATE_TIME) {
        *ret_value = *from;
        return true;
    }
    if (from->type == FEEL_DATE) {
        *ret_value = (struct feel_value){
            .type = FEEL_DATE_TIME, .date_time = {.date = from->date, .time.kind = FEEL_AT_OFFSET}};
        return true;
    }
    if (from->type != FEEL_STRING)
        return builtin_wrong(m, a, 0, "string", ret_value);
    if (!temporal_parse_date_time(m->arena, from->string, ret_value))
        return builtin_fail(m, a, "feel.no-such-date", ret_value);
    return true;
}

BUILTIN(fn_duration) {
    if (!temporal_parse_duration(a->v[0].string, ret_value))
        return builtin_fail(m, a, "feel.no-such-duration", ret_value);
    return true;
}

static struct date date_part(const struct feel_value *v) {
    return v->type == FEEL_DATE ? v->date : v->date_time.date;
}

BUILTIN(fn_years_and_months) {
    (void)m;
    *ret_value = (struct feel_value){
        .type = FEEL_MONTHS_DURATION,
        .months = date_months_between(date_part(&a->v[0]), date_part(&a->v[1]))};
    return true;
}

BUILTIN(fn_day_of_year) {
    (void)m;
    *ret_value = feel_int(date_day_of_year(date_part(&a->v[0])));
    return true;
}

BUILTIN(fn_day_of_week) {
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    (void)m;
    *ret_value = feel_string(str_of(names[date_weekday(date_part(&a->v[0])) - 1]));
    return true;
}

BUILTIN(fn_month_of_year) {
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    (void)m;
    *ret_value = feel_string(str_of(names[date_part(&a->v[0]).month - 1]));
    return true;
}

BUILTIN(fn_week_of_year) {
    int32_t year;
    (void)m;
    *ret_value = feel_int(date_iso_week(date_part(&a->v[0]), &year));
    return true;
}

BUILTIN(fn_now) {
    if (!m->now)
        return builtin_fail(m, a, "feel.no-clock", ret_value);
    *ret_value = (struct feel_value){.type = FEEL_DATE_TIME, .date_time = *m->now};
    return true;
}

BUILTIN(fn_today) {
    if (!m->now)
        return builtin_fail(m, a, "feel.no-clock", ret_value);
    *ret_value = feel_date(m->now->date);
    return true;
}
