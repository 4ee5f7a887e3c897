// SPDX-License-Identifier: EUPL-1.2
//
// What the files of src/app share. Nothing outside this folder includes it.
#ifndef VAKA_APP_INTERNAL_H
#define VAKA_APP_INTERNAL_H

#include <pthread.h>
#include <semaphore.h>

#include "app/app.h"
#include "app/law.h"
#include "app/limit.h"
#include "app/sign_in_rules.h"
#include "base/text_cache.h"
#include "calendar/zone.h"

// The program itself, where no person acts: installing a routine, commands of the administrator.
#define SYSTEM_USER STR("user/00000000000000000000000000")

#define DAMAGED_TOLD_MAX 32

struct app {
    struct arena *arena; // zone and routine: read-only once opened
    struct store *store;
    const struct routine *routine; // NULL when opened without
    const struct zone *zone;
    const char *senders; // path of the file of sending systems
    const char *notify;  // path of the file of destinations
    int64_t clock_shift_us;
    sem_t passwords;              // at most two verifications at once: each takes 19 MiB
    pthread_mutex_t session_lock; // sessions are read, changed and written under it
    struct limiter *limiter;
    struct sign_in_rules rules;
    struct text_cache *provider_texts; // what the provider says of itself (openid.c)
    const char *key_path;              // of the server key, outside the database (sealed.h)
    struct access_law law;
    struct keeping keeping;
    struct text_cache *days;                         // lists of days, see app_keep_day()
    void (*deriving)(int64_t cases, bool over);      // see struct app_options, or NULL
    _Atomic uint64_t damaged_told[DAMAGED_TOLD_MAX]; // what the log has named; 0: no more
};

// What is derived of a stream that the store holds, together with the records it has to do with.
bool derive_from_store(const struct routine *routine, struct arena *arena, struct reader *reader,
                       struct str stream, struct event_list events, struct derived *ret_derived,
                       struct error *err) WARN_UNUSED;
// A routine with gaps, rules that can never match, or rules without a clause is not put in force:
// the error is the first such finding, with its place (in_force.c).
bool routine_is_fit(const struct routine *routine, struct arena *arena,
                    struct error *err) WARN_UNUSED;

struct date app_local_date(const struct app *app, struct instant instant);

// The name of a user, or "Systemet" for the program itself.
bool user_name(struct reader *reader, struct arena *arena, enum language language, struct str user,
               struct str *ret_name, struct error *err) WARN_UNUSED;

// A due text of a duty row: a date, or a date and a time. False when there is none.
bool due_read(struct str due, struct date_time *ret_due, bool *ret_has_time) WARN_UNUSED;

// ---- access (gate.c) ----

// What stands before every reading and recording: asks access_decide() and writes down a refusal.
struct gate {
    const struct actor *actor;
    enum act act;
    struct str stream; // whom it concerns, or empty
    struct str what;   // for the log
    enum care_relation relation;
    enum event_kind kind;
    bool own_unit_recorded;
};
struct access_question gate_question(const struct gate *gate);
struct access_answer gate_ask(const struct gate *gate);
struct access_record gate_record(const struct app *app, const struct gate *gate,
                                 enum access_verdict verdict, struct str reason);
// Writes it down: before this returns, or before the request is answered (actor->wait).
bool gate_log(struct app *app, const struct actor *actor, const struct access_record *record,
              struct error *err) WARN_UNUSED;
// False with ERR_DENIED, and the refusal logged, when the answer is no. `log_allowed`: a yes is
// logged too, as gate_log() does.
bool gate_pass(struct app *app, const struct gate *gate, bool log_allowed,
               struct error *err) WARN_UNUSED;
// Opens the door to a case: the access is asked for and logged before anything is read out of it.
// No read connection is held while the log is made durable.
bool case_enter(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
                struct str stream, struct str what, enum care_relation *ret_relation,
                struct error *err) WARN_UNUSED;
bool case_pass(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
               struct str stream, struct str what, struct error *err) WARN_UNUSED;
