// SPDX-License-Identifier: EUPL-1.2
//
// The XML of a model as a tree (expat). Elements carry their place; texts carry where each piece of
// them stood, so that a position within an expression can be told as one in the file. A DOCTYPE is
// refused, and with it every entity of the file's own.
#ifndef VAKA_DMN_XML_H
#define VAKA_DMN_XML_H

#include "feel/ast.h"

#define XML_DEPTH_MAX 200
#define XML_ELEMENTS_MAX 1000000
#define XML_TEXT_MAX ((size_t)64 * 1024 * 1024)
#define VAKA_DMN_NAMESPACE "urn:vaka:dmn"

struct xml_attribute {
    struct str namespace_uri; // empty when it has no prefix
    struct str name, value;
};

struct xml {
    struct str namespace_uri, name;
    size_t attribute_count;
    const struct xml_attribute *attributes;
    uint32_t line, column;
    struct str text; // all text directly within
    const struct feel_segment *segments;
    size_t segment_count;
    struct xml *parent, *first, *last, *next;
};

// ERR_INPUT with place: dmn.xml-syntax {what}, dmn.doctype, dmn.xml-too-deep.
bool xml_parse(struct arena *arena, struct str file, struct str text, struct xml **ret_root,
               struct error *err) WARN_UNUSED;
// An attribute without namespace; empty when absent.
struct str xml_attribute(const struct xml *element, const char *name);
bool xml_has_attribute(const struct xml *element, const char *name);
struct str xml_attribute_ns(const struct xml *element, const char *namespace_uri, const char *name);
// The first child, or the next sibling, of the element's own namespace with this name.
const struct xml *xml_child(const struct xml *element, const char *name);
const struct xml *xml_next(const struct xml *sibling, const char *name);
bool xml_is(const struct xml *element, const char *name);
size_t xml_count(const struct xml *element, const char *name);

#endif
