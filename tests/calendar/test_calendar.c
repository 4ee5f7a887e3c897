// SPDX-License-Identifier: EUPL-1.2
//
// The cases of tests/cases/calendar.test, and the arithmetic of dates held against a plain
// recurrence.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "calendar/workday.h"
#include "calendar/zone.h"
#include "support/cases.h"

static const struct str yes = STR("ja"), no = STR("nej"), missing = STR("finns inte"),
                        not_understood = STR("går inte att förstå"),
                        not_a_question = STR("frågan går inte att förstå");

// ---- Words of the case file --------------------------------------------------------------------

static const char *holiday_name(enum holiday holiday) {
    static const char *const names[] = {
        [HOLIDAY_NONE] = "nej",
        [HOLIDAY_NEW_YEAR] = "nyårsdagen",
        [HOLIDAY_EPIPHANY] = "trettondedag jul",
        [HOLIDAY_GOOD_FRIDAY] = "långfredagen",
        [HOLIDAY_EASTER] = "påskdagen",
        [HOLIDAY_EASTER_MONDAY] = "annandag påsk",
        [HOLIDAY_FIRST_OF_MAY] = "första maj",
        [HOLIDAY_ASCENSION] = "Kristi himmelsfärdsdag",
        [HOLIDAY_NATIONAL_DAY] = "nationaldagen",
        [HOLIDAY_WHIT_SUNDAY] = "pingstdagen",
        [HOLIDAY_MIDSUMMER] = "midsommardagen",
        [HOLIDAY_ALL_SAINTS] = "alla helgons dag",
        [HOLIDAY_CHRISTMAS] = "juldagen",
        [HOLIDAY_BOXING_DAY] = "annandag jul",
        [HOLIDAY_SUNDAY] = "söndag",
    };
    return names[holiday];
}

static const char *eve_name(enum eve eve) {
    static const char *const names[] = {
        [EVE_NONE] = "nej",
        [EVE_TWELFTH_NIGHT] = "trettondagsafton",
        [EVE_MAUNDY_THURSDAY] = "skärtorsdag",
        [EVE_EASTER] = "påskafton",
        [EVE_WALPURGIS] = "valborgsmässoafton",
        [EVE_WHITSUN] = "pingstafton",
        [EVE_MIDSUMMER] = "midsommarafton",
        [EVE_ALL_SAINTS] = "allhelgonaafton",
        [EVE_CHRISTMAS] = "julafton",
        [EVE_NEW_YEAR] = "nyårsafton",
    };
    return names[eve];
}

static const char *weekday_name(enum weekday weekday) {
    static const char *const names[] = {"",        "måndag", "tisdag", "onsdag",
                                        "torsdag", "fredag", "lördag", "söndag"};
    return names[weekday];
}

static bool count_of(struct str word, int64_t *ret_count) {
    static const struct {
        const char *word;
        int count;
    } words[] = {{"en", 1}, {"två", 2}, {"tre", 3}, {"sex", 6}, {"tolv", 12}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i].word)) {
            *ret_count = words[i].count;
            return true;
        }
    return str_int64(word, ret_count);
}

static bool next_date(struct str *rest, struct date *ret_date) {
    return date_parse(next_word(rest), ret_date);
}

static bool next_date_time(struct str *rest, struct date_time *ret_at) {
    return next_date(rest, &ret_at->date) && time_parse(next_word(rest), &ret_at->time);
}

// The text between quotation marks.
static struct str next_quoted(struct str *rest) {
    struct str part = STR_NONE;
    str_split(rest, '"', &part);
    str_split(rest, '"', &part);
    return part;
}

static struct str date_or_missing(struct arena *arena, bool done, struct date date) {
    return done ? date_text(arena, date) : missing;
}

static struct str to_minute(struct arena *arena, struct date_time at) {
    struct str date = date_text(arena, at.date);
    return str_printf(arena, STR_FMT " %02d:%02d", STR_ARG(date), at.time.hour, at.time.minute);
}

// ---- Questions ---------------------------------------------------------------------------------

