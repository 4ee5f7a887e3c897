// SPDX-License-Identifier: EUPL-1.2
#include "web/form.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define BOUNDARY_MAX 70 // RFC 2046
#define VOCABULARY_PREFIX STR("f.")

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool percent_decode(struct arena *arena, struct str text, bool plus, struct str *ret_text,
                    struct error *err) {
    char *to = arena_alloc(arena, text.n + 1);
    if (!to)
        return error_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '+' && plus) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.p[i + 2]) : -1;
            if (low < 0)
                return error_set(err, ERR_INPUT, "request.broken", NULL);
            c = (char)(high * 16 + low);
            i += 2;
        }
        to[n++] = c;
    }
    struct str decoded = {to, n};
    if (!utf8_valid(decoded))
        return error_set(err, ERR_INPUT, "text.not-utf8", NULL);
    *ret_text = decoded;
    return true;
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void percent_encode(struct buf *buf, struct str text, const char *keep) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        unsigned char byte = (unsigned char)c;
        if (is_unreserved(c) || (c && strchr(keep, c)))
            buf_add_char(buf, c);
        else
            buf_add(buf, (struct str){(char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3});
    }
}

bool form_parse(struct arena *arena, struct str body, struct form_fields *fields,
                struct error *err) {
    for (struct str pair; str_split(&body, '&', &pair);) {
        if (!pair.n)
            continue;
        if (fields->list.n == FORM_FIELDS_MAX)
            return error_set(err, ERR_LIMIT, "request.too-many-fields", "1024", NULL);
        size_t equals = str_find_char(pair, '=');
        struct str name = str_sub(pair, 0, equals);
        struct str value = equals == STR_NOT_FOUND ? STR("") : str_sub(pair, equals + 1, pair.n);
        struct form_field field;
        if (!percent_decode(arena, name, true, &field.name, err) ||
            !percent_decode(arena, value, true, &field.value, err))
            return false;
        struct form_field *added = LIST_PUSH(arena, &fields->list);
        if (!added)
            return error_memory(err);
        *added = field;
    }
    return true;
}

// ---- bodies with a file ----

// The value of a parameter of a header: name="…" or name=…
static struct str parameter_of(struct str header, const char *name) {
    for (struct str part; str_split(&header, ';', &part);) {
        size_t equals = str_find_char(part, '=');
        if (equals == STR_NOT_FOUND || !str_is(str_trim(str_sub(part, 0, equals)), name))
            continue;
        struct str value = str_trim(str_sub(part, equals + 1, part.n));
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_sub(value, 1, value.n - 2);
        return value.n ? value : STR("");
    }
    return STR_NONE;
}

// One part: headers, an empty line, what it holds.
static bool read_one(struct arena *arena, struct str part, struct form_fields *fields,
                     struct error *err) {
    static const char disposition[] = "content-disposition:";
    size_t end = str_find(part, STR("\r\n\r\n"));
    if (end == STR_NOT_FOUND)
        return error_set(err, ERR_INPUT, "request.broken", NULL);
    struct str headers = str_sub(part, 0, end), value = str_sub(part, end + 4, part.n);
    struct str name = STR_NONE, file = STR_NONE;
    for (struct str line; str_split(&headers, '\n', &line);) {
        if (line.n < sizeof(disposition) - 1 ||
            strncasecmp(line.p, disposition, sizeof(disposition) - 1) != 0)
            continue;
        name = parameter_of(str_trim(line), "name");
        file = parameter_of(str_trim(line), "filename");
    }
    if (!name.n || !utf8_valid(name))
        return error_set(err, ERR_INPUT, "request.broken", NULL);
    if (!file.p && !utf8_valid(value))
        return error_set(err, ERR_INPUT, "text.not-utf8", NULL);
    if (fields->list.n == FORM_FIELDS_MAX)
        return error_set(err, ERR_LIMIT, "request.too-many-fields", "1024", NULL);
    struct form_field *field = LIST_PUSH(arena, &fields->list);
    if (!field)
        return error_memory(err);
    *field = (struct form_field){name, value.p ? value : STR("")};
    return true;
}

