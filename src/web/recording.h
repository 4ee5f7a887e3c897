// SPDX-License-Identifier: EUPL-1.2
//
// A form of any kind of event, from when it is opened until what was typed is recorded: for a new
// fact, for the correction, striking or move of an entry, and for a new person. What one of the
// files beside it does is told there; nothing outside of pages_record.c needs it.
#ifndef VAKA_WEB_RECORDING_H
#define VAKA_WEB_RECORDING_H

#include "web/event_form_view.h"
#include "web/form_known.h"
#include "web/form.h"
#include "web/words.h"

struct recording {
    struct request *request;
    struct response *response;
    struct str stream; // empty: a new person
    struct event_form form;
    struct wording wording;
    struct case_view from;         // of an existing person
    const struct event *corrected; // or NULL
    bool unread;                   // the case was not needed to read the form: show() reads it
    bool has_last_day;
    struct last_day last_day;
    bool strikes, moves; // moves: the entry belongs to somebody else
    struct typed typed;
    struct common_texts texts;
    struct field_faults faults;
    struct recorded recorded;
    bool similar; // somebody seems to be the same person
    bool again;   // the user recorded the same a moment ago
    struct str key;
    int64_t seen;
    struct str read_back; // the mark of what is read back now; or empty
    struct event read;    // … and that
    struct error *err;
};

// ---- opening it (recording_open.c): errors in rec->err ----

bool recording_open_event(struct recording *rec) WARN_UNUSED;
bool recording_open_correction(struct recording *rec) WARN_UNUSED;
bool recording_open_new(struct recording *rec) WARN_UNUSED;
// Reads the case that the form is about.
bool recording_open_case(struct recording *rec) WARN_UNUSED;
// Whether it comes filled in, to be recorded or shown again as it was typed.
bool recording_is_sent(const struct request *request);
// Takes what was typed as it stands.
bool recording_take_typed(struct recording *rec) WARN_UNUSED;
// The thing that it concerns, and its date: what is known of it stands in the form.
void recording_find_subject(struct recording *rec);
// What is known already, as it would stand in the form; `draft` is what that is told of.
struct form_known recording_known_of(const struct recording *rec, struct event *draft);
bool recording_find_last_day(struct recording *rec) WARN_UNUSED;
struct event_form recording_correction_form(const struct recording *rec, int64_t about);

// ---- showing it (recording_show.c) ----

// As it was typed, with what is wrong with it, beside what the case tells of it.
bool recording_show_page(struct recording *rec, int status) WARN_UNUSED;
// Where the act is held back and is no observation there is no form to fill in now: says why.
bool recording_show_if_held(struct recording *rec, bool *ret_held) WARN_UNUSED;

#endif
