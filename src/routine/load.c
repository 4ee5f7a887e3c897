// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>

#include "base/file.h"
#include "base/hash.h"
#include "routine/rules.h"

#define FILE_MAX ((size_t)8 * 1024 * 1024)
#define DESCRIPTION "routine.json"
#define PARAMETERS "parameters.json"

struct loading {
    struct arena *arena;
    const char *folder;
    struct routine *routine;
    const struct dmn_model *vocabulary;
    struct hasher hasher;
    struct error *err;
};

static bool read_file(struct loading *l, const char *name, struct str *ret_bytes) {
    struct str path = str_printf(l->arena, "%s/%s", l->folder, name);
    if (!path.p)
        return error_memory(l->err);
    if (!file_read(l->arena, path.p, FILE_MAX, ret_bytes, l->err))
        return false;
    hasher_add(&l->hasher, str_of(name));
    hasher_add(&l->hasher, *ret_bytes);
    return true;
}

// ---- routine.json ----

static bool fail_member(struct loading *l, const char *key, const char *name,
                        const struct json *at) {
    error_set(l->err, ERR_INPUT, key, name, NULL);
    return error_at(l->err, DESCRIPTION, NULL, at->line, at->column);
}

static bool get_text(struct loading *l, const struct json *object, const char *member,
                     struct str *ret_text) {
    if (json_str(object, member, ret_text) && ret_text->n)
        return true;
    return fail_member(l, "routine.member", member, object);
}

static bool read_clause(struct loading *l, const struct json *json) {
    struct clause clause;
    if (!get_text(l, json, "id", &clause.id) || !get_text(l, json, "text", &clause.text) ||
        !get_text(l, json, "source", &clause.source))
        return false;
    if (routine_clause(l->routine, clause.id))
        return fail_member(l, "routine.clause-twice", clause.id.p, json);
    struct clause *place = LIST_PUSH(l->arena, &l->routine->clauses);
    if (!place)
        return error_memory(l->err);
    *place = clause;
    return true;
}

static bool read_owner(struct loading *l, const struct json *object) {
    const struct json *owner = json_get(object, "owner");
    struct str role;
    if (!owner)
        return fail_member(l, "routine.member", "owner", object);
    if (!get_text(l, owner, "role", &role) || !get_text(l, owner, "duty", &l->routine->owner_duty))
        return false;
    l->routine->owner_role = code_find_feel(CODES_role, role);
    return l->routine->owner_role != CODE_NONE || fail_member(l, "routine.member", "role", owner);
}

static bool read_description(struct loading *l) {
    struct routine_info *info = &l->routine->info;
    struct str bytes, from;
    const struct json *object;
    if (!read_file(l, DESCRIPTION, &bytes))
        return false;
    if (!json_parse(l->arena, bytes, &object, l->err))
        return error_at(l->err, DESCRIPTION, NULL, 0, 0);
    if (!get_text(l, object, "title", &info->title) ||
        !get_text(l, object, "version", &info->version) ||
        !get_text(l, object, "source", &info->source) ||
        !get_text(l, object, "valid_from", &from) || !read_owner(l, object))
        return false;
    if (!date_parse(from, &info->valid_from))
        return fail_member(l, "routine.member", "valid_from", object);
    const struct json *clauses = json_get(object, "clauses");
    if (!clauses || clauses->type != JSON_ARRAY)
        return fail_member(l, "routine.member", "clauses", object);
    for (const struct json *clause = clauses->first; clause; clause = clause->next)
        if (!read_clause(l, clause))
            return false;
    return true;
}

static bool read_parameters(struct loading *l) {
    struct str bytes, *names;
    size_t count;
    bool has = false;
    if (!file_list(l->arena, l->folder, ".json", &names, &count, l->err))
        return false;
    for (size_t i = 0; i < count; i++)
        has = has || str_is(names[i], PARAMETERS);
    return !has || (read_file(l, PARAMETERS, &bytes) &&
                    parameters_read(l->arena, l->routine, bytes, l->err));
}

// ---- the models ----

static bool load_vocabulary(struct arena *arena, const struct dmn_model **ret_model,
                            struct error *err) {
    struct str xml;
    return vocabulary_model(arena, &xml, err) &&
           dmn_load(arena, STR("vokabulär"), xml, DMN_STRICT, NULL, ret_model, err);
}

static const struct dmn_model *find_loaded(void *context, struct str namespace_uri) {
    return str_is(namespace_uri, VOCABULARY_NAMESPACE) ? context : NULL;
}

static bool resolve(void *context, struct arena *arena, struct str namespace_uri,
                    struct str *ret_file, struct str *ret_xml, struct error *err) {
    const char *uri = str_c(arena, namespace_uri);
    (void)context;
    (void)ret_file;
    (void)ret_xml;
    return uri ? error_set(err, ERR_MISSING, "dmn.import-missing", uri, NULL) : error_memory(err);
}

