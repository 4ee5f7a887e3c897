// SPDX-License-Identifier: EUPL-1.2
#include "calendar/workday.h"

#include <assert.h>
#include <string.h>

#define MINUTES_PER_DAY 1440
#define DAYS_OF_YEAR 366
// No rules make a longer run of free days than these: every extra free day, and what lies between.
#define FREE_RUN_MAX (WORKDAY_EXTRA_MAX * 7)

static const char *const holiday_ids[] = {
    [HOLIDAY_NONE] = "none",
    [HOLIDAY_NEW_YEAR] = "new-year",
    [HOLIDAY_EPIPHANY] = "epiphany",
    [HOLIDAY_GOOD_FRIDAY] = "good-friday",
    [HOLIDAY_EASTER] = "easter",
    [HOLIDAY_EASTER_MONDAY] = "easter-monday",
    [HOLIDAY_FIRST_OF_MAY] = "first-of-may",
    [HOLIDAY_ASCENSION] = "ascension",
    [HOLIDAY_NATIONAL_DAY] = "national-day",
    [HOLIDAY_WHIT_SUNDAY] = "whit-sunday",
    [HOLIDAY_MIDSUMMER] = "midsummer",
    [HOLIDAY_ALL_SAINTS] = "all-saints",
    [HOLIDAY_CHRISTMAS] = "christmas",
    [HOLIDAY_BOXING_DAY] = "boxing-day",
    [HOLIDAY_SUNDAY] = "sunday",
};

static const char *const eve_ids[] = {
    [EVE_NONE] = "none",
    [EVE_TWELFTH_NIGHT] = "twelfth-night",
    [EVE_MAUNDY_THURSDAY] = "maundy-thursday",
    [EVE_EASTER] = "easter-eve",
    [EVE_WALPURGIS] = "walpurgis-eve",
    [EVE_WHITSUN] = "whitsun-eve",
    [EVE_MIDSUMMER] = "midsummer-eve",
    [EVE_ALL_SAINTS] = "all-saints-eve",
    [EVE_CHRISTMAS] = "christmas-eve",
    [EVE_NEW_YEAR] = "new-years-eve",
};

const char *holiday_id(enum holiday holiday) {
    assert(holiday < COUNT(holiday_ids));
    return holiday_ids[holiday];
}

const char *eve_id(enum eve eve) {
    assert(eve < COUNT(eve_ids));
    return eve_ids[eve];
}

// ---- Holidays ---------------------------------------------------------------------------------

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b) {
    return a - floor_div(a, b) * b;
}

// The Sunday after the church's full moon, which falls on 21 March or up to 28 days later.
struct date easter_sunday(int32_t year) {
    int64_t golden = floor_mod(year, 19); // the moon's phases recur after 19 years
    int64_t century = floor_div(year, 100);
    int64_t solar = century - floor_div(century, 4); // leap days that were left out
    int64_t lunar = floor_div(8 * century + 13, 25); // drift of the moon against the 19 years
    int64_t moon = floor_mod(19 * golden + solar - lunar + 15, 30);
    if (moon == 29 || (moon == 28 && golden > 10))
        moon--; // so that no two full moons of the 19 years coincide
    const struct date equinox = {year, 3, 21};
    struct date full_moon, easter;
    bool in_range = date_add_days(equinox, moon, &full_moon) &&
                    date_add_days(full_moon, 7 - (int)date_weekday(full_moon) % 7, &easter);
    assert(in_range); // the last year still has its April
    return easter;
}

// Days after Easter Day, negative before it.
static int64_t days_after_easter(struct date date) {
    return date_to_days(date) - date_to_days(easter_sunday(date.year));
}

static bool is_on(struct date date, int month, int day) {
    return date.month == month && date.day == day;
}

