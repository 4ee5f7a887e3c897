// SPDX-License-Identifier: EUPL-1.2
#include "calendar/zone.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define FOLDER_DEFAULT "/usr/share/zoneinfo"
#define NAME_MAX_BYTES 64
#define PATH_MAX_BYTES 512
#define FILE_MAX_BYTES ((size_t)256 * 1024)

#define US_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY INT64_C(86400)
#define SECONDS_OF_400_YEARS (146097 * SECONDS_PER_DAY) // after which dates and weekdays recur
// RFC 8536, 3.2: an offset lies between 25 hours west and 26 hours east, both excluded.
#define OFFSET_LOW (-25 * 3600 + 1)
#define OFFSET_HIGH (26 * 3600 - 1)
#define RULE_HOURS_MAX 167 // RFC 8536, 3.3.1

// The day of a year on which the clock is changed, and when on that day.
struct change {
    enum { EACH_JULIAN, EACH_ZERO_BASED, EACH_WEEKDAY } how; // "J60", "59", "M3.5.0"
    int month, week, day;
    int32_t second; // of that day by the clock before the change; may lie on another day
};

// The footer: what holds after the last transition.
struct rule {
    int32_t standard, summer; // offsets
    bool has_summer;
    struct change to_summer, to_standard;
};

struct zone {
    const char *name;
    int32_t first_offset; // before the first transition
    size_t count;
    int64_t *times;   // seconds since 1970, ascending
    int32_t *offsets; // from that time on
    bool has_rule;
    struct rule rule;
};

