// SPDX-License-Identifier: EUPL-1.2
#include <string.h>

#include "feel/builtin.h"
#include "feel/builtins.h"
#include "feel/eval.h"

#define ARGS_MAX 64
#define FRAME_FEW 12

bool eval_function(struct feel_machine *m, const struct feel_node *node,
                   struct feel_value *ret_value) {
    struct feel_function *function = ARENA_NEW(m->arena, struct feel_function);
    size_t n = node->code->captured;
    struct feel_value *captured = ARENA_ARRAY(m->arena, n, struct feel_value);
    if (!function || !captured)
        return error_memory(m->err);
    if (n)
        memcpy(captured, m->frame, n * sizeof(*captured));
    *function = (struct feel_function){
        .code = node->code, .captured = captured, .globals = m->globals, .kind = node->kind};
    *ret_value = (struct feel_value){.type = FEEL_FUNCTION, .function = function};
    return true;
}

static bool deeper(struct feel_machine *m, const struct feel_node *node) {
    if (!m->depth)
        return feel_fail_limit(m, node, "feel.limit-depth");
    m->depth--;
    return true;
}

// A ceiling that was reached without its place being known stands at the expression.
static bool ended(struct feel_machine *m, const struct feel_code *code, bool ok) {
    if (!ok && m->err && m->err->code == ERR_LIMIT)
        return feel_fail_place(m, code->body);
    return ok;
}

// What is made within keeps copies of the slots, never the frame: a small one need not outlive it.
bool feel_run(struct feel_machine *m, const struct feel_code *code, const struct feel_value *args,
              size_t count, struct feel_value *ret_value) {
    struct feel_value *outer = m->frame, few[FRAME_FEW], *frame = few;
    size_t size = code->frame_size > count ? code->frame_size : count;
    if (size > COUNT(few) && !(frame = ARENA_ARRAY(m->arena, size, struct feel_value)))
        return error_memory(m->err);
    if (frame == few)
        memset(few, 0, size * sizeof(*few));
    if (count)
        memcpy(frame, args, count * sizeof(*args));
    m->frame = frame;
    bool ok = feel_eval(m, code->body, ret_value);
    m->frame = outer;
    return ended(m, code, ok);
}

static bool run_closure(struct feel_machine *m, const struct feel_node *node,
                        const struct feel_function *function, const struct feel_value *args,
                        struct feel_value *ret_value) {
    const struct feel_code *code = function->code;
    struct feel_value *outer = m->frame;
    struct feel_value *frame = ARENA_ARRAY(m->arena, code->frame_size, struct feel_value);
    struct feel_value result;
    if (!frame)
        return error_memory(m->err);
    if (code->captured)
        memcpy(frame, function->captured, code->captured * sizeof(*frame));
    for (size_t i = 0; i < code->parameter_count; i++) {
        struct feel_value *slot = &frame[code->captured + i];
        if (!feel_coerce(m, node, &args[i], code->parameters[i].kind, slot))
            return false;
        // An argument of the wrong type: the call is null, not the body with a null.
        if (slot->type == FEEL_NULL && args[i].type != FEEL_NULL) {
            *ret_value = feel_null();
            return true;
        }
    }
    // A decision service has globals of its own: what it made still stands among them.
    const struct feel_value *globals = m->globals;
    m->frame = frame;
    m->globals = function->globals ? function->globals : globals;
    bool ok = feel_eval(m, code->body, &result);
    m->frame = outer;
    m->globals = globals;
    if (!ok)
        return ended(m, code, false);
    return feel_coerce(m, node, &result, code->result ? code->result : &feel_any, ret_value);
}

bool feel_call(struct feel_machine *m, const struct feel_node *node,
               const struct feel_function *function, const struct feel_value *args, size_t count,
               struct feel_value *ret_value) {
    bool ok;
    if (!deeper(m, node))
        return false;
    if (function->builtin) {
        const struct feel_builtin *builtin = feel_builtin_for(function->builtin, count);
        struct feel_args given = {.count = count, .v = args, .node = node};
        ok = builtin ? feel_builtin_call(m, builtin, &given, ret_value)
                     : feel_fail(m, node, "feel.arguments", str_of(function->builtin->name),
                                 STR_NONE, ret_value);
    } else if (function->kind && function->kind->count != count) {
        ok = feel_fail(m, node, "feel.arguments", feel_node_text(node), STR_NONE, ret_value);
    } else if (function->native) {
        struct feel_value *outer = m->frame;
        struct feel_value *frame = ARENA_ARRAY(m->arena, count, struct feel_value);
        if (!frame)
            return error_memory(m->err);
        if (count)
            memcpy(frame, args, count * sizeof(*args));
        m->frame = frame;
        ok = function->native(m, node, function->data, ret_value);
        m->frame = outer;
    } else {
        ok = run_closure(m, node, function, args, ret_value);
    }
    m->depth++;
    return ok;
}

