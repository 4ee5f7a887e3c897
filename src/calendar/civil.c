// SPDX-License-Identifier: EUPL-1.2
#include "calendar/civil.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define DAYS_OF_400_YEARS 146097
#define DAYS_OF_CENTURY 36524 // the fourth of the four has one more
#define DAYS_OF_4_YEARS 1461
#define DAYS_OF_YEAR 365
#define DAYS_TO_1970 719468 // from 1 March of year 0
#define US_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY INT64_C(86400)

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b) {
    return a % b < 0 ? a % b + b : a % b;
}

static int compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

bool date_is_leap_year(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int64_t year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return month == 2 && date_is_leap_year(year) ? 29 : days[month - 1];
}

bool date_make(int64_t year, int64_t month, int64_t day, struct date *ret_date) {
    if (year < -DATE_YEAR_MAX || year > DATE_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > date_days_in_month(year, (int)month))
        return false;
    *ret_date = (struct date){(int32_t)year, (int8_t)month, (int8_t)day};
    return true;
}

// Years are counted from 1 March, so that the leap day is the last day of its year and the months
// before it have the regular lengths 31 30 31 30 31, twice, and 31.
static int64_t days_before_month(int64_t months_since_march) {
    return (153 * months_since_march + 2) / 5;
}

int64_t date_to_days(struct date date) {
    bool before_march = date.month < 3;
    int64_t year = (int64_t)date.year - before_march;
    int64_t cycle = floor_div(year, 400), year_of_cycle = floor_mod(year, 400);
    int64_t leap_days = year_of_cycle / 4 - year_of_cycle / 100;
    return cycle * DAYS_OF_400_YEARS + year_of_cycle * DAYS_OF_YEAR + leap_days +
           days_before_month(date.month - 3 + (before_march ? 12 : 0)) + date.day - 1 -
           DAYS_TO_1970;
}

bool date_from_days(int64_t days, struct date *ret_date) {
    const int64_t bound = (int64_t)DATE_YEAR_MAX * 366;
    if (days < -bound || days > bound)
        return false;
    days += DAYS_TO_1970;
    int64_t cycle = floor_div(days, DAYS_OF_400_YEARS), left = floor_mod(days, DAYS_OF_400_YEARS);
    int64_t century = left / DAYS_OF_CENTURY;
    century -= century == 4; // 29 February of the 400th year
    left -= century * DAYS_OF_CENTURY;
    int64_t fours = left / DAYS_OF_4_YEARS;
    left -= fours * DAYS_OF_4_YEARS;
    int64_t one = left / DAYS_OF_YEAR;
    one -= one == 4; // 29 February of a fourth year
    left -= one * DAYS_OF_YEAR;
    int64_t since_march = (5 * left + 2) / 153;
    int64_t month = since_march < 10 ? since_march + 3 : since_march - 9;
    int64_t year = cycle * 400 + century * 100 + fours * 4 + one + (month < 3);
    return date_make(year, month, left - days_before_month(since_march) + 1, ret_date);
}

int date_cmp(struct date a, struct date b) {
    int order = compare(a.year, b.year);
    if (!order)
        order = compare(a.month, b.month);
    return order ? order : compare(a.day, b.day);
}

enum weekday date_weekday(struct date date) {
    return (enum weekday)(floor_mod(date_to_days(date) + THURSDAY - 1, 7) + 1);
}

int date_day_of_year(struct date date) {
    struct date first = {date.year, 1, 1};
    return (int)(date_to_days(date) - date_to_days(first)) + 1;
}

int date_iso_week(struct date date, int32_t *ret_year) {
    // The week belongs to the year of its Thursday.
    int64_t thursday = date_to_days(date) - (int)date_weekday(date) + THURSDAY;
    int year_step = 0;
    int in_year = date_day_of_year(date) - (int)date_weekday(date) + THURSDAY;
    if (in_year < 1)
        year_step = -1;
    else if (in_year > (date_is_leap_year(date.year) ? 366 : 365))
        year_step = 1;
    struct date first = {date.year + year_step, 1, 1};
    if (ret_year)
        *ret_year = first.year;
    return (int)((thursday - date_to_days(first)) / 7) + 1;
}

bool date_add_days(struct date date, int64_t days, struct date *ret_date) {
    int64_t sum;
    return !__builtin_add_overflow(date_to_days(date), days, &sum) && date_from_days(sum, ret_date);
}

