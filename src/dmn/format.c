// SPDX-License-Identifier: EUPL-1.2
#include "dmn/format.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#include "dmn/xml.h"

#define LINE_MAX_BYTES 120
#define INDENT 2

enum part_kind { PART_ELEMENT, PART_TEXT, PART_COMMENT, PART_INSTRUCTION };

struct part {
    enum part_kind kind;
    struct str name; // of an element, or the target of an instruction
    struct str text;
    size_t attribute_count;
    const struct str *attributes; // name and value by turns
    bool has_text;                // something other than blanks stands directly within
    bool keep;                    // xml:space="preserve"
    struct part *parent, *first, *last, *next;
};

struct form {
    struct arena *arena;
    XML_Parser parser;
    struct str file;
    struct part root, *open; // root: what stands outside the first element too
    unsigned depth;
    size_t parts;
    struct error *err;
    bool failed;
};

static void stop(struct form *f) {
    f->failed = true;
    (void)XML_StopParser(f->parser, XML_FALSE);
}

static void refuse(struct form *f, const char *key, const char *arg) {
    if (f->failed)
        return;
    error_set(f->err, ERR_INPUT, key, arg, NULL);
    error_at(f->err, f->file.p, NULL, (uint32_t)XML_GetCurrentLineNumber(f->parser),
             (uint32_t)XML_GetCurrentColumnNumber(f->parser) + 1);
    stop(f);
}

static struct part *add_part(struct form *f, enum part_kind kind) {
    struct part *part = f->failed ? NULL : ARENA_NEW(f->arena, struct part);
    if (f->failed)
        return NULL;
    if (++f->parts > XML_ELEMENTS_MAX) {
        refuse(f, "dmn.xml-too-deep", NULL);
        return NULL;
    }
    if (!part) {
        error_memory(f->err);
        stop(f);
        return NULL;
    }
    part->kind = kind;
    part->parent = f->open;
    if (f->open->last)
        f->open->last->next = part;
    else
        f->open->first = part;
    f->open->last = part;
    return part;
}

static bool kept(struct form *f, struct str text) {
    if (text.p)
        return true;
    error_memory(f->err);
    stop(f);
    return false;
}

static void on_start(void *context, const char *name, const char **given) {
    struct form *f = context;
    struct part *part = add_part(f, PART_ELEMENT);
    size_t count = 0;
    if (!part)
        return;
    if (++f->depth > XML_DEPTH_MAX) {
        refuse(f, "dmn.xml-too-deep", NULL);
        return;
    }
    while (given[2 * count])
        count++;
    struct str *list = ARENA_ARRAY(f->arena, 2 * count, struct str);
    part->name = str_copy(f->arena, str_of(name));
    if (!kept(f, part->name) || !kept(f, (struct str){(const char *)list, 0}))
        return;
    part->keep = f->open->keep;
    for (size_t i = 0; i < 2 * count; i++) {
        list[i] = str_copy(f->arena, str_of(given[i]));
        if (!kept(f, list[i]))
            return;
    }
    for (size_t i = 0; i < count; i++)
        if (str_is(list[2 * i], "xml:space"))
            part->keep = str_is(list[2 * i + 1], "preserve");
    part->attributes = list;
    part->attribute_count = count;
    f->open = part;
}

static void on_end(void *context, const char *name) {
    struct form *f = context;
    (void)name;
    if (f->failed)
        return;
    f->depth--;
    f->open = f->open->parent;
}

static bool only_blanks(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if (!strchr(" \t\r\n", text.p[i]))
            return false;
    return true;
}

// <text>, with any prefix: the blanks around an expression mean nothing.
static bool holds_feel(const struct part *part) {
    size_t colon = str_find_char(part->name, ':');
    return str_is(
        colon == STR_NOT_FOUND ? part->name : str_sub(part->name, colon + 1, part->name.n), "text");
}

static void on_text(void *context, const char *bytes, int n) {
    struct form *f = context;
    struct str text = {bytes, (size_t)n};
    if (f->failed || f->open == &f->root)
        return;
    // U+00A0 is a blank of FEEL, though none of XML.
    bool feel = holds_feel(f->open) && !f->open->keep;
    if (feel ? str_trim(text).n > 0 : !only_blanks(text))
        f->open->has_text = true;
    struct part *part = add_part(f, PART_TEXT);
    if (!part)
        return;
    part->text = str_copy(f->arena, text);
    (void)kept(f, part->text);
}

static void on_comment(void *context, const char *bytes) {
    struct form *f = context;
    struct part *part = add_part(f, PART_COMMENT);
    if (!part)
        return;
    part->text = str_copy(f->arena, str_of(bytes));
    (void)kept(f, part->text);
}

static void on_instruction(void *context, const char *target, const char *data) {
    struct form *f = context;
    struct part *part = add_part(f, PART_INSTRUCTION);
    if (!part)
        return;
    part->name = str_copy(f->arena, str_of(target));
    part->text = str_copy(f->arena, str_of(data));
    (void)(kept(f, part->name) && kept(f, part->text));
}

static void on_doctype(void *context, const char *name, const char *system, const char *public_id,
                       int internal) {
    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    refuse(context, "dmn.doctype", NULL);
}

// Writing

static void add_escaped(struct buf *buf, struct str text, bool in_attribute) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '&')
            buf_add_c(buf, "&amp;");
        else if (c == '<')
            buf_add_c(buf, "&lt;");
        else if (c == '>')
            buf_add_c(buf, "&gt;");
        else if (c == '"' && in_attribute)
            buf_add_c(buf, "&quot;");
        else if (c == '\r' || (in_attribute && (c == '\n' || c == '\t')))
            buf_printf(buf, "&#%d;", c);
        else
            buf_add_char(buf, c);
    }
}