bool form_parse_parts(struct arena *arena, struct str content_type, struct str body,
                      struct form_fields *fields, struct error *err) {
    struct str boundary = parameter_of(content_type, "boundary");
    struct str mark = str_printf(arena, "\r\n--" STR_FMT, STR_ARG(boundary));
    if (!mark.p)
        return error_memory(err);
    // The first boundary stands at the beginning, without a line end before it.
    struct str first = str_sub(mark, 2, mark.n);
    if (!boundary.n || boundary.n > BOUNDARY_MAX || !str_starts(body, first))
        return error_set(err, ERR_INPUT, "request.broken", NULL);
    body = str_sub(body, first.n, body.n);
    while (!str_starts(body, STR("--"))) {
        size_t end = str_find(body, mark);
        if (!str_starts(body, STR("\r\n")) || end == STR_NOT_FOUND)
            return error_set(err, ERR_INPUT, "request.broken", NULL);
        if (!read_one(arena, str_sub(body, 2, end > 2 ? end - 2 : 0), fields, err))
            return false;
        body = str_sub(body, end + mark.n, body.n);
    }
    return true;
}

static const struct form_field *find_field(const struct form_fields *fields, struct str name) {
    for (size_t i = 0; i < fields->list.n; i++)
        if (str_eq(fields->list.items[i].name, name))
            return &fields->list.items[i];
    return NULL;
}

struct str form_value(const struct form_fields *fields, const char *name) {
    const struct form_field *field = find_field(fields, str_of(name));
    return field ? field->value : STR_NONE;
}

static bool is_carried(const struct form *form, struct str name) {
    if (str_is(name, "csrf"))
        return false;
    for (size_t i = 0; i < form->count; i++)
        if (str_is(name, form->rules[i].name))
            return form->rules[i].type != INPUT_SECRET && form->rules[i].type != INPUT_FILE;
    return true;
}

struct str form_encode(struct arena *arena, const struct form_fields *fields,
                       const struct form *form) {
    struct buf buf = buf_new(arena, FORM_TYPED_MAX);
    for (size_t i = 0; i < fields->list.n; i++) {
        const struct form_field *field = &fields->list.items[i];
        if (!is_carried(form, field->name))
            continue;
        if (buf.n)
            buf_add_char(&buf, '&');
        percent_encode(&buf, field->name, "");
        buf_add_char(&buf, '=');
        percent_encode(&buf, field->value, "");
    }
    struct str text = STR_NONE;
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

bool form_may_be_kept(const struct form *form, struct str content_type) {
    if (form->rest == WHOLE_BODY || str_starts(content_type, STR("multipart/")))
        return false;
    for (size_t i = 0; i < form->count; i++)
        if (form->rules[i].type == INPUT_SECRET)
            return false;
    return true;
}

bool path_is_local(struct str path) {
    if (!path.n || path.n > FORM_PATH_MAX || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] <= ' ' || path.p[i] > '~' || path.p[i] == '\\')
            return false;
    return true;
}

// ---- typing ----

static bool is_line_end(int32_t c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_control(int32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

// Without control characters; line ends become LF, or a blank when the field has one line only.
static struct str clean(struct arena *arena, struct str text, bool lines) {
    struct buf buf = buf_new(arena, text.n + 1);
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        int32_t c = utf8_next(text, &at);
        if (c == '\r' && str_starts(str_sub(text, at, 1), STR("\n")))
            continue;
        if (is_line_end(c))
            buf_add_char(&buf, lines ? '\n' : ' ');
        else if (c == '\t')
            buf_add_char(&buf, ' ');
        else if (!is_control(c))
            buf_add(&buf, str_sub(text, from, at - from));
    }
    struct str cleaned = STR_NONE;
    return buf_done(&buf, &cleaned, NULL) ? cleaned : STR_NONE;
}

// Nothing to compose or to take away, as in most fields.
static bool is_plain(struct str value) {
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < ' ' || value.p[i] > '~')
            return false;
    return value.n > 0;
}