bool date_add_months(struct date date, int64_t months, struct date *ret_date) {
    int64_t sum;
    if (__builtin_add_overflow((int64_t)date.year * 12 + date.month - 1, months, &sum))
        return false;
    int64_t year = floor_div(sum, 12);
    int month = (int)floor_mod(sum, 12) + 1;
    int last = date_days_in_month(year, month);
    return date_make(year, month, date.day < last ? date.day : last, ret_date);
}

int64_t date_months_between(struct date a, struct date b) {
    if (date_cmp(a, b) > 0)
        return -date_months_between(b, a);
    return ((int64_t)b.year - a.year) * 12 + b.month - a.month - (b.day < a.day);
}

int date_age(struct date born, struct date at) {
    return (int)(date_months_between(born, at) / 12);
}

static int64_t second_of_day(struct time_of_day time) {
    return time.hour * INT64_C(3600) + time.minute * 60 + time.second;
}

int time_cmp(struct time_of_day a, struct time_of_day b) {
    int order = compare(second_of_day(a), second_of_day(b));
    return order ? order : compare(a.nanosecond, b.nanosecond);
}

int date_time_cmp(struct date_time a, struct date_time b) {
    int order = date_cmp(a.date, b.date);
    return order ? order : time_cmp(a.time, b.time);
}

int64_t date_time_to_seconds(struct date_time date_time) {
    return date_to_days(date_time.date) * SECONDS_PER_DAY + second_of_day(date_time.time);
}

