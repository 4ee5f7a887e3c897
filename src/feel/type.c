// SPDX-License-Identifier: EUPL-1.2
#include "feel/type.h"

#define NESTING_MAX 32 // of types compared; deeper ones are taken to fit

const struct feel_kind feel_any = {.any = true};

const struct feel_kind *feel_kind_of(enum feel_type type) {
    static const struct feel_kind kinds[] = {
        {.type = FEEL_NULL},
        {.type = FEEL_BOOLEAN},
        {.type = FEEL_NUMBER},
        {.type = FEEL_STRING},
        {.type = FEEL_DATE},
        {.type = FEEL_TIME},
        {.type = FEEL_DATE_TIME},
        {.type = FEEL_DAYS_DURATION},
        {.type = FEEL_MONTHS_DURATION},
        {.type = FEEL_LIST, .of = &feel_any},
        {.type = FEEL_CONTEXT},
        {.type = FEEL_RANGE, .of = &feel_any},
        {.type = FEEL_FUNCTION, .of = &feel_any},
    };
    return &kinds[type];
}

static const struct feel_kind *kind_around(struct arena *arena, enum feel_type type,
                                           const struct feel_kind *of) {
    struct feel_kind *kind = ARENA_NEW(arena, struct feel_kind);
    if (!kind)
        return feel_kind_of(type); // knows less, is never wrong
    kind->type = type;
    kind->of = of;
    return kind;
}

const struct feel_kind *feel_kind_list(struct arena *arena, const struct feel_kind *element) {
    return element->any ? feel_kind_of(FEEL_LIST) : kind_around(arena, FEEL_LIST, element);
}

const struct feel_kind *feel_kind_range(struct arena *arena, const struct feel_kind *end) {
    return end->any ? feel_kind_of(FEEL_RANGE) : kind_around(arena, FEEL_RANGE, end);
}

const struct feel_kind *feel_kind_named(struct str name) {
    static const struct {
        const char *name;
        enum feel_type type;
    } names[] = {
        {"number", FEEL_NUMBER},
        {"string", FEEL_STRING},
        {"boolean", FEEL_BOOLEAN},
        {"date", FEEL_DATE},
        {"time", FEEL_TIME},
        {"date and time", FEEL_DATE_TIME},
        {"dateTime", FEEL_DATE_TIME},
        {"days and time duration", FEEL_DAYS_DURATION},
        {"dayTimeDuration", FEEL_DAYS_DURATION},
        {"years and months duration", FEEL_MONTHS_DURATION},
        {"yearMonthDuration", FEEL_MONTHS_DURATION},
        {"list", FEEL_LIST},
        {"context", FEEL_CONTEXT},
        {"range", FEEL_RANGE},
        {"function", FEEL_FUNCTION},
        {"Null", FEEL_NULL},
    };
    if (str_is(name, "Any"))
        return &feel_any;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i].name))
            return feel_kind_of(names[i].type);
    return NULL;
}

const struct feel_field *feel_kind_field(const struct feel_kind *kind, struct str name) {
    if (kind->any || kind->type != FEEL_CONTEXT)
        return NULL;
    for (size_t i = 0; i < kind->count; i++)
        if (str_eq(kind->fields[i].name, name))
            return &kind->fields[i];
    return NULL;
}

const struct feel_kind *feel_kind_element(const struct feel_kind *kind) {
    if (kind->any || kind->type != FEEL_LIST)
        return kind;
    return kind->of ? kind->of : &feel_any;
}

const struct feel_kind *feel_kind_run_through(const struct feel_kind *kind) {
    bool range = !kind->any && kind->type == FEEL_RANGE && kind->of;
    return range ? kind->of : feel_kind_element(kind);
}

static enum feel_fit worse(enum feel_fit a, enum feel_fit b) {
    return a > b ? a : b;
}

static enum feel_fit fit(const struct feel_kind *wanted, const struct feel_kind *given, int depth);
static enum feel_fit fit_parts(const struct feel_kind *wanted, const struct feel_kind *given,
                               int depth);

