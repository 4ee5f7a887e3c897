// SPDX-License-Identifier: EUPL-1.2
//
// Values of FEEL (DMN 1.5, chapter 10): what expressions are made of and what they yield.
//
// A value is small and copied; what it points at lives in the arena it was made in and is never
// changed afterwards. Numbers are decimals of 34 digits, text is UTF-8 counted in code points,
// dates and times come from src/calendar. Null is a value of its own.
#ifndef VAKA_FEEL_VALUE_H
#define VAKA_FEEL_VALUE_H

#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "calendar/civil.h"
#include "calendar/zone.h"

enum feel_type {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,   // days and time duration
    FEEL_MONTHS_DURATION, // years and months duration
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
};

enum feel_offset { FEEL_LOCAL, FEEL_AT_OFFSET, FEEL_IN_ZONE };

// A time of day, with the offset or zone that it may carry.
struct feel_time {
    struct time_of_day clock;
    enum feel_offset kind;
    int32_t offset_s;        // FEEL_AT_OFFSET: seconds east of UTC
    const struct zone *zone; // FEEL_IN_ZONE
};

struct feel_date_time {
    struct date date;
    struct feel_time time;
};

struct feel_days { // whole seconds and the rest, both of the same sign
    int64_t seconds;
    int32_t nanoseconds;
};

struct feel_value {
    enum feel_type type;
    union {
        bool boolean;
        struct decimal number;
        struct str string;
        struct date date;
        struct feel_time time;
        struct feel_date_time date_time;
        struct feel_days days;
        int64_t months;
        const struct feel_list *list;
        const struct feel_context *context;
        const struct feel_range *range;
        const struct feel_function *function;
    };
};

struct feel_list {
    size_t n;
    const struct feel_value *items;
};

struct feel_entry {
    struct str name; // blanks normalised: one space between words
    struct feel_value value;
};

struct feel_context { // entries in the order they were put
    size_t n;
    const struct feel_entry *entries;
};

enum feel_bound { FEEL_UNBOUNDED, FEEL_OPEN, FEEL_CLOSED };

// "[1..5]" and "(< 5)" are intervals; "(= 5)" and "(!= 5)" are one value, and all but one.
enum feel_form { FEEL_INTERVAL, FEEL_ONLY, FEEL_EXCEPT };

struct feel_range {
    enum feel_form form;
    enum feel_bound low_bound, high_bound;
    struct feel_value low, high;
};

// Made so often that a call would cost more than the value.
static inline struct feel_value feel_null(void) {
    return (struct feel_value){.type = FEEL_NULL};
}
static inline struct feel_value feel_boolean(bool value) {
    return (struct feel_value){.type = FEEL_BOOLEAN, .boolean = value};
}
static inline struct feel_value feel_number(struct decimal value) {
    return (struct feel_value){.type = FEEL_NUMBER, .number = value};
}
static inline struct feel_value feel_int(int64_t value) {
    return feel_number(decimal_of_int(value));
}
static inline struct feel_value feel_string(struct str text) { // borrows
    return (struct feel_value){.type = FEEL_STRING, .string = text};
}
static inline struct feel_value feel_date(struct date date) {
    return (struct feel_value){.type = FEEL_DATE, .date = date};
}
static inline struct feel_value feel_list_of(const struct feel_list *list) {
    return (struct feel_value){.type = FEEL_LIST, .list = list};
}
static inline struct feel_value feel_context_of(const struct feel_context *context) {
    return (struct feel_value){.type = FEEL_CONTEXT, .context = context};
}

// Building a context: entries are pushed, then closed. A later entry with the same name is refused
// by an assert.
struct feel_builder {
    struct arena *arena;
    LIST_OF(struct feel_entry) entries;
    bool failed;
};
struct feel_builder feel_builder_new(struct arena *arena);
void feel_put(struct feel_builder *builder, struct str name, struct feel_value value);
// With room for so many, and an entry whose name the caller knows that none has: for what is built
// often.
struct feel_builder feel_builder_for(struct arena *arena, size_t count);
void feel_add(struct feel_builder *builder, struct str name, struct feel_value value);
void feel_add_entries(struct feel_builder *builder, const struct feel_entry *entries, size_t n);
bool feel_build(struct feel_builder *builder, struct feel_value *ret_context,
                struct error *err) WARN_UNUSED;

// The entry of a context, or NULL.
const struct feel_value *feel_get(const struct feel_value *context, struct str name);
bool feel_equal(const struct feel_value *a, const struct feel_value *b); // same type, same value

// As a FEEL literal ("2026-03-01" is written date("2026-03-01")), and as JSON (dates as text).
bool feel_text(struct arena *arena, const struct feel_value *value, struct str *ret_text,
               struct error *err) WARN_UNUSED;
bool feel_write_json(struct json_writer *w, const struct feel_value *value);
// "number", "date and time" … as FEEL names its types.
const char *feel_type_name(enum feel_type type);

#endif