static bool skip_char(struct str *rest, char c) {
    if (!rest->n || rest->p[0] != c)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

static bool skip_text(struct str *rest, struct str text) {
    if (!str_starts(*rest, text))
        return false;
    *rest = str_sub(*rest, text.n, rest->n);
    return true;
}

static size_t count_digits(struct str s) {
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return n;
}

// A run of digits, all of it, that is least … most long.
static bool take_number(struct str *rest, size_t least, size_t most, int64_t *ret_value) {
    size_t n = count_digits(*rest);
    if (n < least || n > most || !str_int64(str_sub(*rest, 0, n), ret_value))
        return false;
    *rest = str_sub(*rest, n, rest->n);
    return true;
}

// The first `n` of a run of digits.
static bool take_digits(struct str *rest, size_t n, int64_t *ret_value) {
    struct str digits = str_sub(*rest, 0, n);
    if (count_digits(digits) != n || !str_int64(digits, ret_value))
        return false;
    *rest = str_sub(*rest, n, rest->n);
    return true;
}

bool date_parse(struct str text, struct date *ret_date) {
    bool negative = skip_char(&text, '-');
    size_t digits = count_digits(text);
    int64_t year, month, day;
    if (digits > 4 && text.p[0] == '0')
        return false;
    if (!take_number(&text, 4, 9, &year) || !skip_char(&text, '-') ||
        !take_number(&text, 2, 2, &month) || !skip_char(&text, '-') ||
        !take_number(&text, 2, 2, &day) || text.n)
        return false;
    return date_make(negative ? -year : year, month, day, ret_date);
}

// After the point: nanoseconds.
static bool take_fraction(struct str *rest, int64_t *ret_nanosecond) {
    size_t n = count_digits(*rest);
    int64_t value = 0;
    for (size_t i = 0; i < 9; i++)
        value = value * 10 + (i < n ? rest->p[i] - '0' : 0);
    *rest = str_sub(*rest, n, rest->n);
    *ret_nanosecond = value;
    return n > 0;
}

static bool time_make(int64_t hour, int64_t minute, int64_t second, int64_t nanosecond,
                      struct time_of_day *ret_time) {
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_time =
        (struct time_of_day){(int8_t)hour, (int8_t)minute, (int8_t)second, (int32_t)nanosecond};
    return true;
}

bool time_parse(struct str text, struct time_of_day *ret_time) {
    int64_t hour, minute, second = 0, nanosecond = 0;
    if (!take_number(&text, 2, 2, &hour) || !skip_char(&text, ':') ||
        !take_number(&text, 2, 2, &minute))
        return false;
    if (skip_char(&text, ':')) {
        if (!take_number(&text, 2, 2, &second))
            return false;
        if (skip_char(&text, '.') && !take_fraction(&text, &nanosecond))
            return false;
    }
    return text.n == 0 && time_make(hour, minute, second, nanosecond, ret_time);
}

bool date_time_parse(struct str text, struct date_time *ret_date_time) {
    size_t t = str_find_char(text, 'T');
    struct date_time parsed;
    if (t == STR_NOT_FOUND || !date_parse(str_sub(text, 0, t), &parsed.date) ||
        !time_parse(str_sub(text, t + 1, text.n), &parsed.time))
        return false;
    *ret_date_time = parsed;
    return true;
}

// Writes a number of that many digits; what is written most often is not worth a format.
static char *put_digits(char *at, int32_t value, int digits) {
    for (int i = digits; i > 0; i--, value /= 10)
        at[i - 1] = (char)('0' + value % 10);
    return at + digits;
}

static char *put_date(char *at, struct date date) {
    at = put_digits(at, date.year, 4);
    *at++ = '-';
    at = put_digits(at, date.month, 2);
    *at++ = '-';
    return put_digits(at, date.day, 2);
}

static char *put_time(char *at, struct time_of_day time) {
    at = put_digits(at, time.hour, 2);
    *at++ = ':';
    at = put_digits(at, time.minute, 2);
    *at++ = ':';
    return put_digits(at, time.second, 2);
}

static struct str text_until(struct arena *arena, const char *text, const char *end) {
    return str_copy(arena, (struct str){text, (size_t)(end - text)});
}

static bool has_four_digits(struct date date) {
    return date.year >= 0 && date.year <= 9999;
}

#define DATE_ROOM 32 // of the longest date, and of the longest time
#define TIME_ROOM 32

static char *add_date(char *at, struct date date) {
    bool negative = date.year < 0;
    if (has_four_digits(date))
        return put_date(at, date);
    return at + snprintf(at, DATE_ROOM, "%s%04d-%02d-%02d", negative ? "-" : "",
                         negative ? -date.year : date.year, date.month, date.day);
}

static char *add_time(char *at, struct time_of_day time) {
    char *end = put_time(at, time);
    if (!time.nanosecond)
        return end;
    *end++ = '.';
    end = put_digits(end, time.nanosecond, 9);
    while (end[-1] == '0')
        end--;
    return end;
}

struct str date_text(struct arena *arena, struct date date) {
    char text[DATE_ROOM];
    return text_until(arena, text, add_date(text, date));
}

struct str date_text_before(struct arena *arena, struct str day) {
    struct date date;
    return date_parse(day, &date) && date_add_days(date, -1, &date) ? date_text(arena, date)
                                                                    : STR_NONE;
}

struct str time_text(struct arena *arena, struct time_of_day time) {
    char text[TIME_ROOM];
    return text_until(arena, text, add_time(text, time));
}

struct str date_time_text(struct arena *arena, struct date_time date_time) {
    char text[DATE_ROOM + TIME_ROOM], *end = add_date(text, date_time.date);
    *end++ = 'T';
    return text_until(arena, text, add_time(end, date_time.time));
}

struct date_time instant_to_utc(struct instant instant) {
    int64_t seconds = floor_div(instant.us, US_PER_SECOND);
    int64_t of_day = floor_mod(seconds, SECONDS_PER_DAY);
    struct date_time utc;
    bool in_range = date_from_days(floor_div(seconds, SECONDS_PER_DAY), &utc.date);
    assert(in_range);
    utc.time = (struct time_of_day){(int8_t)(of_day / 3600), (int8_t)(of_day / 60 % 60),
                                    (int8_t)(of_day % 60),
                                    (int32_t)(floor_mod(instant.us, US_PER_SECOND) * 1000)};
    return utc;
}

bool instant_from_utc(struct date_time utc, struct instant *ret_instant) {
    int64_t us;
    if (__builtin_mul_overflow(date_time_to_seconds(utc), US_PER_SECOND, &us) ||
        __builtin_add_overflow(us, (int64_t)utc.time.nanosecond / 1000, &us))
        return false;
    *ret_instant = (struct instant){us};
    return true;
}

struct str instant_text(struct arena *arena, struct instant instant) {
    struct date_time utc = instant_to_utc(instant);
    char text[DATE_ROOM + TIME_ROOM], *end = add_date(text, utc.date);
    *end++ = 'T';
    end = put_time(end, utc.time);
    *end++ = '.';
    end = put_digits(end, utc.time.nanosecond / 1000, 6);
    *end++ = 'Z';
    return text_until(arena, text, end);
}

bool instant_parse(struct str text, struct instant *ret_instant) {
    if (!text.n || text.p[text.n - 1] != 'Z')
        return false;
    text.n--;
    size_t point = str_find_char(text, '.');
    if (point != STR_NOT_FOUND && text.n - point - 1 > 6)
        return false; // finer than an instant is: refused rather than cut
    struct date_time utc;
    return date_time_parse(text, &utc) && instant_from_utc(utc, ret_instant);
}

// What people type is at most this long; anything longer is no date.
#define HUMAN_MAX 48

// Trimmed, in lower case (å ä ö too), each run of blanks as one. False when it is too long.
static bool normalize(struct str text, char to[HUMAN_MAX], struct str *ret_text) {
    text = str_trim(text);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i], before = n ? (unsigned char)to[n - 1] : 0;
        bool blank = c == ' ' || c == '\t' || (c == 0xA0 && before == 0xC2);
        if (blank && c == 0xA0)
            before = --n ? (unsigned char)to[n - 1] : 0; // U+00A0 is two bytes
        if (blank && before == ' ')
            continue;
        if (n == HUMAN_MAX)
            return false;
        bool upper = (c >= 'A' && c <= 'Z') ||
                     (before == 0xC3 && (c == 0x84 || c == 0x85 || c == 0x96)); // Ä Å Ö
        to[n++] = (char)(blank ? ' ' : upper ? c + 0x20 : c);
    }
    *ret_text = (struct str){to, n};
    return true;
}

