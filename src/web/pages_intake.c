// SPDX-License-Identifier: EUPL-1.2
//
// Where another system sends its messages.
#include "web/routes.h"

#include "app/intake.h"
#include "web/intake_answer.h"

#define BEARER "Bearer "

static bool is_json(struct str type) {
    return str_is(str_trim(str_sub(type, 0, str_find_char(type, ';'))), "application/json");
}

static bool refused(struct request *request, struct response *response, const struct error *what,
                    struct error *err) {
    switch (what->code) {
    case ERR_DENIED:
    case ERR_MISSING: // a line of the file without its user
        return intake_answer(request, response, 401, "refused", 0, NULL, err);
    case ERR_LIMIT:
        return intake_answer(request, response, 429, "later", 0, what, err);
    case ERR_NONE:
    case ERR_INPUT:
    case ERR_REFUSED:
    case ERR_CONFLICT:
    case ERR_MEMORY:
    case ERR_IO:
    case ERR_DAMAGED:
    case ERR_VERSION:
    case ERR_INTERNAL:
        break;
    }
    return intake_answer(request, response, 503, "later", 0, NULL, err);
}

static bool tell(struct request *request, struct response *response, const struct taken *taken,
                 struct error *err) {
    // A fault of what was sent; all else would tell of the person.
    const struct error *fault = taken->fault.code == ERR_INPUT ? &taken->fault : NULL;
    switch (taken->outcome) {
    case INTAKE_RECORDED:
        return intake_answer(request, response, 200, "recorded", taken->number, NULL, err);
    case INTAKE_ALREADY:
        return intake_answer(request, response, 200, "already", taken->number, NULL, err);
    case INTAKE_QUEUED:
        return intake_answer(request, response, 202, "queued", taken->number, fault, err);
    case INTAKE_ID_REUSED:
        return intake_answer(request, response, 409, "id-reused", taken->number, &taken->fault,
                             err);
    }
    return false;
}

bool post_message(struct request *request, struct response *response, struct error *err) {
    struct sender sender;
    struct taken taken;
    struct error what = {0};
    struct str key = request->authorization;
    key =
        str_starts(key, STR(BEARER)) ? str_trim(str_sub(key, sizeof(BEARER) - 1, key.n)) : STR("");
    if (!app_sender_by_key(request->app, request->arena, key, request->client.address, &sender,
                           &what))
        return refused(request, response, &what, err);
    if (!is_json(request->content_type)) {
        error_set(&what, ERR_INPUT, "message.not-json", NULL);
        return intake_answer(request, response, 415, "refused", 0, &what, err);
    }
    if (request->body.n > MESSAGE_MAX) {
        response->status = 413;
        return intake_error(request, response, &what, err);
    }
    if (!app_take_in(request->app, request->arena, &sender, request->body, STR("http"), &taken,
                     &what))
        return intake_answer(request, response, 503, "later", 0, NULL, err);
    return tell(request, response, &taken, err);
}