static struct str ask_easter(struct arena *arena, struct str rest, void *context) {
    (void)context;
    int64_t year;
    return str_int64(rest, &year) ? date_text(arena, easter_sunday((int32_t)year)) : not_a_question;
}

static struct str ask_holiday(struct arena *arena, struct str rest, void *context) {
    (void)arena, (void)context;
    struct date date;
    return date_parse(rest, &date) ? str_of(holiday_name(holiday_on(date))) : not_a_question;
}

static struct str ask_eve(struct arena *arena, struct str rest, void *context) {
    (void)arena, (void)context;
    struct date date;
    return date_parse(rest, &date) ? str_of(eve_name(eve_on(date))) : not_a_question;
}

// Sets the rules that later questions are asked under; ";" stands for a new line.
static struct str ask_rules(struct arena *arena, struct str rest, void *context) {
    struct workday_rules *rules = context;
    struct error err = {0};
    if (!rest.n) {
        *rules = workday_rules_default();
        return STR("standard");
    }
    char *text = str_c(arena, rest);
    for (char *c = text; *c; c++)
        if (*c == ';')
            *c = '\n';
    if (workday_rules_parse(str_of(text), rules, &err))
        return STR("gäller");
    return str_printf(arena, "%s (%s%s%s) rad %u", err.key, err.args[0], err.args[1][0] ? ", " : "",
                      err.args[1], err.line);
}

static struct str ask_workday(struct arena *arena, struct str rest, void *context) {
    (void)arena;
    struct date date;
    if (!date_parse(rest, &date))
        return not_a_question;
    return workday_is(context, date) ? yes : no;
}

static struct str ask_next_workday(struct arena *arena, struct str rest, void *context) {
    struct date date;
    if (!date_parse(rest, &date))
        return not_a_question;
    return date_or_missing(arena, workday_next(context, date, &date), date);
}

static struct str ask_time_limit(struct arena *arena, struct str rest, void *context) {
    struct date date;
    if (!date_parse(rest, &date))
        return not_a_question;
    return date_or_missing(arena, workday_roll(context, date, &date), date);
}

static struct str ask_workdays_after(struct arena *arena, struct str rest, void *context) {
    int64_t count;
    struct date date;
    bool counted = str_int64(next_word(&rest), &count);
    bool before = str_is(next_word(&rest), "före");
    if (!counted || !next_date(&rest, &date))
        return not_a_question;
    return date_or_missing(arena, workday_add(context, date, before ? -count : count, &date), date);
}

static struct str ask_workday_count(struct arena *arena, struct str rest, void *context) {
    struct date from, to;
    if (!next_date(&rest, &from) || !str_is(next_word(&rest), "till") || !next_date(&rest, &to))
        return not_a_question;
    return str_printf(arena, "%lld", (long long)workday_count(context, from, to));
}

static struct str ask_hours(struct arena *arena, struct str rest, void *context) {
    struct date date;
    if (!date_parse(rest, &date))
        return not_a_question;
    struct hours hours = workday_hours(context, date);
    if (hours.from_minute == hours.to_minute)
        return STR("stängt");
    return str_printf(arena, "%02d:%02d-%02d:%02d", hours.from_minute / 60, hours.from_minute % 60,
                      hours.to_minute / 60, hours.to_minute % 60);
}

static struct str ask_oncall(struct arena *arena, struct str rest, void *context) {
    (void)arena;
    struct date_time at;
    if (!next_date_time(&rest, &at))
        return not_a_question;
    return oncall_at(context, at) ? yes : no;
}

static struct str ask_oncall_change(struct arena *arena, struct str rest, void *context) {
    struct date_time at;
    if (!next_date_time(&rest, &at))
        return not_a_question;
    return oncall_changes(context, at, &at) ? to_minute(arena, at) : missing;
}

static struct str ask_weekday(struct arena *arena, struct str rest, void *context) {
    (void)arena, (void)context;
    struct date date;
    return date_parse(rest, &date) ? str_of(weekday_name(date_weekday(date))) : not_a_question;
}

