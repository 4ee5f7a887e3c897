// SPDX-License-Identifier: EUPL-1.2
#include "feel/infer.h"

#include "feel/machine.h"

bool feel_need(struct feel_compiler *c, const struct feel_node *node) {
    if (!c->strict || !node->nullable)
        return true;
    return feel_refuse(c, node, "feel.optional-unguarded", feel_node_text(node), STR_NONE);
}

bool infer_mismatch(struct feel_compiler *c, const struct feel_node *at,
                    const struct feel_kind *wanted, const struct feel_kind *given) {
    char *text = str_c(c->arena, feel_node_text(at));
    char *want = str_c(c->arena, feel_kind_text(c->arena, wanted));
    char *have = str_c(c->arena, feel_kind_text(c->arena, given));
    if (!text || !want || !have || arena_failed(c->arena))
        return error_memory(c->err);
    error_set(c->err, ERR_INPUT, "feel.type", text, want, have, NULL);
    uint32_t line, column;
    feel_place(at->source, at->offset, &line, &column);
    return error_at(c->err, at->source->file.p, at->source->element.p, line, column);
}

bool feel_need_kind(struct feel_compiler *c, const struct feel_node *node,
                    const struct feel_kind *wanted) {
    if (!c->strict)
        return true;
    if (!feel_need(c, node))
        return false;
    if (feel_kind_fit(wanted, node->kind) != FEEL_NEVER_FITS)
        return true;
    return infer_mismatch(c, node, wanted, node->kind);
}

static bool infer_const(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_value *value = &node->constant;
    node->kind = feel_kind_of(value->type);
    node->nullable = value->type == FEEL_NULL;
    (void)c;
    return true;
}

static bool infer_variable(struct feel_compiler *c, struct feel_node *node) {
    node->nullable = node->nullable && !feel_facts_hold(c, node);
    return true;
}

static bool unknown_field(struct feel_compiler *c, const struct feel_node *node) {
    return feel_refuse(c, node, "feel.unknown-field", node->field.name,
                       feel_kind_text(c->arena, node->field.of->kind));
}

static uint32_t hint_of(const struct feel_kind *kind, const struct feel_field *field) {
    return (uint32_t)(field - kind->fields);
}

// A name that the type does not have: an error, unless the type is not known to its end.
static bool infer_no_field(struct feel_compiler *c, const struct feel_node *node,
                           const struct feel_kind *inner) {
    bool open = inner->any || (inner->type == FEEL_CONTEXT && !inner->closed);
    return open || !c->strict || unknown_field(c, node);
}

static bool infer_field(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *of = node->field.of->kind;
    if (!feel_need(c, node->field.of))
        return false;
    if (of->any)
        return true;
    const struct feel_kind *inner = feel_kind_element(of);
    const struct feel_field *field = feel_kind_field(inner, node->field.name);
    const struct feel_kind *kind = field ? field->kind : infer_property(inner, node->field.name);
    if (!kind)
        return infer_no_field(c, node, inner);
    node->kind = kind;
    if (field) {
        node->field.hint = hint_of(inner, field);
        node->nullable = field->optional && !feel_facts_hold(c, node);
    }
    if (of->type != FEEL_LIST)
        return true;
    // The field of every element: none of them may be missing.
    bool there = feel_need(c, node);
    node->kind = feel_kind_list(c->arena, kind);
    node->nullable = false;
    return there;
}

static bool infer_arithmetic_node(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *left = node->binary.left, *right = node->binary.right;
    if (!feel_need(c, left) || !feel_need(c, right))
        return false;
    if (left->kind->any || right->kind->any)
        return true;
    const struct feel_kind *kind = infer_arithmetic(node->op, left->kind, right->kind);
    node->kind = kind ? kind : &feel_any;
    if (kind || !c->strict)
        return true;
    return infer_mismatch(c, node, left->kind, right->kind);
}

