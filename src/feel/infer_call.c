// SPDX-License-Identifier: EUPL-1.2
#include <string.h>

#include "feel/builtin.h"
#include "feel/infer.h"
#include "feel/regex.h"
#include "feel/temporal.h"

struct property {
    enum feel_type of;
    const char *names; // between bars
    enum feel_type type;
};

const struct feel_kind *infer_property(const struct feel_kind *kind, struct str name) {
    static const struct property properties[] = {
        {FEEL_DATE, "|year|month|day|weekday|", FEEL_NUMBER},
        {FEEL_TIME, "|hour|minute|second|", FEEL_NUMBER},
        {FEEL_TIME, "|time offset|", FEEL_DAYS_DURATION},
        {FEEL_TIME, "|timezone|", FEEL_STRING},
        {FEEL_DATE_TIME, "|year|month|day|weekday|hour|minute|second|", FEEL_NUMBER},
        {FEEL_DATE_TIME, "|time offset|", FEEL_DAYS_DURATION},
        {FEEL_DATE_TIME, "|timezone|", FEEL_STRING},
        {FEEL_DAYS_DURATION, "|days|hours|minutes|seconds|", FEEL_NUMBER},
        {FEEL_MONTHS_DURATION, "|years|months|", FEEL_NUMBER},
        {FEEL_RANGE, "|start included|end included|", FEEL_BOOLEAN},
    };
    char needle[40];
    if (kind->any || name.n + 3 > sizeof(needle))
        return NULL;
    needle[0] = '|';
    memcpy(needle + 1, name.p, name.n);
    memcpy(needle + 1 + name.n, "|", 2);
    for (size_t i = 0; i < COUNT(properties); i++)
        if (properties[i].of == kind->type && strstr(properties[i].names, needle))
            return feel_kind_of(properties[i].type);
    if (kind->type == FEEL_RANGE && (str_is(name, "start") || str_is(name, "end")))
        return kind->of ? kind->of : &feel_any;
    return NULL;
}

