// SPDX-License-Identifier: EUPL-1.2
//
// The table of routes: which handler answers which path and method, which act it is for the
// question of access, which form it takes and how fast it is. The site's own table is routes.def
// with forms.def, made visible here; the tests of the server bring tables of their own.
//
// A path is matched segment by segment; a literal segment goes before a parameter.
//   {name}      a text of 1 to 200 characters without control characters, "/" and "\\", not
//               beginning with "."; handed over as INPUT_LINE
//   {name:int}  a whole number from 0; handed over as INPUT_INT
// Segments are percent-decoded after they were parted. One that is anything else matches nothing,
// so it ends as 404. Streams are named "person/01hv…": addresses hold the part after the kind
// (request_person()).
#ifndef VAKA_WEB_ROUTES_H
#define VAKA_WEB_ROUTES_H

#include "web/request.h"

enum input_need { OPTIONAL, REQUIRED };

struct input_rule {
    const char *name;
    enum input_type type;
    enum input_need need;
};

// Whether names of the vocabulary are accepted besides the declared ones. WHOLE_BODY: another
// system sends what is no form; neither session nor token is looked at, the handler asks for its
// key.
enum form_rest { CLOSED, WITH_VOCABULARY, WHOLE_BODY };
// What happens when a field is missing, too long or no number: the request is refused, or the
// handler gets it with the faults marked and shows the form again. (A field that is missing is a
// fault in a POST only, when the form SHOWS_FAULTS.)
enum form_faults { REFUSED, SHOWS_FAULTS };

struct form {
    const char *id;
    enum form_rest rest;
    enum form_faults faults;
    size_t count;
    const struct input_rule *rules;
};

enum speed {
    STATIC, // needs neither session nor database
    FAST,   // runs on the connection's thread
    SLOW,   // runs on the bounded pool
    STREAM, // runs as FAST does; what it answers stays open (streams.h)
};

struct route {
    enum method method;
    const char *path;
    enum act act;
    const struct form *form; // of the query (GET) or of the body (POST)
    enum speed speed;
    handler *handler;
};

// What may have to come before the page that was asked for.
enum first {
    FIRST_NOTHING,
    FIRST_SIGN_IN,
    FIRST_CODE,
    FIRST_PASSWORD,
    FIRST_FACTOR,
    FIRST_PROOF,
    FIRST_ASSIGNMENT,
    FIRST_COUNT
};
// The pages that the server itself turns to then.
struct first_page {
    const char *path;
    handler *page;           // shown with `sedan` and `typed` when a form was sent
    const struct form *form; // declares sedan and typed
    int status;              // with which it is shown
    const char *notice;      // key: why it is shown
};

struct site {
    const struct route *routes;
    size_t route_count;
    struct first_page first[FIRST_COUNT];
    bool (*error_page)(struct request *request, struct response *response, const struct error *what,
                       struct error *err);
    // The same for what other systems send (WHOLE_BODY).
    bool (*error_answer)(struct request *request, struct response *response,
                         const struct error *what, struct error *err);
};

#define PATH_PARAMETERS_MAX 4

struct route_match {
    const struct route *route; // NULL: none with this path and method
    bool path_known;           // … but one with another method
    bool methods[2];           // by enum method: those that the path has
    bool by_system;            // only what other systems send (WHOLE_BODY) has it
    size_t parameter_count;
    struct input parameters[PATH_PARAMETERS_MAX];
};
// `path` is percent-encoded and holds no query. ERR_INPUT request.broken when it cannot be decoded,
// text.not-utf8; otherwise what matches nothing is merely not there.
bool route_find(const struct site *site, struct arena *arena, enum method method, struct str path,
                struct route_match *ret_match, struct error *err) WARN_UNUSED;

// The site, from routes.def.
extern const struct site site_vaka;

// To make tables like the site's: FORM and INPUT as in forms.def, ROUTE as in routes.def.
#define FORM_TABLE(id, rest, faults, ...)                                                          \
    static const struct input_rule id##_rules[] = {__VA_ARGS__};                                   \
    const struct form FORM_##id = {#id, (rest), (faults), COUNT(id##_rules), id##_rules};
#define FORM_INPUT(name, type, need) {(name), (type), (need)},
#define ROUTE_ENTRY(method, path, act, form, speed, handler)                                       \
    {METHOD_##method, (path), (act), &(form), (speed), (handler)},

#define FORM(id, rest, faults, ...) extern const struct form FORM_##id;
#include "web/forms.def"
#undef FORM

#define ROUTE(method, path, act, form, speed, handler)                                             \
    bool handler(struct request *request, struct response *response, struct error *err);
#include "web/routes.def"
#undef ROUTE

#endif
