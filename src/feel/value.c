// SPDX-License-Identifier: EUPL-1.2
#include "feel/value.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "feel/lexer.h"
#include "feel/temporal.h"

struct feel_builder feel_builder_new(struct arena *arena) {
    return (struct feel_builder){.arena = arena};
}

#define BUILDER_MAX ((size_t)1 << 20)

struct feel_builder feel_builder_for(struct arena *arena, size_t count) {
    struct feel_builder builder = {.arena = arena};
    if (count <= BUILDER_MAX)
        builder.entries.items = arena_bytes(arena, count * sizeof(struct feel_entry));
    builder.entries.cap = builder.entries.items ? count : 0;
    return builder;
}

void feel_add(struct feel_builder *builder, struct str name, struct feel_value value) {
    if (builder->entries.n < builder->entries.cap) {
        builder->entries.items[builder->entries.n++] = (struct feel_entry){name, value};
        return;
    }
    struct feel_entry *entry = LIST_PUSH(builder->arena, &builder->entries);
    if (!entry) {
        builder->failed = true;
        return;
    }
    *entry = (struct feel_entry){name, value};
}

void feel_add_entries(struct feel_builder *builder, const struct feel_entry *entries, size_t n) {
    if (n && n <= builder->entries.cap - builder->entries.n) {
        memcpy(&builder->entries.items[builder->entries.n], entries, n * sizeof(*entries));
        builder->entries.n += n;
        return;
    }
    for (size_t i = 0; i < n; i++)
        feel_add(builder, entries[i].name, entries[i].value);
}

void feel_put(struct feel_builder *builder, struct str name, struct feel_value value) {
    for (size_t i = 0; i < builder->entries.n; i++)
        assert(!str_eq(builder->entries.items[i].name, name));
    feel_add(builder, name, value);
}

bool feel_build(struct feel_builder *builder, struct feel_value *ret_context, struct error *err) {
    struct feel_context *context = ARENA_NEW(builder->arena, struct feel_context);
    if (!context || builder->failed)
        return error_memory(err);
    *context = (struct feel_context){builder->entries.n, builder->entries.items};
    *ret_context = feel_context_of(context);
    return true;
}

const struct feel_value *feel_get(const struct feel_value *context, struct str name) {
    if (context->type != FEEL_CONTEXT)
        return NULL;
    for (size_t i = 0; i < context->context->n; i++)
        if (str_eq(context->context->entries[i].name, name))
            return &context->context->entries[i].value;
    return NULL;
}

const char *feel_type_name(enum feel_type type) {
    switch (type) {
    case FEEL_NULL:
        return "null";
    case FEEL_BOOLEAN:
        return "boolean";
    case FEEL_NUMBER:
        return "number";
    case FEEL_STRING:
        return "string";
    case FEEL_DATE:
        return "date";
    case FEEL_TIME:
        return "time";
    case FEEL_DATE_TIME:
        return "date and time";
    case FEEL_DAYS_DURATION:
        return "days and time duration";
    case FEEL_MONTHS_DURATION:
        return "years and months duration";
    case FEEL_LIST:
        return "list";
    case FEEL_CONTEXT:
        return "context";
    case FEEL_RANGE:
        return "range";
    case FEEL_FUNCTION:
        return "function";
    }
    return "Any";
}

static bool equal_lists(const struct feel_list *a, const struct feel_list *b) {
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!feel_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool equal_contexts(const struct feel_value *a, const struct feel_value *b) {
    if (a->context->n != b->context->n)
        return false;
    for (size_t i = 0; i < a->context->n; i++) {
        const struct feel_value *other = feel_get(b, a->context->entries[i].name);
        if (!other || !feel_equal(&a->context->entries[i].value, other))
            return false;
    }
    return true;
}

static bool equal_ranges(const struct feel_range *a, const struct feel_range *b) {
    return a->form == b->form && a->low_bound == b->low_bound && a->high_bound == b->high_bound &&
           feel_equal(&a->low, &b->low) && feel_equal(&a->high, &b->high);
}

bool feel_equal(const struct feel_value *a, const struct feel_value *b) {
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case FEEL_NULL:
        return true;
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean;
    case FEEL_NUMBER:
        return decimal_cmp(a->number, b->number) == 0;
    case FEEL_STRING:
        return str_eq(a->string, b->string);
    case FEEL_DATE:
        return date_cmp(a->date, b->date) == 0;
    case FEEL_TIME:
        return (a->time.kind == FEEL_LOCAL) == (b->time.kind == FEEL_LOCAL) &&
               temporal_days_cmp(temporal_of_time(&a->time), temporal_of_time(&b->time)) == 0;
    case FEEL_DATE_TIME:
        return (a->date_time.time.kind == FEEL_LOCAL) == (b->date_time.time.kind == FEEL_LOCAL) &&
               temporal_days_cmp(temporal_of_date_time(&a->date_time),
                                 temporal_of_date_time(&b->date_time)) == 0;
    case FEEL_DAYS_DURATION:
        return temporal_days_cmp(a->days, b->days) == 0;
    case FEEL_MONTHS_DURATION:
        return a->months == b->months;
    case FEEL_LIST:
        return equal_lists(a->list, b->list);
    case FEEL_CONTEXT:
        return equal_contexts(a, b);
    case FEEL_RANGE:
        return equal_ranges(a->range, b->range);
    case FEEL_FUNCTION:
        return a->function == b->function;
    }
    return false;
}

