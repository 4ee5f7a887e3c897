// SPDX-License-Identifier: EUPL-1.2
//
// What stands twice in the logic of a decision is worked out once, and so is what a loop or filter
// would work out anew for each element though it does not look at it:
//
//     if count(list[test]) = 0 then null else list[test][1]        list[day = max(list.day)]
//
// Such a part looks at nothing but globals, which stand still while the decision is evaluated, and
// at the variables that it has itself. It is evaluated where it is first come to, so that what is
// refused, and where, stays the same. Found once, when the model is loaded.
#include "dmn/walk.h"
#include "feel/builtin.h"

#define SHARED_MAX 64 // parts that are compared with each other, of one decision

// Slots that two parts have for the same variable of their own.
struct pair {
    uint32_t a, b;
    const struct pair *outer;
};

static bool alike(const struct feel_node *a, const struct feel_node *b, const struct pair *pairs);

static bool alike_slots(uint32_t a, uint32_t b, const struct pair *pairs) {
    while (pairs && pairs->a != a)
        pairs = pairs->outer;
    return pairs && pairs->b == b; // what is not its own may stand for anything
}

static bool alike_constants(const struct feel_value *a, const struct feel_value *b) {
    if (a->type != b->type)
        return false;
    switch ((int)a->type) { // what is written as a constant, mostly
    case FEEL_NULL:
        return true;
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean;
    case FEEL_STRING:
        return str_eq(a->string, b->string);
    case FEEL_NUMBER:
        return str_eq((struct str){(const char *)&a->number, sizeof(a->number)},
                      (struct str){(const char *)&b->number, sizeof(b->number)});
    default:
        return false;
    }
}

static bool alike_lists(const struct feel_node *const *a, const struct feel_node *const *b,
                        size_t n, const struct pair *pairs) {
    for (size_t i = 0; i < n; i++)
        if (!alike(a[i], b[i], pairs))
            return false;
    return true;
}

static bool alike_entries(const struct feel_node *a, const struct feel_node *b, size_t at,
                          const struct pair *pairs) {
    const struct feel_entry_node *one = &a->context.entries[at], *other = &b->context.entries[at];
    if (at == a->context.count)
        return true;
    const struct pair own = {one->slot, other->slot, pairs};
    return one->is_result == other->is_result && str_eq(one->name, other->name) &&
           alike(one->value, other->value, pairs) && alike_entries(a, b, at + 1, &own);
}

static bool alike_loops(const struct feel_node *a, const struct feel_node *b, size_t at,
                        const struct pair *pairs) {
    const struct pair partial = {a->loop.partial, b->loop.partial, pairs};
    if (at == a->loop.count)
        return alike(a->loop.body, b->loop.body, a->op == OP_FOR ? &partial : pairs);
    const struct feel_iterator *one = &a->loop.iterators[at], *other = &b->loop.iterators[at];
    const struct pair own = {one->slot, other->slot, pairs};
    return alike(one->from, other->from, pairs) && alike(one->to, other->to, pairs) &&
           alike_loops(a, b, at + 1, &own);
}

static bool alike_operators(const struct feel_node *a, const struct feel_node *b,
                            const struct pair *pairs) {
    switch ((int)a->op) {
    case OP_COERCE:
        return a->typed.kind == b->typed.kind && a->typed.proven == b->typed.proven &&
               alike(a->typed.value, b->typed.value, pairs);
    case OP_NEGATE:
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_POWER:
    case OP_EQUAL:
    case OP_UNEQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_AND:
    case OP_OR:
        return alike(a->binary.left, b->binary.left, pairs) &&
               alike(a->binary.right, b->binary.right, pairs);
    case OP_BETWEEN:
        return alike(a->between.value, b->between.value, pairs) &&
               alike(a->between.low, b->between.low, pairs) &&
               alike(a->between.high, b->between.high, pairs);
    case OP_IF:
        return alike(a->choice.condition, b->choice.condition, pairs) &&
               alike(a->choice.yes, b->choice.yes, pairs) &&
               alike(a->choice.no, b->choice.no, pairs);
    default: // a function or table, which is not looked into, and what is seldom
        return false;
    }
}