static bool fill_text(struct arena *arena, struct str value, size_t max, bool lines,
                      struct input *input, struct error *err) {
    if (!is_plain(value)) {
        if (!utf8_nfc(arena, value, &value, err))
            return false;
        value = clean(arena, value, lines);
        if (!value.p)
            return error_memory(err);
    }
    input->text = str_trim(value);
    input->present = input->text.n > 0;
    if (utf8_length(input->text) > max)
        input->fault = "form.too-long";
    return true;
}

static void fill_number(struct input *input) {
    if (input->present && !input->fault && !str_int64(input->text, &input->number))
        input->fault = "form.not-a-number";
}

static void fill_as_it_is(struct str value, size_t max, struct input *input) {
    input->text = value;
    input->present = value.n > 0;
    if (value.n > max)
        input->fault = "form.too-long";
}

static bool fill(struct arena *arena, struct str value, struct input *input, struct error *err) {
    switch (input->type) {
    case INPUT_LINE:
        return fill_text(arena, value, FORM_LINE_MAX, false, input, err);
    case INPUT_TEXT:
        return fill_text(arena, value, FORM_TEXT_MAX, true, input, err);
    case INPUT_SECRET:
        if (!utf8_nfc(arena, value, &value, err))
            return false;
        fill_as_it_is(value, FORM_SECRET_MAX, input);
        return true;
    case INPUT_INT:
        if (!fill_text(arena, value, FORM_LINE_MAX, false, input, err))
            return false;
        fill_number(input);
        return true;
    case INPUT_FLAG:
        input->present = value.n > 0;
        return true;
    case INPUT_PATH:
        input->present = path_is_local(value);
        input->text = input->present ? value : STR_NONE;
        return true;
    case INPUT_FILE:
        fill_as_it_is(value, FORM_FILE_MAX, input);
        return true;
    case INPUT_TYPED:
        fill_as_it_is(value, FORM_TYPED_MAX, input);
        return true;
    }
    return true;
}

static bool bind_declared(struct request *request, const struct form *form,
                          const struct form_fields *fields, bool must_be_whole,
                          struct input *inputs, struct error *err) {
    for (size_t i = 0; i < form->count; i++) {
        const struct input_rule *rule = &form->rules[i];
        struct input *input = &inputs[i];
        input->name = str_of(rule->name);
        input->type = rule->type;
        const struct form_field *field = find_field(fields, input->name);
        if (field && !fill(request->arena, field->value, input, err))
            return false;
        if (must_be_whole && rule->need == REQUIRED && !input->present)
            input->fault = "form.missing";
        request->fault_count += input->fault != NULL;
    }
    return true;
}

static bool bind_vocabulary(struct request *request, const struct form_fields *fields,
                            struct error *err) {
    LIST_OF(struct input) typed = {0};
    for (size_t i = 0; i < fields->list.n; i++) {
        const struct form_field *field = &fields->list.items[i];
        if (!str_starts(field->name, VOCABULARY_PREFIX) || field->name.n > FORM_NAME_MAX)
            continue;
        struct input input = {.type = INPUT_TEXT};
        input.name = str_sub(field->name, VOCABULARY_PREFIX.n, field->name.n);
        if (!fill(request->arena, field->value, &input, err))
            return false;
        if (!input.present)
            continue;
        struct input *added = LIST_PUSH(request->arena, &typed);
        if (!added)
            return error_memory(err);
        *added = input;
        request->fault_count += input.fault != NULL;
    }
    request->typed = typed.items;
    request->typed_count = typed.n;
    return true;
}

bool form_bind(struct request *request, const struct route_match *match, const struct form *form,
               const struct form_fields *fields, bool must_be_whole, struct error *err) {
    size_t parameters = match ? match->parameter_count : 0;
    struct input *inputs = ARENA_ARRAY(request->arena, parameters + form->count, struct input);
    if (!inputs)
        return error_memory(err);
    if (parameters)
        memcpy(inputs, match->parameters, parameters * sizeof(*inputs));
    request->inputs = inputs;
    request->input_count = parameters + form->count;
    request->fault_count = 0;
    if (!bind_declared(request, form, fields, must_be_whole, inputs + parameters, err))
        return false;
    return form->rest == CLOSED || bind_vocabulary(request, fields, err);
}
