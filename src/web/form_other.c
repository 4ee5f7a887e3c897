// SPDX-License-Identifier: EUPL-1.2
#include "web/form_other.h"

#include <string.h>

static bool replace_value(struct arena *arena, struct event *draft, size_t i, struct str stream,
                          struct error *err) {
    struct field_value *values = ARENA_ARRAY(arena, draft->payload.n, struct field_value);
    if (!values)
        return error_memory(err);
    memcpy(values, draft->payload.values, draft->payload.n * sizeof(*values));
    values[i].text = stream;
    draft->payload.values = values;
    return true;
}

static bool find(struct request *request, struct wording *wording, struct event *draft, size_t i,
                 struct field_faults *faults, struct error *err) {
    struct person_row person;
    struct error what = {0};
    if (!app_name_number(request->app, request->arena, &request->actor,
                         draft->payload.values[i].text, &person, &what)) {
        if (what.code == ERR_DENIED || what.code == ERR_MISSING)
            return form_fault(request->arena, faults, "f.other", "identity.not-yours", NULL, err);
        *err = what;
        return false;
    }
    struct person_row *named = LIST_PUSH(request->arena, &wording->named);
    if (!named)
        return error_memory(err);
    *named = person;
    return replace_value(request->arena, draft, i, person.stream, err);
}

bool form_other_find(struct request *request, struct wording *wording, struct event *draft,
                     struct field_faults *faults, struct error *err) {
    enum field_id field = field_of_type(draft->kind, TYPE_PERSON);
    for (size_t i = 0; field && i < draft->payload.n; i++)
        if (draft->payload.values[i].field == field &&
            !find(request, wording, draft, i, faults, err))
            return false;
    return true;
}

struct str form_other_link(struct arena *arena, struct str id, struct str number) {
    return str_printf(arena, "/arende/" STR_FMT "/ny/record_joined?f.other=" STR_FMT, STR_ARG(id),
                      STR_ARG(number));
}
