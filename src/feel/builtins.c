// SPDX-License-Identifier: EUPL-1.2
#include "feel/builtins.h"

#include <string.h>

// Signatures of one name stand together, the most usual first.
const struct feel_builtin feel_builtins[] = {
    {"not", "negand", "a", 1, RESULT_BOOLEAN, fn_not},
    {"is", "value1|value2", "zz", 2, RESULT_BOOLEAN, fn_is},
    {"is defined", "value", "z", 1, RESULT_BOOLEAN, fn_is_defined},
    {"get or else", "value|default", "zz", 2, RESULT_JOINED, fn_get_or_else},

    {"string", "from", "a", 1, RESULT_STRING, fn_string},
    {"number", "from|grouping separator|decimal separator", "ss?s?", 1, RESULT_NUMBER, fn_number},
    {"substring", "string|start position|length", "snn?", 2, RESULT_STRING, fn_substring},
    {"string length", "string", "s", 1, RESULT_NUMBER, fn_string_length},
    {"upper case", "string", "s", 1, RESULT_STRING, fn_upper_case},
    {"lower case", "string", "s", 1, RESULT_STRING, fn_lower_case},
    {"substring before", "string|match", "ss", 2, RESULT_STRING, fn_substring_before},
    {"substring after", "string|match", "ss", 2, RESULT_STRING, fn_substring_after},
    {"contains", "string|match", "ss", 2, RESULT_BOOLEAN, fn_contains},
    {"starts with", "string|match", "ss", 2, RESULT_BOOLEAN, fn_starts_with},
    {"ends with", "string|match", "ss", 2, RESULT_BOOLEAN, fn_ends_with},
    {"matches", "input|pattern|flags", "sss?", 2, RESULT_BOOLEAN, fn_matches},
    {"replace", "input|pattern|replacement|flags", "ssss?", 3, RESULT_STRING, fn_replace},
    {"split", "string|delimiter", "ss", 2, RESULT_STRINGS, fn_split},
    {"string join", "list|delimiter", "ls?", 1, RESULT_STRING, fn_string_join},

    {"list contains", "list|element", "lz", 2, RESULT_BOOLEAN, fn_list_contains},
    {"count", "list", "a*", 1, RESULT_NUMBER, fn_count},
    {"min", "list", "a*", 1, RESULT_ELEMENT, fn_min},
    {"max", "list", "a*", 1, RESULT_ELEMENT, fn_max},
    {"sum", "list", "a*", 1, RESULT_NUMBER, fn_sum},
    {"product", "list", "a*", 1, RESULT_NUMBER, fn_product},
    {"mean", "list", "a*", 1, RESULT_NUMBER, fn_mean},
    {"median", "list", "a*", 1, RESULT_NUMBER, fn_median},
    {"stddev", "list", "a*", 1, RESULT_NUMBER, fn_stddev},
    {"mode", "list", "a*", 1, RESULT_NUMBERS, fn_mode},
    {"all", "list", "z*", 1, RESULT_BOOLEAN, fn_all},
    {"any", "list", "z*", 1, RESULT_BOOLEAN, fn_any},
    {"sublist", "list|start position|length", "lnn?", 2, RESULT_FIRST, fn_sublist},
    {"append", "list|item", "lz*", 2, RESULT_LISTS, fn_append},
    {"concatenate", "list", "l*", 1, RESULT_LISTS, fn_concatenate},
    {"insert before", "list|position|newItem", "lnz", 3, RESULT_FIRST, fn_insert_before},
    {"remove", "list|position", "ln", 2, RESULT_FIRST, fn_remove},
    {"list replace", "||", "laz", 3, RESULT_FIRST, fn_list_replace},
    {"list replace", "list|position|newItem", "lnz", 3, RESULT_FIRST, fn_list_replace},
    {"list replace", "list|match|newItem", "lfz", 3, RESULT_FIRST, fn_list_replace},
    {"reverse", "list", "l", 1, RESULT_FIRST, fn_reverse},
    {"index of", "list|match", "lz", 2, RESULT_NUMBERS, fn_index_of},
    {"union", "list", "l*", 1, RESULT_LISTS, fn_union},
    {"distinct values", "list", "l", 1, RESULT_FIRST, fn_distinct_values},
    {"flatten", "list", "l", 1, RESULT_ANY, fn_flatten},
    {"sort", "list|precedes", "lf?", 1, RESULT_FIRST, fn_sort},

    {"decimal", "n|scale", "nn", 2, RESULT_NUMBER, fn_decimal},
    {"floor", "n|scale", "nn", 1, RESULT_NUMBER, fn_floor},
    {"ceiling", "n|scale", "nn", 1, RESULT_NUMBER, fn_ceiling},
    {"round up", "n|scale", "nn", 2, RESULT_NUMBER, fn_round_up},
    {"round down", "n|scale", "nn", 2, RESULT_NUMBER, fn_round_down},
    {"round half up", "n|scale", "nn", 2, RESULT_NUMBER, fn_round_half_up},
    {"round half down", "n|scale", "nn", 2, RESULT_NUMBER, fn_round_half_down},
    {"abs", "n", "q", 1, RESULT_FIRST, fn_abs},
    {"modulo", "dividend|divisor", "nn", 2, RESULT_NUMBER, fn_modulo},
    {"sqrt", "number", "n", 1, RESULT_NUMBER, fn_sqrt},
    {"log", "number", "n", 1, RESULT_NUMBER, fn_log},
    {"exp", "number", "n", 1, RESULT_NUMBER, fn_exp},
    {"even", "number", "n", 1, RESULT_BOOLEAN, fn_even},
    {"odd", "number", "n", 1, RESULT_BOOLEAN, fn_odd},

    {"date", "from", "a", 1, RESULT_DATE, fn_date_of},
    {"date", "year|month|day", "nnn", 3, RESULT_DATE, fn_date},
    {"time", "from", "a", 1, RESULT_TIME, fn_time_of},
    {"time", "hour|minute|second|offset", "nnnz", 3, RESULT_TIME, fn_time},
    {"date and time", "from", "a", 1, RESULT_DATE_TIME, fn_date_and_time_of},
    {"date and time", "date|time", "wt", 2, RESULT_DATE_TIME, fn_date_and_time},
    {"duration", "from", "s", 1, RESULT_DURATION, fn_duration},
    {"years and months duration", "from|to", "ww", 2, RESULT_MONTHS, fn_years_and_months},
    {"day of year", "date", "w", 1, RESULT_NUMBER, fn_day_of_year},
    {"day of week", "date", "w", 1, RESULT_STRING, fn_day_of_week},
    {"month of year", "date", "w", 1, RESULT_STRING, fn_month_of_year},
    {"week of year", "date", "w", 1, RESULT_NUMBER, fn_week_of_year},
    {"now", "", "", 0, RESULT_DATE_TIME, fn_now},
    {"today", "", "", 0, RESULT_DATE, fn_today},

    {"before", "point1|point2", "aa", 2, RESULT_BOOLEAN, fn_before},
    {"after", "point1|point2", "aa", 2, RESULT_BOOLEAN, fn_after},
    {"meets", "range1|range2", "rr", 2, RESULT_BOOLEAN, fn_meets},
    {"met by", "range1|range2", "rr", 2, RESULT_BOOLEAN, fn_met_by},
    {"overlaps", "range1|range2", "rr", 2, RESULT_BOOLEAN, fn_overlaps},
    {"overlaps before", "range1|range2", "rr", 2, RESULT_BOOLEAN, fn_overlaps_before},
    {"overlaps after", "range1|range2", "rr", 2, RESULT_BOOLEAN, fn_overlaps_after},
    {"finishes", "point|range", "ar", 2, RESULT_BOOLEAN, fn_finishes},
    {"finished by", "range|point", "ra", 2, RESULT_BOOLEAN, fn_finished_by},
    {"includes", "range|point", "ra", 2, RESULT_BOOLEAN, fn_includes},
    {"during", "point|range", "ar", 2, RESULT_BOOLEAN, fn_during},
    {"starts", "point|range", "ar", 2, RESULT_BOOLEAN, fn_starts},
    {"started by", "range|point", "ra", 2, RESULT_BOOLEAN, fn_started_by},
    {"coincides", "point1|point2", "aa", 2, RESULT_BOOLEAN, fn_coincides},
    {"range", "from", "s", 1, RESULT_RANGE, fn_range},

    {"get value", "m|key", "cs", 2, RESULT_ANY, fn_get_value},
    {"get entries", "m", "c", 1, RESULT_ANY, fn_get_entries},
    {"context", "entries", "l", 1, RESULT_CONTEXT, fn_context},
    {"context put", "||", "caz", 3, RESULT_CONTEXT, fn_context_put},
    {"context put", "context|key|value", "csz", 3, RESULT_CONTEXT, fn_context_put},
    {"context put", "context|keys|value", "clz", 3, RESULT_CONTEXT, fn_context_put},
    {"context merge", "contexts", "l", 1, RESULT_CONTEXT, fn_context_merge},
};
const size_t feel_builtin_count = COUNT(feel_builtins);

