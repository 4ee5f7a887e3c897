// SPDX-License-Identifier: EUPL-1.2
#include "web/intake_answer.h"

#include "app/intake.h"

bool intake_answer(struct request *request, struct response *response, int status,
                   const char *result, int64_t number, const struct error *fault,
                   struct error *err) {
    struct json_writer w = json_writer_new(request->arena);
    json_open(&w, '{');
    json_key(&w, "result");
    json_add_str(&w, str_of(result));
    if (number) {
        json_key(&w, "number");
        json_add_int(&w, number);
    }
    if (fault) {
        json_key(&w, "fault");
        json_add_str(&w, error_text(request->arena, request->language, fault));
        json_key(&w, "at");
        json_add_str(&w, str_of(fault->element));
    }
    if (status == 413) {
        json_key(&w, "bytes-max");
        json_add_int(&w, (int64_t)MESSAGE_MAX);
    }
    json_close(&w, '}');
    response->status = status;
    response->content_type = "application/json; charset=utf-8";
    return json_done(&w, &response->bytes, err);
}

bool intake_error(struct request *request, struct response *response, const struct error *what,
                  struct error *err) {
    struct error fault = *what;
    int status = response->status;
    if (status == 413)
        error_set_str(&fault, ERR_INPUT, "message.too-large-to-keep",
                      tr_number(request->arena, (int64_t)MESSAGE_MAX));
    bool later = status == 429 || status >= 500;
    return intake_answer(request, response, status, later ? "later" : "refused", 0,
                         status >= 500 ? NULL : &fault, err);
}