const struct feel_kind *infer_arithmetic(enum feel_op op, const struct feel_kind *left,
                                         const struct feel_kind *right) {
    static const struct {
        enum feel_op op;
        enum feel_type left, right, result;
    } rules[] = {
        {OP_ADD, FEEL_NUMBER, FEEL_NUMBER, FEEL_NUMBER},
        {OP_ADD, FEEL_STRING, FEEL_STRING, FEEL_STRING},
        {OP_ADD, FEEL_DATE, FEEL_DAYS_DURATION, FEEL_DATE},
        {OP_ADD, FEEL_DATE, FEEL_MONTHS_DURATION, FEEL_DATE},
        {OP_ADD, FEEL_DAYS_DURATION, FEEL_DATE, FEEL_DATE},
        {OP_ADD, FEEL_MONTHS_DURATION, FEEL_DATE, FEEL_DATE},
        {OP_ADD, FEEL_DATE_TIME, FEEL_DAYS_DURATION, FEEL_DATE_TIME},
        {OP_ADD, FEEL_DATE_TIME, FEEL_MONTHS_DURATION, FEEL_DATE_TIME},
        {OP_ADD, FEEL_DAYS_DURATION, FEEL_DATE_TIME, FEEL_DATE_TIME},
        {OP_ADD, FEEL_MONTHS_DURATION, FEEL_DATE_TIME, FEEL_DATE_TIME},
        {OP_ADD, FEEL_TIME, FEEL_DAYS_DURATION, FEEL_TIME},
        {OP_ADD, FEEL_DAYS_DURATION, FEEL_TIME, FEEL_TIME},
        {OP_ADD, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION},
        {OP_ADD, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION},
        {OP_SUBTRACT, FEEL_NUMBER, FEEL_NUMBER, FEEL_NUMBER},
        {OP_SUBTRACT, FEEL_DATE, FEEL_DATE, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_DATE, FEEL_DATE_TIME, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_DATE_TIME, FEEL_DATE, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_DATE_TIME, FEEL_DATE_TIME, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_TIME, FEEL_TIME, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_DATE, FEEL_DAYS_DURATION, FEEL_DATE},
        {OP_SUBTRACT, FEEL_DATE, FEEL_MONTHS_DURATION, FEEL_DATE},
        {OP_SUBTRACT, FEEL_DATE_TIME, FEEL_DAYS_DURATION, FEEL_DATE_TIME},
        {OP_SUBTRACT, FEEL_DATE_TIME, FEEL_MONTHS_DURATION, FEEL_DATE_TIME},
        {OP_SUBTRACT, FEEL_TIME, FEEL_DAYS_DURATION, FEEL_TIME},
        {OP_SUBTRACT, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION},
        {OP_SUBTRACT, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION},
        {OP_MULTIPLY, FEEL_NUMBER, FEEL_NUMBER, FEEL_NUMBER},
        {OP_MULTIPLY, FEEL_NUMBER, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION},
        {OP_MULTIPLY, FEEL_NUMBER, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION},
        {OP_MULTIPLY, FEEL_DAYS_DURATION, FEEL_NUMBER, FEEL_DAYS_DURATION},
        {OP_MULTIPLY, FEEL_MONTHS_DURATION, FEEL_NUMBER, FEEL_MONTHS_DURATION},
        {OP_DIVIDE, FEEL_NUMBER, FEEL_NUMBER, FEEL_NUMBER},
        {OP_DIVIDE, FEEL_DAYS_DURATION, FEEL_NUMBER, FEEL_DAYS_DURATION},
        {OP_DIVIDE, FEEL_MONTHS_DURATION, FEEL_NUMBER, FEEL_MONTHS_DURATION},
        {OP_DIVIDE, FEEL_DAYS_DURATION, FEEL_DAYS_DURATION, FEEL_NUMBER},
        {OP_DIVIDE, FEEL_MONTHS_DURATION, FEEL_MONTHS_DURATION, FEEL_NUMBER},
        {OP_POWER, FEEL_NUMBER, FEEL_NUMBER, FEEL_NUMBER},
    };
    for (size_t i = 0; i < COUNT(rules); i++)
        if (rules[i].op == op && rules[i].left == left->type && rules[i].right == right->type)
            return feel_kind_of(rules[i].result);
    return NULL;
}

static bool wrong_arguments(struct feel_compiler *c, struct feel_node *node, struct str name) {
    if (c->strict)
        return feel_refuse(c, node, "feel.arguments", name, STR_NONE);
    node->op = OP_FAIL;
    return true;
}

// Named arguments in the order of the parameters; what is left out is null.
static bool order_arguments(struct feel_compiler *c, struct feel_node *node,
                            const struct feel_builtin *first, bool *ret_fits) {
    for (size_t i = 0; i < feel_builtin_count; i++) {
        const struct feel_builtin *b = &feel_builtins[i];
        size_t count = node->call.count, highest = 0;
        if (strcmp(b->name, first->name) != 0)
            continue;
        bool fits = true;
        for (size_t k = 0; fits && k < count; k++) {
            int at = feel_builtin_parameter(b, node->call.names[k]);
            fits = at >= 0;
            if (fits && (size_t)at + 1 > highest)
                highest = (size_t)at + 1;
        }
        if (!fits || highest < b->least)
            continue;
        const struct feel_node **args = ARENA_ARRAY(c->arena, highest, const struct feel_node *);
        if (!args)
            return error_memory(c->err);
        for (size_t k = 0; k < count; k++)
            args[feel_builtin_parameter(b, node->call.names[k])] = node->call.args[k];
        for (size_t k = 0; k < highest; k++) {
            if (args[k])
                continue;
            struct feel_node *gap = feel_node_new(c, OP_CONST, node->source, node->offset);
            if (!gap || !feel_infer(c, gap))
                return error_memory(c->err);
            args[k] = gap;
        }
        node->call.args = args;
        node->call.count = highest;
        node->call.names = NULL;
        node->call.which = b;
        *ret_fits = true;
        return true;
    }
    *ret_fits = false;
    return true;
}

