// SPDX-License-Identifier: EUPL-1.2
//
// application/x-www-form-urlencoded (WHATWG URL standard, section 5), strictly: a percent sign that
// is not followed by two hexadecimal digits is refused, and so is anything that is not UTF-8 or
// holds NUL. Then the declared fields of a form are found among the pairs and typed.
#ifndef VAKA_WEB_FORM_H
#define VAKA_WEB_FORM_H

#include "web/routes.h"

#define FORM_FIELDS_MAX 1024
#define FORM_LINE_MAX LINE_MAX_CHARACTERS
#define FORM_TEXT_MAX TEXT_MAX_CHARACTERS
#define FORM_SECRET_MAX 256 // bytes
#define FORM_PATH_MAX 1000  // bytes
#define FORM_FILE_MAX ((size_t)256 * 1024)
#define FORM_TYPED_MAX ((size_t)64 * 1024)
#define FORM_NAME_MAX 100 // bytes; a field with a longer name does not exist

struct form_field {
    struct str name, value; // decoded
};
struct form_fields {
    LIST_OF(struct form_field) list;
};

// Percent-decoding of one part; `plus` also turns "+" into a blank. ERR_INPUT request.broken,
// text.not-utf8.
bool percent_decode(struct arena *arena, struct str text, bool plus, struct str *ret_text,
                    struct error *err) WARN_UNUSED;
// Everything but letters, digits and "-._~" as %XX; `keep` holds more characters to leave alone.
void percent_encode(struct buf *buf, struct str text, const char *keep);

// Adds the pairs of a body or a query. ERR_INPUT request.broken, text.not-utf8; ERR_LIMIT
// request.too-many-fields {ceiling}.
bool form_parse(struct arena *arena, struct str body, struct form_fields *fields,
                struct error *err) WARN_UNUSED;
// The same of a body with a file (RFC 7578): parts of `boundary`, as it stands in the Content-Type.
// The bytes of a file are taken as they are; everything else is UTF-8. ERR_INPUT request.broken.
bool form_parse_parts(struct arena *arena, struct str content_type, struct str body,
                      struct form_fields *fields, struct error *err) WARN_UNUSED;
// The first field of a name; empty when there is none.
struct str form_value(const struct form_fields *fields, const char *name);
// The body again, without the fields `csrf` and those that the form declares secret.
struct str form_encode(struct arena *arena, const struct form_fields *fields,
                       const struct form *form);

// Whether what is sent with a form may be shown once more, all of it: it holds no secret and no
// bytes of a file, and is no message from another system.
bool form_may_be_kept(const struct form *form, struct str content_type) PURE;

// Fills the inputs of the request: the path's parameters (match may be NULL: none), then those of
// the form, then `typed`.
// Where a name is repeated, the first counts. `must_be_whole`: a missing required field is a fault.
bool form_bind(struct request *request, const struct route_match *match, const struct form *form,
               const struct form_fields *fields, bool must_be_whole, struct error *err) WARN_UNUSED;

// A path of this site with its query: begins with one "/", no second one, no backslash, no control
// character, nothing beyond ASCII.
bool path_is_local(struct str path) PURE;

#endif