// A date as it was written: the year may be missing or have two digits.
struct written {
    int64_t year, month, day;
    size_t year_digits; // 0: no year
};

static bool take_year(struct str *rest, struct written *written) {
    written->year_digits = count_digits(*rest);
    return (written->year_digits == 2 || written->year_digits == 4) &&
           take_number(rest, 2, 4, &written->year);
}

// 2026-03-01, 20260301, 260301
static bool read_digits(struct str text, struct written *written) {
    if (str_find_char(text, '-') != STR_NOT_FOUND)
        return take_year(&text, written) && written->year_digits == 4 && skip_char(&text, '-') &&
               take_number(&text, 1, 2, &written->month) && skip_char(&text, '-') &&
               take_number(&text, 1, 2, &written->day) && text.n == 0;
    if (text.n != 6 && text.n != 8)
        return false;
    written->year_digits = text.n - 4;
    return take_digits(&text, text.n - 4, &written->year) &&
           take_digits(&text, 2, &written->month) && take_digits(&text, 2, &written->day);
}

// What may stand after day and month: nothing, or a year after a blank, a hyphen or both.
static bool read_year_after(struct str text, struct written *written) {
    if (!text.n)
        return true;
    bool blank = skip_char(&text, ' ');
    bool mark = skip_char(&text, '-') || skip_char(&text, '/');
    return (blank || mark) && take_year(&text, written) && text.n == 0;
}

// 1/3, 1/3 2026, 1/3-26
static bool read_slashed(struct str text, struct written *written) {
    return take_number(&text, 1, 2, &written->day) && skip_char(&text, '/') &&
           take_number(&text, 1, 2, &written->month) && read_year_after(text, written);
}

// Takes a name in full, or its first three letters or more with or without a full stop ("sept.").
static bool take_name(struct str *rest, struct str name) {
    size_t n = 0;
    while (n < rest->n && n < name.n && rest->p[n] == name.p[n])
        n++;
    if (n < 3)
        return false;
    struct str after = str_sub(*rest, n, rest->n);
    if (n < name.n)
        skip_char(&after, '.');
    if (after.n && after.p[0] != ' ')
        return false;
    *rest = after;
    return true;
}

// 1 mars, den 1:a mars 2026, 1 mar. 26
static bool read_named(struct str text, struct written *written) {
    static const struct str months[] = {STR("januari"), STR("februari"), STR("mars"),
                                        STR("april"),   STR("maj"),      STR("juni"),
                                        STR("juli"),    STR("augusti"),  STR("september"),
                                        STR("oktober"), STR("november"), STR("december")};
    skip_text(&text, STR("den "));
    if (!take_number(&text, 1, 2, &written->day))
        return false;
    if (!skip_text(&text, STR(":a")))
        skip_text(&text, STR(":e"));
    if (!skip_char(&text, ' '))
        return false;
    for (size_t i = 0; i < COUNT(months); i++) {
        if (!take_name(&text, months[i]))
            continue;
        written->month = (int64_t)i + 1;
        return read_year_after(text, written);
    }
    return false;
}