static bool infer_negate(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *kind = node->binary.left->kind;
    if (!feel_need(c, node->binary.left))
        return false;
    node->kind = kind;
    const struct feel_value *constant = feel_constant(node->binary.left);
    if (constant && constant->type == FEEL_NUMBER) {
        struct feel_value negative = feel_number(decimal_neg(constant->number));
        node->op = OP_CONST;
        node->constant = negative;
        return true;
    }
    bool fits = kind->any || kind->type == FEEL_NUMBER || kind->type == FEEL_DAYS_DURATION ||
                kind->type == FEEL_MONTHS_DURATION;
    return fits || !c->strict
               ? true
               : infer_mismatch(c, node->binary.left, feel_kind_of(FEEL_NUMBER), kind);
}

static bool is_null(const struct feel_node *node) {
    return node->op == OP_CONST && node->constant.type == FEEL_NULL;
}

static bool constant_fits(struct feel_compiler *c, const struct feel_value *constant,
                          const struct feel_kind *kind) {
    struct error ignored = {0};
    struct feel_machine m = {.arena = c->arena,
                             .strict = true,
                             .steps = FEEL_STEPS_DEFAULT,
                             .depth = FEEL_DEPTH_DEFAULT,
                             .list_size = FEEL_LIST_DEFAULT,
                             .err = &ignored};
    return feel_is_kind(&m, constant, kind);
}

// A constant that is written where only certain values are allowed must be one of them: otherwise
// it is misspelt, or can never be.
static bool need_allowed(struct feel_compiler *c, const struct feel_node *node,
                         const struct feel_value *constant, const struct feel_kind *kind) {
    if (!c->strict || !constant || kind->any || !kind->allowed || constant->type != kind->type ||
        constant_fits(c, constant, kind))
        return true;
    struct str text;
    return feel_text(c->arena, constant, &text, c->err) &&
           feel_refuse(c, node, "feel.value-not-allowed", text, feel_kind_text(c->arena, kind));
}

// The same for a test: a list of constants is gone through.
static bool need_allowed_test(struct feel_compiler *c, const struct feel_node *operand,
                              const struct feel_kind *tested) {
    const struct feel_value *constant = feel_constant(operand);
    if (!constant || constant->type != FEEL_LIST)
        return need_allowed(c, operand, constant, tested);
    for (size_t i = 0; i < constant->list->n; i++)
        if (!need_allowed(c, operand, &constant->list->items[i], tested))
            return false;
    return true;
}

// Both sides must be of one type; dates and dates with time are compared too.
static bool infer_compared(struct feel_compiler *c, const struct feel_node *left,
                           const struct feel_node *right) {
    if (!c->strict)
        return true;
    if (!feel_need(c, left) || !feel_need(c, right))
        return false;
    if (left->kind->any || right->kind->any || left->kind->type == right->kind->type)
        return true;
    return infer_mismatch(c, right, left->kind, right->kind);
}

static bool infer_comparison(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *left = node->binary.left, *right = node->binary.right;
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    bool equality = node->op == OP_EQUAL || node->op == OP_UNEQUAL;
    if (equality && (is_null(left) || is_null(right)))
        return true;
    if (equality && (!need_allowed(c, right, feel_constant(right), left->kind) ||
                     !need_allowed(c, left, feel_constant(left), right->kind)))
        return false;
    return infer_compared(c, left, right);
}

static bool infer_logic(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *boolean = feel_kind_of(FEEL_BOOLEAN);
    node->kind = boolean;
    return feel_need_kind(c, node->binary.left, boolean) &&
           feel_need_kind(c, node->binary.right, boolean);
}

static bool infer_between(struct feel_compiler *c, struct feel_node *node) {
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    return infer_compared(c, node->between.value, node->between.low) &&
           infer_compared(c, node->between.value, node->between.high);
}

static bool infer_if(struct feel_compiler *c, struct feel_node *node) {
    node->kind = feel_kind_join(node->choice.yes->kind, node->choice.no->kind);
    node->nullable = node->choice.yes->nullable || node->choice.no->nullable;
    return feel_need_kind(c, node->choice.condition, feel_kind_of(FEEL_BOOLEAN));
}