// The error of a no; "access.reason-needed" where a reason would make it a yes. Answers false.
bool gate_refuse(const struct access_answer *answer, struct error *err);
// A no that the table of access does not know of, logged as any other: ERR_DENIED `why`. Answers
// false.
bool gate_deny(struct app *app, const struct gate *gate, const char *why, struct error *err);
// Whether the stream stands in a list of streams, one a line.
bool lines_have(struct str lines, struct str line) PURE;
// The instant at which a day begins here.
struct instant day_begins(const struct app *app, struct date date);

// ---- passwords (sign_in.c) ----

// The string to keep for a password. ERR_INPUT user.password-short {0: characters},
// user.password-long {0: bytes}, user.password-known.
bool password_hash(struct app *app, struct arena *arena, struct str password, struct str *ret_hash,
                   struct error *err) WARN_UNUSED;

// Somebody tries to show who they are: what is known of the account, and how often that failed.
struct sign_attempt {
    struct str login; // as typed, or of the account
    const struct client *client;
    struct instant now;
    bool known, disabled;
    bool changed;             // the account is to be kept
    enum account_change told; // what its user is told of; CHANGE_NONE: nothing
    struct account account;
};
// Finds the account; ERR_DENIED sign-in.wait {minutes} when it or the address must wait.
bool attempt_begin(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                   struct error *err) WARN_UNUSED;
// Whether the password is the account's; takes as long when nobody has the name.
bool attempt_password(struct app *app, const struct sign_attempt *attempt, struct str password);
// A one-time code, or a recovery code, which is used up. The account is changed, not yet kept.
bool attempt_code(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                  struct str code, bool *ret_right, struct error *err) WARN_UNUSED;
// Counts and logs. attempt_failed() answers false with the error `key`.
bool attempt_failed(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                    const char *key, struct error *err) WARN_UNUSED;
bool attempt_succeeded(struct app *app, struct arena *arena, struct sign_attempt *attempt,
                       struct error *err) WARN_UNUSED;

// ---- what users are told of their accounts (account_notice.c) ----

// Keeps an account that `by` changed, and the notice of it.
bool account_change(struct app *app, struct arena *arena, const struct account *account,
                    struct str by, enum account_change what, struct error *err) WARN_UNUSED;
bool account_notice_of(struct app *app, struct arena *arena, struct str user, struct str by,
                       enum account_change what, struct account_notice *ret_notice,
                       struct error *err) WARN_UNUSED;
// What a fact in the stream of a user is told as; `before`: the stream without it.
bool account_notices_of_event(struct arena *arena, const struct event_list *before,
                              const struct event *event, struct account_notices *notices,
                              struct error *err) WARN_UNUSED;
// The address that is registered with a user; or empty.
struct str registered_mail(const struct event_list *events);
// Whether e-mail can be sent there: one @, no blanks, nothing that ends a header.
bool mail_is_address(struct str text) PURE;

// ---- people (people.c) ----

// Whether the actor may administer: asks and writes down. `what` is done, about `whom` or nobody.
bool people_ask(struct app *app, struct arena *arena, const struct actor *actor, struct str what,
                struct str whom, struct error *err) WARN_UNUSED;

struct registered;
// See app_registered().
bool people_read(struct reader *reader, struct arena *arena, struct str stream,
                 struct registered *ret_registered, struct error *err) WARN_UNUSED;

// Answers false with ERR_INPUT area.code-taken {postal code, name of the area that has it}.
bool area_code_taken(struct arena *arena, int code, const struct area *by, struct error *err);

// ---- devices (device.c) ----

// What tells one device from another: its cookie and its browser. The address does not.
bool device_mark(struct arena *arena, const struct client *client, struct str *ret_mark,
                 struct error *err) WARN_UNUSED;
// What a device is remembered by, whatever its browser is called after an update: its cookie.
bool device_hash(struct arena *arena, const struct client *client, struct str *ret_hash,
                 struct error *err) WARN_UNUSED;
// What the browser calls itself, cut short; empty when that is no text.
struct str device_agent(const struct client *client);

// ---- sessions (session.c) ----

