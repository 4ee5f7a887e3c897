// SPDX-License-Identifier: EUPL-1.2
//
// What a handler sees of a request and how it answers.
//
// Between the socket and a handler stand, in this order: the limits of the server (server.h), the
// table of routes (routes.def: path, method, act, form, speed), the session, the question of access
// for acts that concern no person, the CSRF token of every POST, and the form. A form is declared:
// names and types; what arrives is checked to be UTF-8, brought to NFC, freed of control
// characters, cut to no length but refused beyond its ceiling, and handed over typed. A handler
// never sees a raw string, and a field that the form does not declare does not exist for it.
#ifndef VAKA_WEB_REQUEST_H
#define VAKA_WEB_REQUEST_H

#include "app/app.h"
#include "web/html.h"

enum method { METHOD_GET, METHOD_POST };

// Types of the fields of path, query and form.
enum input_type {
    INPUT_LINE,   // at most 200 characters, no line ends
    INPUT_TEXT,   // at most 4,000 characters
    INPUT_SECRET, // a password: at most 256 bytes, never echoed, never logged
    INPUT_INT,
    INPUT_FLAG,  // present and not empty
    INPUT_PATH,  // a path of this site, beginning with one "/"
    INPUT_TYPED, // a whole urlencoded body that was typed before, at most 64 KiB
};

struct input {
    struct str name;
    enum input_type type;
    bool present;
    struct str text; // LINE, TEXT, SECRET, PATH, TYPED; empty when absent
    int64_t number;  // INT
};

struct request {
    struct app *app;
    struct arena *arena; // of the request
    enum method method;
    struct str path;
    struct str address;     // of the client, for the rate limit
    bool partial;           // htmx asks for a part of a page
    enum language language; // of the user, otherwise of the browser (Accept-Language)
    bool signed_in;
    struct actor actor;
    size_t input_count;
    const struct input *inputs; // path parameters, then query, then form fields: as declared
    // The fields of an event form, by the vocabulary (routes with the form EVENT): names and texts
    // in order of arrival, repeated names kept. Checked like INPUT_TEXT.
    size_t typed_count;
    const struct input *typed;
};

const struct input *request_input(const struct request *request, const char *name); // never NULL
struct str request_text(const struct request *request, const char *name);
int64_t request_int(const struct request *request, const char *name);
bool request_flag(const struct request *request, const char *name);

struct response {
    int status; // 200 unless set
    struct html_out html;
    struct str location;    // 303 See Other to it
    struct str set_session; // the secret of a new session, for the cookie
    bool end_session;
    enum language set_language;
    bool has_language;
};

// A handler fills the response and answers true, or answers false with an error, which becomes an
// error page in the user's language with the status that fits its code.
typedef bool handler(struct request *request, struct response *response, struct error *err);

#endif
