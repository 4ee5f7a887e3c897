// SPDX-License-Identifier: EUPL-1.2
//
// What the build's own programs share: whole files in, whole files out, and one form of complaint.
//
// A tool runs once on files that its caller names, holds everything in one arena, reports every
// fault it finds as `file:line: what is wrong` on standard error, and ends with 1 if there was one.
#ifndef VAKA_TOOLS_TOOL_H
#define VAKA_TOOLS_TOOL_H

#include "base/str.h"

// The most that one input or output of a tool may hold.
#define TOOL_FILE_MAX ((size_t)16 * 1024 * 1024)

// Writes `file:line: message` (line 0: `file: message`) and answers false.
bool tool_error(const char *file, size_t line, const char *format, ...) PRINTF(3, 4);
// The whole file, NUL-closed. Complains and answers false when it cannot be read.
bool tool_read(struct arena *arena, const char *path, struct str *ret_bytes) WARN_UNUSED;
// Writes the file anew. Complains and answers false when it cannot be written, or when the text
// could not be built.
bool tool_write(const char *path, struct buf *text) WARN_UNUSED;
// The text as a C string literal with its quotes.
void tool_add_literal(struct buf *buf, struct str text);

#endif