static bool read_relative(struct str text, int64_t *ret_days) {
    static const struct {
        struct str words;
        int days;
    } known[] = {{STR("idag"), 0},         {STR("i dag"), 0},      {STR("igår"), -1},
                 {STR("i går"), -1},       {STR("imorgon"), 1},    {STR("i morgon"), 1},
                 {STR("iförrgår"), -2},    {STR("i förrgår"), -2}, {STR("iövermorgon"), 2},
                 {STR("i övermorgon"), 2}, {STR("today"), 0},      {STR("yesterday"), -1},
                 {STR("tomorrow"), 1}};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_eq(text, known[i].words))
            continue;
        *ret_days = known[i].days;
        return true;
    }
    return false;
}

// Days from today to the weekday that is meant.
static bool read_weekday(struct str text, struct date today, enum date_direction direction,
                         int64_t *ret_days) {
    static const struct str names[] = {STR("måndag"), STR("tisdag"), STR("onsdag"), STR("torsdag"),
                                       STR("fredag"), STR("lördag"), STR("söndag")};
    if (skip_text(&text, STR("på "))) {
        direction = DATE_FUTURE;
    } else if (skip_text(&text, STR("i "))) {
        if (!str_ends(text, STR("dags")))
            return false;
        direction = DATE_PAST;
        text.n--;
    }
    for (int i = 0; i < (int)COUNT(names); i++) {
        struct str rest = text;
        if (!take_name(&rest, names[i]) || rest.n)
            continue;
        int64_t ahead = floor_mod(i + 1 - (int)date_weekday(today), 7);
        if (direction == DATE_PAST)
            *ret_days = ahead - 7;
        else
            *ret_days = ahead ? ahead : 7;
        return true;
    }
    return false;
}

static int64_t full_year(const struct written *written, struct date today,
                         enum date_direction direction) {
    if (written->year_digits != 2)
        return written->year;
    int64_t latest = today.year + (direction == DATE_FUTURE ? 50 : 0);
    return latest - floor_mod(latest - written->year, 100);
}

#define LEAP_DAY_WAIT 8 // years at most between two 29 February

static bool resolve(const struct written *written, struct date today, enum date_direction direction,
                    struct date *ret_date) {
    if (written->year_digits)
        return date_make(full_year(written, today, direction), written->month, written->day,
                         ret_date);
    int sign = direction == DATE_PAST ? -1 : 1;
    for (int64_t step = 0; step <= LEAP_DAY_WAIT; step++) {
        struct date date;
        if (!date_make(today.year + sign * step, written->month, written->day, &date) ||
            date_cmp(date, today) == -sign)
            continue;
        *ret_date = date;
        return true;
    }
    return false;
}

bool date_parse_human(struct str text, struct date today, enum date_direction direction,
                      struct date *ret_date, struct error *err) {
    char lower[HUMAN_MAX];
    struct str typed;
    if (!normalize(text, lower, &typed))
        return error_set_str(err, ERR_INPUT, "date.not-understood", text);
    int64_t days;
    if (read_relative(typed, &days) || read_weekday(typed, today, direction, &days))
        return date_add_days(today, days, ret_date) ||
               error_set_str(err, ERR_INPUT, "date.no-such-day", text);
    struct written written = {0};
    if (!read_digits(typed, &written)) {
        written = (struct written){0};
        if (!read_slashed(typed, &written) && !read_named(typed, &written))
            return error_set_str(err, ERR_INPUT, "date.not-understood", text);
    }
    return resolve(&written, today, direction, ret_date) ||
           error_set_str(err, ERR_INPUT, "date.no-such-day", text);
}

// 8, 8.05, 8:05, 0805
static bool read_clock(struct str text, struct time_of_day *ret_time) {
    int64_t hour, minute = 0;
    if (text.n == 4 && count_digits(text) == 4)
        return take_digits(&text, 2, &hour) && take_digits(&text, 2, &minute) &&
               time_make(hour, minute, 0, 0, ret_time);
    if (!take_number(&text, 1, 2, &hour))
        return false;
    if ((skip_char(&text, ':') || skip_char(&text, '.')) && !take_number(&text, 2, 2, &minute))
        return false;
    return text.n == 0 && time_make(hour, minute, 0, 0, ret_time);
}

bool time_parse_human(struct str text, struct time_of_day *ret_time, struct error *err) {
    char lower[HUMAN_MAX];
    struct str typed;
    if (normalize(text, lower, &typed)) {
        if (skip_text(&typed, STR("klockan")) || skip_text(&typed, STR("kl.")) ||
            skip_text(&typed, STR("kl")))
            skip_char(&typed, ' ');
        if (read_clock(typed, ret_time) || time_parse(typed, ret_time))
            return true;
    }
    return error_set_str(err, ERR_INPUT, "time.not-understood", text);
}
