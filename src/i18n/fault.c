// SPDX-License-Identifier: EUPL-1.2
#include "i18n/fault.h"

#include "base/json.h"
#include "i18n/catalogue.h"

bool fault_write(struct arena *arena, const struct error *fault, struct str *ret_json,
                 struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    json_key(&w, "code");
    json_add_int(&w, fault->code);
    json_key(&w, "key");
    json_add_str(&w, str_of(fault->key));
    json_key(&w, "args");
    json_open(&w, '[');
    for (size_t i = 0; i < ERROR_ARGS; i++)
        json_add_str(&w, str_of(fault->args[i]));
    json_close(&w, ']');
    json_key(&w, "element");
    json_add_str(&w, str_of(fault->element));
    json_key(&w, "line");
    json_add_int(&w, fault->line);
    json_key(&w, "column");
    json_add_int(&w, fault->column);
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}

static bool read_key(const struct json *root, struct error *ret_fault) {
    enum text_id id;
    struct str key;
    int64_t code;
    if (!json_str(root, "key", &key) || !json_int(root, "code", &code) ||
        !text_by_key(key.p, &id) || code <= ERR_NONE || code > ERR_INTERNAL)
        return false;
    struct str args[ERROR_ARGS] = {STR_NONE, STR_NONE, STR_NONE, STR_NONE};
    const struct json *list = json_get(root, "args");
    const struct json *item = list && list->type == JSON_ARRAY ? list->first : NULL;
    for (size_t i = 0; item && i < ERROR_ARGS; i++, item = item->next)
        if (item->type == JSON_STRING)
            args[i] = item->text;
    error_set(ret_fault, (enum error_code)code, text_key(id), args[0].p ? args[0].p : "",
              args[1].p ? args[1].p : "", args[2].p ? args[2].p : "", args[3].p ? args[3].p : "",
              NULL);
    return true;
}

struct error fault_read(struct arena *arena, struct str text) {
    struct error fault = {0};
    const struct json *root;
    struct str element = STR_NONE;
    int64_t line = 0, column = 0;
    if (!text.n)
        return fault;
    if (!json_parse(arena, text, &root, NULL) || !read_key(root, &fault)) {
        error_set(&fault, ERR_INTERNAL, "error.unknown", "fault", NULL);
        return fault;
    }
    if (!json_str(root, "element", &element))
        element = STR_NONE;
    if (!json_int(root, "line", &line) || !json_int(root, "column", &column) || line < 0 ||
        column < 0 || line > UINT32_MAX || column > UINT32_MAX)
        line = column = 0;
    error_at(&fault, NULL, element.n ? element.p : NULL, (uint32_t)line, (uint32_t)column);
    return fault;
}
