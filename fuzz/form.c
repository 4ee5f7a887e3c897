// SPDX-License-Identifier: EUPL-1.2
//
// A body that is taken apart and put together again holds the same fields, and what a handler gets
// of it is valid text within the rules of its type.
#include <assert.h>

#include "base/utf8.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct input_rule rules[] = {
    {"a", INPUT_LINE, REQUIRED}, {"b", INPUT_TEXT, OPTIONAL}, {"c", INPUT_INT, OPTIONAL},
    {"d", INPUT_FLAG, OPTIONAL}, {"e", INPUT_PATH, OPTIONAL}, {"g", INPUT_TYPED, OPTIONAL},
};
static const struct form form = {"form", WITH_VOCABULARY, SHOWS_FAULTS, COUNT(rules), rules};

static void same_again(struct arena *arena, const struct form_fields *fields) {
    struct str body = form_encode(arena, fields, &form);
    struct form_fields again = {0};
    if (!body.p) // too long to be carried
        return;
    bool parsed = form_parse(arena, body, &again, NULL);
    assert(parsed);
    size_t at = 0;
    for (size_t i = 0; i < fields->list.n; i++) {
        const struct form_field *field = &fields->list.items[i];
        if (str_is(field->name, "csrf"))
            continue;
        assert(at < again.list.n && str_eq(field->name, again.list.items[at].name) &&
               str_eq(field->value, again.list.items[at].value));
        at++;
    }
    assert(at == again.list.n);
}

static void check(const struct input *input) {
    assert(utf8_valid(input->text));
    if (input->type == INPUT_LINE || input->type == INPUT_INT)
        assert(str_find_char(input->text, '\n') == STR_NOT_FOUND);
    if (input->type == INPUT_LINE || input->type == INPUT_TEXT)
        assert(str_find_char(input->text, '\r') == STR_NOT_FOUND &&
               str_eq(str_trim(input->text), input->text));
    if (input->type == INPUT_PATH && input->present)
        assert(path_is_local(input->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct form_fields fields = {0};
    if (!arena || !form_parse(arena, (struct str){(const char *)data, size}, &fields, NULL))
        return 0;
    same_again(arena, &fields);
    struct request request = {.arena = arena};
    bool bound = form_bind(&request, NULL, &form, &fields, true, NULL);
    assert(bound);
    for (size_t i = 0; i < request.input_count; i++)
        check(&request.inputs[i]);
    for (size_t i = 0; i < request.typed_count; i++)
        check(&request.typed[i]);
    return 0;
}
