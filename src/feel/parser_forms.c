// SPDX-License-Identifier: EUPL-1.2
#include "feel/parser.h"

bool parse_if(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    struct feel_node *condition, *yes, *no;
    size_t facts = p->c->fact_count;
    parse_take(p); // if
    if (!parse_expression(p, &condition) || !parse_expect(p, "then"))
        return false;
    feel_facts_add(p->c, condition, true);
    if (!parse_expression(p, &yes) || !parse_expect(p, "else"))
        return false;
    p->c->fact_count = facts;
    feel_facts_add(p->c, condition, false);
    if (!parse_expression(p, &no))
        return false;
    p->c->fact_count = facts;
    struct feel_node *node = parse_node(p, OP_IF, offset);
    if (node) {
        node->choice.condition = condition;
        node->choice.yes = yes;
        node->choice.no = no;
    }
    return parse_done(p, node, ret_node);
}

static bool iterator_name(struct parser *p, struct str *ret_name) {
    uint32_t from = p->lex.token.offset;
    if (p->lex.token.type != TOKEN_WORD)
        return parse_refuse(p, "feel.name-expected");
    while (p->lex.token.type == TOKEN_WORD && !lexer_is(&p->lex, "in"))
        parse_take(p);
    *ret_name = feel_name_normal(p->c->arena, str_sub(p->lex.text, from, p->last_end - from));
    return ret_name->p ? true : error_memory(p->c->err);
}

// "x in list" or "i in 1..5". Iterators see the names of those before them.
static bool parse_iterator(struct parser *p, struct feel_iterator *iterator) {
    struct feel_node *domain, *end = NULL;
    struct str name;
    if (!iterator_name(p, &name) || !parse_expect(p, "in") || !parse_expression(p, &domain) ||
        !feel_need(p->c, domain))
        return false;
    if (parse_accept(p, "..") && (!parse_expression(p, &end) || !feel_need(p->c, end)))
        return false;
    iterator->from = domain;
    iterator->to = end;
    return feel_scope_add(p->c, name, feel_kind_run_through(domain->kind), false, &iterator->slot);
}

static bool parse_iterators(struct parser *p, struct feel_node *node) {
    LIST_OF(struct feel_iterator) iterators = {0};
    do {
        struct feel_iterator *iterator = LIST_PUSH(p->c->arena, &iterators);
        if (!iterator)
            return error_memory(p->c->err);
        if (!parse_iterator(p, iterator))
            return false;
    } while (parse_accept(p, ","));
    node->loop.count = iterators.n;
    node->loop.iterators = iterators.items;
    return true;
}

bool parse_loop(struct parser *p, enum feel_op op, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, op, p->lex.token.offset), *body;
    struct feel_scope scope = {0};
    uint32_t slots = p->c->slots_used;
    if (!node)
        return error_memory(p->c->err);
    parse_take(p); // for, some, every
    feel_scope_push(p->c, &scope);
    if (!parse_iterators(p, node))
        return false;
    if (op == OP_FOR &&
        !feel_scope_add(p->c, STR("partial"), feel_kind_of(FEEL_LIST), false, &node->loop.partial))
        return false;
    if (!parse_expect(p, op == OP_FOR ? "return" : "satisfies") || !parse_expression(p, &body))
        return false;
    feel_scope_pop(p->c, slots);
    node->loop.body = body;
    return parse_done(p, node, ret_node);
}

static bool parse_parameters(struct parser *p, struct feel_code *code) {
    LIST_OF(struct feel_parameter) parameters = {0};
    while (!lexer_is(&p->lex, ")")) {
        struct feel_parameter *parameter = LIST_PUSH(p->c->arena, &parameters);
        uint32_t slot;
        if (!parameter)
            return error_memory(p->c->err);
        if (!parse_raw_name(p, ":,)", &parameter->name))
            return false;
        parameter->kind = &feel_any;
        if (parse_accept(p, ":") && !parse_type(p, &parameter->kind))
            return false;
        if (!feel_scope_add(p->c, parameter->name, parameter->kind, false, &slot))
            return false;
        if (!parse_accept(p, ","))
            break;
    }
    code->parameter_count = parameters.n;
    code->parameters = parameters.items;
    return parse_expect(p, ")");
}