// Whether it is this weekday and lies within the seven days from day and month on.
static bool is_weekday_from(struct date date, enum weekday weekday, int month, int day) {
    const struct date first = {date.year, (int8_t)month, (int8_t)day};
    int64_t days = date_to_days(date) - date_to_days(first);
    return days >= 0 && days < 7 && date_weekday(date) == weekday;
}

static enum holiday easter_holiday(struct date date) {
    switch (days_after_easter(date)) {
    case -2:
        return HOLIDAY_GOOD_FRIDAY;
    case 0:
        return HOLIDAY_EASTER;
    case 1:
        return HOLIDAY_EASTER_MONDAY;
    case 39:
        return HOLIDAY_ASCENSION;
    case 49:
        return HOLIDAY_WHIT_SUNDAY;
    default:
        return HOLIDAY_NONE;
    }
}

enum holiday holiday_on(struct date date) {
    if (is_on(date, 1, 1))
        return HOLIDAY_NEW_YEAR;
    if (is_on(date, 1, 6))
        return HOLIDAY_EPIPHANY;
    if (is_on(date, 5, 1))
        return HOLIDAY_FIRST_OF_MAY;
    if (is_on(date, 6, 6))
        return HOLIDAY_NATIONAL_DAY;
    if (is_on(date, 12, 25))
        return HOLIDAY_CHRISTMAS;
    if (is_on(date, 12, 26))
        return HOLIDAY_BOXING_DAY;
    if (is_weekday_from(date, SATURDAY, 6, 20))
        return HOLIDAY_MIDSUMMER;
    if (is_weekday_from(date, SATURDAY, 10, 31))
        return HOLIDAY_ALL_SAINTS;
    enum holiday moving = easter_holiday(date);
    if (moving)
        return moving;
    return date_weekday(date) == SUNDAY ? HOLIDAY_SUNDAY : HOLIDAY_NONE;
}

static enum eve easter_eve(struct date date) {
    switch (days_after_easter(date)) {
    case -3:
        return EVE_MAUNDY_THURSDAY;
    case -1:
        return EVE_EASTER;
    case 48:
        return EVE_WHITSUN;
    default:
        return EVE_NONE;
    }
}

enum eve eve_on(struct date date) {
    if (is_on(date, 1, 5))
        return EVE_TWELFTH_NIGHT;
    if (is_on(date, 4, 30))
        return EVE_WALPURGIS;
    if (is_on(date, 12, 24))
        return EVE_CHRISTMAS;
    if (is_on(date, 12, 31))
        return EVE_NEW_YEAR;
    if (is_weekday_from(date, FRIDAY, 6, 19))
        return EVE_MIDSUMMER;
    if (is_weekday_from(date, FRIDAY, 10, 30))
        return EVE_ALL_SAINTS;
    return easter_eve(date);
}

// ---- Rules of the place -----------------------------------------------------------------------

static uint32_t bit(enum eve eve) {
    return UINT32_C(1) << eve;
}

struct workday_rules workday_rules_default(void) {
    return (struct workday_rules){
        .free_eves = bit(EVE_MIDSUMMER) | bit(EVE_CHRISTMAS) | bit(EVE_NEW_YEAR),
        .office = {8 * 60, 17 * 60},
        .shortened_to_minute = 12 * 60,
    };
}

static bool read_yes_no(struct str value, bool *ret_yes) {
    *ret_yes = str_is(value, "yes");
    return *ret_yes || str_is(value, "no");
}

// The next word of a list, blanks between them.
static bool next_word(struct str *rest, struct str *ret_word) {
    do {
        if (!str_split(rest, ' ', ret_word))
            return false;
        *ret_word = str_trim(*ret_word);
    } while (!ret_word->n);
    return true;
}

static bool read_eves(struct str value, uint32_t *ret_eves) {
    uint32_t eves = 0;
    for (struct str word; next_word(&value, &word);) {
        enum eve eve = EVE_TWELFTH_NIGHT;
        while (eve < COUNT(eve_ids) && !str_is(word, eve_ids[eve]))
            eve++;
        if (eve == COUNT(eve_ids))
            return false;
        eves |= bit(eve);
    }
    *ret_eves = eves;
    return true;
}

