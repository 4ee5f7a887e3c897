// SPDX-License-Identifier: EUPL-1.2
//
// Swedish holidays, weekdays (vardagar) and on-call hours (jourtid).
//
// Holidays are law (1989:253) and stand in code; today's law is applied to every year. What counts
// as a weekday beyond Sundays and holidays, which days an employer shortens or gives free, and when
// office hours are, are rules of the place: `struct workday_rules`, filled from configuration.
// Whether the eves of Midsummer, Christmas and New Year count as weekdays is one of them; for
// statutory time limits (1930:173) they do not, which is the default.
//
// Functions that look for a day answer false, and leave their result alone, when there is none
// within the range of dates or within WORKDAY_COUNT_MAX weekdays.
#ifndef VAKA_CALENDAR_WORKDAY_H
#define VAKA_CALENDAR_WORKDAY_H

#include "calendar/civil.h"

// Where two fall on one day, holiday_on() names the one that stands first here.
enum holiday {
    HOLIDAY_NONE,
    HOLIDAY_NEW_YEAR,      // nyårsdagen, 1 January
    HOLIDAY_EPIPHANY,      // trettondedag jul, 6 January
    HOLIDAY_GOOD_FRIDAY,   // långfredagen
    HOLIDAY_EASTER,        // påskdagen
    HOLIDAY_EASTER_MONDAY, // annandag påsk
    HOLIDAY_FIRST_OF_MAY,  // första maj
    HOLIDAY_ASCENSION,     // Kristi himmelsfärdsdag, 39 days after Easter
    HOLIDAY_NATIONAL_DAY,  // nationaldagen, 6 June
    HOLIDAY_WHIT_SUNDAY,   // pingstdagen, 49 days after Easter
    HOLIDAY_MIDSUMMER,     // midsommardagen, the Saturday of 20–26 June
    HOLIDAY_ALL_SAINTS,    // alla helgons dag, the Saturday of 31 October – 6 November
    HOLIDAY_CHRISTMAS,     // juldagen
    HOLIDAY_BOXING_DAY,    // annandag jul
    HOLIDAY_SUNDAY,        // any other Sunday
};

enum eve {
    EVE_NONE,
    EVE_TWELFTH_NIGHT,   // trettondagsafton
    EVE_MAUNDY_THURSDAY, // skärtorsdag
    EVE_EASTER,          // påskafton
    EVE_WALPURGIS,       // valborgsmässoafton
    EVE_WHITSUN,         // pingstafton
    EVE_MIDSUMMER,       // midsommarafton
    EVE_ALL_SAINTS,      // allhelgonaafton
    EVE_CHRISTMAS,       // julafton
    EVE_NEW_YEAR,        // nyårsafton
};

struct date easter_sunday(int32_t year); // Gregorian
enum holiday holiday_on(struct date date);
enum eve eve_on(struct date date);
// Stable ids ("midsummer-eve") for configuration, the catalogue and case files.
const char *holiday_id(enum holiday holiday);
const char *eve_id(enum eve eve);

#define WORKDAY_EXTRA_MAX 64
#define WORKDAY_COUNT_MAX 100000 // some 400 years

// A span of the clock within one day, minutes since midnight; `to` is exclusive, 1440 is 24.00.
struct hours {
    int16_t from_minute, to_minute;
};

struct workday_rules {
    bool saturday_is_workday;
    uint32_t free_eves;      // bit per enum eve: no weekday
    uint32_t shortened_eves; // bit per enum eve: office closes at shortened_to_minute
    struct hours office;     // office hours of an ordinary weekday
    int16_t shortened_to_minute;
    struct date extra_free[WORKDAY_EXTRA_MAX]; // days that this employer gives free
    size_t extra_free_count;
};

// Saturdays and the three eves of the law are free; office 08.00–17.00; nothing shortened.
struct workday_rules workday_rules_default(void);
// Reads the configuration text (lines of `key = value`, # comments; keys and values as documented
// in docs/calendar.md) over the default. ERR_INPUT with line: calendar.unknown-key {0},
// calendar.bad-value {0: key} {1: value}, calendar.no-value {0: the line}.
bool workday_rules_parse(struct str text, struct workday_rules *ret_rules,
                         struct error *err) WARN_UNUSED;

bool workday_is(const struct workday_rules *rules, struct date date);
// The first weekday strictly after the date ("next weekday").
bool workday_next(const struct workday_rules *rules, struct date date,
                  struct date *ret_date) WARN_UNUSED;
// That many weekdays after the date, or before it when count is negative; the date itself for 0.
bool workday_add(const struct workday_rules *rules, struct date date, int64_t count,
                 struct date *ret_date) WARN_UNUSED;
// The date itself when it is a weekday, otherwise the next: where a time limit of the law ends.
bool workday_roll(const struct workday_rules *rules, struct date date,
                  struct date *ret_date) WARN_UNUSED;
// Weekdays in [from, to); 0 when `to` is not later. Counts no further than WORKDAY_COUNT_MAX.
int64_t workday_count(const struct workday_rules *rules, struct date from, struct date to);

// Office hours of that date; from == to when it has none.
struct hours workday_hours(const struct workday_rules *rules, struct date date);
// Jourtid: outside office hours.
bool oncall_at(const struct workday_rules *rules, struct date_time at);
// When the answer of oncall_at() changes next after `at`; false when not within a year.
bool oncall_changes(const struct workday_rules *rules, struct date_time at,
                    struct date_time *ret_at) WARN_UNUSED;

#endif