// A stretch of time with one offset: [from, to).
struct period {
    int64_t from, to;
    int32_t offset;
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

// ---- The footer -------------------------------------------------------------------------------

static bool skip_char(struct str *rest, char c) {
    if (!rest->n || rest->p[0] != c)
        return false;
    *rest = str_sub(*rest, 1, rest->n);
    return true;
}

static bool take_number(struct str *rest, int most, int *ret_value) {
    size_t n = 0;
    int value = 0;
    while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9' && value <= most)
        value = value * 10 + (rest->p[n++] - '0');
    if (!n || value > most)
        return false;
    *rest = str_sub(*rest, n, rest->n);
    *ret_value = value;
    return true;
}

// "CET" or "<+03>": read past, since nothing here shows it.
static bool skip_designation(struct str *rest) {
    size_t n = 0;
    if (skip_char(rest, '<')) {
        n = str_find_char(*rest, '>');
        if (n == STR_NOT_FOUND)
            return false;
        *rest = str_sub(*rest, n + 1, rest->n);
        return n >= 3;
    }
    while (n < rest->n && ((rest->p[n] | 0x20) >= 'a' && (rest->p[n] | 0x20) <= 'z'))
        n++;
    *rest = str_sub(*rest, n, rest->n);
    return n >= 3;
}

// [+-]hh[:mm[:ss]]
static bool take_clock(struct str *rest, int hours_most, int32_t *ret_seconds) {
    bool negative = skip_char(rest, '-');
    if (!negative)
        skip_char(rest, '+');
    int hours, minutes = 0, seconds = 0;
    if (!take_number(rest, hours_most, &hours))
        return false;
    if (skip_char(rest, ':')) {
        if (!take_number(rest, 59, &minutes))
            return false;
        if (skip_char(rest, ':') && !take_number(rest, 59, &seconds))
            return false;
    }
    int32_t value = hours * 3600 + minutes * 60 + seconds;
    *ret_seconds = negative ? -value : value;
    return true;
}

// POSIX counts offsets west of Greenwich; here they count east.
static bool take_offset(struct str *rest, int32_t *ret_offset) {
    int32_t west;
    if (!take_clock(rest, 24, &west))
        return false;
    *ret_offset = -west;
    return true;
}

static bool take_change_day(struct str *rest, struct change *change) {
    if (skip_char(rest, 'J')) {
        change->how = EACH_JULIAN;
        return take_number(rest, 365, &change->day) && change->day >= 1;
    }
    if (skip_char(rest, 'M')) {
        change->how = EACH_WEEKDAY;
        return take_number(rest, 12, &change->month) && change->month >= 1 &&
               skip_char(rest, '.') && take_number(rest, 5, &change->week) && change->week >= 1 &&
               skip_char(rest, '.') && take_number(rest, 6, &change->day);
    }
    change->how = EACH_ZERO_BASED;
    return take_number(rest, 365, &change->day);
}

static bool take_change(struct str *rest, struct change *change) {
    if (!skip_char(rest, ',') || !take_change_day(rest, change))
        return false;
    change->second = 2 * 3600;
    return !skip_char(rest, '/') || take_clock(rest, RULE_HOURS_MAX, &change->second);
}

// "CET-1CEST,M3.5.0,M10.5.0/3"
static bool parse_rule(struct str text, struct rule *rule) {
    if (!skip_designation(&text) || !take_offset(&text, &rule->standard))
        return false;
    if (!text.n)
        return true;
    rule->has_summer = true;
    rule->summer = rule->standard + 3600;
    if (!skip_designation(&text))
        return false;
    if (text.n && text.p[0] != ',' && !take_offset(&text, &rule->summer))
        return false;
    return take_change(&text, &rule->to_summer) && take_change(&text, &rule->to_standard) &&
           text.n == 0;
}

// Days from 1970 to the day of the change in that year.
static int64_t change_day(const struct change *change, int32_t year) {
    struct date first = {year, 1, 1};
    int64_t new_year = date_to_days(first);
    switch (change->how) {
    case EACH_JULIAN: // 29 February is not counted
        return new_year + change->day - 1 + (date_is_leap_year(year) && change->day >= 60);
    case EACH_ZERO_BASED:
        return new_year + change->day;
    case EACH_WEEKDAY:
        break;
    }
    first.month = (int8_t)change->month;
    int wanted = change->day ? change->day : SUNDAY;
    int in_month = (wanted - (int)date_weekday(first) + 7) % 7 + (change->week - 1) * 7;
    if (in_month >= date_days_in_month(year, change->month))
        in_month -= 7; // week 5 is the last one
    return date_to_days(first) + in_month;
}

// Narrows the period to a change at `at`, when that lies nearer to t than what is known.
static void narrow(struct period *period, int64_t t, int64_t at, int32_t offset) {
    if (at <= t && at >= period->from) {
        period->from = at;
        period->offset = offset;
    } else if (at > t && at < period->to) {
        period->to = at;
    }
}

static struct period rule_period(const struct rule *rule, int64_t t) {
    struct period period = {INT64_MIN, INT64_MAX, rule->standard};
    if (!rule->has_summer)
        return period;
    int64_t base = floor_div(t, SECONDS_OF_400_YEARS) * SECONDS_OF_400_YEARS;
    struct date date;
    bool in_range = date_from_days((t - base) / SECONDS_PER_DAY, &date);
    assert(in_range);
    // A time of the rule may lie some days outside its year. Where both changes meet, as they do
    // in a zone that keeps summer time all year, summer time holds: it is looked at last.
    for (int32_t year = date.year - 2; year <= date.year + 2; year++)
        narrow(&period, t,
               base + change_day(&rule->to_standard, year) * SECONDS_PER_DAY +
                   rule->to_standard.second - rule->summer,
               rule->standard);
    for (int32_t year = date.year - 2; year <= date.year + 2; year++)
        narrow(&period, t,
               base + change_day(&rule->to_summer, year) * SECONDS_PER_DAY +
                   rule->to_summer.second - rule->standard,
               rule->summer);
    return period;
}

// ---- The file ---------------------------------------------------------------------------------

// The counts of a header, in the order of the file.
struct counts {
    uint32_t utc_flags, standard_flags, leaps, times, types, letters;
};

struct reader {
    struct str rest;
    size_t time_size; // 4 in the first block, 8 in the second
};

// Takes n elements of a size off the front; false when there are not as many.
static bool take_bytes(struct reader *reader, uint64_t n, size_t size, struct str *ret_bytes) {
    if (n > reader->rest.n / size)
        return false;
    *ret_bytes = str_sub(reader->rest, 0, (size_t)n * size);
    reader->rest = str_sub(reader->rest, (size_t)n * size, reader->rest.n);
    return true;
}

// Signed, big-endian, of 4 or 8 bytes.
static int64_t number_at(struct str bytes, size_t index, size_t size) {
    const unsigned char *b = (const unsigned char *)bytes.p + index * size;
    uint64_t value = b[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | b[i];
    return (int64_t)value;
}

static bool take_header(struct reader *reader, char *ret_version, struct counts *ret_counts) {
    struct str head, counts;
    if (!take_bytes(reader, 20, 1, &head) || !str_starts(head, STR("TZif")) ||
        !take_bytes(reader, 6, 4, &counts))
        return false;
    *ret_version = head.p[4];
    uint32_t *fields[] = {&ret_counts->utc_flags, &ret_counts->standard_flags,
                          &ret_counts->leaps,     &ret_counts->times,
                          &ret_counts->types,     &ret_counts->letters};
    for (size_t i = 0; i < COUNT(fields); i++)
        *fields[i] = (uint32_t)number_at(counts, i, 4);
    return true;
}

static bool skip_block(struct reader *reader, const struct counts *counts) {
    struct str skipped;
    return take_bytes(reader, counts->times, reader->time_size + 1, &skipped) &&
           take_bytes(reader, counts->types, 6, &skipped) &&
           take_bytes(reader, counts->letters, 1, &skipped) &&
           take_bytes(reader, counts->leaps, reader->time_size + 4, &skipped) &&
           take_bytes(reader, counts->standard_flags, 1, &skipped) &&
           take_bytes(reader, counts->utc_flags, 1, &skipped);
}

static bool offset_of_type(struct str types, size_t type, int32_t *ret_offset) {
    int64_t offset = number_at(str_sub(types, type * 6, 4), 0, 4);
    if (offset < OFFSET_LOW || offset > OFFSET_HIGH)
        return false;
    *ret_offset = (int32_t)offset;
    return true;
}

// Fills the transitions from the block that counts; zone->times and offsets have room for them.
static bool read_transitions(struct zone *zone, struct str times, struct str indexes,
                             struct str types, size_t time_size) {
    for (size_t i = 0; i < indexes.n; i++) {
        size_t type = (unsigned char)indexes.p[i];
        zone->times[i] = number_at(times, i, time_size);
        if (type >= types.n / 6 || !offset_of_type(types, type, &zone->offsets[i]) ||
            (i && zone->times[i] <= zone->times[i - 1]))
            return false;
    }
    zone->count = indexes.n;
    return true;
}

// What can be wrong with a file, told apart because the caller answers with different errors.
enum outcome { READ, DAMAGED, NO_MEMORY };

static enum outcome read_block(struct arena *arena, struct reader *reader,
                               const struct counts *counts, struct zone *zone) {
    struct reader block = *reader;
    struct str times, indexes, types;
    if (counts->leaps || !counts->types || counts->types > 256 || !skip_block(reader, counts) ||
        !take_bytes(&block, counts->times, block.time_size, &times) ||
        !take_bytes(&block, counts->times, 1, &indexes) ||
        !take_bytes(&block, counts->types, 6, &types))
        return DAMAGED;
    zone->times = ARENA_ARRAY(arena, counts->times, int64_t);
    zone->offsets = ARENA_ARRAY(arena, counts->times, int32_t);
    if (!zone->times || !zone->offsets)
        return NO_MEMORY;
    if (!offset_of_type(types, 0, &zone->first_offset) ||
        !read_transitions(zone, times, indexes, types, block.time_size))
        return DAMAGED;
    return READ;
}

// A newline, the rule (which may be empty), a newline.
static bool read_footer(struct reader *reader, struct zone *zone) {
    if (!skip_char(&reader->rest, '\n'))
        return false;
    size_t end = str_find_char(reader->rest, '\n');
    if (end == STR_NOT_FOUND)
        return false;
    zone->has_rule = end > 0;
    return !end || parse_rule(str_sub(reader->rest, 0, end), &zone->rule);
}

static enum outcome read_zone(struct arena *arena, struct str bytes, struct zone *zone) {
    struct reader reader = {bytes, 4};
    struct counts counts;
    char version;
    if (!take_header(&reader, &version, &counts))
        return DAMAGED;
    if (version == 0)
        return read_block(arena, &reader, &counts, zone);
    if (version < '2' || !skip_block(&reader, &counts) || !take_header(&reader, &version, &counts))
        return DAMAGED;
    reader.time_size = 8;
    enum outcome outcome = read_block(arena, &reader, &counts, zone);
    if (outcome == READ && !read_footer(&reader, zone))
        return DAMAGED;
    return outcome;
}

bool zone_parse(struct arena *arena, const char *name, struct str bytes,
                const struct zone **ret_zone, struct error *err) {
    struct zone *zone = ARENA_NEW(arena, struct zone);
    if (!zone || !(zone->name = str_c(arena, str_of(name))))
        return error_memory(err);
    switch (read_zone(arena, bytes, zone)) {
    case READ:
        break;
    case DAMAGED:
        return error_set(err, ERR_DAMAGED, "zone.damaged", name, NULL);
    case NO_MEMORY:
        return error_memory(err);
    }
    *ret_zone = zone;
    return true;
}

static bool name_is_safe(const char *name) {
    size_t n = strlen(name);
    if (!n || n > NAME_MAX_BYTES || name[0] == '/' || name[n - 1] == '/' || strstr(name, "//"))
        return false;
    for (const char *c = name; *c; c++) {
        bool letter = (*c | 0x20) >= 'a' && (*c | 0x20) <= 'z';
        if (!letter && !(*c >= '0' && *c <= '9') && !strchr("_-+/", *c))
            return false;
    }
    return true;
}

bool zone_load(struct arena *arena, const char *name, const struct zone **ret_zone,
               struct error *err) {
    const char *folder = getenv("TZDIR");
    char path[PATH_MAX_BYTES];
    struct stat stat_of_path;
    if (!name_is_safe(name))
        return error_set(err, ERR_MISSING, "zone.unknown", name, NULL);
    int n = snprintf(path, sizeof(path), "%s/%s", folder ? folder : FOLDER_DEFAULT, name);
    if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &stat_of_path) < 0 ||
        !S_ISREG(stat_of_path.st_mode))
        return error_set(err, ERR_MISSING, "zone.unknown", name, NULL);
    struct str bytes;
    return file_read(arena, path, FILE_MAX_BYTES, &bytes, err) &&
           zone_parse(arena, name, bytes, ret_zone, err);
}

