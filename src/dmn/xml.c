// SPDX-License-Identifier: EUPL-1.2
#include "dmn/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#define SEPARATOR '\x01' // between a namespace and a name; cannot stand in XML

struct pending_text {
    struct buf buf;
    LIST_OF(struct feel_segment) segments;
};

struct reader {
    struct arena *arena;
    XML_Parser parser;
    struct str file;
    struct xml *root, *open;
    LIST_OF(struct pending_text) texts; // one for each open element
    size_t elements;
    struct error *err;
    bool failed;
};

static uint32_t line_of(struct reader *r) {
    return (uint32_t)XML_GetCurrentLineNumber(r->parser);
}

static uint32_t column_of(struct reader *r) {
    return (uint32_t)XML_GetCurrentColumnNumber(r->parser) + 1;
}

static void stop(struct reader *r) {
    r->failed = true;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static void refuse(struct reader *r, const char *key) {
    if (r->failed)
        return;
    error_set(r->err, ERR_INPUT, key, NULL);
    error_at(r->err, r->file.p, NULL, line_of(r), column_of(r));
    stop(r);
}

static void no_memory(struct reader *r) {
    error_memory(r->err);
    stop(r);
}

static void split_name(struct reader *r, const char *full, struct str *namespace_uri,
                       struct str *name) {
    struct str copy = str_copy(r->arena, str_of(full));
    size_t at = str_find_char(copy, SEPARATOR);
    *namespace_uri = at == STR_NOT_FOUND ? STR_NONE : str_sub(copy, 0, at);
    *name = at == STR_NOT_FOUND ? copy : str_sub(copy, at + 1, copy.n);
}

static bool read_attributes(struct reader *r, struct xml *element, const char **given) {
    size_t count = 0;
    while (given[2 * count])
        count++;
    struct xml_attribute *list = ARENA_ARRAY(r->arena, count, struct xml_attribute);
    if (!list)
        return false;
    for (size_t i = 0; i < count; i++) {
        split_name(r, given[2 * i], &list[i].namespace_uri, &list[i].name);
        list[i].value = str_copy(r->arena, str_of(given[2 * i + 1]));
        if (!list[i].name.p || !list[i].value.p)
            return false;
    }
    element->attributes = list;
    element->attribute_count = count;
    return true;
}

static void on_start(void *context, const char *name, const char **attributes) {
    struct reader *r = context;
    struct xml *element = ARENA_NEW(r->arena, struct xml);
    if (r->failed)
        return;
    if (++r->elements > XML_ELEMENTS_MAX || r->texts.n >= XML_DEPTH_MAX) {
        refuse(r, "dmn.xml-too-deep");
        return;
    }
    struct pending_text *text = LIST_PUSH(r->arena, &r->texts);
    if (!element || !text || !read_attributes(r, element, attributes)) {
        no_memory(r);
        return;
    }
    split_name(r, name, &element->namespace_uri, &element->name);
    if (!element->name.p) {
        no_memory(r);
        return;
    }
    text->buf = buf_new(r->arena, XML_TEXT_MAX);
    element->line = line_of(r);
    element->column = column_of(r);
    element->parent = r->open;
    if (!r->open)
        r->root = element;
    else if (r->open->last)
        r->open->last->next = element;
    else
        r->open->first = element;
    if (r->open)
        r->open->last = element;
    r->open = element;
}

static void on_end(void *context, const char *name) {
    struct reader *r = context;
    (void)name;
    if (r->failed)
        return;
    struct pending_text *text = &r->texts.items[r->texts.n - 1];
    struct xml *element = r->open;
    if (!buf_done(&text->buf, &element->text, r->err)) {
        stop(r);
        return;
    }
    element->segments = text->segments.items;
    element->segment_count = text->segments.n;
    r->texts.n--;
    r->open = element->parent;
}

static void on_text(void *context, const char *bytes, int n) {
    struct reader *r = context;
    if (r->failed || !r->texts.n)
        return;
    struct pending_text *text = &r->texts.items[r->texts.n - 1];
    struct feel_segment *segment = LIST_PUSH(r->arena, &text->segments);
    if (!segment) {
        no_memory(r);
        return;
    }
    *segment = (struct feel_segment){(uint32_t)text->buf.n, line_of(r), column_of(r)};
    buf_add(&text->buf, (struct str){bytes, (size_t)n});
}

static void on_doctype(void *context, const char *name, const char *system, const char *public_id,
                       int internal) {
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    refuse(context, "dmn.doctype");
}

static void free_parser(XML_Parser *parser) {
    if (*parser)
        XML_ParserFree(*parser);
}

static bool syntax_error(struct reader *r) {
    if (r->failed)
        return false;
    if (XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
        return error_memory(r->err);
    error_set(r->err, ERR_INPUT, "dmn.xml-syntax", XML_ErrorString(XML_GetErrorCode(r->parser)),
              NULL);
    return error_at(r->err, r->file.p, NULL, line_of(r), column_of(r));
}

bool xml_parse(struct arena *arena, struct str file, struct str text, struct xml **ret_root,
               struct error *err) {
    CLEANUP(free_parser) XML_Parser parser = XML_ParserCreateNS("UTF-8", SEPARATOR);
    if (!parser)
        return error_memory(err);
    if (text.n > XML_TEXT_MAX || text.n > INT_MAX)
        return error_set(err, ERR_LIMIT, "error.text-too-long", NULL);
    struct reader r = {.arena = arena, .parser = parser, .file = file, .err = err};
    XML_SetUserData(parser, &r);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    if (XML_Parse(parser, text.p ? text.p : "", (int)text.n, XML_TRUE) != XML_STATUS_OK)
        return syntax_error(&r);
    *ret_root = r.root;
    return !r.failed;
}

struct str xml_attribute_ns(const struct xml *element, const char *namespace_uri,
                            const char *name) {
    for (size_t i = 0; i < element->attribute_count; i++)
        if (str_is(element->attributes[i].namespace_uri, namespace_uri) &&
            str_is(element->attributes[i].name, name))
            return element->attributes[i].value;
    return STR_NONE;
}

struct str xml_attribute(const struct xml *element, const char *name) {
    return xml_attribute_ns(element, "", name);
}

bool xml_has_attribute(const struct xml *element, const char *name) {
    return xml_attribute(element, name).p != NULL;
}

bool xml_is(const struct xml *element, const char *name) {
    return str_is(element->name, name);
}

static const struct xml *first_of(const struct xml *element, struct str namespace_uri,
                                  const char *name) {
    while (element && !(str_eq(element->namespace_uri, namespace_uri) && xml_is(element, name)))
        element = element->next;
    return element;
}

const struct xml *xml_child(const struct xml *element, const char *name) {
    return first_of(element->first, element->namespace_uri, name);
}

const struct xml *xml_next(const struct xml *sibling, const char *name) {
    return first_of(sibling->next, sibling->namespace_uri, name);
}

size_t xml_count(const struct xml *element, const char *name) {
    size_t n = 0;
    for (const struct xml *child = xml_child(element, name); child; child = xml_next(child, name))
        n++;
    return n;
}