static bool read_minute(struct str value, int16_t *ret_minute) {
    struct time_of_day time;
    if (str_is(value, "24:00")) {
        *ret_minute = MINUTES_PER_DAY;
        return true;
    }
    if (value.n != 5 || !time_parse(value, &time))
        return false;
    *ret_minute = (int16_t)(time.hour * 60 + time.minute);
    return true;
}

static bool read_hours(struct str value, struct hours *ret_hours) {
    size_t hyphen = str_find_char(value, '-');
    return hyphen != STR_NOT_FOUND &&
           read_minute(str_trim(str_sub(value, 0, hyphen)), &ret_hours->from_minute) &&
           read_minute(str_trim(str_sub(value, hyphen + 1, value.n)), &ret_hours->to_minute) &&
           ret_hours->from_minute < ret_hours->to_minute;
}

static bool read_extra_free(struct str value, struct workday_rules *rules) {
    for (struct str word; next_word(&value, &word);) {
        if (rules->extra_free_count == WORKDAY_EXTRA_MAX ||
            !date_parse(word, &rules->extra_free[rules->extra_free_count]))
            return false;
        rules->extra_free_count++;
    }
    return true;
}

// Reads one value. *ret_known tells whether there is such a key.
static bool read_value(struct str key, struct str value, struct workday_rules *rules,
                       bool *ret_known) {
    *ret_known = true;
    if (str_is(key, "saturday-is-workday"))
        return read_yes_no(value, &rules->saturday_is_workday);
    if (str_is(key, "free-eves"))
        return read_eves(value, &rules->free_eves);
    if (str_is(key, "shortened-eves"))
        return read_eves(value, &rules->shortened_eves);
    if (str_is(key, "office"))
        return read_hours(value, &rules->office);
    if (str_is(key, "shortened-to"))
        return read_minute(value, &rules->shortened_to_minute);
    if (str_is(key, "extra-free"))
        return read_extra_free(value, rules);
    *ret_known = false;
    return false;
}

static bool fail_value(struct str key, struct str value, struct error *err) {
    char closed_key[ERROR_ARG_SIZE] = {0}, closed_value[ERROR_ARG_SIZE] = {0};
    memcpy(closed_key, key.p, key.n < sizeof(closed_key) ? key.n : sizeof(closed_key) - 1);
    if (value.n)
        memcpy(closed_value, value.p,
               value.n < sizeof(closed_value) ? value.n : sizeof(closed_value) - 1);
    return error_set(err, ERR_INPUT, "calendar.bad-value", closed_key, closed_value, NULL);
}

static bool read_line(struct str line, struct workday_rules *rules, struct error *err) {
    line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
    if (!line.n)
        return true;
    size_t equals = str_find_char(line, '=');
    if (equals == STR_NOT_FOUND)
        return error_set_str(err, ERR_INPUT, "calendar.no-value", line);
    struct str key = str_trim(str_sub(line, 0, equals));
    struct str value = str_trim(str_sub(line, equals + 1, line.n));
    bool known;
    if (read_value(key, value, rules, &known))
        return true;
    return known ? fail_value(key, value, err)
                 : error_set_str(err, ERR_INPUT, "calendar.unknown-key", key);
}

bool workday_rules_parse(struct str text, struct workday_rules *ret_rules, struct error *err) {
    struct workday_rules rules = workday_rules_default();
    uint32_t number = 0;
    for (struct str line; str_split(&text, '\n', &line);) {
        number++;
        if (!read_line(line, &rules, err))
            return error_at(err, NULL, NULL, number, 1);
    }
    *ret_rules = rules;
    return true;
}

// ---- Weekdays ---------------------------------------------------------------------------------

