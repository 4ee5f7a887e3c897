// SPDX-License-Identifier: EUPL-1.2
#include "feel/temporal.h"

#include <stdio.h>
#include <string.h>

#define DAY_S INT64_C(86400)
#define SECOND_NS INT32_C(1000000000)
#define OFFSET_MAX_S (18 * 3600)

static bool two_digits(struct str s, size_t at, int *ret_value) {
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return false;
    *ret_value = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return true;
}

// "+01:00" or "-10:30:15".
static bool parse_offset(struct str s, int32_t *ret_offset_s) {
    int hours, minutes, seconds = 0;
    bool with_seconds = s.n == 9;
    if ((s.n != 6 && !with_seconds) || s.p[3] != ':' || (with_seconds && s.p[6] != ':'))
        return false;
    if (!two_digits(s, 1, &hours) || !two_digits(s, 4, &minutes))
        return false;
    if (with_seconds && !two_digits(s, 7, &seconds))
        return false;
    int32_t offset = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || offset > OFFSET_MAX_S)
        return false;
    *ret_offset_s = s.p[0] == '-' ? -offset : offset;
    return true;
}

static bool parse_zone(struct arena *arena, struct str name, struct feel_time *time) {
    char *text = str_c(arena, name);
    time->kind = FEEL_IN_ZONE;
    return text && zone_load(arena, text, &time->zone, NULL);
}

// hh:mm:ss[.fraction][Z | ±hh:mm[:ss] | @zone]
static bool parse_time(struct arena *arena, struct str text, struct feel_time *time) {
    *time = (struct feel_time){.kind = FEEL_LOCAL};
    size_t at = 0;
    while (at < text.n && strchr("0123456789:.", text.p[at]))
        at++;
    struct str clock = str_sub(text, 0, at), rest = str_sub(text, at, text.n);
    if (clock.n < 8 || !time_parse(clock, &time->clock))
        return false;
    if (!rest.n)
        return true;
    if (str_is(rest, "Z") || str_is(rest, "z")) {
        time->kind = FEEL_AT_OFFSET;
        return true;
    }
    if (rest.p[0] == '@')
        return parse_zone(arena, str_sub(rest, 1, rest.n), time);
    time->kind = FEEL_AT_OFFSET;
    return (rest.p[0] == '+' || rest.p[0] == '-') && parse_offset(rest, &time->offset_s);
}

bool temporal_parse_date(struct str text, struct feel_value *ret_value) {
    struct date date;
    if (!date_parse(text, &date))
        return false;
    *ret_value = feel_date(date);
    return true;
}

bool temporal_parse_time(struct arena *arena, struct str text, struct feel_value *ret_value) {
    struct feel_time time;
    if (!parse_time(arena, text, &time))
        return false;
    *ret_value = (struct feel_value){.type = FEEL_TIME, .time = time};
    return true;
}

// ISO 8601 lets a day end at 24:00:00, which is the next day's beginning.
static bool parse_midnight(struct arena *arena, struct str text, struct feel_date_time *value) {
    if (!str_starts(text, STR("24:00:00")) || (text.n > 8 && text.p[8] == '.'))
        return false;
    struct str zero = str_printf(arena, "00:00:00" STR_FMT, STR_ARG(str_sub(text, 8, text.n)));
    return zero.p && parse_time(arena, zero, &value->time) &&
           date_add_days(value->date, 1, &value->date);
}

bool temporal_parse_date_time(struct arena *arena, struct str text, struct feel_value *ret_value) {
    struct feel_date_time value = {.time.kind = FEEL_LOCAL};
    size_t t = str_find_char(text, 'T');
    if (!date_parse(str_sub(text, 0, t), &value.date))
        return false;
    if (t != STR_NOT_FOUND && !parse_midnight(arena, str_sub(text, t + 1, text.n), &value) &&
        !parse_time(arena, str_sub(text, t + 1, text.n), &value.time))
        return false;
    *ret_value = (struct feel_value){.type = FEEL_DATE_TIME, .date_time = value};
    return true;
}

// A number with its unit at the start of *rest; *ret_unit is 0 when there is none.
struct part {
    int64_t value;
    struct str fraction;
    char unit;
};