const char *zone_name(const struct zone *zone) {
    return zone->name;
}

// ---- Asking -----------------------------------------------------------------------------------

// How many transitions lie at or before t.
static size_t transitions_until(const struct zone *zone, int64_t t) {
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct period period_at(const struct zone *zone, int64_t t) {
    size_t n = transitions_until(zone, t);
    int64_t from = n ? zone->times[n - 1] : INT64_MIN;
    if (n == zone->count && zone->has_rule) {
        struct period period = rule_period(&zone->rule, t);
        if (period.from < from)
            period.from = from;
        return period;
    }
    return (struct period){from, n < zone->count ? zone->times[n] : INT64_MAX,
                           n ? zone->offsets[n - 1] : zone->first_offset};
}

int32_t zone_offset_at(const struct zone *zone, struct instant instant) {
    return period_at(zone, floor_div(instant.us, US_PER_SECOND)).offset;
}

struct date_time zone_local(const struct zone *zone, struct instant instant) {
    int64_t shift = zone_offset_at(zone, instant) * US_PER_SECOND;
    int64_t us;
    if (__builtin_add_overflow(instant.us, shift, &us))
        us = shift < 0 ? INT64_MIN : INT64_MAX;
    return instant_to_utc((struct instant){us});
}

static struct instant instant_of(int64_t seconds, int32_t nanosecond) {
    int64_t us;
    if (__builtin_mul_overflow(seconds, US_PER_SECOND, &us) ||
        __builtin_add_overflow(us, (int64_t)nanosecond / 1000, &us))
        us = seconds < 0 ? INT64_MIN : INT64_MAX;
    return (struct instant){us};
}

// A wall clock (in seconds, read as if it were UTC) among the periods around it.
struct found {
    enum zone_match match;
    int64_t first, last; // as zone_instant() answers
    int64_t change;      // GAP: when the clock was put forward
};

static struct found find(const struct zone *zone, int64_t wall) {
    struct found found = {.match = ZONE_GAP};
    struct period period = period_at(zone, wall - OFFSET_HIGH - 1);
    for (;;) {
        int64_t t = wall - period.offset;
        if (t >= period.from && t < period.to) {
            if (found.match == ZONE_GAP)
                found.first = t;
            found.last = t;
            found.match = found.match == ZONE_GAP ? ZONE_UNIQUE : ZONE_OVERLAP;
        }
        if (period.to > wall - OFFSET_LOW)
            return found;
        struct period next = period_at(zone, period.to);
        if (found.match == ZONE_GAP && t >= period.to && wall - next.offset < period.to) {
            found.change = period.to; // holds unless a later period has the wall clock after all
            found.first = t;
            found.last = wall - next.offset;
        }
        period = next;
    }
}

enum zone_match zone_instant(const struct zone *zone, struct date_time local,
                             struct instant *ret_first, struct instant *ret_last) {
    struct found found = find(zone, date_time_to_seconds(local));
    *ret_first = instant_of(found.first, local.time.nanosecond);
    *ret_last = instant_of(found.last, local.time.nanosecond);
    return found.match;
}

struct instant zone_day_start(const struct zone *zone, struct date date) {
    struct found found = find(zone, date_to_days(date) * SECONDS_PER_DAY);
    return instant_of(found.match == ZONE_GAP ? found.change : found.first, 0);
}

struct instant zone_day_end(const struct zone *zone, struct date date) {
    struct date next;
    if (!date_add_days(date, 1, &next))
        return (struct instant){INT64_MAX};
    return zone_day_start(zone, next);
}
