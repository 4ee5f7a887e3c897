// SPDX-License-Identifier: EUPL-1.2
//
// Where in an HTML document a point stands: a small state machine over the literal parts of a view.
//
// It follows the tokenizer of the HTML standard as far as a view may go, and refuses what a view
// need not say (unquoted values with something filled in, URLs that are not whole), so that the
// compiler of views knows at every `{{…}}` how what is filled in must be escaped, or that nothing
// may be filled in there. Comments are dropped, white space is shortened.
#ifndef VAKA_TOOLS_MARKUP_H
#define VAKA_TOOLS_MARKUP_H

#include "base/str.h"

#define MARKUP_NAME_MAX 32

enum markup_place {
    MARKUP_TEXT,         // between tags
    MARKUP_OPEN,         // after <
    MARKUP_TAG_NAME,     // in the name of a tag
    MARKUP_TAG,          // between attributes
    MARKUP_NAME,         // in the name of an attribute
    MARKUP_AFTER_NAME,   // after it and a blank
    MARKUP_BEFORE_VALUE, // after =
    MARKUP_VALUE,        // in a quoted value
    MARKUP_UNQUOTED,     // in a value without quotes
    MARKUP_AFTER_VALUE,  // after the closing quote
    MARKUP_DECLARATION,  // <!doctype …
    MARKUP_PLAIN,        // in <title> or <textarea>: text, but no tags
    MARKUP_CODE,         // in <script> or <style>: nothing may be filled in
};

// How far a value that is a URL has come.
enum markup_url {
    MARKUP_URL_START,  // nothing is written yet
    MARKUP_URL_BEGUN,  // its beginning is known to be safe
    MARKUP_URL_UNSURE, // begun on one way through the view but not on another: must end here
};

struct markup {
    enum markup_place place;
    char quote;                 // of the value
    char tag[MARKUP_NAME_MAX];  // the tag being read, or whose content is PLAIN or CODE
    char name[MARKUP_NAME_MAX]; // the attribute being read
    bool closing;               // the tag is an end tag
    enum markup_url url;        // of the value, when that is a URL
    bool in_pre;                // white space is kept
    bool after_line_end;        // the last thing written was a line end
};

// What may be filled in where the point stands.
enum markup_fill {
    MARKUP_FILL_TEXT,     // escaped text or markup
    MARKUP_FILL_VALUE,    // escaped text
    MARKUP_FILL_URL,      // a whole URL
    MARKUP_FILL_URL_PART, // a part of a URL
    MARKUP_FILL_ASSET,    // only the address of one of the program's own files
    MARKUP_FILL_NOTHING,
};

// Follows `text`, writing what is kept of it. On a fault: false, with the byte offset and what is
// wrong.
bool markup_follow(struct markup *markup, struct str text, struct buf *out, size_t *ret_at,
                   const char **ret_message) WARN_UNUSED;
enum markup_fill markup_fill(const struct markup *markup);
// Tells that something was filled in.
void markup_filled(struct markup *markup);
// Makes ready for {{#if}} and the like: ends the name of an attribute. False where none can stand.
bool markup_block(struct markup *markup, struct buf *out) WARN_UNUSED;
// Where two ways through a view meet: false when they ended in different places.
bool markup_join(struct markup *markup, const struct markup *other) WARN_UNUSED;

#endif