static bool next_part(struct str *rest, struct part *part) {
    size_t n = 0;
    while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
        n++;
    if (!str_int64(str_sub(*rest, 0, n), &part->value))
        return false;
    part->fraction = STR_NONE;
    if (n < rest->n && rest->p[n] == '.') {
        size_t from = ++n;
        while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
            n++;
        part->fraction = str_sub(*rest, from, n - from);
        if (!part->fraction.n)
            return false;
    }
    if (n >= rest->n)
        return false;
    part->unit = rest->p[n];
    *rest = str_sub(*rest, n + 1, rest->n);
    return part->unit == 'S' || !part->fraction.n;
}

static bool add_scaled(int64_t *sum, int64_t value, int64_t scale) {
    int64_t scaled;
    return !__builtin_mul_overflow(value, scale, &scaled) &&
           !__builtin_add_overflow(*sum, scaled, sum);
}

static int32_t nanoseconds_of(struct str fraction) {
    int32_t value = 0;
    for (size_t i = 0; i < 9; i++)
        value = value * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
    return value;
}

static bool parse_months(struct str rest, bool negative, struct feel_value *ret_value) {
    static const char units[] = "YM";
    int64_t months = 0;
    size_t from = 0;
    while (rest.n) {
        struct part part;
        if (!next_part(&rest, &part))
            return false;
        const char *unit = strchr(units + from, part.unit);
        if (!unit || !part.unit)
            return false;
        from = (size_t)(unit - units) + 1;
        if (!add_scaled(&months, part.value, *unit == 'Y' ? 12 : 1))
            return false;
    }
    *ret_value =
        (struct feel_value){.type = FEEL_MONTHS_DURATION, .months = negative ? -months : months};
    return from > 0;
}

static bool parse_days(struct str rest, bool negative, struct feel_value *ret_value) {
    static const char units[] = "DHMS";
    static const int64_t scales[] = {DAY_S, 3600, 60, 1};
    struct feel_days days = {0};
    size_t from = 0;
    bool in_time = false, any = false;
    while (rest.n) {
        struct part part;
        if (!in_time && rest.p[0] == 'T') {
            in_time = true;
            any = false; // something must follow
            from = from ? from : 1;
            rest = str_sub(rest, 1, rest.n);
            continue;
        }
        if (!next_part(&rest, &part))
            return false;
        const char *unit = part.unit ? strchr(units + from, part.unit) : NULL;
        if (!unit || (*unit == 'D') == in_time)
            return false;
        from = (size_t)(unit - units) + 1;
        if (!add_scaled(&days.seconds, part.value, scales[unit - units]))
            return false;
        if (part.fraction.n)
            days.nanoseconds = nanoseconds_of(part.fraction);
        any = true;
    }
    *ret_value = temporal_days_value(negative ? temporal_days_neg(days) : days);
    return any;
}

bool temporal_parse_duration(struct str text, struct feel_value *ret_value) {
    bool negative = text.n && text.p[0] == '-';
    if (negative)
        text = str_sub(text, 1, text.n);
    if (!text.n || text.p[0] != 'P')
        return false;
    struct str rest = str_sub(text, 1, text.n);
    return parse_days(rest, negative, ret_value) || parse_months(rest, negative, ret_value);
}

bool temporal_parse_any(struct arena *arena, struct str text, struct feel_value *ret_value) {
    if (temporal_parse_duration(text, ret_value) || temporal_parse_date(text, ret_value))
        return true;
    if (str_find_char(text, 'T') != STR_NOT_FOUND &&
        temporal_parse_date_time(arena, text, ret_value))
        return true;
    return temporal_parse_time(arena, text, ret_value);
}

// Texts

static void add_zone(struct buf *buf, const struct feel_time *time) {
    if (time->kind == FEEL_LOCAL)
        return;
    if (time->kind == FEEL_IN_ZONE) {
        buf_printf(buf, "@%s", zone_name(time->zone));
        return;
    }
    int32_t s = time->offset_s < 0 ? -time->offset_s : time->offset_s;
    if (!s) {
        buf_add_c(buf, "Z");
        return;
    }
    buf_printf(buf, "%c%02d:%02d", time->offset_s < 0 ? '-' : '+', s / 3600, s / 60 % 60);
    if (s % 60)
        buf_printf(buf, ":%02d", s % 60);
}

