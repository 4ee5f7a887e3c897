// SPDX-License-Identifier: EUPL-1.2
//
// The incoming message (V-04, P-01): another system tells a fact, which opens or continues a case
// through the same one door as everything else (app_record()). docs/intake.md has the format.
//
// A sending system is a user without a password, whose assignments say for which units it may send.
// The file of senders (outside the database) has a line for each: its user name, the planning unit
// that works through what could not be recorded, and the SHA-256 of its key, or "-".
//
// A message is kept (store/message.h) before anything else is done. The same message twice is one
// fact; another content under a known id is an error. What cannot be recorded waits in the queue of
// the planning unit until a person has mended or discarded it. A message that goes on from one that
// has not come yet waits for it and is recorded when it comes.
#ifndef VAKA_APP_INTAKE_H
#define VAKA_APP_INTAKE_H

#include "app/app.h"
#include "app/message.h"
#include "store/message.h"

// ---- sending systems ----

struct sender {
    struct str login;
    struct str receiver; // stream of the planning unit
    struct actor actor;  // without assignment
    struct assignment_rows assignments;
};

// Registers the user when there is none with that login, gives it an assignment when `unit` says
// where, and adds a line with a new key to the file of senders. The key is told once.
struct sender_words {
    struct str login, name, receiver;
    struct str unit; // or empty
    enum code role;  // of the assignment
};
bool app_add_sender(struct app *app, struct arena *arena, const struct sender_words *words,
                    struct str *ret_key, struct error *err) WARN_UNUSED;
// ERR_MISSING sender.unknown {login}; ERR_DAMAGED sender.file-broken {line}.
bool app_sender(struct app *app, struct arena *arena, struct str login, struct sender *ret_sender,
                struct error *err) WARN_UNUSED;
// By its key, as it was sent. A wrong one is logged and slows the address down.
// ERR_DENIED sender.key-wrong; ERR_LIMIT sender.wait {minutes}, sender.too-many {0: in a minute}.
#define SENDER_MESSAGES_A_MINUTE 300
bool app_sender_by_key(struct app *app, struct arena *arena, struct str key, struct str address,
                       struct sender *ret_sender, struct error *err) WARN_UNUSED;

// ---- taking in ----

enum intake_outcome {
    INTAKE_RECORDED,
    INTAKE_ALREADY,   // the same message was recorded before
    INTAKE_QUEUED,    // kept, for a person to mend; or it was before
    INTAKE_ID_REUSED, // kept in the queue: another content under a known id
};
struct taken {
    enum intake_outcome outcome;
    int64_t number;     // of the message
    struct error fault; // why it is in the queue
};
// False when nothing could be done now, and it is to be sent again: ERR_MEMORY, ERR_IO and the
// like.
bool app_take_in(struct app *app, struct arena *arena, const struct sender *sender, struct str body,
                 struct str origin, struct taken *ret_taken, struct error *err) WARN_UNUSED;
// One file, read with the ceiling of a message; a larger one is kept where it is told (`origin`)
// and stands in the queue.
bool app_take_in_file(struct app *app, struct arena *arena, const struct sender *sender,
                      const char *path, struct str origin, struct taken *ret_taken,
                      struct error *err) WARN_UNUSED;
// Goes on with messages that were kept but not finished when the program ended.
bool app_finish_messages(struct app *app, struct error *err) WARN_UNUSED;
// A folder with one folder for each sending system: <folder>/<login>/new/*.json. Each file is taken
// in and moved to done/ or, when it stands in the queue, to error/ beside it. A program that ends
// in between finds the file again, and the message is known. *ret_count: files that were moved.
bool app_take_in_folder(struct app *app, const char *folder, size_t *ret_count,
                        struct error *err) WARN_UNUSED;

// ---- the queue of a planning unit ----

struct queued {
    struct message_row row;
    struct str sender_name, settled_by_name;
    struct error fault;      // code ERR_NONE: none
    const struct json *root; // NULL: it is no JSON object
    struct message message;  // as far as it could be read
    // Whom it is about, when that is known: by the case that it stands in, or the number as sent.
    struct str person;
    enum code protection;
};
struct queue {
    LIST_OF(struct queued) waiting, settled;
    bool more; // there are more that wait
};
bool app_queue(struct app *app, struct arena *arena, const struct actor *actor,
               struct queue *ret_queue, struct error *err) WARN_UNUSED;
// How many wait; 0 for whoever may not work through them. Not logged: it tells of nobody.
bool app_queue_count(struct app *app, const struct actor *actor, int64_t *ret_count,
                     struct error *err) WARN_UNUSED;
bool app_queued(struct app *app, struct arena *arena, const struct actor *actor, int64_t number,
                struct queued *ret_queued, struct error *err) WARN_UNUSED;
// What the planner made of it, recorded as theirs. The field of an error stands in err->element
// as app_record() says it, "person/number" and the like for the person's. A REF field of the draft
// may hold anything: what the message goes on from is found here.
struct mended {
    struct str number, given_name, family_name;
    struct event draft;
};
bool app_mend_message(struct app *app, struct arena *arena, const struct actor *actor,
                      int64_t number, const struct mended *mended, struct recorded *ret,
                      struct error *err) WARN_UNUSED;
// ERR_INPUT message.reason-needed.
bool app_discard_message(struct app *app, struct arena *arena, const struct actor *actor,
                         int64_t number, struct str reason, struct error *err) WARN_UNUSED;
// Takes it in once more as it came, since what was wrong may have been mended elsewhere.
bool app_retry_message(struct app *app, struct arena *arena, const struct actor *actor,
                       int64_t number, struct taken *ret_taken, struct error *err) WARN_UNUSED;

#endif
