// SPDX-License-Identifier: EUPL-1.2
#include "cli/dmn_words.h"

#include "feel/temporal.h"

struct speaker {
    struct arena *arena;
    enum language language;
};

static struct str say(struct speaker s, enum text_id id, struct str a, struct str b) {
    return TR(s.arena, s.language, id, a, b);
}

// "a", then "a eller b" …
static struct str joined(struct speaker s, enum text_id id, struct str so_far, struct str next) {
    return so_far.n ? say(s, id, so_far, next) : next;
}

// Swedish has a decimal comma.
static struct str number_said(struct speaker s, struct decimal number) {
    struct str text = decimal_text(s.arena, number);
    size_t point = str_find_char(text, '.');
    if (s.language != LANGUAGE_SV || point == STR_NOT_FOUND)
        return text;
    return str_printf(s.arena, STR_FMT "," STR_FMT, STR_ARG(str_sub(text, 0, point)),
                      STR_ARG(str_sub(text, point + 1, text.n)));
}

static struct str value_said(struct speaker s, const struct feel_value *value) {
    switch (value->type) {
    case FEEL_BOOLEAN:
        return tr(s.language, value->boolean ? T_region_yes : T_region_no);
    case FEEL_NUMBER:
        return number_said(s, value->number);
    case FEEL_STRING:
        return say(s, T_region_text, value->string, STR_NONE);
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return temporal_text(s.arena, value);
    case FEEL_NULL:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        break; // no constants of a column
    }
    return STR("");
}

static bool is_moment(enum feel_type type) {
    return type == FEEL_DATE || type == FEEL_TIME || type == FEEL_DATE_TIME;
}

static struct str low_said(struct speaker s, const struct feel_range *range) {
    bool closed = range->low_bound == FEEL_CLOSED;
    enum text_id id = is_moment(range->low.type) ? closed ? T_region_from : T_region_after
                      : closed                   ? T_region_at_least
                                                 : T_region_above;
    return say(s, id, value_said(s, &range->low), STR_NONE);
}

static struct str high_said(struct speaker s, const struct feel_range *range) {
    bool closed = range->high_bound == FEEL_CLOSED;
    enum text_id id = is_moment(range->high.type) ? closed ? T_region_until : T_region_before
                      : closed                    ? T_region_at_most
                                                  : T_region_below;
    return say(s, id, value_said(s, &range->high), STR_NONE);
}

static struct str range_said(struct speaker s, const struct feel_range *range) {
    struct str text = STR("");
    if (range->low_bound != FEEL_UNBOUNDED)
        text = low_said(s, range);
    if (range->high_bound != FEEL_UNBOUNDED)
        text = joined(s, T_region_and, text, high_said(s, range));
    return text;
}

static struct str other_said(struct speaker s, const struct dmn_condition *condition) {
    struct str except = STR("");
    if (!condition->except_count)
        return tr(s.language, T_region_present);
    for (size_t i = 0; i < condition->except_count; i++)
        except = joined(s, T_region_or, except, value_said(s, &condition->except[i]));
    return say(s, T_region_except, except, STR_NONE);
}

static struct str condition_said(struct speaker s, const struct dmn_condition *condition,
                                 struct str label) {
    struct str text = STR("");
    bool after_value = false;
    for (size_t i = 0; i < condition->part_count; i++) {
        const struct dmn_part *part = &condition->parts[i];
        struct str said = STR("");
        switch (part->kind) {
        case DMN_PART_MISSING:
            said = tr(s.language, T_region_missing);
            break;
        case DMN_PART_VALUE: // "= 1 eller 2"
            said = value_said(s, &part->range.low);
            if (!after_value)
                said = say(s, T_region_equal, said, STR_NONE);
            break;
        case DMN_PART_RANGE:
            said = range_said(s, &part->range);
            break;
        case DMN_PART_OTHER:
            said = other_said(s, condition);
            break;
        }
        after_value = part->kind == DMN_PART_VALUE;
        text = joined(s, T_region_or, text, said);
    }
    return say(s, T_region_column, label, text);
}

struct str region_words(struct arena *arena, enum language language, const struct dmn_table *table,
                        const struct dmn_region *region) {
    struct speaker s = {arena, language};
    struct str text = STR("");
    if (!region->condition_count)
        return tr(language, T_region_everything);
    for (size_t i = 0; i < region->condition_count; i++) {
        const struct dmn_condition *condition = &region->conditions[i];
        struct str label = table->inputs[condition->column].label;
        text = joined(s, T_region_and, text, condition_said(s, condition, label));
    }
    return text;
}
