// SPDX-License-Identifier: EUPL-1.2
#include "i18n/format.h"

#include <assert.h>

#include <inttypes.h>
#include <string.h>

#define WORD_MAX 12
#define GROUP_FROM 10000

static const enum text_id weekdays[7][2] = {
    {T_weekday_monday, T_weekday_monday_short},
    {T_weekday_tuesday, T_weekday_tuesday_short},
    {T_weekday_wednesday, T_weekday_wednesday_short},
    {T_weekday_thursday, T_weekday_thursday_short},
    {T_weekday_friday, T_weekday_friday_short},
    {T_weekday_saturday, T_weekday_saturday_short},
    {T_weekday_sunday, T_weekday_sunday_short},
};

static const enum text_id months[12][2] = {
    {T_month_january, T_month_january_short},
    {T_month_february, T_month_february_short},
    {T_month_march, T_month_march_short},
    {T_month_april, T_month_april_short},
    {T_month_may, T_month_may_short},
    {T_month_june, T_month_june_short},
    {T_month_july, T_month_july_short},
    {T_month_august, T_month_august_short},
    {T_month_september, T_month_september_short},
    {T_month_october, T_month_october_short},
    {T_month_november, T_month_november_short},
    {T_month_december, T_month_december_short},
};

static const enum text_id numbers[WORD_MAX + 1] = {
    T_number_0, T_number_1, T_number_2, T_number_3,  T_number_4,  T_number_5,  T_number_6,
    T_number_7, T_number_8, T_number_9, T_number_10, T_number_11, T_number_12,
};

static struct str write_date(struct arena *arena, enum language language, struct date date,
                             struct date today, bool is_short) {
    struct str weekday = tr(language, weekdays[date_weekday(date) - MONDAY][is_short]);
    struct str month = tr(language, months[date.month - 1][is_short]);
    struct str day = tr_number(arena, date.day);
    if (date.year == today.year)
        return TR(arena, language, T_date_with_weekday, weekday, day, month);
    struct str year = tr_number(arena, date.year);
    return TR(arena, language, T_date_with_weekday_and_year, weekday, day, month, year);
}

#define ISO_DATE 10

static bool has_digit(struct str text, size_t at) {
    return at < text.n && text.p[at] >= '0' && text.p[at] <= '9';
}

struct str dates_in_words(struct arena *arena, struct str text, struct date today) {
    if (str_find_char(text, '-') == STR_NOT_FOUND)
        return text;
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    bool inside = false; // a longer number, of which these digits are the rest
    for (size_t at = 0; at < text.n;) {
        struct date date;
        bool is_date = !inside && at + ISO_DATE <= text.n && !has_digit(text, at + ISO_DATE) &&
                       date_parse(str_sub(text, at, ISO_DATE), &date);
        if (is_date)
            buf_add(&buf, date_words(arena, LANGUAGE_SV, date, today));
        else
            buf_add_char(&buf, text.p[at]);
        inside = !is_date && has_digit(text, at);
        at += is_date ? ISO_DATE : 1;
    }
    struct str words;
    return buf_done(&buf, &words, NULL) ? words : STR_NONE;
}

struct str month_words(enum language language, int month) {
    assert(month >= 1 && month <= 12);
    return tr(language, months[month - 1][0]);
}

struct str month_words_short(enum language language, int month) {
    assert(month >= 1 && month <= 12);
    return tr(language, months[month - 1][1]);
}

struct str date_words(struct arena *arena, enum language language, struct date date,
                      struct date today) {
    return write_date(arena, language, date, today, false);
}

struct str date_words_short(struct arena *arena, enum language language, struct date date,
                            struct date today) {
    return write_date(arena, language, date, today, true);
}

struct str date_words_near(struct arena *arena, enum language language, struct date date,
                           struct date today) {
    int64_t days = date_to_days(date) - date_to_days(today);
    if (days == 0)
        return tr(language, T_date_today);
    if (days == -1)
        return tr(language, T_date_yesterday);
    if (days == 1)
        return tr(language, T_date_tomorrow);
    return date_words(arena, language, date, today);
}

struct str clock_words(struct arena *arena, struct time_of_day time) {
    return str_printf(arena, "%02d:%02d", time.hour, time.minute);
}

struct str moment_words(struct arena *arena, enum language language, struct date_time moment,
                        struct date today) {
    struct str date = date_words_near(arena, language, moment.date, today);
    return TR(arena, language, T_date_at_time, date, clock_words(arena, moment.time));
}

struct str lateness_words(struct arena *arena, enum language language, struct date due,
                          struct date today) {
    int64_t days = date_to_days(due) - date_to_days(today);
    if (days < 0)
        return TR(arena, language, T_late_by_days, tr_number(arena, -days));
    if (days <= 1)
        return tr(language, days ? T_date_tomorrow : T_date_today);
    return TR(arena, language, T_due_in_days, tr_number(arena, days));
}

struct str age_words(struct arena *arena, enum language language, struct date born,
                     struct date at) {
    int64_t days = date_to_days(at) - date_to_days(born);
    if (days < 0)
        days = 0;
    int64_t months_old = days ? date_months_between(born, at) : 0;
    if (months_old < 1)
        return TR(arena, language, T_age_days, tr_number(arena, days));
    if (months_old < 24)
        return TR(arena, language, T_age_months, tr_number(arena, months_old));
    return TR(arena, language, T_age_years, tr_number(arena, date_age(born, at)));
}

struct str number_words(struct arena *arena, enum language language, int64_t number) {
    if (number >= 0 && number <= WORD_MAX)
        return tr(language, numbers[number]);
    return number_digits(arena, number);
}

struct str number_digits(struct arena *arena, int64_t number) {
    struct str digits = str_printf(arena, "%" PRId64, number);
    if (number < GROUP_FROM && number > -GROUP_FROM)
        return digits;
    struct buf buf = buf_new(arena, 64);
    for (size_t i = 0; i < digits.n; i++) {
        bool first = i == 0 || (i == 1 && digits.p[0] == '-');
        if (!first && (digits.n - i) % 3 == 0)
            buf_add_c(&buf, "\xC2\xA0");
        buf_add_char(&buf, digits.p[i]);
    }
    struct str text;
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

struct str capitalised(struct arena *arena, struct str text) {
    struct str copy = str_copy(arena, text);
    if (!copy.n)
        return copy;
    unsigned char *p = (unsigned char *)copy.p;
    if (p[0] >= 'a' && p[0] <= 'z')
        p[0] = (unsigned char)(p[0] - ('a' - 'A'));
    else if (copy.n > 1 && p[0] == 0xC3 && p[1] >= 0xA0 && p[1] <= 0xBE && p[1] != 0xB7)
        p[1] = (unsigned char)(p[1] - 0x20); // à … þ, among them å ä ö
    return copy;
}

struct str in_sentence(struct arena *arena, struct str text) {
    struct str copy = str_copy(arena, text);
    unsigned char *p = (unsigned char *)copy.p;
    if (copy.n > 1 && p[0] >= 'A' && p[0] <= 'Z' && !(p[1] >= 'A' && p[1] <= 'Z'))
        p[0] = (unsigned char)(p[0] + ('a' - 'A'));
    else if (copy.n > 1 && p[0] == 0xC3 && p[1] >= 0x80 && p[1] <= 0x9E && p[1] != 0x97)
        p[1] = (unsigned char)(p[1] + 0x20); // À … Þ, among them Å Ä Ö
    return copy;
}
