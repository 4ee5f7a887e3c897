// SPDX-License-Identifier: EUPL-1.2
//
// What a handler sees of a request and how it answers.
//
// Between the socket and a handler stand, in this order: the limits of the server (server.h), the
// table of routes (routes.def: path, method, act, form, speed), the session, the question of access
// for acts that concern no person, the CSRF token of every POST, and the form. A form is declared
// (forms.def): names and types; what arrives is checked to be UTF-8, brought to NFC, freed of
// control characters, cut to no length but refused beyond its ceiling, and handed over typed. A
// handler never sees a raw string, and a field that the form does not declare does not exist for
// it.
//
// Nothing typed is lost: a POST whose session has ended is answered by the sign-in page, which
// carries the form along (`sedan` and `typed`); request_go_on() shows the form again, filled in. A
// POST that cannot be taken for a reason of the server's own, whatever its handler did, is answered
// by a page that holds what was sent.
#ifndef VAKA_WEB_REQUEST_H
#define VAKA_WEB_REQUEST_H

#include "app/app.h"
#include "app/live.h"
#include "web/html.h"

enum method { METHOD_GET, METHOD_POST }; // HEAD is asked as GET

// Types of the fields of path, query and form.
enum input_type {
    INPUT_LINE,   // at most 200 characters, no line ends, blanks at both ends removed
    INPUT_TEXT,   // at most 4,000 characters, line ends as LF
    INPUT_SECRET, // a password: at most 256 bytes, never echoed, never logged, never carried along
    INPUT_INT,
    INPUT_FLAG,  // present and not empty
    INPUT_PATH,  // a path of this site with its query, beginning with one "/"; any other is absent
    INPUT_FILE,  // the bytes of a file, at most 256 KiB; or what was in one, sent once more
    INPUT_TYPED, // a whole urlencoded body that was typed before, at most 64 KiB
};

struct input {
    struct str name;
    enum input_type type;
    bool present;
    struct str text; // LINE, TEXT, SECRET, PATH, TYPED, and INT as typed; empty when absent
    int64_t number;  // INT; 0 when absent or faulty
    // What is wrong: the key of a text whose {0} is the ceiling, if it mentions one; NULL: nothing.
    // form.missing, form.too-long, form.not-a-number. The text is still there, to be shown again.
    const char *fault;
};

struct site;
struct form_fields;

struct request {
    struct app *app;
    const struct site *site;
    int helper;          // of doc/aside.h
    struct arena *arena; // of the request
    enum method method;
    struct str path;   // as asked for, percent-encoded
    struct str target; // path and query, for `sedan`
    struct client client;
    // Of forms declared WHOLE_BODY, as they came.
    struct str body, content_type, authorization;
    bool partial;           // htmx asks for a part of a page
    enum language language; // of the user, otherwise of the browser (cookie, Accept-Language)
    bool signed_in;
    struct actor actor;
    struct str csrf;    // what every form must send back in its hidden field `csrf`
    const char *notice; // key of a text that the page shows on top, or NULL
    // A page with a form is shown again with what was typed before: its inputs and `typed` hold it.
    bool resumed;
    // What came with a form that cannot be taken now, and the path that it was sent to: the page
    // that says so holds it, to be sent once more (kept_page.h). NULL: there is nothing to keep.
    const struct form_fields *kept;
    struct str kept_path;
    const struct form_fields *sent; // all of it, for request_show_again() alone
    size_t input_count;
    const struct input *inputs; // path parameters, then the form's fields: as declared
    // How many of the inputs are faulty. Forms declared SHOWS_FAULTS only: the others are refused
    // before the handler is called.
    size_t fault_count;
    // The vocabulary's fields of an event form (forms declared WITH_VOCABULARY): everything named
    // "f.…", without that beginning, in order of arrival, repeated names kept. Checked like
    // INPUT_TEXT; blank ones are left out.
    size_t typed_count;
    const struct input *typed;
};

const struct input *request_input(const struct request *request, const char *name); // never NULL
struct str request_text(const struct request *request, const char *name);
int64_t request_int(const struct request *request, const char *name);
bool request_flag(const struct request *request, const char *name);
// The stream "person/<id>" of the path parameter {id}.
struct str request_person(const struct request *request);

struct response {
    int status; // 200 unless set
    struct html_out html;
    struct str location;    // 303 See Other to it
    struct str refresh;     // the page goes on by itself to this address of another site
    struct str set_session; // the secret of a new session, for the cookie
    bool end_session;
    enum language set_language;
    bool has_language;
    // Anything else than a page: these bytes, which live as long as the request.
    const char *content_type;
    struct str disposition; // Content-Disposition; empty: shown in the browser
    struct str bytes;
    const struct live *live; // of a STREAM: what is told of from now on
    bool only_sent;          // shows what was sent, nothing that was read: it need not be logged
    bool unchanging;         // may be kept by the browser for ever (its address names its content)
};

// A handler fills the response and answers true, or answers false with an error, which becomes an
// error page in the user's language with the status that fits its code.
typedef bool handler(struct request *request, struct response *response, struct error *err);

// The request goes on as the session of response->set_session: its actor, the token of its forms.
bool request_take_session(struct request *request, struct response *response, struct error *err);
// After signing in or showing who one is (response->set_session is set) or choosing an assignment:
// goes on to `sedan`, an input of the request, by 303. When `typed` came along, the form there is
// shown again filled in, as the answer to this request; when something must come first (a code, a
// password of one's own, an assignment), the page for that, which carries both along.
bool request_go_on(struct request *request, struct response *response, struct error *err);
bool request_go_on_to(struct request *request, struct response *response, struct str sedan,
                      struct str typed, struct error *err);

// Shows the form at that path, filled in with everything that was sent.
bool request_show_again(struct request *request, struct response *response, struct str path,
                        struct error *err);

#endif