static const struct feel_kind *letter_kind(char letter) {
    switch (letter) {
    case 'n':
        return feel_kind_of(FEEL_NUMBER);
    case 's':
        return feel_kind_of(FEEL_STRING);
    case 'b':
        return feel_kind_of(FEEL_BOOLEAN);
    case 'd':
        return feel_kind_of(FEEL_DATE);
    case 'D':
        return feel_kind_of(FEEL_DATE_TIME);
    case 'y':
        return feel_kind_of(FEEL_MONTHS_DURATION);
    case 'c':
        return feel_kind_of(FEEL_CONTEXT);
    case 'f':
        return feel_kind_of(FEEL_FUNCTION);
    case 'r':
        return feel_kind_of(FEEL_RANGE);
    default:
        return &feel_any;
    }
}

static bool check_arguments(struct feel_compiler *c, const struct feel_node *node) {
    for (size_t i = 0; c->strict && i < node->call.count; i++) {
        bool nullable;
        const struct feel_node *arg = node->call.args[i];
        char letter = feel_builtin_type(node->call.which, i, &nullable);
        if (!nullable && !feel_need(c, arg))
            return false;
        bool is_null = !arg->kind->any && arg->kind->type == FEEL_NULL;
        if (nullable && is_null)
            continue;
        const struct feel_kind *wanted = letter_kind(letter);
        if (feel_kind_fit(wanted, arg->kind) == FEEL_NEVER_FITS)
            return infer_mismatch(c, arg, wanted, arg->kind);
    }
    return true;
}

static const struct feel_kind *lists_kind(struct feel_compiler *c, const struct feel_node *node) {
    const struct feel_kind *element = NULL;
    for (size_t i = 0; i < node->call.count; i++) {
        const struct feel_kind *kind = feel_kind_element(node->call.args[i]->kind);
        element = element ? feel_kind_join(element, kind) : kind;
    }
    return feel_kind_list(c->arena, element ? element : &feel_any);
}

static const struct feel_kind *result_kind(struct feel_compiler *c, const struct feel_node *node) {
    const struct feel_kind *first = node->call.count ? node->call.args[0]->kind : &feel_any;
    const struct feel_kind *joined = first;
    switch (node->call.which->result) {
    case RESULT_ANY:
    case RESULT_DURATION:
        return &feel_any;
    case RESULT_BOOLEAN:
        return feel_kind_of(FEEL_BOOLEAN);
    case RESULT_NUMBER:
        return feel_kind_of(FEEL_NUMBER);
    case RESULT_STRING:
        return feel_kind_of(FEEL_STRING);
    case RESULT_DATE:
        return feel_kind_of(FEEL_DATE);
    case RESULT_TIME:
        return feel_kind_of(FEEL_TIME);
    case RESULT_DATE_TIME:
        return feel_kind_of(FEEL_DATE_TIME);
    case RESULT_MONTHS:
        return feel_kind_of(FEEL_MONTHS_DURATION);
    case RESULT_CONTEXT:
        return feel_kind_of(FEEL_CONTEXT);
    case RESULT_RANGE:
        return feel_kind_of(FEEL_RANGE);
    case RESULT_STRINGS:
        return feel_kind_list(c->arena, feel_kind_of(FEEL_STRING));
    case RESULT_NUMBERS:
        return feel_kind_list(c->arena, feel_kind_of(FEEL_NUMBER));
    case RESULT_FIRST:
        return first;
    case RESULT_ELEMENT:
        for (size_t i = 0; i < node->call.count; i++)
            joined = feel_kind_join(joined, node->call.args[i]->kind);
        return feel_kind_element(joined);
    case RESULT_JOINED:
        return feel_kind_join(first, node->call.args[node->call.count - 1]->kind);
    case RESULT_LISTS:
        return lists_kind(c, node);
    }
    return &feel_any;
}