// The element type of a filtered list, without "optional" on fields that the test shows to be
// there.
static const struct feel_kind *narrowed(struct feel_compiler *c, const struct feel_node *node,
                                        const struct feel_kind *element) {
    size_t before = c->fact_count;
    if (!c->strict || element->any || element->type != FEEL_CONTEXT)
        return element;
    feel_facts_add(c, node->filter.test, true);
    struct feel_kind *kind = ARENA_NEW(c->arena, struct feel_kind);
    struct feel_field *fields = ARENA_ARRAY(c->arena, element->count, struct feel_field);
    if (!kind || !fields)
        return element;
    *kind = *element;
    kind->fields = fields;
    for (size_t i = 0; i < element->count; i++) {
        fields[i] = element->fields[i];
        for (size_t k = before; k < c->fact_count; k++) {
            const struct feel_node *fact = c->facts[k];
            if (fact->op == OP_FIELD && str_eq(fact->field.name, fields[i].name) &&
                fact->field.of->op == OP_SLOT &&
                fact->field.of->variable.index == node->filter.slot)
                fields[i].optional = false;
        }
    }
    c->fact_count = before;
    return kind;
}

static bool infer_filter(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *test = node->filter.test->kind;
    const struct feel_kind *element = feel_kind_element(node->filter.of->kind);
    if (!feel_need(c, node->filter.test))
        return false;
    if (test->any)
        return true;
    if (test->type == FEEL_NUMBER) {
        node->kind = element;
        return true;
    }
    node->kind = feel_kind_list(c->arena, narrowed(c, node, element));
    return feel_need_kind(c, node->filter.test, feel_kind_of(FEEL_BOOLEAN));
}

static bool infer_loop(struct feel_compiler *c, struct feel_node *node) {
    if (node->op == OP_FOR) {
        node->kind = feel_kind_list(c->arena, node->loop.body->kind);
        return feel_need(c, node->loop.body);
    }
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    return feel_need_kind(c, node->loop.body, feel_kind_of(FEEL_BOOLEAN));
}

// A list of constants is one constant.
static bool fold_list(struct feel_compiler *c, struct feel_node *node) {
    size_t count = node->list.count;
    for (size_t i = 0; i < count; i++)
        if (!feel_constant(node->list.items[i]))
            return true;
    struct feel_list *list = ARENA_NEW(c->arena, struct feel_list);
    struct feel_value *items = ARENA_ARRAY(c->arena, count, struct feel_value);
    if (!list || !items)
        return error_memory(c->err);
    for (size_t i = 0; i < count; i++)
        items[i] = *feel_constant(node->list.items[i]);
    *list = (struct feel_list){count, items};
    node->op = OP_CONST;
    node->constant = feel_list_of(list);
    return true;
}

static bool infer_list(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_kind *element = node->list.count ? node->list.items[0]->kind : &feel_any;
    for (size_t i = 0; i < node->list.count; i++) {
        element = feel_kind_join(element, node->list.items[i]->kind);
        if (!is_null(node->list.items[i]) && !feel_need(c, node->list.items[i]))
            return false;
    }
    node->kind = feel_kind_list(c->arena, element);
    return fold_list(c, node);
}

static bool infer_context(struct feel_compiler *c, struct feel_node *node) {
    size_t count = node->context.count;
    struct feel_kind *kind = ARENA_NEW(c->arena, struct feel_kind);
    struct feel_field *fields = ARENA_ARRAY(c->arena, count, struct feel_field);
    if (!kind || !fields)
        return error_memory(c->err);
    *kind = (struct feel_kind){.type = FEEL_CONTEXT, .fields = fields, .closed = true};
    for (size_t i = 0; i < count; i++) {
        const struct feel_entry_node *entry = &node->context.entries[i];
        if (entry->is_result) {
            node->kind = entry->value->kind;
            node->nullable = entry->value->nullable;
            return true;
        }
        fields[kind->count++] = (struct feel_field){
            .name = entry->name, .kind = entry->value->kind, .optional = entry->value->nullable};
    }
    node->kind = kind;
    return true;
}