bool assignment_holds(const struct assignment_row *row, struct date today);
// Whether the rules demand a second factor of a user, by the assignments that hold today.
bool factor_needed(const struct app *app, const struct assignment_rows *rows);
// Lets an actor act by an assignment, which holds today.
void actor_take(struct actor *actor, const struct assignment_row *row);

#define ACCESS_REVEALED "address" // in the log: where a protected person lives was shown

// The actor of a session; being asked does not count as being there.
bool session_actor(struct app *app, struct arena *arena, const struct hash *token,
                   struct actor *ret_actor, struct error *err) WARN_UNUSED;

// A new session of user, language, lacks and provider; the only assignment that holds is chosen
// unless one is given.
bool session_start(struct app *app, struct arena *arena, const struct session *begun,
                   const struct client *client, struct str *ret_secret,
                   struct error *err) WARN_UNUSED;
// Neither idle for too long nor too old.
bool session_holds(const struct app *app, const struct session *session);
bool session_end(struct app *app, const struct hash *token, struct error *err) WARN_UNUSED;
// Ends the sessions of a user, but for one (NULL: all).
bool session_end_of(struct app *app, struct str user, const struct hash *but,
                    struct error *err) WARN_UNUSED;
// Somebody showed once more who they are: the same session under a new secret, without what `done`
// (enum session_lacks) says was lacking, bound to the device that is used now.
bool session_prove(struct app *app, struct arena *arena, const struct actor *actor, int64_t done,
                   const struct client *client, struct str *ret_secret,
                   struct error *err) WARN_UNUSED;

// ---- checks of what is recorded (check.c) ----

// Where a draft is to stand in its stream.
struct draft_place {
    struct event_list before; // the effective events that come before it, without what it corrects
    struct event_list effective;    // all that hold today
    const struct event *corrected;  // or NULL
    const struct case_state *state; // after those before it; NULL: to be found out
    // By which field the draft names what was opened only after it happened: FIELD_NONE, or nothing
    // else but a routine that objects to it, and may be deviated from, lets it be.
    enum field_id early;
};
// The fields of a draft against vocabulary, stream and store: err->element names the field
// ("next", "decisions.nurse.unit", "happened", "because"). Normalises identity numbers in place.
bool check_fields(struct app *app, struct arena *arena, struct reader *reader, struct event *draft,
                  struct draft_place *place, struct error *err) WARN_UNUSED;
// What an event says, without its reasons.
bool event_payload_text(struct arena *arena, const struct event *event, struct str *ret_json,
                        struct error *err) WARN_UNUSED;
// Whether a draft says what was recorded of it.
bool check_same(struct arena *arena, struct event *draft, const struct event *sent, bool *ret_same,
                struct error *err) WARN_UNUSED;
// When it happened: not before 1900 (check_fields(): nor before the birth), not later than now. Day
// precision becomes the instant that care/event.h says.
bool check_happened(const struct app *app, const struct event *corrected, struct event *draft,
                    struct error *err) WARN_UNUSED;

// ---- events that the program records itself (admin.c) ----

// What an actor records now in a stream, without its payload.
struct event actor_event(const struct app *app, const struct actor *actor, struct str stream,
                         enum event_kind kind);

// Appends an event to a stream whose events are `all`, and what follows from it.
bool append_event(struct app *app, struct arena *arena, const struct event_list *all,
                  const struct event *event, struct error *err) WARN_UNUSED;
// The same, and the user of the stream is told of it.
bool append_told(struct app *app, struct arena *arena, const struct event_list *all,
                 const struct event *event, struct error *err) WARN_UNUSED;
// The same on behalf of the program itself.
bool system_record(struct app *app, struct arena *arena, struct str stream, enum event_kind kind,
                   const struct field_value *values, size_t count, struct error *err) WARN_UNUSED;

// Whether nobody and nothing is registered yet; ERR_CONFLICT demo.not-empty otherwise. (demo.c)
bool app_is_empty(struct app *app, struct arena *arena, struct error *err) WARN_UNUSED;

#endif
