// SPDX-License-Identifier: EUPL-1.2
//
// What the files of the intake share: from a message to what app_record() is asked.
#ifndef VAKA_APP_INTAKE_INTERNAL_H
#define VAKA_APP_INTAKE_INTERNAL_H

#include "app/intake.h"
#include "app/internal.h"
#include "i18n/fault.h"

// Whether the same message may succeed when it is tried again, with nothing changed.
bool fault_passes(enum error_code code);

// The assignment of the sender at the unit that the message names. ERR_INPUT message.unit-unknown
// {unit}, message.unit-twice {unit}.
bool sender_at_unit(struct app *app, struct arena *arena, const struct sender *sender,
                    const struct message *message, struct actor *ret_actor,
                    struct error *err) WARN_UNUSED;

// The payload of the message's kind: names of units become streams, a unit that the kind needs and
// the message leaves out is the sender's receiver. REF fields are left out.
// ERR_INPUT event.*, message.unit-unknown {unit}, message.unit-twice {unit}.
bool content_read(struct app *app, struct arena *arena, const struct message *message,
                  struct str receiver, struct payload *ret_payload, struct error *err) WARN_UNUSED;
// The payload of person_registered, its number normalised; elements "person/…".
bool person_read(struct app *app, struct arena *arena, const struct message *message,
                 struct payload *ret_payload, struct error *err) WARN_UNUSED;

// A sender by its user, without looking at the file of senders.
bool sender_by_user(struct app *app, struct arena *arena, struct str user, struct str receiver,
                    struct sender *ret_sender, struct error *err) WARN_UNUSED;
// Takes a kept message in once more.
bool message_retry(struct app *app, struct arena *arena, const struct message_row *row,
                   struct taken *ret_taken, struct error *err) WARN_UNUSED;

// What is to be recorded for a message, by whom, and under which keys.
struct intake_act {
    struct actor actor;
    struct str key;        // of the event
    struct str concerns;   // key of the event that it goes on from, or empty
    bool checks_name;      // a known person must have the family name that was sent
    struct payload person; // of person_registered
    struct event draft;    // a REF field is filled in here
    struct str reason;     // why the person is looked at, for the log
};
// Finds or registers the person, and records. ERR_REFUSED message.objected {what is missing},
// message.name-differs, message.nothing-to-go-on {} when what it goes on from has not come,
// message.several; otherwise app_record()'s errors.
bool intake_record(struct app *app, struct arena *arena, struct intake_act *act,
                   struct recorded *ret, struct error *err) WARN_UNUSED;

// Whether the fault is that what it goes on from has not come yet.
bool fault_is_early(const struct error *fault);

#endif