static bool is_extra_free(const struct workday_rules *rules, struct date date) {
    for (size_t i = 0; i < rules->extra_free_count; i++)
        if (date_cmp(rules->extra_free[i], date) == 0)
            return true;
    return false;
}

bool workday_is(const struct workday_rules *rules, struct date date) {
    if (date_weekday(date) == SATURDAY && !rules->saturday_is_workday)
        return false;
    return !holiday_on(date) && !(rules->free_eves & bit(eve_on(date))) &&
           !is_extra_free(rules, date);
}

// The nearest weekday strictly after the date (step 1) or before it (step -1).
static bool step_to_workday(const struct workday_rules *rules, struct date *date, int step) {
    for (int i = 0; i < FREE_RUN_MAX; i++) {
        if (!date_add_days(*date, step, date))
            return false;
        if (workday_is(rules, *date))
            return true;
    }
    return false;
}

bool workday_add(const struct workday_rules *rules, struct date date, int64_t count,
                 struct date *ret_date) {
    if (count > WORKDAY_COUNT_MAX || count < -WORKDAY_COUNT_MAX)
        return false;
    int step = count < 0 ? -1 : 1;
    for (int64_t left = count * step; left; left--)
        if (!step_to_workday(rules, &date, step))
            return false;
    *ret_date = date;
    return true;
}

bool workday_next(const struct workday_rules *rules, struct date date, struct date *ret_date) {
    return workday_add(rules, date, 1, ret_date);
}

bool workday_roll(const struct workday_rules *rules, struct date date, struct date *ret_date) {
    return workday_add(rules, date, workday_is(rules, date) ? 0 : 1, ret_date);
}

int64_t workday_count(const struct workday_rules *rules, struct date from, struct date to) {
    if (date_cmp(from, to) >= 0)
        return 0;
    int64_t count = workday_is(rules, from);
    while (count < WORKDAY_COUNT_MAX && step_to_workday(rules, &from, 1) && date_cmp(from, to) < 0)
        count++;
    return count;
}

// ---- On-call hours ----------------------------------------------------------------------------

struct hours workday_hours(const struct workday_rules *rules, struct date date) {
    struct hours hours = {0, 0};
    if (!workday_is(rules, date))
        return hours;
    hours = rules->office;
    if (rules->shortened_eves & bit(eve_on(date)) && rules->shortened_to_minute < hours.to_minute)
        hours.to_minute = rules->shortened_to_minute > hours.from_minute
                              ? rules->shortened_to_minute
                              : hours.from_minute; // closed all day
    return hours;
}

bool oncall_at(const struct workday_rules *rules, struct date_time at) {
    struct hours hours = workday_hours(rules, at.date);
    int minute = at.time.hour * 60 + at.time.minute;
    return minute < hours.from_minute || minute >= hours.to_minute;
}

static bool minute_of_day(struct date date, int minute, struct date_time *ret_at) {
    if (!date_add_days(date, minute / MINUTES_PER_DAY, &ret_at->date))
        return false;
    minute %= MINUTES_PER_DAY;
    ret_at->time = (struct time_of_day){(int8_t)(minute / 60), (int8_t)(minute % 60), 0, 0};
    return true;
}

bool oncall_changes(const struct workday_rules *rules, struct date_time at,
                    struct date_time *ret_at) {
    bool now = oncall_at(rules, at);
    struct date date = at.date;
    for (int i = 0; i < DAYS_OF_YEAR; i++) {
        struct hours hours = workday_hours(rules, date);
        const int minutes[] = {hours.from_minute, hours.to_minute};
        for (size_t m = 0; m < COUNT(minutes); m++) {
            struct date_time change;
            if (minute_of_day(date, minutes[m], &change) && date_time_cmp(change, at) > 0 &&
                oncall_at(rules, change) != now) {
                *ret_at = change;
                return true;
            }
        }
        if (!date_add_days(date, 1, &date))
            return false;
    }
    return false;
}
