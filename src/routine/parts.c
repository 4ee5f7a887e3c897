// SPDX-License-Identifier: EUPL-1.2
//
// Several routines that hold at once, as one. Each answers by itself, so that what one of them
// cannot answer keeps no other from answering.
#include <sys/stat.h>

#include "base/file.h"
#include "routine/rules.h"

#define DESCRIPTION "routine.json"

size_t routine_part_count(const struct routine *routine) {
    return routine->parts.n ? routine->parts.n : 1;
}

const struct routine *routine_part_at(const struct routine *routine, size_t i) {
    return routine->parts.n ? routine->parts.items[i] : routine;
}

const struct routine *routine_part(const struct routine *routine, struct str name) {
    for (size_t i = 0; i < routine_part_count(routine); i++)
        if (str_eq(routine_part_at(routine, i)->info.name, name))
            return routine_part_at(routine, i);
    return NULL;
}

static bool asks(const struct routine *part, struct str decision) {
    for (size_t i = 0; i < part->asks.n; i++)
        if (str_eq(part->asks.items[i].decision->name, decision))
            return true;
    return false;
}

const struct routine *routine_of_decision(const struct routine *routine, struct str decision) {
    for (size_t i = 0; i < routine_part_count(routine); i++) {
        const struct routine *part = routine_part_at(routine, i);
        if (asks(part, decision) || str_eq(part->info.name, decision))
            return part;
    }
    return NULL;
}

// ---- loading ----

static bool has_description(struct arena *arena, const char *folder, bool *ret_has,
                            struct error *err) {
    struct str path = str_printf(arena, "%s/" DESCRIPTION, folder);
    struct stat info;
    if (!path.p)
        return error_memory(err);
    *ret_has = stat(path.p, &info) == 0 && S_ISREG(info.st_mode);
    return true;
}

// A duty is told by the name of its decision: two routines do not ask the same.
static bool check_names(const struct routine *whole, const struct routine *part,
                        struct error *err) {
    for (size_t i = 0; i < part->asks.n; i++) {
        const struct str name = part->asks.items[i].decision->name;
        const struct routine *other = whole->parts.n ? routine_of_decision(whole, name) : NULL;
        if (other)
            return error_set(err, ERR_INPUT, "routine.decision-twice", name.p, other->info.name.p,
                             part->info.name.p, NULL);
    }
    return true;
}

static bool add_part(struct arena *arena, struct routine *whole, const struct routine *part,
                     struct error *err) {
    if (!check_names(whole, part, err))
        return false;
    const struct routine **place = LIST_PUSH(arena, &whole->parts);
    if (!place)
        return error_memory(err);
    *place = part;
    whole->zone = part->zone;
    whole->shape = part->shape;
    whole->takes_whole_case = whole->takes_whole_case || part->takes_whole_case;
    for (size_t i = 0; i < part->decisions.n; i++) {
        struct shown_decision *shown = LIST_PUSH(arena, &whole->decisions);
        if (!shown)
            return error_memory(err);
        *shown = part->decisions.items[i];
    }
    return true;
}

bool routine_load_all(struct arena *arena, const char *folder, const struct routine **ret_routine,
                      struct error *err) {
    struct routine *whole = ARENA_NEW(arena, struct routine);
    const struct dmn_model *vocabulary = NULL;
    struct str *names;
    size_t count;
    bool is_one;
    if (!whole)
        return error_memory(err);
    if (!has_description(arena, folder, &is_one, err))
        return false;
    if (is_one)
        return routine_load(arena, folder, ret_routine, err);
    if (!file_list(arena, folder, "", &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str path = str_printf(arena, "%s/" STR_FMT, folder, STR_ARG(names[i]));
        const struct routine *part;
        bool is_routine;
        if (!path.p)
            return error_memory(err);
        if (!has_description(arena, path.p, &is_routine, err))
            return false;
        if (is_routine && (!load_sharing(arena, path.p, &vocabulary, &part, err) ||
                           !add_part(arena, whole, part, err)))
            return false;
    }
    if (!whole->parts.n)
        return error_set(err, ERR_MISSING, "routine.not-found", folder, NULL);
    *ret_routine = whole;
    return true;
}

// ---- answering ----

// What one of them alone answers is taken over as it stands; who adds to it makes a list of its
// own.
#define MERGE(arena, to, from, list)                                                               \
    if (!(to)->list.n) {                                                                           \
        (to)->list.items = (from)->list.items;                                                     \
        (to)->list.n = (to)->list.cap = (from)->list.n;                                            \
    } else                                                                                         \
        for (size_t merged = 0; merged < (from)->list.n; merged++) {                               \
            __typeof__((from)->list.items) place = LIST_PUSH(arena, &(to)->list);                  \
            if (!place)                                                                            \
                return error_memory(err);                                                          \
            *place = (from)->list.items[merged];                                                   \
        }

bool parts_merge(struct arena *arena, struct answers *to, const struct answers *from,
                 struct error *err) {
    MERGE(arena, to, from, duties)
    MERGE(arena, to, from, permits)
    MERGE(arena, to, from, proposals)
    MERGE(arena, to, from, responsibilities)
    MERGE(arena, to, from, statuses)
    MERGE(arena, to, from, checklists)
    MERGE(arena, to, from, fees)
    MERGE(arena, to, from, ceilings)
    if (from->refused && !to->refused)
        to->refusal = from->refusal;
    to->refused = to->refused || from->refused;
    return true;
}
