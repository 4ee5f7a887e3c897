// SPDX-License-Identifier: EUPL-1.2
#include "app/law.h"

#include "base/file.h"
#include "base/json.h"

#define FILE_MAX ((size_t)16 * 1024)
// PDL 3:17: at least ten years; HSLF-FS 2016:40 4:9: the log at least five.
#define JOURNAL_YEARS 10
#define SOCIAL_YEARS 5
#define LOG_YEARS 5
#define YEARS_MAX 200

static bool bad(struct str what, struct error *err) {
    return error_set_str(err, ERR_INPUT, "law.bad", what);
}

struct limits {
    const char *name;
    int64_t least, most;
    int64_t *value;
};

static bool take_number(const struct json *object, const struct limits *limits, struct error *err) {
    if (!json_get(object, limits->name))
        return true;
    return (json_int(object, limits->name, limits->value) && *limits->value >= limits->least &&
            *limits->value <= limits->most) ||
           bad(str_of(limits->name), err);
}

static bool take_flag(const struct json *object, const char *name, bool *flag, struct error *err) {
    return !json_get(object, name) || json_bool(object, name, flag) || bad(str_of(name), err);
}

static bool only_known(const struct json *object, const struct limits *numbers, size_t count,
                       struct error *err) {
    for (const struct json *member = object->first; member; member = member->next) {
        bool known = str_is(member->key, "unifiedDocumentation") ||
                     str_is(member->key, "sameMunicipality") || str_is(member->key, "namesTold");
        for (size_t i = 0; i < count; i++)
            known = known || str_is(member->key, numbers[i].name);
        if (!known)
            return bad(member->key, err);
    }
    return true;
}

static bool read_object(const struct json *object, struct access_law *law, struct keeping *keeping,
                        struct error *err) {
    const struct limits numbers[] = {
        {"emergencyMinutes", 1, 1440, &law->emergency_minutes},
        {"relationDays", 0, 3660, &law->relation_days},
        {"openingDays", 0, 3660, &law->opening_days},
        {"journalYears", JOURNAL_YEARS, YEARS_MAX, &keeping->journal_years},
        {"socialYears", 2, YEARS_MAX, &keeping->social_years},
        {"logYears", LOG_YEARS, YEARS_MAX, &keeping->log_years},
    };
    if (object->type != JSON_OBJECT)
        return bad(STR("{"), err);
    if (!only_known(object, numbers, COUNT(numbers), err) ||
        !take_flag(object, "unifiedDocumentation", &law->unified, err) ||
        !take_flag(object, "sameMunicipality", &law->same_municipality, err) ||
        !take_flag(object, "namesTold", &law->names_told, err))
        return false;
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (!take_number(object, &numbers[i], err))
            return false;
    return true;
}

bool law_read(struct arena *arena, const char *database, struct access_law *ret_law,
              struct keeping *ret_keeping, struct error *err) {
    struct access_law law = access_law_default();
    struct keeping keeping = {JOURNAL_YEARS, SOCIAL_YEARS, LOG_YEARS};
    struct str path = str_printf(arena, "%s.law", database);
    struct str text;
    struct error fault = {0};
    const struct json *json;
    if (!path.p)
        return error_memory(err);
    if (!file_read(arena, path.p, FILE_MAX, &text, &fault)) {
        if (fault.code != ERR_MISSING) {
            if (err)
                *err = fault;
            return false;
        }
    } else if (!json_parse(arena, text, &json, err) || !read_object(json, &law, &keeping, err)) {
        return false;
    }
    *ret_law = law;
    *ret_keeping = keeping;
    return true;
}
