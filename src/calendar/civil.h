// SPDX-License-Identifier: EUPL-1.2
//
// Civil dates and times of the proleptic Gregorian calendar (ISO 8601). Pure arithmetic: nothing
// here knows what time it is now; time is always an argument.
//
// A `struct date` is always a day that exists, years -999999999 … 999999999 (the range of FEEL).
// Times have nanoseconds; 24:00:00 and leap seconds do not exist. Functions that can leave the
// range, or that read text, answer false and leave their result alone.
#ifndef VAKA_CALENDAR_CIVIL_H
#define VAKA_CALENDAR_CIVIL_H

#include "base/str.h"

struct date {
    int32_t year;
    int8_t month; // 1–12
    int8_t day;   // 1–31
};

struct time_of_day {
    int8_t hour, minute, second; // 0–23, 0–59, 0–59
    int32_t nanosecond;          // 0–999999999
};

struct date_time { // wall clock, without a place
    struct date date;
    struct time_of_day time;
};

// A point of physical time: microseconds since 1970-01-01T00:00:00Z. Reaches about 292,000 years
// before and after.
struct instant {
    int64_t us;
};

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY }; // ISO numbers

#define DATE_YEAR_MAX 999999999

bool date_make(int64_t year, int64_t month, int64_t day, struct date *ret_date) WARN_UNUSED;
bool date_is_leap_year(int64_t year) PURE;
int date_days_in_month(int64_t year, int month) PURE;
int64_t date_to_days(struct date date) PURE;                          // since 1970-01-01
bool date_from_days(int64_t days, struct date *ret_date) WARN_UNUSED; // false outside the range
int date_cmp(struct date a, struct date b) PURE;
enum weekday date_weekday(struct date date) PURE;
int date_day_of_year(struct date date) PURE; // 1–366
// 1–53, and the year that the week belongs to (ret_year may be NULL).
int date_iso_week(struct date date, int32_t *ret_year);
bool date_add_days(struct date date, int64_t days, struct date *ret_date) WARN_UNUSED;
// Months later (or earlier) on the same day, or the last day of that month when it has no such day:
// 31 December plus two months is the last of February.
bool date_add_months(struct date date, int64_t months, struct date *ret_date) WARN_UNUSED;
// Whole months from a to b, truncated towards zero (FEEL's years and months duration).
int64_t date_months_between(struct date a, struct date b) PURE;
int date_age(struct date born, struct date at) PURE; // whole years

int time_cmp(struct time_of_day a, struct time_of_day b) PURE;
int date_time_cmp(struct date_time a, struct date_time b) PURE;

// Seconds from 1970-01-01T00:00:00 on the same clock; fractions are dropped.
int64_t date_time_to_seconds(struct date_time date_time) PURE;

// ISO 8601, exactly "YYYY-MM-DD" (FEEL's longer and negative years too), "hh:mm[:ss[.fraction]]"
// (digits beyond the ninth are dropped), and both with a T between. The whole text must match.
bool date_parse(struct str text, struct date *ret_date) WARN_UNUSED;
bool time_parse(struct str text, struct time_of_day *ret_time) WARN_UNUSED;
bool date_time_parse(struct str text, struct date_time *ret_date_time) WARN_UNUSED;
struct str date_text(struct arena *arena, struct date date);        // 2026-03-01
struct str date_text_before(struct arena *arena, struct str day);   // its eve; empty: there is none
struct str time_text(struct arena *arena, struct time_of_day time); // 08:05:00[.5]
struct str date_time_text(struct arena *arena, struct date_time date_time); // 2026-03-01T08:05:00

// Wall clock in UTC, and back; microseconds are kept, finer parts dropped.
struct date_time instant_to_utc(struct instant instant) PURE;
bool instant_from_utc(struct date_time utc, struct instant *ret_instant) WARN_UNUSED;
// Instants as UTC: "2026-03-01T08:05:00.000000Z", sortable bytewise for the years 0–9999. Read back
// with up to six decimals, or none.
struct str instant_text(struct arena *arena, struct instant instant);
bool instant_parse(struct str text, struct instant *ret_instant) WARN_UNUSED;

// Dates and times as people in Sweden write them, relative to `today`. Upper and lower case, and
// how many blanks, do not matter.
//
//   2026-03-01, 20260301, 260301      year, month, day
//   1/3, 1/3 2026, 1/3-26             day and month, with or without a year
//   1 mars, den 1 mars 2026, 1 mar.
//   idag, i dag, i går, igår, i morgon, imorgon, i förrgår, i övermorgon
//   today, yesterday, tomorrow
//   måndag, mån                       the nearest one in `direction`, never today
//   i måndags, på måndag              the nearest before today, after today
//
// A day and month without a year is the nearest such day in `direction`, today included. A year of
// two digits is, looking back, the latest such year up to this one; looking forward, the one from
// 49 years ago to 50 years ahead.
enum date_direction { DATE_PAST, DATE_FUTURE };
// ERR_INPUT: date.not-understood {0}, date.no-such-day {0}.
bool date_parse_human(struct str text, struct date today, enum date_direction direction,
                      struct date *ret_date, struct error *err) WARN_UNUSED;
// "8", "8.05", "8:05", "08:05", "0805", "kl 8". ERR_INPUT: time.not-understood {0}.
bool time_parse_human(struct str text, struct time_of_day *ret_time, struct error *err) WARN_UNUSED;

#endif