bool parse_function(struct parser *p, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_FUNCTION, p->lex.token.offset), *body;
    struct feel_code *code = ARENA_NEW(p->c->arena, struct feel_code);
    struct feel_scope scope = {0};
    uint32_t slots = p->c->slots_used, frame = p->c->frame_size;
    if (!node || !code)
        return error_memory(p->c->err);
    parse_take(p); // function
    parse_take(p); // (
    code->captured = slots;
    p->c->frame_size = slots;
    feel_scope_push(p->c, &scope);
    if (!parse_parameters(p, code))
        return false;
    if (parse_accept(p, ":") && !parse_type(p, &code->result))
        return false;
    if (lexer_is(&p->lex, "external"))
        return parse_refuse(p, "feel.external-function");
    if (!parse_expression(p, &body))
        return false;
    feel_scope_pop(p->c, slots);
    code->body = body;
    code->frame_size = p->c->frame_size;
    p->c->frame_size = frame;
    node->code = code;
    return parse_done(p, node, ret_node);
}

static bool closing_bound(struct parser *p, enum feel_bound *ret_bound) {
    if (lexer_is(&p->lex, "]"))
        *ret_bound = FEEL_CLOSED;
    else if (lexer_is(&p->lex, ")") || lexer_is(&p->lex, "["))
        *ret_bound = FEEL_OPEN;
    else
        return parse_expect(p, "]");
    parse_take(p);
    return true;
}

bool parse_range_tail(struct parser *p, struct feel_node *low, enum feel_bound bound,
                      uint32_t offset, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_RANGE, offset), *high;
    if (!node)
        return error_memory(p->c->err);
    parse_take(p); // ..
    p->open_interval++;
    if (!parse_expression(p, &high))
        return false;
    p->open_interval--;
    node->range.low = low;
    node->range.high = high;
    node->range.low_bound = bound;
    if (!closing_bound(p, &node->range.high_bound))
        return false;
    return parse_done(p, node, ret_node);
}

static bool parse_list_tail(struct parser *p, struct feel_node *first, uint32_t offset,
                            struct feel_node **ret_node) {
    LIST_OF(const struct feel_node *) items = {0};
    while (first) {
        const struct feel_node **item = LIST_PUSH(p->c->arena, &items);
        if (!item)
            return error_memory(p->c->err);
        *item = first;
        first = NULL;
        if (parse_accept(p, ",") && !parse_expression(p, &first))
            return false;
    }
    if (!parse_expect(p, "]"))
        return false;
    struct feel_node *node = parse_node(p, OP_LIST, offset);
    if (node) {
        node->list.count = items.n;
        node->list.items = items.items;
    }
    return parse_done(p, node, ret_node);
}

// [1, 2]   [1..2]   ]1..2[
bool parse_bracket(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    bool open = lexer_is(&p->lex, "]");
    unsigned interval = p->open_interval;
    struct feel_node *first = NULL;
    parse_take(p);
    p->open_interval = 0;
    if (!lexer_is(&p->lex, "]") && !parse_expression(p, &first))
        return false;
    bool range = first && lexer_is(&p->lex, "..");
    bool ok;
    if (range)
        ok = parse_range_tail(p, first, open ? FEEL_OPEN : FEEL_CLOSED, offset, ret_node);
    else
        ok = open ? parse_expect(p, "..") : parse_list_tail(p, first, offset, ret_node);
    p->open_interval = interval;
    return ok;
}