struct str feel_builtin_name(const struct feel_builtin *builtin) {
    return str_of(builtin->name);
}

bool feel_builtin_value(struct arena *arena, const struct feel_builtin *builtin,
                        struct feel_value *ret_value) {
    struct feel_function *function = ARENA_NEW(arena, struct feel_function);
    if (!function)
        return false;
    function->builtin = builtin;
    *ret_value = (struct feel_value){.type = FEEL_FUNCTION, .function = function};
    return true;
}

static bool takes_any_number(const struct feel_builtin *builtin) {
    return strchr(builtin->types, '*') != NULL;
}

static size_t most(const struct feel_builtin *builtin) {
    size_t n = 0;
    for (const char *t = builtin->types; *t; t++)
        n += *t != '?' && *t != '*';
    return n;
}

const struct feel_builtin *feel_builtin_for(const struct feel_builtin *first, size_t count) {
    for (size_t i = 0; i < feel_builtin_count; i++) {
        const struct feel_builtin *b = &feel_builtins[i];
        if (strcmp(b->name, first->name) == 0 && count >= b->least &&
            (count <= most(b) || takes_any_number(b)))
            return b;
    }
    return NULL;
}

int feel_builtin_parameter(const struct feel_builtin *builtin, struct str name) {
    struct str rest = str_of(builtin->parameters), part;
    for (int i = 0; str_split(&rest, '|', &part); i++)
        if (str_eq(part, name))
            return i;
    return -1;
}