// An interval between constants that have an order is one constant.
static bool fold_range(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *low = node->range.low, *high = node->range.high;
    int order;
    if ((low && !feel_constant(low)) || (high && !feel_constant(high)))
        return true;
    if (low && high && !feel_compare(&low->constant, &high->constant, &order))
        return true;
    if (low && high && order > 0)
        return !c->strict ||
               feel_refuse(c, node, "feel.range-backwards", feel_node_text(node), STR_NONE);
    struct feel_range *range = ARENA_NEW(c->arena, struct feel_range);
    if (!range)
        return error_memory(c->err);
    *range = (struct feel_range){.form = node->range.form,
                                 .low_bound = node->range.low_bound,
                                 .high_bound = node->range.high_bound};
    if (low)
        range->low = low->constant;
    if (high)
        range->high = high->constant;
    node->op = OP_CONST;
    node->constant = (struct feel_value){.type = FEEL_RANGE, .range = range};
    return true;
}

static bool infer_range(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *low = node->range.low, *high = node->range.high;
    node->kind = feel_kind_range(c->arena, low ? low->kind : high->kind);
    if ((low && is_null(low)) || (high && is_null(high)))
        return true;
    if (low && high && !infer_compared(c, low, high))
        return false;
    return feel_need(c, low ? low : high) && fold_range(c, node);
}

static bool infer_function(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_code *code = node->code;
    struct feel_kind *kind = ARENA_NEW(c->arena, struct feel_kind);
    struct feel_field *fields = ARENA_ARRAY(c->arena, code->parameter_count, struct feel_field);
    if (!kind || !fields)
        return error_memory(c->err);
    for (size_t i = 0; i < code->parameter_count; i++)
        fields[i] =
            (struct feel_field){.name = code->parameters[i].name, .kind = code->parameters[i].kind};
    *kind = (struct feel_kind){.type = FEEL_FUNCTION,
                               .fields = fields,
                               .count = code->parameter_count,
                               .of = code->result ? code->result : code->body->kind,
                               .closed = true};
    node->kind = kind;
    return feel_need(c, code->body);
}

// The tested name, for its type.
static const struct feel_kind *tested_kind(const struct feel_compiler *c) {
    for (const struct feel_scope *scope = c->scope; scope; scope = scope->parent)
        for (size_t i = scope->names.n; i-- > 0;)
            if (str_is(scope->names.items[i].name, "?"))
                return scope->names.items[i].kind;
    return &feel_any;
}

// The type that a value must have to be tested against an operand.
static const struct feel_kind *tested_by(const struct feel_node *node) {
    const struct feel_kind *kind = node->test.operand->kind;
    if (node->test.how == TEST_IN)
        kind = feel_kind_element(kind);
    if (node->test.how == TEST_IN && !kind->any && kind->type == FEEL_RANGE && kind->of)
        kind = kind->of;
    return kind;
}

static bool infer_test(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *operand = node->test.operand;
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    node->nullable = is_null(operand); // here: a null passes
    if (!c->strict || is_null(operand))
        return true;
    if (!feel_need(c, operand))
        return false;
    if (node->test.how == TEST_TRUE)
        return feel_need_kind(c, operand, feel_kind_of(FEEL_BOOLEAN));
    const struct feel_kind *kind = tested_by(node), *tested = tested_kind(c);
    if (kind->any || tested->any || kind->type == tested->type || kind->type == FEEL_NULL)
        return true;
    return infer_mismatch(c, operand, tested, kind);
}

static bool infer_tests(struct feel_compiler *c, struct feel_node *node) {
    (void)c;
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    if (node->op == OP_TEST_ANY)
        for (size_t i = 0; i < node->list.count; i++)
            node->nullable = node->nullable || node->list.items[i]->nullable;
    else
        node->nullable = node->op == OP_TEST_ALL;
    return true;
}

static bool need_allowed_tests(struct feel_compiler *c, const struct feel_node *test,
                               const struct feel_kind *tested) {
    if (test->op == OP_TEST)
        return test->test.how == TEST_TRUE || need_allowed_test(c, test->test.operand, tested);
    for (size_t i = 0; test->op == OP_TEST_ANY && i < test->list.count; i++)
        if (!need_allowed_tests(c, test->list.items[i], tested))
            return false;
    return true;
}

// "in" takes null on its left: the tests see it.
static bool infer_in(struct feel_compiler *c, struct feel_node *node) {
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    return need_allowed_tests(c, node->filter.test, node->filter.of->kind);
}