static void add_months(struct buf *buf, int64_t months) {
    uint64_t n = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
    buf_add_c(buf, months < 0 ? "-P" : "P");
    if (n / 12)
        buf_printf(buf, "%lluY", (unsigned long long)(n / 12));
    if (n % 12 || !n)
        buf_printf(buf, "%lluM", (unsigned long long)(n % 12));
}

static void add_seconds(struct buf *buf, uint64_t seconds, uint32_t nanoseconds) {
    if (!seconds && !nanoseconds)
        return;
    buf_printf(buf, "%llu", (unsigned long long)seconds);
    if (nanoseconds) {
        char digits[12];
        int n = snprintf(digits, sizeof(digits), "%09u", nanoseconds);
        while (n > 1 && digits[n - 1] == '0')
            digits[--n] = 0;
        buf_printf(buf, ".%s", digits);
    }
    buf_add_c(buf, "S");
}

static void add_days(struct buf *buf, struct feel_days days) {
    bool negative = days.seconds < 0 || days.nanoseconds < 0;
    uint64_t s = days.seconds < 0 ? 0 - (uint64_t)days.seconds : (uint64_t)days.seconds;
    uint32_t ns = (uint32_t)(days.nanoseconds < 0 ? -days.nanoseconds : days.nanoseconds);
    buf_add_c(buf, negative ? "-P" : "P");
    if (s / DAY_S)
        buf_printf(buf, "%lluD", (unsigned long long)(s / DAY_S));
    if (!s && !ns)
        buf_add_c(buf, "T0S");
    uint64_t rest = s % DAY_S;
    if (!rest && !ns)
        return;
    buf_add_c(buf, "T");
    if (rest / 3600)
        buf_printf(buf, "%lluH", (unsigned long long)(rest / 3600));
    if (rest / 60 % 60)
        buf_printf(buf, "%lluM", (unsigned long long)(rest / 60 % 60));
    add_seconds(buf, rest % 60, ns);
}