#define SPELT_MAX 100000 // beyond, and for all that is no whole number, it is spelt out

// *ret_told is false when it must be spelt out.
static bool eval_spelt(struct feel_machine *m, const struct feel_spelt *spelt,
                       struct feel_value *ret_value, bool *ret_told) {
    struct feel_value room;
    const struct feel_value *number = feel_peek(m, spelt->number, &room);
    int64_t times;
    if (!number)
        return false;
    *ret_told = builtin_whole(number, &times) && times >= 0 && times <= SPELT_MAX;
    if (!*ret_told)
        return true;
    *ret_value = spelt->one;
    if (spelt->one.type == FEEL_DAYS_DURATION)
        ret_value->days.seconds *= times;
    else
        ret_value->months *= times;
    return true;
}

bool eval_builtin(struct feel_machine *m, const struct feel_node *node,
                  struct feel_value *ret_value) {
    struct feel_value few[4], *args = few;
    size_t count = node->call.count;
    bool told = false;
    if (node->call.spelt && node->call.which->run == fn_duration &&
        !eval_spelt(m, node->call.spelt, ret_value, &told))
        return false;
    if (told)
        return true;
    if (count > COUNT(few) && !(args = ARENA_ARRAY(m->arena, count, struct feel_value)))
        return error_memory(m->err);
    for (size_t i = 0; i < count; i++)
        if (!feel_eval(m, node->call.args[i], &args[i]))
            return false;
    struct feel_args given = {.count = count, .v = args, .node = node};
    return feel_builtin_call(m, node->call.which, &given, ret_value);
}

// Named arguments in the order of the function's parameters. False: one has no such name.
static bool order_named(const struct feel_function *function, const struct feel_node *node,
                        const struct feel_value *given, struct feel_value *ordered,
                        size_t *ret_count) {
    const struct feel_kind *kind = function->kind;
    if (function->builtin) {
        const struct feel_builtin *builtin = function->builtin;
        size_t highest = 0;
        for (size_t i = 0; i < node->call.count; i++) {
            int at = feel_builtin_parameter(builtin, node->call.names[i]);
            if (at < 0 || at >= ARGS_MAX)
                return false;
            ordered[at] = given[i];
            if ((size_t)at + 1 > highest)
                highest = (size_t)at + 1;
        }
        *ret_count = highest;
        return true;
    }
    if (!kind || kind->count != node->call.count)
        return false;
    for (size_t i = 0; i < node->call.count; i++) {
        size_t at = 0;
        while (at < kind->count && !str_eq(kind->fields[at].name, node->call.names[i]))
            at++;
        if (at == kind->count)
            return false;
        ordered[at] = given[i];
    }
    *ret_count = kind->count;
    return true;
}

bool eval_call(struct feel_machine *m, const struct feel_node *node, struct feel_value *ret_value) {
    struct feel_value callee;
    size_t count = node->call.count;
    if (!feel_eval(m, node->call.callee, &callee))
        return false;
    if (callee.type != FEEL_FUNCTION)
        return feel_fail_type(m, node, node->call.callee, &callee, "function", ret_value);
    struct feel_value *args = ARENA_ARRAY(m->arena, count, struct feel_value);
    if (!args)
        return error_memory(m->err);
    for (size_t i = 0; i < count; i++)
        if (!feel_eval(m, node->call.args[i], &args[i]))
            return false;
    if (!node->call.names)
        return feel_call(m, node, callee.function, args, count, ret_value);
    struct feel_value *ordered = ARENA_ARRAY(m->arena, ARGS_MAX, struct feel_value);
    if (!ordered)
        return error_memory(m->err);
    if (count > ARGS_MAX || !order_named(callee.function, node, args, ordered, &count))
        return feel_fail(m, node, "feel.arguments", feel_node_text(node->call.callee), STR_NONE,
                         ret_value);
    return feel_call(m, node, callee.function, ordered, count, ret_value);
}