static bool bind_decision(struct loading *l, const struct model_file *file,
                          const struct dmn_decision *decision) {
    struct shown_decision *shown = LIST_PUSH(l->arena, &l->routine->decisions);
    struct ask ask;
    bool is_ask;
    if (!shown)
        return error_memory(l->err);
    *shown = (struct shown_decision){decision, file->model};
    if (!ask_bind(l->arena, l->routine, file->model, decision, &ask, &is_ask, l->err)) {
        error_at(l->err, file->file.p, NULL, 0, 0);
        return false;
    }
    if (!is_ask)
        return true;
    ask.model_at = l->routine->models.n - 1;
    struct ask *place = LIST_PUSH(l->arena, &l->routine->asks);
    if (!place)
        return error_memory(l->err);
    *place = ask;
    return true;
}

static bool load_model(struct loading *l, struct str name) {
    const struct dmn_resolver resolver = {
        .context = (void *)l->vocabulary, .resolve = resolve, .loaded = find_loaded};
    struct model_file *file = LIST_PUSH(l->arena, &l->routine->models);
    struct str xml;
    if (!file)
        return error_memory(l->err);
    file->file = name;
    if (!read_file(l, name.p, &xml) ||
        !dmn_load(l->arena, name, xml, DMN_STRICT, &resolver, &file->model, l->err))
        return false;
    for (size_t i = 0; i < dmn_decision_count(file->model); i++)
        if (!bind_decision(l, file, dmn_decision_at(file->model, i)))
            return false;
    return true;
}

static bool load_models(struct loading *l) {
    struct str *names;
    size_t count;
    if (!file_list(l->arena, l->folder, ".dmn", &names, &count, l->err))
        return false;
    if (!count)
        return error_set(l->err, ERR_INPUT, "routine.no-model", l->folder, NULL);
    for (size_t i = 0; i < count; i++) {
        struct str name = str_copy(l->arena, names[i]);
        if (!name.p)
            return error_memory(l->err);
        if (!load_model(l, name))
            return false;
    }
    return true;
}

static struct str folder_name(const char *folder) {
    struct str rest = str_of(folder), part, name = STR("");
    while (str_split(&rest, '/', &part))
        if (part.n)
            name = part;
    return name;
}

bool routine_load(struct arena *arena, const char *folder, const struct routine **ret_routine,
                  struct error *err) {
    const struct dmn_model *vocabulary = NULL;
    return load_sharing(arena, folder, &vocabulary, ret_routine, err);
}

bool load_sharing(struct arena *arena, const char *folder, const struct dmn_model **vocabulary,
                  const struct routine **ret_routine, struct error *err) {
    struct loading l = {.arena = arena, .folder = folder, .err = err};
    l.routine = ARENA_NEW(arena, struct routine);
    if (!l.routine)
        return error_memory(err);
    if (!*vocabulary && !load_vocabulary(arena, vocabulary, err))
        return false;
    l.vocabulary = *vocabulary;
    hasher_start(&l.hasher);
    if (!zone_load(arena, "Europe/Stockholm", &l.routine->zone, err) || !read_description(&l) ||
        !read_parameters(&l) || !load_models(&l) || !parameters_bind(arena, l.routine, err))
        return false;
    struct hash hash = hasher_done(&l.hasher);
    l.routine->info.name = str_copy(arena, folder_name(folder));
    l.routine->info.checksum = hex_of(arena, hash.b, sizeof(hash.b));
    if (!l.routine->info.name.p || !l.routine->info.checksum.p)
        return error_memory(err);
    if (!asking_prepare(l.routine, arena, err) || !fees_prepare(l.routine, arena, err))
        return false;
    *ret_routine = l.routine;
    return true;
}

// ---- looking at it ----

const struct routine_info *routine_info(const struct routine *routine) {
    assert(!routine->parts.n);
    return &routine->info;
}

size_t routine_clause_count(const struct routine *routine) {
    assert(!routine->parts.n);
    return routine->clauses.n;
}

const struct clause *routine_clause_at(const struct routine *routine, size_t i) {
    return &routine->clauses.items[i];
}

const struct clause *routine_clause(const struct routine *routine, struct str id) {
    for (size_t i = 0; i < routine->parts.n; i++) {
        const struct clause *clause = routine_clause(routine->parts.items[i], id);
        if (clause)
            return clause;
    }
    for (size_t i = 0; i < routine->clauses.n; i++)
        if (str_eq(routine->clauses.items[i].id, id))
            return &routine->clauses.items[i];
    return NULL;
}

size_t routine_decision_count(const struct routine *routine) {
    return routine->decisions.n;
}

const struct dmn_decision *routine_decision_at(const struct routine *routine, size_t i,
                                               const struct dmn_model **ret_model) {
    *ret_model = routine->decisions.items[i].model;
    return routine->decisions.items[i].decision;
}