struct str temporal_text(struct arena *arena, const struct feel_value *value) {
    struct buf buf = buf_new(arena, 256);
    struct str text;
    if (value->type == FEEL_DATE) {
        buf_add(&buf, date_text(arena, value->date));
    } else if (value->type == FEEL_TIME) {
        buf_add(&buf, time_text(arena, value->time.clock));
        add_zone(&buf, &value->time);
    } else if (value->type == FEEL_DATE_TIME) {
        struct date_time local = {value->date_time.date, value->date_time.time.clock};
        buf_add(&buf, date_time_text(arena, local));
        add_zone(&buf, &value->date_time.time);
    } else if (value->type == FEEL_DAYS_DURATION) {
        add_days(&buf, value->days);
    } else {
        add_months(&buf, value->months);
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

// Arithmetic

struct feel_value temporal_days_value(struct feel_days days) {
    return (struct feel_value){.type = FEEL_DAYS_DURATION, .days = days};
}

struct feel_days temporal_days_neg(struct feel_days a) {
    return (struct feel_days){-a.seconds, -a.nanoseconds};
}

int temporal_days_cmp(struct feel_days a, struct feel_days b) {
    if (a.seconds != b.seconds)
        return a.seconds < b.seconds ? -1 : 1;
    return (a.nanoseconds > b.nanoseconds) - (a.nanoseconds < b.nanoseconds);
}

// Seconds and nanoseconds brought to the same sign, the latter below a second.
static bool normal(int64_t seconds, int64_t nanoseconds, struct feel_days *ret) {
    if (__builtin_add_overflow(seconds, nanoseconds / SECOND_NS, &seconds))
        return false;
    nanoseconds %= SECOND_NS;
    if (seconds > 0 && nanoseconds < 0) {
        seconds--;
        nanoseconds += SECOND_NS;
    } else if (seconds < 0 && nanoseconds > 0) {
        seconds++;
        nanoseconds -= SECOND_NS;
    }
    // The most negative number has no opposite.
    if (seconds == INT64_MIN)
        return false;
    *ret = (struct feel_days){seconds, (int32_t)nanoseconds};
    return true;
}

bool temporal_days_add(struct feel_days a, struct feel_days b, struct feel_days *ret) {
    int64_t seconds;
    return !__builtin_add_overflow(a.seconds, b.seconds, &seconds) &&
           normal(seconds, (int64_t)a.nanoseconds + b.nanoseconds, ret);
}

bool temporal_days_number(struct feel_days a, struct decimal *ret_seconds) {
    struct decimal rest;
    return decimal_div(decimal_of_int(a.nanoseconds), decimal_of_int(SECOND_NS), &rest) &&
           decimal_add(decimal_of_int(a.seconds), rest, ret_seconds);
}

bool temporal_days_of_number(struct decimal seconds, struct feel_days *ret) {
    struct decimal whole, rest;
    int64_t s, ns;
    return decimal_round(seconds, 0, DECIMAL_DOWN, &whole) && decimal_to_int(whole, &s) &&
           decimal_sub(seconds, whole, &rest) &&
           decimal_mul(rest, decimal_of_int(SECOND_NS), &rest) &&
           decimal_round(rest, 0, DECIMAL_DOWN, &rest) && decimal_to_int(rest, &ns) &&
           normal(s, ns, ret);
}

static int64_t clock_seconds(struct time_of_day clock) {
    return clock.hour * 3600 + clock.minute * 60 + clock.second;
}

static struct time_of_day clock_at(int64_t seconds, int32_t nanoseconds) {
    return (struct time_of_day){.hour = (int8_t)(seconds / 3600),
                                .minute = (int8_t)(seconds / 60 % 60),
                                .second = (int8_t)(seconds % 60),
                                .nanosecond = nanoseconds};
}

bool temporal_offset(const struct feel_date_time *value, int32_t *ret_offset_s) {
    struct instant first, last;
    switch (value->time.kind) {
    case FEEL_LOCAL:
        return false;
    case FEEL_AT_OFFSET:
        *ret_offset_s = value->time.offset_s;
        return true;
    case FEEL_IN_ZONE:
        (void)zone_instant(value->time.zone, (struct date_time){value->date, value->time.clock},
                           &first, &last);
        *ret_offset_s = zone_offset_at(value->time.zone, first);
        return true;
    }
    return false;
}

bool temporal_time_offset(const struct feel_time *value, int32_t *ret_offset_s) {
    // A time in a zone has no date; the epoch stands in.
    struct feel_date_time at = {.date = {1970, 1, 1}, .time = *value};
    return temporal_offset(&at, ret_offset_s);
}

struct feel_days temporal_of_date_time(const struct feel_date_time *value) {
    int32_t offset = 0;
    if (!temporal_offset(value, &offset))
        offset = 0;
    return (struct feel_days){date_to_days(value->date) * DAY_S + clock_seconds(value->time.clock) -
                                  offset,
                              value->time.clock.nanosecond};
}

struct feel_days temporal_of_time(const struct feel_time *value) {
    int32_t offset = 0;
    if (!temporal_time_offset(value, &offset))
        offset = 0;
    return (struct feel_days){clock_seconds(value->clock) - offset, value->clock.nanosecond};
}

// Adds to a clock; *ret_days is how many midnights were passed.
static bool clock_add(struct time_of_day *clock, struct feel_days add, int64_t *ret_days) {
    int64_t ns = (int64_t)clock->nanosecond + add.nanoseconds, seconds;
    int64_t carry = ns < 0 ? -1 : ns >= SECOND_NS ? 1 : 0;
    ns -= carry * SECOND_NS;
    if (__builtin_add_overflow(add.seconds, clock_seconds(*clock) + carry, &seconds))
        return false;
    int64_t days = seconds / DAY_S;
    seconds %= DAY_S;
    if (seconds < 0) {
        seconds += DAY_S;
        days--;
    }
    *clock = clock_at(seconds, (int32_t)ns);
    *ret_days = days;
    return true;
}

bool temporal_add_days(struct feel_date_time *value, struct feel_days days) {
    int64_t passed;
    return clock_add(&value->time.clock, days, &passed) &&
           date_add_days(value->date, passed, &value->date);
}

bool temporal_add_months(struct feel_date_time *value, int64_t months) {
    return date_add_months(value->date, months, &value->date);
}

void temporal_time_add(struct feel_time *value, struct feel_days days) {
    int64_t passed;
    days.seconds %= DAY_S; // cannot overflow afterwards
    if (!clock_add(&value->clock, days, &passed))
        return;
}