char feel_builtin_type(const struct feel_builtin *builtin, size_t i, bool *ret_nullable) {
    const char *t = builtin->types;
    char letter = 'z';
    for (size_t at = 0; *t; at++) {
        letter = *t++;
        *ret_nullable = letter == 'z';
        if (*t == '?') {
            *ret_nullable = true;
            t++;
        }
        if (at == i || *t == '*')
            return letter;
    }
    return letter;
}

struct feel_list builtin_items(const struct feel_args *a) {
    if (a->count == 1 && a->v[0].type == FEEL_LIST)
        return *a->v[0].list;
    return (struct feel_list){a->count, a->v};
}

static const struct feel_node *argument_node(const struct feel_args *a, size_t i) {
    bool written = a->node->op == OP_BUILTIN && i < a->node->call.count;
    return written ? a->node->call.args[i] : a->node;
}

bool builtin_fail(struct feel_machine *m, const struct feel_args *a, const char *key,
                  struct feel_value *ret_value) {
    return feel_fail(m, a->node, key, feel_node_text(a->node), STR_NONE, ret_value);
}

bool builtin_wrong(struct feel_machine *m, const struct feel_args *a, size_t i, const char *wanted,
                   struct feel_value *ret_value) {
    return feel_fail_type(m, a->node, argument_node(a, i), &a->v[i], wanted, ret_value);
}

bool builtin_whole(const struct feel_value *value, int64_t *ret_whole) {
    return value->type == FEEL_NUMBER && decimal_is_whole(value->number) &&
           decimal_to_int(value->number, ret_whole);
}

bool builtin_given(const struct feel_args *a, size_t i) {
    return i < a->count && a->v[i].type != FEEL_NULL;
}

static bool is_one_of(char letter, enum feel_type type) {
    switch (letter) {
    case 'n':
        return type == FEEL_NUMBER;
    case 's':
        return type == FEEL_STRING;
    case 'b':
        return type == FEEL_BOOLEAN;
    case 'd':
        return type == FEEL_DATE;
    case 'D':
        return type == FEEL_DATE_TIME;
    case 'w':
        return type == FEEL_DATE || type == FEEL_DATE_TIME;
    case 't':
        return type == FEEL_TIME;
    case 'y':
        return type == FEEL_MONTHS_DURATION;
    case 'q':
        return type == FEEL_NUMBER || type == FEEL_DAYS_DURATION || type == FEEL_MONTHS_DURATION;
    case 'l':
        return type == FEEL_LIST;
    case 'c':
        return type == FEEL_CONTEXT;
    case 'f':
        return type == FEEL_FUNCTION;
    case 'r':
        return type == FEEL_RANGE;
    default:
        return true;
    }
}

