// SPDX-License-Identifier: EUPL-1.2
//
// The compiler of views: one HTML file with `{{…}}` becomes the body of one C function.
//
// The language is described in docs/templates.md. A view declares its parameter, so the C compiler
// checks every field that is named; what is filled in is escaped for the place where it stands
// (markup.h), and what cannot be made safe there is refused with its line.
#ifndef VAKA_TOOLS_TEMPLATE_H
#define VAKA_TOOLS_TEMPLATE_H

#include "base/str.h"

#define TEMPLATE_DEPTH_MAX 16 // blocks within blocks
#define TEMPLATE_SIZE_MAX ((size_t)1024 * 1024)

struct template_use {
    struct str name;
    bool has_argument;
    size_t line;
};

struct template {
    const char *file;
    struct str name;      // "page_day"
    struct str type;      // "day_view", of struct day_view; empty when it takes no parameter
    struct str parameter; // "v"
    struct str header;    // "web/view_day.h"
    struct str body;      // C statements
    LIST_OF(struct template_use) uses; // of other views
    bool uses_assets;
};

struct template_fault {
    size_t line; // 1-based; 0 when memory ran out
    char message[200];
};

// `file` is only named in the C that is made. The template borrows `text`.
bool template_compile(struct arena *arena, const char *file, struct str text,
                      struct template *ret_template, struct template_fault *fault) WARN_UNUSED;

#endif