// As text

static void add_text(struct buf *buf, const struct feel_value *value);

static void add_quoted(struct buf *buf, struct str text) {
    buf_add_c(buf, "\"");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_add_char(buf, '\\');
        if (text.p[i] == '\n')
            buf_add_c(buf, "\\n");
        else
            buf_add_char(buf, text.p[i]);
    }
    buf_add_c(buf, "\"");
}

static void add_list(struct buf *buf, const struct feel_list *list) {
    buf_add_c(buf, "[");
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_add_c(buf, ", ");
        add_text(buf, &list->items[i]);
    }
    buf_add_c(buf, "]");
}

// Can the name stand as it is, without quotes?
static bool is_plain_name(struct str name) {
    for (size_t at = 0; at < name.n;) {
        bool first = at == 0;
        int32_t c = utf8_next(name, &at);
        bool fits = first ? lexer_starts_name(c) : lexer_in_name(c) || c == ' ';
        if (!fits)
            return false;
    }
    return name.n > 0;
}

static void add_context(struct buf *buf, const struct feel_context *context) {
    buf_add_c(buf, "{");
    for (size_t i = 0; i < context->n; i++) {
        if (i)
            buf_add_c(buf, ", ");
        if (is_plain_name(context->entries[i].name))
            buf_add(buf, context->entries[i].name);
        else
            add_quoted(buf, context->entries[i].name);
        buf_add_c(buf, ": ");
        add_text(buf, &context->entries[i].value);
    }
    buf_add_c(buf, "}");
}

static void add_range(struct buf *buf, const struct feel_range *range) {
    if (range->form != FEEL_INTERVAL) {
        buf_add_c(buf, range->form == FEEL_ONLY ? "(= " : "(!= ");
        add_text(buf, &range->low);
        buf_add_c(buf, ")");
        return;
    }
    if (range->low_bound == FEEL_UNBOUNDED || range->high_bound == FEEL_UNBOUNDED) {
        bool upper = range->low_bound == FEEL_UNBOUNDED;
        bool closed = (upper ? range->high_bound : range->low_bound) == FEEL_CLOSED;
        buf_printf(buf, "(%c%s ", upper ? '<' : '>', closed ? "=" : "");
        add_text(buf, upper ? &range->high : &range->low);
        buf_add_c(buf, ")");
        return;
    }
    buf_add_c(buf, range->low_bound == FEEL_CLOSED ? "[" : "(");
    add_text(buf, &range->low);
    buf_add_c(buf, "..");
    add_text(buf, &range->high);
    buf_add_c(buf, range->high_bound == FEEL_CLOSED ? "]" : ")");
}

static void add_temporal(struct buf *buf, const char *function, const struct feel_value *value) {
    buf_add_c(buf, function);
    buf_add_c(buf, "(\"");
    buf_add(buf, temporal_text(buf->arena, value));
    buf_add_c(buf, "\")");
}

static void add_text(struct buf *buf, const struct feel_value *value) {
    switch (value->type) {
    case FEEL_NULL:
        buf_add_c(buf, "null");
        return;
    case FEEL_BOOLEAN:
        buf_add_c(buf, value->boolean ? "true" : "false");
        return;
    case FEEL_NUMBER:
        buf_add(buf, decimal_text(buf->arena, value->number));
        return;
    case FEEL_STRING:
        add_quoted(buf, value->string);
        return;
    case FEEL_DATE:
        add_temporal(buf, "date", value);
        return;
    case FEEL_TIME:
        add_temporal(buf, "time", value);
        return;
    case FEEL_DATE_TIME:
        add_temporal(buf, "date and time", value);
        return;
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        add_temporal(buf, "duration", value);
        return;
    case FEEL_LIST:
        add_list(buf, value->list);
        return;
    case FEEL_CONTEXT:
        add_context(buf, value->context);
        return;
    case FEEL_RANGE:
        add_range(buf, value->range);
        return;
    case FEEL_FUNCTION:
        buf_add_c(buf, "function");
        return;
    }
}

bool feel_text(struct arena *arena, const struct feel_value *value, struct str *ret_text,
               struct error *err) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    add_text(&buf, value);
    return buf_done(&buf, ret_text, err);
}

bool feel_write_json(struct json_writer *w, const struct feel_value *value) {
    struct str text;
    switch (value->type) {
    case FEEL_NULL:
        json_add_null(w);
        return true;
    case FEEL_BOOLEAN:
        json_add_bool(w, value->boolean);
        return true;
    case FEEL_NUMBER:
        json_add_number(w, decimal_text(w->buf.arena, value->number));
        return true;
    case FEEL_STRING:
        json_add_str(w, value->string);
        return true;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        json_add_str(w, temporal_text(w->buf.arena, value));
        return true;
    case FEEL_LIST:
        json_open(w, '[');
        for (size_t i = 0; i < value->list->n; i++)
            if (!feel_write_json(w, &value->list->items[i]))
                return false;
        json_close(w, ']');
        return true;
    case FEEL_CONTEXT:
        json_open(w, '{');
        for (size_t i = 0; i < value->context->n; i++) {
            json_key_str(w, value->context->entries[i].name);
            if (!feel_write_json(w, &value->context->entries[i].value))
                return false;
        }
        json_close(w, '}');
        return true;
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        if (!feel_text(w->buf.arena, value, &text, NULL))
            return false;
        json_add_str(w, text);
        return true;
    }
    return false;
}
