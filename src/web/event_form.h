// SPDX-License-Identifier: EUPL-1.2
//
// From a form to an event and back, by the vocabulary: any kind of event has a form.
//
// Names of fields: "f.need" for a field of the event, "f.decisions.nurse.from" for a field of one
// record of an EACH field, and the common ones that every event has: date, time, performer,
// informant, channel, because. A SET_OF field comes once for each of its codes. An event's REF
// field is no field of the form: the form is about one thing from the start. A REFS field is hidden
// in it, and says what the form showed.
//
// A record of an EACH field that opens a thing only when one of its fields has a certain code
// (OPENS_IF of the vocabulary) has no other fields unless it has that code.
#ifndef VAKA_WEB_EVENT_FORM_H
#define VAKA_WEB_EVENT_FORM_H

#include "web/request.h"

struct event_form {
    enum event_kind kind;
    int64_t about;         // what a REF field names; 0: nothing
    uint32_t keys;         // of an EACH field: the codes that are asked for
    bool asks_when;        // otherwise happened is left to the caller
    enum field_id unasked; // that this user is not asked for; or FIELD_NONE
};

// What is wrong, each with the name of its field in err.element.
struct field_faults {
    LIST_OF(struct error) items;
};
bool form_fault(struct arena *arena, struct field_faults *faults, const char *field,
                const char *key, const char *argument, struct error *err) WARN_UNUSED;
const struct error *form_fault_at(const struct field_faults *faults, struct str field); // or NULL
// An error of the app, whose element names a field of the event, under the name of the form.
bool form_fault_from(struct arena *arena, struct field_faults *faults, const struct error *what,
                     struct error *err) WARN_UNUSED;

// Reads what was typed into kind, happened, precision, performer, informant, channel, because and
// payload. What cannot be understood is left out and stands in *faults; false only without memory.
bool event_form_read(const struct request *request, const struct event_form *form,
                     struct date today, const struct zone *zone, struct event *ret_draft,
                     struct field_faults *faults, struct error *err) WARN_UNUSED;

// What was typed, or is filled in before anything is.
struct typed {
    LIST_OF(struct input) items;
};
bool typed_add(struct arena *arena, struct typed *typed, struct str name, struct str text,
               struct error *err) WARN_UNUSED;
struct str typed_text(const struct typed *typed, struct str name);
bool typed_has(const struct typed *typed, struct str name, struct str text);
bool typed_copy(const struct request *request, struct typed *typed, struct error *err) WARN_UNUSED;
// A payload as it would have been typed: event_form_read() gives it back.
bool event_form_fill(struct arena *arena, const struct payload *payload, struct typed *typed,
                     struct error *err) WARN_UNUSED;

// What a LINE field names of what is registered, and is chosen from.
enum field_choice { CHOICE_NONE, CHOICE_ORGANISATION, CHOICE_ASSIGNMENT, CHOICE_DELEGATION };
enum field_choice event_form_choice(enum field_id field) PURE;

// A date as it was typed in a field; FIELD_NONE: when something happened. A day and month without a
// year is the nearest such day; of what has happened the last, of the next follow-up the next.
// ERR_INPUT date.not-understood, date.no-such-day.
bool field_date(enum field_id field, struct str typed, struct date today, struct date *ret_date,
                struct error *err) WARN_UNUSED;
// A REFS field as a form has it: "3 4 7".
struct str refs_text(struct arena *arena, const struct field_value *refs);
// The code that a record needs for its other fields to count, and the field that has it; CODE_NONE
// when they always count.
enum code record_gate(enum record_kind record, enum field_id *ret_field);

#endif