static struct str ask_week(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date date;
    int32_t year;
    if (!date_parse(rest, &date))
        return not_a_question;
    int week = date_iso_week(date, &year);
    return str_printf(arena, "%d %d", week, year);
}

static struct str ask_day_of_year(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date date;
    return date_parse(rest, &date) ? str_printf(arena, "%d", date_day_of_year(date))
                                   : not_a_question;
}

// två månader efter 2026-12-31
static struct str ask_shifted(struct arena *arena, struct str rest) {
    int64_t count;
    struct date date;
    if (!count_of(next_word(&rest), &count))
        return not_a_question;
    struct str unit = next_word(&rest);
    if (str_is(next_word(&rest), "före"))
        count = -count;
    if (!next_date(&rest, &date))
        return not_a_question;
    if (str_starts(unit, STR("månad")))
        return date_or_missing(arena, date_add_months(date, count, &date), date);
    if (str_starts(unit, STR("veck")))
        count *= 7;
    return date_or_missing(arena, date_add_days(date, count, &date), date);
}

static struct str ask_months(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date from, to;
    if (!next_date(&rest, &from) || !str_is(next_word(&rest), "till") || !next_date(&rest, &to))
        return not_a_question;
    return str_printf(arena, "%lld", (long long)date_months_between(from, to));
}

static struct str ask_age(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date born, at;
    if (!next_date(&rest, &born) || !str_is(next_word(&rest), "den") || !next_date(&rest, &at))
        return not_a_question;
    return str_printf(arena, "%d", date_age(born, at));
}

static struct str ask_typed_date(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct error err = {0};
    struct date today, date;
    struct str typed = next_quoted(&rest);
    if (!str_is(next_word(&rest), "den") || !next_date(&rest, &today))
        return not_a_question;
    enum date_direction direction = str_is(next_word(&rest), "bakåt") ? DATE_PAST : DATE_FUTURE;
    if (date_parse_human(typed, today, direction, &date, &err))
        return date_text(arena, date);
    return strcmp(err.key, "date.no-such-day") == 0 ? missing : not_understood;
}

static struct str ask_typed_time(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct time_of_day time;
    return time_parse_human(next_quoted(&rest), &time, NULL) ? time_text(arena, time)
                                                             : not_understood;
}

static struct str ask_iso(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date date;
    struct date_time at;
    struct instant instant;
    if (date_parse(rest, &date))
        return date_text(arena, date);
    if (date_time_parse(rest, &at))
        return date_time_text(arena, at);
    return instant_parse(rest, &instant) ? instant_text(arena, instant) : missing;
}

// "… i Europe/Stockholm": NULL when there is no such zone.
static const struct zone *next_zone(struct arena *arena, struct str *rest) {
    const struct zone *zone;
    bool said = str_is(next_word(rest), "i");
    return said && zone_load(arena, str_c(arena, next_word(rest)), &zone, NULL) ? zone : NULL;
}

static struct str minute_in_utc(struct arena *arena, struct instant instant) {
    struct str text = instant_text(arena, instant);
    text.n -= strlen(":00.000000Z");
    return str_printf(arena, STR_FMT "Z", STR_ARG(text));
}

static struct str ask_wall_clock(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date_time local;
    if (!date_time_parse(next_word(&rest), &local))
        return not_a_question;
    const struct zone *zone = next_zone(arena, &rest);
    if (!zone)
        return STR("okänd tidszon");
    struct instant first, last;
    enum zone_match match = zone_instant(zone, local, &first, &last);
    struct str a = minute_in_utc(arena, first), b = minute_in_utc(arena, last);
    if (match == ZONE_GAP)
        return str_printf(arena, "finns inte: " STR_FMT " eller " STR_FMT, STR_ARG(a), STR_ARG(b));
    if (match == ZONE_OVERLAP)
        return str_printf(arena, "två gånger: " STR_FMT " och " STR_FMT, STR_ARG(a), STR_ARG(b));
    return first.us == last.us ? a : STR("först och sist skiljer sig");
}

