// SPDX-License-Identifier: EUPL-1.2
#include "web/request.h"

const struct input *request_input(const struct request *request, const char *name) {
    static const struct input absent;
    for (size_t i = 0; i < request->input_count; i++)
        if (str_is(request->inputs[i].name, name))
            return &request->inputs[i];
    return &absent;
}

struct str request_text(const struct request *request, const char *name) {
    return request_input(request, name)->text;
}

int64_t request_int(const struct request *request, const char *name) {
    return request_input(request, name)->number;
}

bool request_flag(const struct request *request, const char *name) {
    return request_input(request, name)->present;
}

struct str request_person(const struct request *request) {
    struct str id = request_text(request, "id");
    return str_printf(request->arena, "person/" STR_FMT, STR_ARG(id));
}