static void add_indent(struct buf *buf, unsigned depth) {
    for (unsigned i = 0; i < depth * INDENT; i++)
        buf_add_char(buf, ' ');
}

static void add_attributes(struct buf *buf, const struct part *part, unsigned depth) {
    size_t line = depth * INDENT + part->name.n + 2;
    for (size_t i = 0; i < part->attribute_count; i++)
        line += part->attributes[2 * i].n + part->attributes[2 * i + 1].n + 4;
    for (size_t i = 0; i < part->attribute_count; i++) {
        if (line > LINE_MAX_BYTES && part->attribute_count > 1) {
            buf_add_char(buf, '\n');
            add_indent(buf, depth + 2);
        } else {
            buf_add_char(buf, ' ');
        }
        buf_add(buf, part->attributes[2 * i]);
        buf_add_c(buf, "=\"");
        add_escaped(buf, part->attributes[2 * i + 1], true);
        buf_add_char(buf, '"');
    }
}

static bool has_elements(const struct part *part) {
    for (const struct part *child = part->first; child; child = child->next)
        if (child->kind != PART_TEXT)
            return true;
    return false;
}

static void add_text(struct arena *arena, struct buf *buf, const struct part *part) {
    struct buf joined = buf_new(arena, XML_TEXT_MAX);
    struct str text;
    for (const struct part *child = part->first; child; child = child->next)
        buf_add(&joined, child->text);
    if (!buf_done(&joined, &text, NULL)) {
        buf->failed = true;
        return;
    }
    add_escaped(buf, holds_feel(part) && !part->keep ? str_trim(text) : text, false);
}

static void add_child(struct arena *arena, struct buf *buf, const struct part *part,
                      unsigned depth);

// As it was: nothing added, nothing removed.
static void add_verbatim(struct arena *arena, struct buf *buf, const struct part *part) {
    for (const struct part *child = part->first; child; child = child->next) {
        if (child->kind == PART_TEXT)
            add_escaped(buf, child->text, false);
        else
            add_child(arena, buf, child, 0);
    }
}

static void add_children(struct arena *arena, struct buf *buf, const struct part *part,
                         unsigned depth) {
    for (const struct part *child = part->first; child; child = child->next) {
        if (child->kind == PART_TEXT)
            continue; // blanks
        add_indent(buf, depth);
        add_child(arena, buf, child, depth);
        buf_add_char(buf, '\n');
    }
}

static bool within_verbatim(const struct part *part) {
    for (; part; part = part->parent)
        if (part->keep || (part->has_text && has_elements(part)))
            return true;
    return false;
}

static void add_element(struct arena *arena, struct buf *buf, const struct part *part,
                        unsigned depth) {
    bool verbatim = within_verbatim(part);
    buf_add_char(buf, '<');
    buf_add(buf, part->name);
    add_attributes(buf, part, depth);
    if (verbatim ? !part->first : !part->has_text && !has_elements(part)) {
        buf_add_c(buf, "/>");
        return;
    }
    buf_add_char(buf, '>');
    if (verbatim) {
        add_verbatim(arena, buf, part);
    } else if (part->has_text) {
        add_text(arena, buf, part);
    } else {
        buf_add_char(buf, '\n');
        add_children(arena, buf, part, depth + 1);
        add_indent(buf, depth);
    }
    buf_add_c(buf, "</");
    buf_add(buf, part->name);
    buf_add_char(buf, '>');
}

static void add_child(struct arena *arena, struct buf *buf, const struct part *part,
                      unsigned depth) {
    switch (part->kind) {
    case PART_ELEMENT:
        add_element(arena, buf, part, depth);
        return;
    case PART_COMMENT:
        buf_add_c(buf, "<!--");
        buf_add(buf, part->text);
        buf_add_c(buf, "-->");
        return;
    case PART_INSTRUCTION:
        buf_add_c(buf, "<?");
        buf_add(buf, part->name);
        buf_add_c(buf, part->text.n ? " " : "");
        buf_add(buf, part->text);
        buf_add_c(buf, "?>");
        return;
    case PART_TEXT:
        return;
    }
}

static void free_parser(XML_Parser *parser) {
    if (*parser)
        XML_ParserFree(*parser);
}

bool dmn_format_xml(struct arena *arena, struct str file, struct str text, struct str *ret_text,
                    struct error *err) {
    CLEANUP(free_parser) XML_Parser parser = XML_ParserCreate("UTF-8");
    if (!parser)
        return error_memory(err);
    if (text.n > XML_TEXT_MAX || text.n > INT_MAX)
        return error_set(err, ERR_LIMIT, "error.text-too-long", NULL);
    struct form f = {.arena = arena, .parser = parser, .file = file, .err = err};
    f.open = &f.root;
    XML_SetUserData(parser, &f);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetCommentHandler(parser, on_comment);
    XML_SetProcessingInstructionHandler(parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    if (XML_Parse(parser, text.p ? text.p : "", (int)text.n, XML_TRUE) != XML_STATUS_OK) {
        if (!f.failed && XML_GetErrorCode(parser) == XML_ERROR_NO_MEMORY)
            return error_memory(err);
        refuse(&f, "dmn.xml-syntax", XML_ErrorString(XML_GetErrorCode(parser)));
        return false;
    }
    if (f.failed)
        return false;
    struct buf buf = buf_new(arena, XML_TEXT_MAX);
    buf_add_c(&buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    add_children(arena, &buf, &f.root, 0);
    return buf_done(&buf, ret_text, err);
}