static struct str ask_day_length(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct date date;
    if (!next_date(&rest, &date))
        return not_a_question;
    const struct zone *zone = next_zone(arena, &rest);
    if (!zone)
        return STR("okänd tidszon");
    int64_t us = zone_day_end(zone, date).us - zone_day_start(zone, date).us;
    return str_printf(arena, "%g timmar", (double)us / 3600e6);
}

static struct str ask_local(struct arena *arena, struct str rest, void *context) {
    (void)context;
    struct instant instant;
    if (!instant_parse(next_word(&rest), &instant))
        return not_a_question;
    const struct zone *zone = next_zone(arena, &rest);
    return zone ? date_time_text(arena, zone_local(zone, instant)) : STR("okänd tidszon");
}

static struct str answer(struct arena *arena, struct str question, void *context) {
    static const struct {
        struct str begins;
        case_answer ask;
    } questions[] = {
        {STR("påskdagen"), ask_easter},
        {STR("helgdag"), ask_holiday},
        {STR("afton"), ask_eve},
        {STR("regler"), ask_rules},
        {STR("vardagar"), ask_workdays_after},
        {STR("antal vardagar"), ask_workday_count},
        {STR("vardag"), ask_workday},
        {STR("nästa vardag"), ask_next_workday},
        {STR("frist"), ask_time_limit},
        {STR("kontorstid"), ask_hours},
        {STR("jourtid ändras"), ask_oncall_change},
        {STR("jourtid"), ask_oncall},
        {STR("veckodag"), ask_weekday},
        {STR("vecka"), ask_week},
        {STR("dag på året"), ask_day_of_year},
        {STR("hela månader"), ask_months},
        {STR("ålder född"), ask_age},
        {STR("skrivet"), ask_typed_date},
        {STR("klockslag"), ask_typed_time},
        {STR("iso"), ask_iso},
        {STR("klockan"), ask_wall_clock},
        {STR("dygnet"), ask_day_length},
        {STR("ögonblick"), ask_local},
    };
    for (size_t i = 0; i < COUNT(questions); i++)
        if (str_starts(question, questions[i].begins)) {
            struct str rest = str_sub(question, questions[i].begins.n, question.n);
            return questions[i].ask(arena, str_trim(rest), context);
        }
    return ask_shifted(arena, question);
}

static void test_cases(void **state) {
    (void)state;
    struct workday_rules rules = workday_rules_default();
    assert_int_equal(cases_run("calendar", answer, &rules), 0);
}

// ---- Every day ---------------------------------------------------------------------------------

static struct date day_after(struct date date) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
    int last = lengths[date.month - 1] + (date.month == 2 && leap);
    if (date.day < last)
        return (struct date){date.year, date.month, (int8_t)(date.day + 1)};
    if (date.month < 12)
        return (struct date){date.year, (int8_t)(date.month + 1), 1};
    return (struct date){date.year + 1, 1, 1};
}

static void test_every_day(void **state) {
    (void)state;
    struct date date = {1600, 1, 1}, back;
    int64_t days = date_to_days(date);
    enum weekday weekday = SATURDAY;
    int week = 52, day_of_year = 1;
    while (date.year < 2401) {
        assert_int_equal(date_to_days(date), days);
        assert_true(date_from_days(days, &back));
        assert_int_equal(date_cmp(back, date), 0);
        assert_int_equal(date_weekday(date), weekday);
        assert_int_equal(date_day_of_year(date), day_of_year);
        // A new week begins on Monday; the first is the one with 4 January in it.
        if (weekday == MONDAY)
            week = (date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 4)
                       ? 1
                       : week + 1;
        assert_int_equal(date_iso_week(date, NULL), week);
        date = day_after(date);
        days++;
        weekday = weekday == SUNDAY ? MONDAY : weekday + 1;
        day_of_year = date.month == 1 && date.day == 1 ? 1 : day_of_year + 1;
    }
}