static const char *letter_name(char letter) {
    static const char letters[] = "nsbdDwtylcfr";
    static const enum feel_type types[] = {
        FEEL_NUMBER, FEEL_STRING,          FEEL_BOOLEAN, FEEL_DATE,    FEEL_DATE_TIME, FEEL_DATE,
        FEEL_TIME,   FEEL_MONTHS_DURATION, FEEL_LIST,    FEEL_CONTEXT, FEEL_FUNCTION,  FEEL_RANGE,
    };
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? feel_type_name(types[at - letters]) : "Any";
}

// One argument as its parameter wants it: a list of one stands for its element, one value for a
// list. *ret_fits is false when it cannot be.
static bool fit_argument(struct feel_machine *m, char letter, struct feel_value *value,
                         bool *ret_fits) {
    *ret_fits = is_one_of(letter, value->type);
    if (*ret_fits)
        return true;
    if (letter == 'l') {
        struct feel_items items = {0};
        *ret_fits = true;
        return feel_items_add(m, &items, value) && feel_items_done(m, &items, value);
    }
    if (value->type == FEEL_LIST && value->list->n == 1 &&
        is_one_of(letter, value->list->items[0].type)) {
        *value = value->list->items[0];
        *ret_fits = true;
    }
    return true;
}

bool feel_builtin_call(struct feel_machine *m, const struct feel_builtin *builtin,
                       const struct feel_args *args, struct feel_value *ret_value) {
    struct feel_value few[4], *fitted = few;
    if (args->count > COUNT(few) &&
        !(fitted = ARENA_ARRAY(m->arena, args->count, struct feel_value)))
        return error_memory(m->err);
    for (size_t i = 0; i < args->count; i++) {
        bool nullable = false, fits;
        char letter = feel_builtin_type(builtin, i, &nullable);
        fitted[i] = args->v[i];
        if (fitted[i].type == FEEL_NULL && nullable)
            continue;
        if (fitted[i].type == FEEL_NULL)
            return builtin_wrong(m, args, i, "", ret_value);
        if (!fit_argument(m, letter, &fitted[i], &fits))
            return false;
        if (!fits)
            return builtin_wrong(m, args, i, letter_name(letter), ret_value);
    }
    struct feel_args given = {.count = args->count, .v = fitted, .node = args->node};
    return builtin->run(m, &given, ret_value);
}

bool fn_not(struct feel_machine *m, const struct feel_args *a, struct feel_value *ret_value) {
    if (a->v[0].type != FEEL_BOOLEAN)
        return builtin_wrong(m, a, 0, "boolean", ret_value);
    *ret_value = feel_boolean(!a->v[0].boolean);
    return true;
}

static bool same_time(const struct feel_time *x, const struct feel_time *y) {
    if (x->kind != y->kind || time_cmp(x->clock, y->clock) != 0)
        return false;
    return x->kind != FEEL_IN_ZONE || strcmp(zone_name(x->zone), zone_name(y->zone)) == 0;
}

// The same value, told apart more finely than "=": a local time is not the same as one in UTC.
bool fn_is(struct feel_machine *m, const struct feel_args *a, struct feel_value *ret_value) {
    const struct feel_value *x = &a->v[0], *y = &a->v[1];
    (void)m;
    bool same = feel_equal(x, y);
    if (same && x->type == FEEL_TIME)
        same = same_time(&x->time, &y->time);
    if (same && x->type == FEEL_DATE_TIME)
        same = same_time(&x->date_time.time, &y->date_time.time);
    *ret_value = feel_boolean(same);
    return true;
}

bool fn_is_defined(struct feel_machine *m, const struct feel_args *a,
                   struct feel_value *ret_value) {
    (void)m;
    *ret_value = feel_boolean(a->v[0].type != FEEL_NULL);
    return true;
}

bool fn_get_or_else(struct feel_machine *m, const struct feel_args *a,
                    struct feel_value *ret_value) {
    (void)m;
    *ret_value = a->v[a->v[0].type == FEEL_NULL];
    return true;
}
