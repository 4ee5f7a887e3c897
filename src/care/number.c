// SPDX-License-Identifier: EUPL-1.2
#include "care/number.h"

#include <stdio.h>
#include <string.h>

#define PERSON_LENGTH 12
#define SHORT_LENGTH 10 // without century; also the length of an organisation's number
#define AFTER_MARK 4    // characters after the hyphen or plus
#define COORDINATION_DAY 60
#define OLDEST_AGE 120 // nobody older is thought of when the century is missing
#define HSA_MAX 31

// What was typed, without blanks and mark, in capitals.
struct typed {
    char text[PERSON_LENGTH + 1];
    size_t n;     // characters given, also those that found no room
    char mark;    // '-', '+' or 0
    size_t after; // characters after the mark
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

static char capital(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool all_digits(const char *text) {
    while (is_digit(*text))
        text++;
    return !*text;
}

// The number that the digits from `at` on make.
static int digits_at(const char *text, size_t at, size_t n) {
    int value = 0;
    for (size_t i = at; i < at + n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

// Bytes of the character at the start, so that an error shows the whole of it.
static size_t character_length(struct str s) {
    size_t n = 1;
    while (n < s.n && n < 4 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static bool is_blank(struct str character) {
    return str_is(character, " ") || str_is(character, "\t") || str_is(character, "\xC2\xA0");
}

// Hyphen, its typographic kin, and plus.
static char mark_of(struct str character) {
    if (str_is(character, "+"))
        return '+';
    bool hyphen = str_is(character, "-") || str_is(character, "\u2010") ||
                  str_is(character, "\u2011") || str_is(character, "\u2013") ||
                  str_is(character, "\u2212");
    return hyphen ? '-' : 0;
}

static bool strip(struct str text, struct typed *typed, struct error *err) {
    for (size_t n; text.n; text = str_sub(text, n, text.n)) {
        n = character_length(text);
        struct str character = str_sub(text, 0, n);
        char c = capital(text.p[0]), mark = mark_of(character);
        if (is_blank(character))
            continue;
        if (mark && !typed->mark) {
            typed->mark = mark;
            typed->after = 0;
            continue;
        }
        if (!is_digit(c) && !is_letter(c))
            return error_set_str(err, ERR_INPUT, "number.character", character);
        if (typed->n < PERSON_LENGTH)
            typed->text[typed->n] = c;
        typed->n++;
        typed->after++;
    }
    if (typed->mark && typed->after != AFTER_MARK)
        return error_set(err, ERR_INPUT, "number.character", (const char[]){typed->mark, 0}, NULL);
    return true;
}

static bool fail_length(const char *key, size_t given, struct error *err) {
    char count[24];
    snprintf(count, sizeof(count), "%zu", given);
    return error_set(err, ERR_INPUT, key, count, NULL);
}

// The last of ten digits makes the sum of all, every other doubled, a multiple of ten (Luhn).
static bool check_digit_fits(const char *ten) {
    int sum = 0;
    for (size_t i = 0; i < SHORT_LENGTH; i++) {
        int digit = (ten[i] - '0') * (i % 2 ? 1 : 2);
        sum += digit / 10 + digit % 10;
    }
    return sum % 10 == 0;
}

// ---- Persons' numbers in normal form ----------------------------------------------------------

// Year, month and day as the number holds them; month or day 0 when it does not say.
struct birth {
    int year, month, day;
};

static bool letters_of_national(const char *text) {
    for (size_t i = 8; i < 10; i++)
        if (!is_letter(text[i]) || strchr("IOQVW", text[i]))
            return false;
    return true;
}

static bool birth_exists(const struct birth *birth) {
    struct date date;
    return date_make(birth->year, birth->month, birth->day, &date);
}

// National reserve number (NRID): whether it is one, and the date that it holds (year 0: none).
static bool read_national(const char *text, struct birth *ret_birth) {
    for (size_t i = 0; i < 8; i++)
        if (!is_digit(text[i]))
            return false;
    if (!letters_of_national(text) || !is_digit(text[11]))
        return false;
    int series = digits_at(text, 0, 2);
    struct birth birth = {0, digits_at(text, 4, 2), digits_at(text, 6, 2)};
    if (series == 0) {
        *ret_birth = (struct birth){0, 0, 0};
        return birth.month >= 20 && birth.day >= 40 && birth.day <= 59;
    }
    birth.year = (18 + series % 3) * 100 + digits_at(text, 2, 2);
    *ret_birth = birth;
    return series >= 22 && series <= 98 && birth_exists(&birth);
}

static struct birth birth_of_digits(const char *text) {
    int day = digits_at(text, 6, 2);
    return (struct birth){digits_at(text, 0, 4), digits_at(text, 4, 2),
                          day >= COORDINATION_DAY ? day - COORDINATION_DAY : day};
}

// Numbers of digits only. Stockholm's reserve numbers begin with 99; Carelink's have days 32–59.
static bool classify_digits(const char *text, enum number_kind *ret_kind, struct error *err) {
    int century = digits_at(text, 0, 2), month = digits_at(text, 4, 2), day = digits_at(text, 6, 2);
    struct birth birth = birth_of_digits(text);
    bool coordination = day >= COORDINATION_DAY;
    bool in_centuries = century >= 18 && century <= 20;
    if (century == 99 || (in_centuries && month >= 1 && month <= 12 && day > 31 && !coordination)) {
        *ret_kind = NUMBER_LOCAL_RESERVE;
        return true;
    }
    // A coordination number holds what the person could tell, even the 31st of a short month.
    bool fits = coordination ? birth.month <= 12 && birth.day <= 31 : birth_exists(&birth);
    if (!in_centuries || !fits)
        return error_set(err, ERR_INPUT, "number.no-such-date", NULL);
    if (digits_at(text, 8, 3) == 0)
        return error_set(err, ERR_INPUT, "number.serial", NULL);
    if (!check_digit_fits(text + 2))
        return error_set(err, ERR_INPUT, "number.checksum", NULL);
    *ret_kind = coordination ? NUMBER_COORDINATION : NUMBER_PERSONAL;
    return true;
}

static bool classify(const char *text, enum number_kind *ret_kind, struct error *err) {
    struct birth birth;
    if (all_digits(text))
        return classify_digits(text, ret_kind, err);
    if (!strpbrk(text, "0123456789")) // a name of twelve letters
        return error_set(err, ERR_INPUT, "number.not-a-number", NULL);
    *ret_kind = read_national(text, &birth) ? NUMBER_NATIONAL_RESERVE : NUMBER_LOCAL_RESERVE;
    return true;
}

// What the number says of the birth; year 0 when it says nothing.
static struct birth birth_of(const struct number *number) {
    struct birth birth = {0, 0, 0};
    switch (number->kind) {
    case NUMBER_PERSONAL:
    case NUMBER_COORDINATION:
        return birth_of_digits(number->text);
    case NUMBER_NATIONAL_RESERVE:
        return read_national(number->text, &birth) ? birth : (struct birth){0, 0, 0};
    case NUMBER_LOCAL_RESERVE:
    case NUMBER_ORGANISATION:
    case NUMBER_HSA:
        break;
    }
    return birth;
}

static bool is_after(const struct birth *birth, struct date today) {
    if (birth->year != today.year)
        return birth->year > today.year;
    if (birth->month != today.month)
        return birth->month > today.month;
    return birth->day > today.day;
}

bool number_read(struct str normal, struct number *ret_number, struct error *err) {
    struct number number = {0};
    if (normal.n != PERSON_LENGTH)
        return fail_length("number.length", normal.n, err);
    for (size_t i = 0; i < normal.n; i++)
        if (!is_digit(normal.p[i]) && !is_letter(normal.p[i]))
            return error_set(err, ERR_INPUT, "number.not-a-number", NULL);
    memcpy(number.text, normal.p, normal.n);
    if (!classify(number.text, &number.kind, err))
        return false;
    *ret_number = number;
    return true;
}

// ---- As they are typed ------------------------------------------------------------------------

static bool fail_century(int younger, int older, struct error *err) {
    char young[12], old[12];
    snprintf(young, sizeof(young), "%d", younger);
    snprintf(old, sizeof(old), "%d", older);
    return error_set(err, ERR_INPUT, "number.century", old, young, NULL);
}

// Ten digits with their century before them. The younger of the two persons they could be is meant,
// unless a plus says the older, or nothing says which and both could live.
static bool add_century(const struct typed *typed, struct date today, char to[PERSON_LENGTH + 1],
                        struct error *err) {
    int in_century = digits_at(typed->text, 0, 2);
    int younger = today.year - (today.year - in_century + 100) % 100, older = younger - 100;
    struct birth birth = {younger, digits_at(typed->text, 2, 2),
                          digits_at(typed->text, 4, 2) % COORDINATION_DAY};
    bool older_lives = today.year - older <= OLDEST_AGE;
    bool younger_lives = !is_after(&birth, today);
    if (birth.month > 12 || birth.day > 31) // such a day there is in no century
        return error_set(err, ERR_INPUT, "number.no-such-date", NULL);
    if (!typed->mark && older_lives && younger_lives)
        return fail_century(younger, older, err);
    bool means_older = typed->mark == '+' || (!typed->mark && older_lives);
    int year = means_older ? older : younger;
    if (year < 1000 || year > 9999)
        return error_set(err, ERR_INPUT, "number.no-such-date", NULL);
    to[0] = (char)('0' + year / 1000);
    to[1] = (char)('0' + year / 100 % 10);
    memcpy(to + 2, typed->text, SHORT_LENGTH + 1);
    return true;
}

bool number_parse(struct str typed_text, struct date today, struct number *ret_number,
                  struct error *err) {
    struct typed typed = {0};
    struct number number;
    char normal[PERSON_LENGTH + 1];
    if (!strip(typed_text, &typed, err))
        return false;
    bool is_short = typed.n == SHORT_LENGTH && all_digits(typed.text);
    if (!is_short && typed.n != PERSON_LENGTH)
        return fail_length("number.length", typed.n, err);
    memcpy(normal, typed.text, sizeof(normal));
    if (is_short && !add_century(&typed, today, normal, err))
        return false;
    if (!number_read(str_of(normal), &number, err))
        return false;
    if (is_short && number.kind == NUMBER_LOCAL_RESERVE) // those have twelve; this is a slip
        return error_set(err, ERR_INPUT, "number.no-such-date", NULL);
    struct birth birth = birth_of(&number);
    if (is_after(&birth, today))
        return error_set(err, ERR_INPUT, "number.future", NULL);
    *ret_number = number;
    return true;
}

bool number_parse_organisation(struct str typed_text, struct number *ret_number,
                               struct error *err) {
    struct typed typed = {0};
    if (!strip(typed_text, &typed, err))
        return false;
    // Twelve digits when it stands among persons' numbers: 16 takes the place of the century.
    const char *ten =
        typed.n == PERSON_LENGTH && memcmp(typed.text, "16", 2) == 0 ? typed.text + 2 : typed.text;
    if ((typed.n != SHORT_LENGTH && ten == typed.text) || !all_digits(ten))
        return fail_length("number.organisation-length", typed.n, err);
    if (ten[2] < '2')
        return error_set(err, ERR_INPUT, "number.organisation", NULL);
    if (!check_digit_fits(ten))
        return error_set(err, ERR_INPUT, "number.checksum", NULL);
    *ret_number = (struct number){.kind = NUMBER_ORGANISATION};
    memcpy(ret_number->text, ten, SHORT_LENGTH);
    return true;
}

bool number_parse_hsa(struct str typed, struct number *ret_number, struct error *err) {
    const size_t prefix = strlen("SE2321000131-");
    struct number number = {.kind = NUMBER_HSA};
    typed = str_trim(typed);
    bool fits = typed.n > prefix && typed.n <= HSA_MAX;
    for (size_t i = 0; fits && i < typed.n; i++) {
        char c = capital(typed.p[i]);
        number.text[i] = c;
        if (i < 2)
            fits = c == "SE"[i];
        else if (i < prefix - 1)
            fits = is_digit(c);
        else
            fits = i == prefix - 1 ? c == '-' : is_digit(c) || is_letter(c);
    }
    if (!fits)
        return error_set(err, ERR_INPUT, "number.hsa", NULL);
    *ret_number = number;
    return true;
}

bool number_eq(const struct number *a, const struct number *b) {
    return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

bool number_birth_date(const struct number *number, struct date *ret_date) {
    struct birth birth = birth_of(number);
    return birth.year && date_make(birth.year, birth.month, birth.day, ret_date);
}

struct str number_display(struct arena *arena, const struct number *number) {
    switch (number->kind) {
    case NUMBER_PERSONAL:
    case NUMBER_COORDINATION:
    case NUMBER_NATIONAL_RESERVE:
        return str_printf(arena, "%.8s-%s", number->text, number->text + 8);
    case NUMBER_ORGANISATION:
        return str_printf(arena, "%.6s-%s", number->text, number->text + 6);
    case NUMBER_LOCAL_RESERVE:
    case NUMBER_HSA:
        break;
    }
    return str_copy(arena, str_of(number->text));
}