// A duration that is written out is known; so is any date: they are worked out once, here.
static bool fold(struct feel_compiler *c, struct feel_node *node) {
    struct feel_value args[4], value;
    enum feel_result result = node->call.which->result;
    bool temporal = result == RESULT_DURATION || result == RESULT_DATE || result == RESULT_TIME ||
                    result == RESULT_DATE_TIME;
    if (!temporal || node->call.count > COUNT(args) || !node->call.count)
        return true;
    for (size_t i = 0; i < node->call.count; i++) {
        const struct feel_value *constant = feel_constant(node->call.args[i]);
        if (!constant)
            return true;
        args[i] = *constant;
    }
    struct feel_machine m = {.arena = c->arena,
                             .strict = c->strict,
                             .steps = FEEL_STEPS_DEFAULT,
                             .depth = FEEL_DEPTH_DEFAULT,
                             .list_size = FEEL_LIST_DEFAULT,
                             .err = c->err};
    struct feel_args given = {.count = node->call.count, .v = args, .node = node};
    if (!feel_builtin_call(&m, node->call.which, &given, &value)) {
        if (c->err->code == ERR_REFUSED)
            c->err->code = ERR_INPUT; // here it is the text that is wrong
        return false;
    }
    node->op = OP_CONST;
    node->constant = value;
    return feel_infer(c, node);
}

// A pattern that is written out is compiled once, here; in strict mode it must be one.
static bool fix_pattern(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_value *values[2] = {NULL, NULL}; // pattern, flags
    int places[2] = {feel_builtin_parameter(node->call.which, STR("pattern")),
                     feel_builtin_parameter(node->call.which, STR("flags"))};
    if (str_is(feel_builtin_name(node->call.which), "split"))
        places[0] = feel_builtin_parameter(node->call.which, STR("delimiter"));
    else if (places[0] < 0)
        return true;
    for (size_t i = 0; i < COUNT(places); i++) {
        if (places[i] < 0 || (size_t)places[i] >= node->call.count)
            continue;
        values[i] = feel_constant(node->call.args[places[i]]);
        if (!values[i] || (values[i]->type != FEEL_STRING && (!i || values[i]->type != FEEL_NULL)))
            return true;
    }
    bool flagged = values[1] && values[1]->type == FEEL_STRING;
    switch (regex_compile(c->arena, values[0]->string, flagged ? values[1]->string : STR_NONE,
                          &node->call.regex)) {
    case REGEX_OK:
        return true;
    case REGEX_BAD_PATTERN:
    case REGEX_TOO_LONG:
        return !c->strict ||
               feel_refuse(c, node, "feel.bad-pattern", feel_node_text(node), STR_NONE);
    case REGEX_NO_MEMORY:
        return error_memory(c->err);
    }
    return false;
}

static bool is_call_of(const struct feel_node *node, const char *name) {
    return node && node->op == OP_BUILTIN && strcmp(node->call.which->name, name) == 0 &&
           node->call.count == 1;
}

// The sides of a sum of texts, one of which is written out; NULL: it is none.
static const struct feel_node *spelt_beside(const struct feel_node *node, bool left,
                                            struct str *ret_written) {
    node = feel_node_plain(node);
    if (!node || node->op != OP_ADD)
        return NULL;
    const struct feel_value *written =
        feel_constant(feel_node_plain(left ? node->binary.left : node->binary.right));
    if (!written || written->type != FEEL_STRING)
        return NULL;
    *ret_written = written->string;
    return left ? node->binary.right : node->binary.left;
}

static bool spell(struct feel_compiler *c, struct str first, int number, struct str last,
                  struct feel_value *ret_duration, bool *ret_is_one) {
    struct str text =
        str_printf(c->arena, STR_FMT "%d" STR_FMT, STR_ARG(first), number, STR_ARG(last));
    *ret_is_one = text.p && temporal_parse_duration(text, ret_duration);
    return text.p ? true : error_memory(c->err);
}