// Whether both come to the same whatever stands in the frame. Of a part and itself: whether it
// looks at no variable but its own.
static bool alike(const struct feel_node *a, const struct feel_node *b, const struct pair *pairs) {
    if (!a || !b)
        return a == b;
    if (a->op != b->op || a->nullable != b->nullable)
        return false;
    switch ((int)a->op) {
    case OP_CONST:
        return alike_constants(&a->constant, &b->constant);
    case OP_SLOT:
        return alike_slots(a->variable.index, b->variable.index, pairs);
    case OP_GLOBAL:
        return a->variable.index == b->variable.index;
    case OP_FIELD:
        return str_eq(a->field.name, b->field.name) && alike(a->field.of, b->field.of, pairs);
    case OP_FILTER: {
        const struct pair own = {a->filter.slot, b->filter.slot, pairs};
        return alike(a->filter.of, b->filter.of, pairs) &&
               alike(a->filter.test, b->filter.test, &own);
    }
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
        return a->loop.count == b->loop.count && alike_loops(a, b, 0, pairs);
    case OP_LIST:
        return a->list.count == b->list.count &&
               alike_lists(a->list.items, b->list.items, a->list.count, pairs);
    case OP_CONTEXT:
        return a->context.count == b->context.count && alike_entries(a, b, 0, pairs);
    case OP_BUILTIN:
        return a->call.which == b->call.which && a->call.count == b->call.count &&
               alike_lists(a->call.args, b->call.args, a->call.count, pairs);
    default:
        return alike_operators(a, b, pairs);
    }
}

// ---- finding them ----

struct sharing {
    uint32_t frame_size;
    const struct feel_node *seen[SHARED_MAX];
    size_t count;
    bool again; // what is visited is evaluated for each element of something
};

static void find_global(void *context, const struct feel_node *node) {
    bool *found = context;
    if (node->op == OP_GLOBAL)
        *found = true;
    else if (!*found)
        walk_parts(node, find_global, found);
}

// What goes through a list; the rest is as quick as looking up what it came to.
static bool is_work(const struct feel_node *node) {
    const struct feel_node *of = node->op == OP_FIELD ? node->field.of : NULL;
    return node->op == OP_FILTER || node->op == OP_FOR || node->op == OP_SOME ||
           node->op == OP_EVERY || node->op == OP_BUILTIN ||
           (of && !of->kind->any && of->kind->type == FEEL_LIST);
}

static bool may_be_shared(const struct feel_node *node) {
    bool reads_global = false;
    if (!is_work(node) || !alike(node, node, NULL))
        return false;
    find_global(&reads_global, node);
    return reads_global;
}

static void keep_in(const struct feel_node *node, uint32_t once) {
    ((struct feel_node *)node)->once = once; // nobody evaluates it before the model is loaded
}

static bool keep_once(struct sharing *s, const struct feel_node *node) {
    if (!node->once && s->frame_size < FEEL_SLOTS_MAX)
        keep_in(node, ++s->frame_size);
    return node->once;
}

static void visit(void *context, const struct feel_node *node);

static void visit_as(struct sharing *s, const struct feel_node *node, bool again) {
    bool before = s->again;
    s->again = again;
    if (node)
        visit(s, node);
    s->again = before;
}

static void visit_parts(struct sharing *s, const struct feel_node *node) {
    switch ((int)node->op) { // those that evaluate a part again and again, or in another frame
    case OP_FILTER:
        visit_as(s, node->filter.of, s->again);
        visit_as(s, node->filter.test, true);
        return;
    case OP_FOR:
    case OP_SOME:
    case OP_EVERY:
        for (size_t i = 0; i < node->loop.count; i++) {
            visit_as(s, node->loop.iterators[i].from, s->again || i > 0);
            visit_as(s, node->loop.iterators[i].to, s->again || i > 0);
        }
        visit_as(s, node->loop.body, true);
        return;
    case OP_FUNCTION:
        return;
    default:
        walk_parts(node, visit, s);
    }
}

static void visit(void *context, const struct feel_node *node) {
    struct sharing *s = context;
    if (!may_be_shared(node)) {
        visit_parts(s, node);
        return;
    }
    for (size_t i = 0; i < s->count; i++)
        if (alike(s->seen[i], node, NULL)) {
            if (keep_once(s, s->seen[i]))
                keep_in(node, s->seen[i]->once);
            return;
        }
    if (s->count < SHARED_MAX)
        s->seen[s->count++] = node;
    bool kept = s->again && keep_once(s, node);
    bool before = s->again;
    s->again = s->again && !kept;
    visit_parts(s, node);
    s->again = before;
}

void share(struct feel_code *code) {
    struct sharing s = {.frame_size = code->frame_size};
    visit(&s, code->body);
    code->frame_size = s.frame_size;
}