static void test_range(void **state) {
    (void)state;
    struct date first, last, date = {2026, 1, 1};
    assert_true(date_make(-DATE_YEAR_MAX, 1, 1, &first));
    assert_true(date_make(DATE_YEAR_MAX, 12, 31, &last));
    assert_true(date_from_days(date_to_days(first), &date));
    assert_int_equal(date_cmp(date, first), 0);
    assert_true(date_from_days(date_to_days(last), &date));
    assert_int_equal(date_cmp(date, last), 0);
    assert_false(date_from_days(date_to_days(first) - 1, &date));
    assert_false(date_from_days(date_to_days(last) + 1, &date));
    assert_false(date_from_days(INT64_MAX, &date));
    assert_false(date_add_days(last, INT64_MAX, &date));
    assert_false(date_add_months(first, INT64_MIN, &date));
    assert_int_equal(date_cmp(date, last), 0); // left alone by what failed
    assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
}

// Easter is a Sunday from 22 March to 25 April, and the other holidays keep their days.
static void test_holidays_of_every_year(void **state) {
    (void)state;
    for (int32_t year = 1583; year < 3000; year++) {
        struct date easter = easter_sunday(year);
        assert_int_equal(date_weekday(easter), SUNDAY);
        assert_in_range(easter.month * 100 + easter.day, 322, 425);
        int seen[HOLIDAY_SUNDAY + 1] = {0}, eves[EVE_NEW_YEAR + 1] = {0};
        for (struct date date = {year, 1, 1}; date.year == year; date = day_after(date)) {
            seen[holiday_on(date)]++;
            eves[eve_on(date)]++;
        }
        assert_int_equal(seen[HOLIDAY_MIDSUMMER], 1);
        assert_int_equal(seen[HOLIDAY_ALL_SAINTS], 1);
        assert_int_equal(seen[HOLIDAY_EASTER_MONDAY], 1);
        assert_int_equal(eves[EVE_MIDSUMMER], 1);
        assert_int_equal(eves[EVE_ALL_SAINTS], 1);
    }
}

static void test_ids_are_told_apart(void **state) {
    (void)state;
    for (int a = HOLIDAY_NONE; a <= HOLIDAY_SUNDAY; a++)
        for (int b = HOLIDAY_NONE; b < a; b++)
            assert_string_not_equal(holiday_id((enum holiday)a), holiday_id((enum holiday)b));
    for (int a = EVE_NONE; a <= EVE_NEW_YEAR; a++)
        for (int b = EVE_NONE; b < a; b++)
            assert_string_not_equal(eve_id((enum eve)a), eve_id((enum eve)b));
}

// The next day on which the answer changes is never passed over.
static void test_oncall_changes_is_the_first(void **state) {
    (void)state;
    struct workday_rules rules = workday_rules_default();
    for (struct date date = {2026, 1, 1}; date.year == 2026; date = day_after(date)) {
        struct date_time at = {date, {11, 30, 0, 0}}, change;
        bool now = oncall_at(&rules, at);
        assert_true(oncall_changes(&rules, at, &change));
        assert_true(oncall_at(&rules, change) != now);
        while (date_time_cmp(at, change) < 0) {
            assert_true(oncall_at(&rules, at) == now);
            at.time.minute = (int8_t)(at.time.minute ? 0 : 30);
            if (!at.time.minute && at.time.hour++ == 23)
                at = (struct date_time){day_after(at.date), {0}};
        }
    }
}

static void test_no_weekday_at_all(void **state) {
    (void)state;
    struct workday_rules rules = workday_rules_default();
    struct date last = {DATE_YEAR_MAX, 12, 31}, date = last;
    assert_false(workday_next(&rules, last, &date));
    assert_int_equal(date_cmp(date, last), 0);
    rules.office = (struct hours){0, 0};
    struct date_time at = {{2026, 11, 25}, {12, 0, 0, 0}}, change;
    assert_false(oncall_changes(&rules, at, &change));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_holidays_of_every_year),
        cmocka_unit_test(test_ids_are_told_apart),
        cmocka_unit_test(test_oncall_changes_is_the_first),
        cmocka_unit_test(test_no_weekday_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