// "P1DT2H" is not twice of half of it.
static bool is_twice(const struct feel_value *one, const struct feel_value *two) {
    if (one->type == FEEL_MONTHS_DURATION)
        return two->type == one->type && two->months == 2 * one->months;
    return two->type == one->type && two->days.seconds == 2 * one->days.seconds &&
           !one->days.nanoseconds && !two->days.nanoseconds;
}

// A duration is mostly a parameter's number with its unit. The text itself need not be made.
static bool find_spelt(struct feel_compiler *c, struct feel_node *node) {
    struct str first, last;
    struct feel_value one, two;
    const struct feel_node *inner;
    if (!is_call_of(node, "duration") ||
        !(inner = spelt_beside(node->call.args[0], false, &last)) ||
        !(inner = spelt_beside(inner, true, &first)))
        return true;
    const struct feel_node *number = feel_node_plain(inner);
    if (!is_call_of(number, "string"))
        return true;
    struct feel_spelt *spelt = ARENA_NEW(c->arena, struct feel_spelt);
    bool is_one, is_two;
    if (!spelt)
        return error_memory(c->err);
    if (!spell(c, first, 1, last, &one, &is_one) || !spell(c, first, 2, last, &two, &is_two))
        return false;
    if (!is_one || !is_two || !is_twice(&one, &two))
        return true;
    *spelt = (struct feel_spelt){number->call.args[0], one};
    node->call.spelt = spelt;
    return true;
}

static bool infer_builtin(struct feel_compiler *c, struct feel_node *node,
                          const struct feel_builtin *first) {
    struct str name = str_of(first->name);
    bool fits = true;
    if (node->call.names) {
        if (!order_arguments(c, node, first, &fits))
            return false;
    } else {
        node->call.which = feel_builtin_for(first, node->call.count);
        fits = node->call.which != NULL;
    }
    if (!fits)
        return wrong_arguments(c, node, name);
    if (c->strict && (str_is(name, "now") || str_is(name, "today")))
        return feel_refuse(c, node, "feel.no-clock", name, STR_NONE);
    node->op = OP_BUILTIN;
    if (!check_arguments(c, node))
        return false;
    node->kind = result_kind(c, node);
    if (node->call.which->result == RESULT_JOINED)
        node->nullable = node->call.args[node->call.count - 1]->nullable;
    if (str_is(name, "get value"))
        node->nullable = true;
    return find_spelt(c, node) && fix_pattern(c, node) && fold(c, node);
}

static int parameter_at(const struct feel_kind *kind, struct str name) {
    for (size_t i = 0; i < kind->count; i++)
        if (str_eq(kind->fields[i].name, name))
            return (int)i;
    return -1;
}

static bool infer_function_call(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *kind = node->call.callee->kind;
    if (!c->strict)
        return true;
    if (!feel_need_kind(c, node->call.callee, feel_kind_of(FEEL_FUNCTION)))
        return false;
    if (kind->any || !kind->closed)
        return true;
    if (kind->count != node->call.count)
        return wrong_arguments(c, node, feel_node_text(node->call.callee));
    for (size_t i = 0; i < kind->count; i++) {
        int at = node->call.names ? parameter_at(kind, node->call.names[i]) : (int)i;
        if (at < 0)
            return wrong_arguments(c, node, feel_node_text(node->call.callee));
        if (!feel_need_kind(c, node->call.args[i], kind->fields[at].kind))
            return false;
    }
    return true;
}

bool infer_call(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_value *callee = feel_constant(node->call.callee);
    if (callee && callee->type == FEEL_FUNCTION && callee->function->builtin)
        return infer_builtin(c, node, callee->function->builtin);
    const struct feel_kind *kind = node->call.callee->kind;
    if (!kind->any && kind->type == FEEL_FUNCTION && kind->of)
        node->kind = kind->of;
    return infer_function_call(c, node);
}

const struct feel_value *feel_constant(const struct feel_node *node) {
    return node && node->op == OP_CONST ? &node->constant : NULL;
}