// What is there besides the fields that are wanted.
static enum feel_fit fit_rest(const struct feel_kind *wanted, const struct feel_kind *given) {
    for (size_t i = 0; wanted->closed && i < given->count; i++)
        if (!feel_kind_field(wanted, given->fields[i].name))
            return FEEL_NEVER_FITS;
    return wanted->closed && !given->closed ? FEEL_MAY_FIT : FEEL_FITS;
}

static enum feel_fit fit_fields(const struct feel_kind *wanted, const struct feel_kind *given,
                                int depth) {
    enum feel_fit result = FEEL_FITS;
    for (size_t i = 0; i < wanted->count; i++) {
        const struct feel_field *want = &wanted->fields[i];
        const struct feel_field *have = feel_kind_field(given, want->name);
        if (have) {
            bool may_lack = have->optional && !want->optional;
            if (!want->optional || have->kind->any || have->kind->type != FEEL_NULL)
                result = worse(result, fit(want->kind, have->kind, depth));
            result = worse(result, may_lack ? FEEL_NEVER_FITS : FEEL_FITS);
        } else if (given->closed && !want->optional) {
            return FEEL_NEVER_FITS;
        } else if (!given->closed) {
            result = worse(result, FEEL_MAY_FIT);
        }
    }
    return worse(result, fit_rest(wanted, given));
}

static enum feel_fit fit_of(const struct feel_kind *wanted, const struct feel_kind *given,
                            int depth) {
    if (!wanted->of || wanted->of->any)
        return FEEL_FITS;
    return given->of ? fit(wanted->of, given->of, depth) : FEEL_MAY_FIT;
}

static enum feel_fit fit(const struct feel_kind *wanted, const struct feel_kind *given, int depth) {
    if (wanted->any || wanted == given || depth > NESTING_MAX)
        return FEEL_FITS;
    if (given->any)
        return FEEL_MAY_FIT;
    if (wanted->type != given->type)
        return FEEL_NEVER_FITS;
    if (wanted->allowed && wanted->allowed != given->allowed)
        return worse(FEEL_MAY_FIT, fit_parts(wanted, given, depth));
    return fit_parts(wanted, given, depth);
}

static enum feel_fit fit_parts(const struct feel_kind *wanted, const struct feel_kind *given,
                               int depth) {
    switch (wanted->type) {
    case FEEL_CONTEXT:
        return fit_fields(wanted, given, depth + 1);
    case FEEL_LIST:
    case FEEL_RANGE:
        return fit_of(wanted, given, depth + 1);
    case FEEL_FUNCTION:
        return FEEL_FITS;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        return FEEL_FITS;
    }
    return FEEL_FITS;
}

enum feel_fit feel_kind_fit(const struct feel_kind *wanted, const struct feel_kind *given) {
    return fit(wanted, given, 0);
}

const struct feel_kind *feel_kind_join(const struct feel_kind *a, const struct feel_kind *b) {
    if (a == b)
        return a;
    if (a->any || b->any)
        return &feel_any;
    if (a->type == FEEL_NULL)
        return b;
    if (b->type == FEEL_NULL)
        return a;
    if (feel_kind_fit(a, b) == FEEL_FITS)
        return a;
    if (feel_kind_fit(b, a) == FEEL_FITS)
        return b;
    return a->type == b->type ? feel_kind_of(a->type) : &feel_any;
}

struct str feel_kind_text(struct arena *arena, const struct feel_kind *kind) {
    if (kind->any)
        return STR("Any");
    if (kind->name.n)
        return kind->name;
    if ((kind->type == FEEL_LIST || kind->type == FEEL_RANGE) && kind->of && !kind->of->any &&
        !kind->of->of)
        return str_printf(arena, "%s<" STR_FMT ">", feel_type_name(kind->type),
                          STR_ARG(feel_kind_text(arena, kind->of)));
    return str_of(feel_type_name(kind->type));
}
