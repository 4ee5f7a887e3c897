// SPDX-License-Identifier: EUPL-1.2
//
// A message from another system as it came: the JSON of docs/intake.md, read strictly. Pure: what
// it names (units, persons, earlier messages) is looked up by intake.c.
#ifndef VAKA_APP_MESSAGE_H
#define VAKA_APP_MESSAGE_H

#include "base/json.h"
#include "care/event.h"

#define MESSAGE_MAX ((size_t)256 * 1024) // bytes
#define MESSAGE_FORMAT "vaka-meddelande/1"

struct message {
    struct str id;
    struct str organisation, unit; // of the sender, by name; unit may be a stream
    struct str kind_id;
    enum event_kind kind; // of kind_id; EVENT_NONE when unknown
    struct str performer, informant;
    struct str happened;
    struct date_time when; // wall clock
    enum precision precision;
    struct str concerns;        // id of the message that it goes on from, or empty
    const struct json *person;  // object: fields of person_registered
    const struct json *content; // object: fields of the kind
};

// Whatever can be read of it stands in *ret_message on failure too; *ret_root is NULL when it is no
// JSON object. The error is the first in the order of the text's own members:
// ERR_INPUT json.*, text.not-utf8, message.not-an-object, message.format {0}, message.unknown {0},
// message.missing {0}, message.not-a-text {0}, message.too-long {0}, message.not-an-object-in {0},
// message.kind {0}, message.happened {0}. The member stands as element.
bool message_read(struct arena *arena, struct str body, const struct json **ret_root,
                  struct message *ret_message, struct error *err) WARN_UNUSED;

// The key under which the event of a message stands in its stream: from the sender and the id.
struct str message_key(struct arena *arena, struct str sender, struct str id); // p NULL: no memory

#endif