static bool infer_either(struct feel_compiler *c, struct feel_node *node) {
    (void)c;
    node->kind = &feel_any;
    return true;
}

static bool infer_instance(struct feel_compiler *c, struct feel_node *node) {
    (void)c;
    node->kind = feel_kind_of(FEEL_BOOLEAN);
    return true;
}

static bool infer_nothing(struct feel_compiler *c, struct feel_node *node) {
    (void)c;
    (void)node;
    return true;
}

static bool has_function(const struct feel_kind *kind, int depth) {
    bool found = depth > FEEL_NESTING_MAX || (!kind->any && kind->type == FEEL_FUNCTION);
    if (!found && kind->of)
        found = has_function(kind->of, depth + 1);
    for (size_t i = 0; !found && i < kind->count; i++)
        found = has_function(kind->fields[i].kind, depth + 1);
    return found;
}

// Nothing needs to be looked at when it is evaluated: the value is a constant that fits, or of a
// type whose values have passed the same tests where they came from.
static bool is_proven(struct feel_compiler *c, const struct feel_node *value,
                      const struct feel_kind *kind) {
    const struct feel_value *constant = feel_constant(value);
    if (!c->strict || kind->any || value->kind->any)
        return false;
    if (constant)
        return constant->type == FEEL_NULL || constant_fits(c, constant, kind);
    return feel_kind_fit(kind, value->kind) == FEEL_FITS && !has_function(kind, 0);
}

static bool infer_coerce(struct feel_compiler *c, struct feel_node *node) {
    const struct feel_node *value = node->typed.value;
    node->kind = node->typed.kind;
    node->nullable = value->nullable;
    node->typed.proven = is_proven(c, value, node->kind);
    if (!c->strict || is_null(value) || feel_kind_fit(node->kind, value->kind) != FEEL_NEVER_FITS)
        return need_allowed(c, value, feel_constant(value), node->kind);
    return infer_mismatch(c, value, node->kind, value->kind);
}

bool feel_infer(struct feel_compiler *c, struct feel_node *node) {
    typedef bool infer_one(struct feel_compiler *, struct feel_node *);
    static infer_one *const rules[OP_COUNT] = {
        [OP_CONST] = infer_const,
        [OP_SLOT] = infer_variable,
        [OP_GLOBAL] = infer_variable,
        [OP_FIELD] = infer_field,
        [OP_EITHER] = infer_either,
        [OP_NEGATE] = infer_negate,
        [OP_ADD] = infer_arithmetic_node,
        [OP_SUBTRACT] = infer_arithmetic_node,
        [OP_MULTIPLY] = infer_arithmetic_node,
        [OP_DIVIDE] = infer_arithmetic_node,
        [OP_POWER] = infer_arithmetic_node,
        [OP_EQUAL] = infer_comparison,
        [OP_UNEQUAL] = infer_comparison,
        [OP_LESS] = infer_comparison,
        [OP_LESS_EQUAL] = infer_comparison,
        [OP_GREATER] = infer_comparison,
        [OP_GREATER_EQUAL] = infer_comparison,
        [OP_AND] = infer_logic,
        [OP_OR] = infer_logic,
        [OP_BETWEEN] = infer_between,
        [OP_IN] = infer_in,
        [OP_IF] = infer_if,
        [OP_FILTER] = infer_filter,
        [OP_FOR] = infer_loop,
        [OP_SOME] = infer_loop,
        [OP_EVERY] = infer_loop,
        [OP_LIST] = infer_list,
        [OP_CONTEXT] = infer_context,
        [OP_RANGE] = infer_range,
        [OP_INSTANCE] = infer_instance,
        [OP_BUILTIN] = infer_call,
        [OP_CALL] = infer_call,
        [OP_FUNCTION] = infer_function,
        [OP_TEST] = infer_test,
        [OP_TEST_ALL] = infer_tests,
        [OP_TEST_ANY] = infer_tests,
        [OP_TEST_NOT] = infer_tests,
        [OP_COERCE] = infer_coerce,
        [OP_EXTERNAL] = infer_nothing,
        [OP_FAIL] = infer_nothing,
    };
    return rules[node->op](c, node);
}
