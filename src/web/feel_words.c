// SPDX-License-Identifier: EUPL-1.2
//
// Expressions and values in words.
#include "web/feel_words.h"

#include "feel/builtin.h"
#include "feel/temporal.h"

#define NESTING_MAX 12 // beyond that nothing is plain
#define ITEMS_MAX 50

const struct feel_node *said_node(const struct feel_node *node) {
    while (node->op == OP_COERCE)
        node = node->typed.value;
    return node;
}

bool said_null(const struct feel_node *node) {
    node = said_node(node);
    return node->op == OP_CONST && node->constant.type == FEEL_NULL;
}

struct str say_list(struct speaker *s, const struct str *items, size_t n, enum text_id last) {
    struct buf buf = buf_new(s->arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t i = 0; i < n; i++) {
        if (!items[i].p)
            return STR_NONE;
        if (i)
            buf_add(&buf, i + 1 < n ? STR(", ") : tr(s->language, last));
        buf_add(&buf, items[i]);
    }
    return n && buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

// ---- values ----

static struct str say_number(struct speaker *s, struct decimal number) {
    struct str text = decimal_text(s->arena, number);
    size_t point = str_find_char(text, '.');
    if (!text.p || point == STR_NOT_FOUND || s->language == LANGUAGE_EN)
        return text;
    struct str whole = str_sub(text, 0, point), rest = str_sub(text, point + 1, text.n);
    return str_printf(s->arena, STR_FMT "," STR_FMT, STR_ARG(whole), STR_ARG(rest));
}

struct amount {
    int64_t number;
    enum text_id words;
};

static struct str say_amounts(struct speaker *s, const struct amount *amounts, size_t n,
                              enum text_id none) {
    struct str items[4];
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (amounts[i].number)
            items[count++] =
                TR(s->arena, s->language, amounts[i].words, tr_number(s->arena, amounts[i].number));
    if (!count)
        return TR(s->arena, s->language, none, tr_number(s->arena, 0));
    return say_list(s, items, count, T_words_and);
}

static struct str say_duration(struct speaker *s, const struct feel_value *value) {
    if (value->type == FEEL_MONTHS_DURATION) {
        const struct amount amounts[] = {{value->months / 12, T_feel_years},
                                         {value->months % 12, T_age_months}};
        return value->months < 0 ? STR_NONE : say_amounts(s, amounts, 2, T_age_months);
    }
    int64_t seconds = value->days.seconds;
    if (seconds < 0 || value->days.nanoseconds || seconds % 60)
        return STR_NONE;
    const struct amount amounts[] = {{seconds / 86400, T_age_days},
                                     {seconds / 3600 % 24, T_feel_hours},
                                     {seconds / 60 % 60, T_feel_minutes}};
    return say_amounts(s, amounts, 3, T_age_days);
}

static struct str say_elements(struct speaker *s, const struct feel_list *list) {
    struct str items[ITEMS_MAX];
    if (!list->n)
        return tr(s->language, T_feel_nothing);
    if (list->n > ITEMS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < list->n; i++)
        items[i] = say_value(s, &list->items[i]);
    return say_list(s, items, list->n, T_words_and);
}

struct str say_value(struct speaker *s, const struct feel_value *value) {
    const struct date every_year = {0}; // a rule says its year
    switch (value->type) {
    case FEEL_NULL:
        return tr(s->language, T_feel_nothing);
    case FEEL_BOOLEAN:
        return tr(s->language, value->boolean ? T_words_yes : T_words_no);
    case FEEL_NUMBER:
        return say_number(s, value->number);
    case FEEL_STRING:
        return value->string.n ? value->string : tr(s->language, T_feel_empty_text);
    case FEEL_DATE:
        return date_words(s->arena, s->language, value->date, every_year);
    case FEEL_TIME:
        return value->time.kind == FEEL_LOCAL ? clock_words(s->arena, value->time.clock) : STR_NONE;
    case FEEL_DATE_TIME: {
        const struct date_time moment = {value->date_time.date, value->date_time.time.clock};
        return value->date_time.time.kind == FEEL_LOCAL
                   ? moment_words(s->arena, s->language, moment, every_year)
                   : STR_NONE;
    }
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return say_duration(s, value);
    case FEEL_LIST:
        return say_elements(s, value->list);
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return STR_NONE;
    }
    return STR_NONE;
}

// ---- functions ----

static bool is_call(const struct feel_node *node, const char *name, size_t count) {
    return node->op == OP_BUILTIN && str_is(str_of(node->call.which->name), name) &&
           node->call.count == count;
}

static const struct feel_node *argument(const struct feel_node *call, size_t i) {
    return said_node(call->call.args[i]);
}

// `date("2026-03-01")`, `duration("P2M")` and their like, as the value that they make.
static bool read_literal(struct speaker *s, const struct feel_node *node,
                         struct feel_value *ret_value) {
    if (node->op == OP_CONST) {
        *ret_value = node->constant;
        return true;
    }
    if (node->op != OP_BUILTIN || node->call.count != 1)
        return false;
    const struct feel_node *text = argument(node, 0);
    if (text->op != OP_CONST || text->constant.type != FEEL_STRING)
        return false;
    struct str typed = text->constant.string;
    if (is_call(node, "duration", 1))
        return temporal_parse_duration(typed, ret_value);
    if (is_call(node, "date", 1))
        return temporal_parse_date(typed, ret_value);
    if (is_call(node, "time", 1))
        return temporal_parse_time(s->arena, typed, ret_value);
    return is_call(node, "date and time", 1) &&
           temporal_parse_date_time(s->arena, typed, ret_value);
}

static bool is_duration(const struct feel_value *value) {
    return value->type == FEEL_DAYS_DURATION || value->type == FEEL_MONTHS_DURATION;
}

static bool is_text(const struct feel_node *node, const char *text) {
    node = said_node(node);
    return node->op == OP_CONST && node->constant.type == FEEL_STRING &&
           str_is(node->constant.string, text);
}

// The number in `duration("P" + string(number) + "D")`, which says by its name what it counts.
static const struct feel_node *counted_by_name(const struct feel_node *node) {
    if (!is_call(node, "duration", 1))
        return NULL;
    const struct feel_node *sum = argument(node, 0);
    if (sum->op != OP_ADD || (!is_text(sum->binary.right, "D") && !is_text(sum->binary.right, "M")))
        return NULL;
    const struct feel_node *inner = said_node(sum->binary.left);
    if (inner->op != OP_ADD || !is_text(inner->binary.left, "P"))
        return NULL;
    const struct feel_node *number = said_node(inner->binary.right);
    return is_call(number, "string", 1) ? argument(number, 0) : NULL;
}

static struct str say_wrapped(struct speaker *s, enum text_id id, const struct feel_node *node) {
    struct str words = say(s, node, TIE_SUM);
    return words.p ? TR(s->arena, s->language, id, words) : STR_NONE;
}

static struct str say_pair(struct speaker *s, enum text_id id, const struct feel_node *first,
                           const struct feel_node *second) {
    struct str one = say(s, first, TIE_SUM), other = say(s, second, TIE_SUM);
    return one.p && other.p ? TR(s->arena, s->language, id, one, other) : STR_NONE;
}

static struct str say_extreme(struct speaker *s, const struct feel_node *node, bool last) {
    struct str items[ITEMS_MAX];
    const struct feel_kind *kind = node->kind;
    bool moment = kind && !kind->any && (kind->type == FEEL_DATE || kind->type == FEEL_DATE_TIME);
    if (node->call.count > ITEMS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < node->call.count; i++)
        items[i] = say(s, node->call.args[i], TIE_SUM);
    struct str words = say_list(s, items, node->call.count, T_words_and);
    if (!words.p)
        return STR_NONE;
    return TR(s->arena, s->language,
              moment ? (last ? T_feel_latest : T_feel_earliest)
                     : (last ? T_feel_greatest : T_feel_least),
              words);
}

static bool is_plain(const struct feel_node *node) {
    node = said_node(node);
    return node->op == OP_SLOT || node->op == OP_GLOBAL || node->op == OP_FIELD ||
           node->op == OP_EITHER;
}

static struct str say_negated(struct speaker *s, const struct feel_node *node) {
    struct str words = say(s, node, TIE_SAID);
    return words.p
               ? TR(s->arena, s->language, is_plain(node) ? T_words_not : T_feel_not_true, words)
               : STR_NONE;
}

static struct str say_call(struct speaker *s, const struct feel_node *node) {
    struct feel_value literal;
    const struct feel_node *counted = counted_by_name(node);
    if (counted)
        return say(s, counted, TIE_SUM);
    if (read_literal(s, node, &literal))
        return say_value(s, &literal);
    if (is_call(node, "string", 1) || is_call(node, "flatten", 1) ||
        is_call(node, "string join", 1) || is_call(node, "string join", 2))
        return say(s, argument(node, 0), TIE_SUM);
    if (is_call(node, "not", 1))
        return say_negated(s, argument(node, 0));
    if (is_call(node, "count", 1))
        return say_wrapped(s, T_feel_count, argument(node, 0));
    if (is_call(node, "is defined", 1))
        return say_wrapped(s, T_feel_is_there, argument(node, 0));
    if (is_call(node, "list contains", 2))
        return say_pair(s, T_feel_contains, argument(node, 0), argument(node, 1));
    if (is_call(node, "get or else", 2))
        return say_pair(s, T_feel_or_else, argument(node, 0), argument(node, 1));
    bool last = str_is(str_of(node->call.which->name), "max");
    return last || str_is(str_of(node->call.which->name), "min") ? say_extreme(s, node, last)
                                                                 : STR_NONE;
}

// ---- sums ----

static bool is_text_sum(const struct feel_node *node) {
    return node->kind && !node->kind->any && node->kind->type == FEEL_STRING;
}

// A text that is put together: what is filled in stands in brackets.
static struct str say_text(struct speaker *s, const struct feel_node *node) {
    const struct feel_node *parts[ITEMS_MAX];
    struct buf buf = buf_new(s->arena, BUF_DEFAULT_MAX);
    struct str text;
    size_t n = 0;
    for (; node->op == OP_ADD && n + 1 < ITEMS_MAX; node = said_node(node->binary.left))
        parts[n++] = said_node(node->binary.right);
    if (node->op == OP_ADD)
        return STR_NONE;
    parts[n++] = node;
    while (n--) {
        bool literal = parts[n]->op == OP_CONST && parts[n]->constant.type == FEEL_STRING;
        struct str words = literal ? parts[n]->constant.string : say(s, parts[n], TIE_CHOICE);
        if (!words.p)
            return STR_NONE;
        buf_add(&buf, literal ? STR("") : STR("("));
        buf_add(&buf, words);
        buf_add(&buf, literal ? STR("") : STR(")"));
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static struct str say_sum(struct speaker *s, const struct feel_node *node) {
    const struct feel_node *right = said_node(node->binary.right);
    struct feel_value value;
    if (node->op == OP_ADD && is_text_sum(node))
        return say_text(s, node);
    if (read_literal(s, right, &value) && is_duration(&value)) {
        struct str length = say_value(s, &value), from = say(s, node->binary.left, TIE_WORD);
        enum text_id id = node->op == OP_ADD ? T_feel_later : T_feel_earlier;
        return length.p && from.p ? TR(s->arena, s->language, id, length, from) : STR_NONE;
    }
    struct str a = say(s, node->binary.left, TIE_SUM), b = say(s, right, TIE_WORD);
    if (!a.p || !b.p)
        return STR_NONE;
    return str_printf(s->arena, STR_FMT " %s " STR_FMT, STR_ARG(a), node->op == OP_ADD ? "+" : "−",
                      STR_ARG(b));
}

static struct str say_product(struct speaker *s, const struct feel_node *node) {
    struct str a = say(s, node->binary.left, TIE_WORD), b = say(s, node->binary.right, TIE_WORD);
    return a.p && b.p ? str_printf(s->arena, STR_FMT " %s " STR_FMT, STR_ARG(a),
                                   node->op == OP_MULTIPLY ? "×" : "/", STR_ARG(b))
                      : STR_NONE;
}

// ---- conditions ----

static bool is_number(const struct feel_node *node, int64_t number) {
    int64_t found;
    node = said_node(node);
    return node->op == OP_CONST && node->constant.type == FEEL_NUMBER &&
           decimal_to_int(node->constant.number, &found) && found == number;
}

// Whether there are any, however many: `count(x) > 0`, `count(x) = 0`.
static struct str say_whether_any(struct speaker *s, const struct feel_node *node) {
    const struct feel_node *left = said_node(node->binary.left);
    if (!is_call(left, "count", 1) || !is_number(node->binary.right, 0))
        return STR_NONE;
    if (node->op == OP_GREATER || node->op == OP_UNEQUAL)
        return say_wrapped(s, T_feel_some, argument(left, 0));
    return node->op == OP_EQUAL ? say_wrapped(s, T_feel_none, argument(left, 0)) : STR_NONE;
}

static enum feel_test test_of(enum feel_op op) {
    return op == OP_EQUAL        ? TEST_EQUAL
           : op == OP_UNEQUAL    ? TEST_UNEQUAL
           : op == OP_LESS       ? TEST_LESS
           : op == OP_LESS_EQUAL ? TEST_LESS_EQUAL
           : op == OP_GREATER    ? TEST_GREATER
                                 : TEST_GREATER_EQUAL;
}

static struct str say_comparison(struct speaker *s, const struct feel_node *node) {
    struct str any = say_whether_any(s, node);
    if (any.p)
        return any;
    bool equal = node->op == OP_EQUAL || node->op == OP_UNEQUAL;
    if (equal && said_null(node->binary.right))
        return say_wrapped(s, node->op == OP_EQUAL ? T_feel_is_absent : T_feel_is_there,
                           node->binary.left);
    struct str one = say(s, node->binary.left, TIE_SUM);
    struct str other = say_compared(s, test_of(node->op), node->binary.right);
    return one.p && other.p ? TR(s->arena, s->language, T_feel_is, one, other) : STR_NONE;
}

static struct str say_both(struct speaker *s, const struct feel_node *node) {
    const struct str items[] = {say(s, node->binary.left, TIE_SAID),
                                say(s, node->binary.right, TIE_SAID)};
    return say_list(s, items, COUNT(items), node->op == OP_AND ? T_words_and : T_words_or);
}

static struct str say_choice(struct speaker *s, const struct feel_node *node) {
    struct str condition = say(s, node->choice.condition, TIE_JOINED);
    struct str yes = say(s, node->choice.yes, TIE_JOINED), no = say(s, node->choice.no, TIE_JOINED);
    return condition.p && yes.p && no.p ? TR(s->arena, s->language, T_feel_if, condition, yes, no)
                                        : STR_NONE;
}

static struct str say_in(struct speaker *s, const struct feel_node *node) {
    struct str one = say(s, node->filter.of, TIE_SUM), tests = say_tests(s, node->filter.test);
    return one.p && tests.p ? TR(s->arena, s->language, T_feel_is, one, tests) : STR_NONE;
}

static struct str say_between(struct speaker *s, const struct feel_node *node) {
    struct str one = say(s, node->between.value, TIE_SUM);
    struct str low = say(s, node->between.low, TIE_SUM), high = say(s, node->between.high, TIE_SUM);
    if (!one.p || !low.p || !high.p)
        return STR_NONE;
    struct str range = TR(s->arena, s->language, T_feel_to, low, high);
    return range.p ? TR(s->arena, s->language, T_feel_is, one, range) : STR_NONE;
}

// ---- names ----

// A name of several words stands in quotation marks where other words stand around it.
static struct str say_name(struct speaker *s, struct str name) {
    if (str_is(name, "?"))
        return STR_NONE;
    bool alone = s->depth == 1 || str_find_char(name, ' ') == STR_NOT_FOUND;
    return alone ? name : TR(s->arena, s->language, T_feel_quoted, name);
}

static struct str say_field(struct speaker *s, const struct feel_node *node) {
    struct str of = say(s, node->field.of, TIE_WORD);
    return of.p ? TR(s->arena, s->language, T_feel_of, node->field.name, of) : STR_NONE;
}

// The first or the last of them; a condition on each of them is not plain.
static struct str say_filter(struct speaker *s, const struct feel_node *node) {
    if (is_number(node->filter.test, 1))
        return say_wrapped(s, T_feel_first, node->filter.of);
    return is_number(node->filter.test, -1) ? say_wrapped(s, T_feel_last, node->filter.of)
                                            : STR_NONE;
}

static struct str say_items(struct speaker *s, const struct feel_node *node) {
    struct str items[ITEMS_MAX];
    if (!node->list.count)
        return tr(s->language, T_feel_nothing);
    if (node->list.count > ITEMS_MAX)
        return STR_NONE;
    for (size_t i = 0; i < node->list.count; i++)
        items[i] = say(s, node->list.items[i], TIE_SUM);
    return say_list(s, items, node->list.count, T_words_and);
}

// ---- all of it ----

static enum tie tie_of(const struct feel_node *node) {
    enum feel_op op = node->op;
    if (op == OP_IF)
        return TIE_CHOICE;
    if (op == OP_AND || op == OP_OR)
        return TIE_JOINED;
    if ((op >= OP_EQUAL && op <= OP_GREATER_EQUAL) || op == OP_BETWEEN || op == OP_IN)
        return TIE_SAID;
    return op >= OP_ADD && op <= OP_DIVIDE && !is_text_sum(node) ? TIE_SUM : TIE_WORD;
}

static struct str say_node(struct speaker *s, const struct feel_node *node) {
    switch (node->op) {
    case OP_CONST:
        return say_value(s, &node->constant);
    case OP_SLOT:
    case OP_GLOBAL:
        return say_name(s, node->variable.name);
    case OP_FIELD:
        return say_field(s, node);
    case OP_EITHER:
        return say_name(s, node->field.name);
    case OP_ADD:
    case OP_SUBTRACT:
        return say_sum(s, node);
    case OP_MULTIPLY:
    case OP_DIVIDE:
        return say_product(s, node);
    case OP_EQUAL:
    case OP_UNEQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
        return say_comparison(s, node);
    case OP_AND:
    case OP_OR:
        return say_both(s, node);
    case OP_BETWEEN:
        return say_between(s, node);
    case OP_IN:
        return say_in(s, node);
    case OP_IF:
        return say_choice(s, node);
    case OP_FILTER:
        return say_filter(s, node);
    case OP_LIST:
        return say_items(s, node);
    case OP_BUILTIN:
        return say_call(s, node);
    case OP_COERCE:
        return say_node(s, said_node(node));
    case OP_NEGATE:
    case OP_POWER:
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
    case OP_CONTEXT:
    case OP_RANGE:
    case OP_INSTANCE:
    case OP_CALL:
    case OP_FUNCTION:
    case OP_TEST:
    case OP_TEST_ALL:
    case OP_TEST_ANY:
    case OP_TEST_NOT:
    case OP_EXTERNAL:
    case OP_FAIL:
        return STR_NONE; // FEEL says them best
    }
    return STR_NONE;
}

// Says what it counts by its name: "Timmar till besked", and a sum of such.
static bool is_named(const struct feel_node *node) {
    node = said_node(node);
    return node->op == OP_ADD ? is_plain(node->binary.right) && is_named(node->binary.left)
                              : is_plain(node);
}

static bool is_one(const struct feel_value *value) {
    if (value->type == FEEL_MONTHS_DURATION)
        return value->months == 1;
    int64_t s = value->days.seconds;
    return value->type == FEEL_DAYS_DURATION && !value->days.nanoseconds &&
           (s == 60 || s == 3600 || s == 86400);
}

// `Timmar till besked * duration("PT1H")` without the unit, which the name says.
static const struct feel_node *without_unit(struct speaker *s, const struct feel_node *node) {
    struct feel_value unit;
    bool counts = node->op == OP_MULTIPLY && is_named(node->binary.left) &&
                  read_literal(s, said_node(node->binary.right), &unit) && is_one(&unit);
    return counts ? said_node(node->binary.left) : node;
}

struct str say(struct speaker *s, const struct feel_node *node, enum tie loosest) {
    node = without_unit(s, said_node(node));
    if (s->depth >= NESTING_MAX)
        return STR_NONE;
    s->depth++;
    struct str words = say_node(s, node);
    s->depth--;
    return words.p && tie_of(node) > loosest ? str_printf(s->arena, "(" STR_FMT ")", STR_ARG(words))
                                             : words;
}

struct str feel_words(struct arena *arena, enum language language, const struct feel_node *node) {
    struct speaker s = {.arena = arena, .language = language};
    return say(&s, node, TIE_CHOICE);
}
