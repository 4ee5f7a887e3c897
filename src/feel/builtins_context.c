// SPDX-License-Identifier: EUPL-1.2
//
// Contexts (DMN 1.5, 10.3.4.10).
#include "feel/builtins.h"

// Entries in the making; a later one takes the place of an earlier one of the same name.
struct entries {
    LIST_OF(struct feel_entry) list;
};

static bool put(struct feel_machine *m, struct entries *entries, struct str name,
                const struct feel_value *value) {
    for (size_t i = 0; i < entries->list.n; i++) {
        if (str_eq(entries->list.items[i].name, name)) {
            entries->list.items[i].value = *value;
            return true;
        }
    }
    struct feel_entry *entry = LIST_PUSH(m->arena, &entries->list);
    if (!entry)
        return error_memory(m->err);
    *entry = (struct feel_entry){name, *value};
    return true;
}

static bool put_all(struct feel_machine *m, struct entries *entries,
                    const struct feel_value *context) {
    for (size_t i = 0; i < context->context->n; i++)
        if (!put(m, entries, context->context->entries[i].name,
                 &context->context->entries[i].value))
            return false;
    return true;
}

static bool done(struct feel_machine *m, const struct entries *entries,
                 struct feel_value *ret_value) {
    struct feel_context *context = ARENA_NEW(m->arena, struct feel_context);
    if (!context)
        return error_memory(m->err);
    *context = (struct feel_context){entries->list.n, entries->list.items};
    *ret_value = feel_context_of(context);
    return true;
}

BUILTIN(fn_get_value) {
    (void)m;
    const struct feel_value *found = feel_get(&a->v[0], a->v[1].string);
    *ret_value = found ? *found : feel_null();
    return true;
}

BUILTIN(fn_get_entries) {
    struct feel_items items = {0};
    for (size_t i = 0; i < a->v[0].context->n; i++) {
        const struct feel_entry *entry = &a->v[0].context->entries[i];
        struct entries pair = {0};
        struct feel_value key = feel_string(entry->name), value;
        if (!put(m, &pair, STR("key"), &key) || !put(m, &pair, STR("value"), &entry->value) ||
            !done(m, &pair, &value) || !feel_items_add(m, &items, &value))
            return false;
    }
    return feel_items_done(m, &items, ret_value);
}

BUILTIN(fn_context) {
    struct entries entries = {0};
    for (size_t i = 0; i < a->v[0].list->n; i++) {
        const struct feel_value *pair = &a->v[0].list->items[i];
        const struct feel_value *key = feel_get(pair, STR("key"));
        const struct feel_value *value = feel_get(pair, STR("value"));
        if (!key || key->type != FEEL_STRING || !value)
            return builtin_wrong(m, a, 0, "list<context>", ret_value);
        for (size_t k = 0; k < entries.list.n; k++)
            if (str_eq(entries.list.items[k].name, key->string))
                return builtin_fail(m, a, "feel.entry-twice", ret_value);
        if (!put(m, &entries, key->string, value))
            return false;
    }
    return done(m, &entries, ret_value);
}

// The context with the value put where the keys, from number `level` on, lead.
static bool put_deep(struct feel_machine *m, const struct feel_args *a,
                     const struct feel_value *context, const struct feel_list *keys, size_t level,
                     struct feel_value *ret_value) {
    struct entries entries = {0};
    const struct feel_value *key = &keys->items[level];
    struct feel_value value = a->v[2];
    if (context->type != FEEL_CONTEXT || key->type != FEEL_STRING)
        return builtin_wrong(m, a, 1, "list<string>", ret_value);
    if (level + 1 < keys->n) {
        const struct feel_value *inner = feel_get(context, key->string);
        if (!inner || inner->type != FEEL_CONTEXT)
            return builtin_wrong(m, a, 1, "list<string>", ret_value);
        if (!put_deep(m, a, inner, keys, level + 1, &value))
            return false;
        if (value.type == FEEL_NULL) {
            *ret_value = value;
            return true;
        }
    }
    return put_all(m, &entries, context) && put(m, &entries, key->string, &value) &&
           done(m, &entries, ret_value);
}

#define KEYS_MAX 64

BUILTIN(fn_context_put) {
    struct feel_list keys = {1, &a->v[1]};
    if (a->v[1].type == FEEL_LIST)
        keys = *a->v[1].list;
    if (!keys.n || keys.n > KEYS_MAX)
        return builtin_wrong(m, a, 1, "list<string>", ret_value);
    return put_deep(m, a, &a->v[0], &keys, 0, ret_value);
}

BUILTIN(fn_context_merge) {
    struct entries entries = {0};
    for (size_t i = 0; i < a->v[0].list->n; i++) {
        const struct feel_value *context = &a->v[0].list->items[i];
        if (context->type != FEEL_CONTEXT)
            return builtin_wrong(m, a, 0, "list<context>", ret_value);
        if (!put_all(m, &entries, context))
            return false;
    }
    return done(m, &entries, ret_value);
}