// (expression)   (1..2)   (< 5)
bool parse_paren(struct parser *p, struct feel_node **ret_node) {
    uint32_t offset = p->lex.token.offset;
    unsigned interval = p->open_interval;
    enum feel_test how;
    struct feel_node *inner;
    parse_take(p);
    if (parse_is_comparison(p, &how))
        return parse_unbounded(p, ret_node);
    p->open_interval = 0;
    if (!parse_expression(p, &inner))
        return false;
    if (lexer_is(&p->lex, "..")) {
        if (!parse_range_tail(p, inner, FEEL_OPEN, offset, ret_node))
            return false;
    } else {
        if (!parse_expect(p, ")"))
            return false;
        *ret_node = inner;
    }
    p->open_interval = interval;
    return true;
}

// Does `name` stand in the context already?
static bool entry_exists(const struct feel_entry_node *entries, size_t n, struct str name) {
    for (size_t i = 0; i < n; i++)
        if (str_eq(entries[i].name, name))
            return true;
    return false;
}

// A function may call itself by the name of its entry, so the name is known before the value.
static bool is_function_ahead(const struct parser *p) {
    return lexer_is(&p->lex, "function");
}

static bool parse_entry(struct parser *p, struct feel_entry_node *entry) {
    struct feel_node *value;
    if (!parse_expect(p, ":"))
        return false;
    bool early = is_function_ahead(p);
    if (early &&
        !feel_scope_add(p->c, entry->name, feel_kind_of(FEEL_FUNCTION), false, &entry->slot))
        return false;
    if (!parse_expression(p, &value))
        return false;
    entry->value = value;
    return early || feel_scope_add(p->c, entry->name, value->kind, value->nullable, &entry->slot);
}

bool parse_context(struct parser *p, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_CONTEXT, p->lex.token.offset);
    LIST_OF(struct feel_entry_node) entries = {0};
    struct feel_scope scope = {0};
    uint32_t slots = p->c->slots_used;
    unsigned interval = p->open_interval;
    parse_take(p); // {
    p->open_interval = 0;
    feel_scope_push(p->c, &scope);
    while (!lexer_is(&p->lex, "}")) {
        struct feel_entry_node *entry = LIST_PUSH(p->c->arena, &entries);
        if (!entry)
            return error_memory(p->c->err);
        if (!parse_raw_name(p, ":", &entry->name))
            return false;
        if (entry_exists(entries.items, entries.n - 1, entry->name))
            return parse_refuse(p, "feel.entry-twice");
        if (!parse_entry(p, entry))
            return false;
        if (!parse_accept(p, ","))
            break;
    }
    feel_scope_pop(p->c, slots);
    p->open_interval = interval;
    if (!parse_expect(p, "}"))
        return false;
    if (node) {
        node->context.count = entries.n;
        node->context.entries = entries.items;
    }
    return parse_done(p, node, ret_node);
}

static struct feel_node *element_node(struct parser *p, const struct feel_node *of, uint32_t slot) {
    struct feel_node *node = parse_node(p, OP_SLOT, of->offset);
    if (node) {
        node->variable.name = STR("item");
        node->variable.index = slot;
        node->kind = feel_kind_element(of->kind);
        node->length = of->length;
    }
    return node;
}

// list[test] or list[number]: "item" is the element, and its fields are names.
bool parse_filter(struct parser *p, struct feel_node *of, struct feel_node **ret_node) {
    struct feel_node *node = parse_node(p, OP_FILTER, of->offset), *test;
    struct feel_scope scope = {0};
    uint32_t slots = p->c->slots_used, slot;
    unsigned interval = p->open_interval;
    if (!node)
        return error_memory(p->c->err);
    if (!feel_need(p->c, of))
        return false;
    parse_take(p); // [
    p->open_interval = 0;
    feel_scope_push(p->c, &scope);
    if (!feel_scope_add(p->c, STR("item"), feel_kind_element(of->kind), false, &slot))
        return false;
    scope.element = element_node(p, of, slot);
    if (!scope.element)
        return error_memory(p->c->err);
    if (!parse_expression(p, &test) || !parse_expect(p, "]"))
        return false;
    feel_scope_pop(p->c, slots);
    p->open_interval = interval;
    node->filter.of = of;
    node->filter.test = test;
    node->filter.slot = slot;
    return parse_done(p, node, ret_node);
}
