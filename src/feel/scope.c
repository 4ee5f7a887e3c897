// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>

#include "base/utf8.h"
#include "feel/compiler.h"
#include "feel/builtin.h"
#include "feel/infer.h"
#include "feel/lexer.h"

struct feel_node *feel_node_new(struct feel_compiler *c, enum feel_op op,
                                const struct feel_source *source, uint32_t offset) {
    struct feel_node *node = ARENA_NEW(c->arena, struct feel_node);
    if (!node)
        return NULL;
    node->op = op;
    node->source = source;
    node->offset = offset;
    node->kind = &feel_any;
    return node;
}

struct str feel_node_text(const struct feel_node *node) {
    return str_sub(node->source->text, node->offset, node->length);
}

void feel_place(const struct feel_source *source, uint32_t offset, uint32_t *ret_line,
                uint32_t *ret_column) {
    uint32_t line = 1, column = 1, from = 0;
    for (size_t i = 0; i < source->segment_count; i++) {
        if (source->segments[i].offset > offset)
            break;
        line = source->segments[i].line;
        column = source->segments[i].column;
        from = source->segments[i].offset;
    }
    for (size_t at = from; at < source->text.n && at < offset;) {
        if (utf8_next(source->text, &at) == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

bool feel_refuse(struct feel_compiler *c, const struct feel_node *node, const char *key,
                 struct str first, struct str second) {
    char *one = str_c(c->arena, first), *two = str_c(c->arena, second);
    if (!one || !two || arena_failed(c->arena))
        return error_memory(c->err);
    error_set(c->err, ERR_INPUT, key, one, two, NULL);
    uint32_t line, column;
    feel_place(node->source, node->offset, &line, &column);
    return error_at(c->err, node->source->file.p, node->source->element.p, line, column);
}

void feel_scope_push(struct feel_compiler *c, struct feel_scope *scope) {
    scope->parent = c->scope;
    c->scope = scope;
}

void feel_scope_pop(struct feel_compiler *c, uint32_t slots_before) {
    // The tree keeps no scope, so the innermost may be the caller's own local.
    c->scope = (struct feel_scope *)c->scope->parent;
    c->slots_used = slots_before;
}

bool feel_slot_new(struct feel_compiler *c, uint32_t *ret_slot) {
    if (c->slots_used >= FEEL_SLOTS_MAX)
        return error_set(c->err, ERR_LIMIT, "feel.too-many-names", NULL);
    *ret_slot = c->slots_used++;
    if (c->frame_size < c->slots_used)
        c->frame_size = c->slots_used;
    return true;
}

bool feel_scope_add(struct feel_compiler *c, struct str name, const struct feel_kind *kind,
                    bool nullable, uint32_t *ret_slot) {
    struct feel_name *entry = LIST_PUSH(c->arena, &c->scope->names);
    if (!entry)
        return error_memory(c->err);
    *entry = (struct feel_name){.name = name, .op = OP_SLOT, .kind = kind, .nullable = nullable};
    if (!feel_slot_new(c, &entry->index))
        return false;
    *ret_slot = entry->index;
    return true;
}

bool feel_scope_add_global(struct feel_compiler *c, struct str name, uint32_t index,
                           const struct feel_kind *kind, bool nullable) {
    struct feel_name *entry = LIST_PUSH(c->arena, &c->scope->names);
    if (!entry)
        return error_memory(c->err);
    *entry = (struct feel_name){
        .name = name, .op = OP_GLOBAL, .index = index, .kind = kind, .nullable = nullable};
    return true;
}

static bool is_path(const struct feel_node *node) {
    while (node->op == OP_FIELD)
        node = node->field.of;
    return node->op == OP_SLOT || node->op == OP_GLOBAL;
}

static bool same_path(const struct feel_node *a, const struct feel_node *b) {
    while (a->op == OP_FIELD && b->op == OP_FIELD) {
        if (!str_eq(a->field.name, b->field.name))
            return false;
        a = a->field.of;
        b = b->field.of;
    }
    return a->op == b->op && (a->op == OP_SLOT || a->op == OP_GLOBAL) &&
           a->variable.index == b->variable.index;
}

bool feel_facts_hold(const struct feel_compiler *c, const struct feel_node *path) {
    for (size_t i = 0; i < c->fact_count; i++)
        if (same_path(c->facts[i], path))
            return true;
    return false;
}

void feel_facts_add_path(struct feel_compiler *c, const struct feel_node *path) {
    // Beyond the ceiling a fact is forgotten, which can only refuse more.
    if (is_path(path) && c->fact_count < FEEL_FACTS_MAX)
        c->facts[c->fact_count++] = path;
}

static bool is_null(const struct feel_node *node) {
    return node->op == OP_CONST && node->constant.type == FEEL_NULL;
}

// The other side of a comparison with null; NULL when neither side is null.
static const struct feel_node *compared_with_null(const struct feel_node *node) {
    if (is_null(node->binary.right))
        return node->binary.left;
    return is_null(node->binary.left) ? node->binary.right : NULL;
}

static void add_from_builtin(struct feel_compiler *c, const struct feel_node *node, bool truth) {
    struct str name = feel_builtin_name(node->call.which);
    if (truth && str_is(name, "is defined"))
        feel_facts_add_path(c, node->call.args[0]);
    else if (str_is(name, "not"))
        feel_facts_add(c, node->call.args[0], !truth);
}

void feel_facts_add(struct feel_compiler *c, const struct feel_node *condition, bool truth) {
    const struct feel_node *path;
    switch ((int)condition->op) { // only these show anything
    case OP_AND:
    case OP_OR:
        if ((condition->op == OP_AND) == truth) {
            feel_facts_add(c, condition->binary.left, truth);
            feel_facts_add(c, condition->binary.right, truth);
        }
        return;
    case OP_EQUAL:
    case OP_UNEQUAL:
        path = compared_with_null(condition);
        if (path && (condition->op == OP_UNEQUAL) == truth)
            feel_facts_add_path(c, path);
        return;
    case OP_IN:
        if (truth && !condition->filter.test->nullable)
            feel_facts_add_path(c, condition->filter.of);
        return;
    case OP_BUILTIN:
        add_from_builtin(c, condition, truth);
        return;
    }
}
