// SPDX-License-Identifier: EUPL-1.2
//
// The one door. Pages, files and commands record facts and read cases here and nowhere else:
// authorise → load → permit → append → derive → log the access, in one transaction.
//
// An app is shared by all threads. Everything it returns lives in the arena that was passed in.
// Errors of a user's making carry catalogue keys and stand in the user's language at the door.
#ifndef VAKA_APP_APP_H
#define VAKA_APP_APP_H

#include "app/areas.h"
#include "app/who.h"
#include "base/text_cache.h"
#include "routine/fired.h"

struct app;

struct app_options {
    const char *database;
    const char *routine; // folder of one or of several; NULL: routines beside the executable's data
    const char *zone;    // NULL: Europe/Stockholm
    int64_t clock_shift_s; // for trying things out at another time; 0 otherwise
    const char *senders;   // file of sending systems (app/intake.h); NULL: "<database>.senders"
    const char *sign_in;   // rules of signing in (app/sign_in_rules.h); NULL: "<database>.sign-in"
    const char *notify;    // file of destinations (app/notify.h); NULL: "<database>.notify"
    const char *leaving;   // a routine that is about to be taken out of force; NULL: none is
    bool without_routine;  // for verifying and backing up: nothing is derived, nothing recorded
    // While all is derived anew: when it begins, at each thousand, when all are done. NULL: nobody.
    void (*deriving)(int64_t cases, bool over);
    const struct store_options *store;
};

// Opens database and routine, and derives the open cases anew when the routine that is in force has
// changed. ERR_MISSING routine.missing {name}: one is in force whose folder is not there, and
// nothing is changed (app/in_force.h). Owner: the caller.
bool app_open(const struct app_options *options, struct app **ret_app,
              struct error *err) WARN_UNUSED;
void app_close(struct app *app);
struct store *app_store(struct app *app);
const struct routine *app_routine(const struct app *app);
const struct zone *app_zone(const struct app *app);
struct instant app_now(const struct app *app);
struct date app_today(const struct app *app);

// ---- reading; each logs the access before it answers ----

enum due_group { DUE_NOW, DUE_LATE, DUE_TODAY, DUE_THIS_WEEK, DUE_LATER, DUE_GROUP_COUNT };
struct day_entry {
    struct duty_row duty;
    enum due_group group;
    int64_t days_left; // negative: days late
    struct ground ground;
};
struct day {
    struct date today;
    LIST_OF(struct day_entry) entries; // in order of due
    bool more;                         // there are more than were read
    // The list as app_keep_day() was given it, when it still is what it was; then nothing was read.
    struct held_text kept;
    // For app_keep_day().
    int64_t version, end;
};
// Whether what is a work team's is another's than the actor's. Whoever is in no team is in all.
bool is_other_team(const struct actor *actor, enum code team);

bool app_day(struct app *app, struct arena *arena, const struct actor *actor, struct day *ret_day,
             struct error *err) WARN_UNUSED;
void app_day_end(struct day *day); // for CLEANUP: day.kept is read no more
// Keeps the list that was made of the day, in the actor's language, for everybody who has the role
// at the unit, in the same work team, and `mark` with it: until one of its duties or persons
// changes, becomes late or shows itself, or the day ends. It holds nothing that is the user's own.
void app_keep_day(struct app *app, struct arena *arena, const struct actor *actor,
                  const struct day *day, struct str list, size_t mark);

// What falls due in time to come at the units where the user holds an assignment.
struct ahead_query {
    struct str unit;      // one of those units; empty: all of them
    enum code role;       // whose duties; CODE_NONE: everybody's
    enum event_kind kind; // of duty, by what fulfils it; EVENT_NONE: all kinds
    struct str area;      // stream of one; empty: everywhere
    bool outside;         // in no area
    struct date from, to; // both included
    bool late;            // what was due before `from` too
};
#define AHEAD_MAX 2000 // entries
struct ahead_entry {
    struct duty_row duty;
    struct date_time due;
    bool has_time;
    bool late; // it should have been done by now
    struct ground ground;
    // Where the person lives when it is to be done, today when it is late. Of a protected identity
    // it is not told; such an entry stands whatever area was asked for.
    bool area_hidden;
    struct str area, area_name; // stream and name; empty: in no area
};
struct ahead {
    struct date today;
    struct assignment_rows units; // the user's assignments, one a unit
    bool kinds[EVENT_KIND_COUNT]; // that occur, whatever kind and area were asked for
    struct areas areas; // of these units, that hold from today to the end of the period, and the
                        // one that was asked for; an area that changes stands once for each time
    LIST_OF(struct ahead_entry) entries; // in order of due
    bool more;                           // there are more than AHEAD_MAX
};
// The access is asked for the user's assignment at each unit, and for the case of each entry: what
// may not be read is not there. `file` names the kind of file that the entries are taken along in
// ("csv"); NULL: they are shown. A file is logged with how many entries it has, and once more for
// each person in it. ERR_LIMIT ahead.too-many {ceiling} for a file that would not be whole;
// ERR_DENIED ahead.not-your-unit; ERR_MISSING ahead.area-unknown.
bool app_ahead(struct app *app, struct arena *arena, const struct actor *actor,
               const struct ahead_query *query, const char *file, struct ahead *ret_ahead,
               struct error *err) WARN_UNUSED;

struct found_persons {
    struct person_rows rows; // without address and telephone: a hit need not tell them
    bool more;               // there are more than were read
};

// The answer is a stream when the user may open it, or ERR_DENIED access.reason-needed with the
// stream set when a reason must be stated first. ERR_MISSING person.not-found.
bool app_find_number(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str typed, struct str *ret_stream, struct error *err) WARN_UNUSED;
// The same of somebody with whom the unit has a care relation.
bool app_name_number(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str typed, struct person_row *ret_row, struct error *err) WARN_UNUSED;
// Persons of the actor's own unit by the beginnings of their names and numbers, each word of what
// was typed. Each is asked for by access_decide(): whom the actor may not open stands in no list.
bool app_find_name(struct app *app, struct arena *arena, const struct actor *actor,
                   struct str typed, struct found_persons *ret_found,
                   struct error *err) WARN_UNUSED;

struct timeline_entry {
    const struct event *event;
    struct str recorder_name, unit_name;
    const struct event *corrected_by; // what took its place; NULL: it holds
    bool is_away, may_open_other;     // it is somebody else's, not shown here; the record it names
    bool may_correct, may_move;
};
struct act_offer {
    enum event_kind act;
    int64_t about;             // seq of the thing's opening event; 0: none
    bool allowed, may_deviate; // by routine and access; P-02: what has happened is recorded
    struct str missing;        // why not, in the user's language as far as the program's own
    struct ground ground;
};
// A case as far as the user may see its records (app/sight.h).
#define DELEGATIONS_FOR_MAX 200
struct case_view {
    struct person_row person;
    int64_t seq;     // how many events there are: what a form is based on
    int64_t version; // seq of the last event of the record itself: what open pages are told by
    LIST_OF(struct timeline_entry) timeline; // newest first
    LIST_OF(struct act_offer) acts;
    struct answers answers;
    struct event_list effective;
    struct case_state state;       // of them
    const struct event *next_move; // to come, or NULL
    // Of the care staff of the units that take part, today; read when an intervention demands it.
    struct delegation_rows delegations;
    // Records that the user may not see are left out, and so is what follows from them. That there
    // are some is told; which steps would show more, too.
    bool has_hidden, blocked, consent_opens, emergency_opens;
};
// The address and telephone of `person` are those of today. Records that go on in this one
// (care/records.h) are part of it, their reading logged. ERR_MISSING person.goes-on {stream}.
bool app_case(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
              struct case_view *ret_case, struct error *err) WARN_UNUSED;
// The same, written down as taken along on paper.
bool app_card(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
              struct case_view *ret_case, struct error *err) WARN_UNUSED;
// Writes down that a protected person's address and telephone are shown.
bool app_reveal(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                struct error *err) WARN_UNUSED;
// An issue of the information sheet (H-08): what stands on it, and who the person was then. Later
// facts change nothing of it. ERR_MISSING sheet.not-found.
struct sheet_view {
    const struct event *issued;
    int64_t issue; // from 1, in the order in which they were recorded
    struct str name, number;
    enum code protection; // today: paper that is made now is marked
};
bool app_sheet(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
               int64_t seq, struct sheet_view *ret_sheet, struct error *err) WARN_UNUSED;
// One duty of a case with its ground and the events that opened and ended it.
struct why_view {
    struct person_row person;
    struct duty duty;
    const struct event *opened, *ended; // or NULL
};
bool app_why(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
             struct str decision, struct str thing, int64_t ordinal, struct why_view *ret_why,
             struct error *err) WARN_UNUSED;
// What the routine answers for this person now and why, as far as it follows from what the user
// sees: one decision with its calculations, or all of them without (routine_fired()).
struct fired_view {
    struct person_row person;
    struct fired_list fired;
    struct event_list effective; // that are seen
    bool has_hidden;
};
bool app_fired(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
               struct str decision, struct fired_view *ret_fired, struct error *err) WARN_UNUSED;
// Units that may be chosen in a form.
bool app_units(struct app *app, struct arena *arena, const struct actor *actor, enum code kind,
               struct unit_rows *ret_rows, struct error *err) WARN_UNUSED;
bool app_unit_name(struct app *app, struct arena *arena, struct str unit, struct str *ret_name,
                   struct error *err) WARN_UNUSED;
// Whether the actor may do something that concerns no person (routine pages and the like).
bool app_may(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
             struct str what, struct error *err) WARN_UNUSED;

// ---- recording ----

struct record_request {
    struct str stream; // empty: a new stream (person_registered)
    int64_t seen_seq;  // what the user saw when the form was opened, see case_view
    struct str idempotency_key;
    bool asks_again;       // what the same user recorded within minutes is not recorded twice
    bool accept_similar;   // a new person is somebody else than the one who seems to be the same
    bool accept_deviation; // an observation that the routine objects to is recorded all the same
    struct event draft;    // kind, happened, precision, performer, informant, channel, corrects,
                           // because, payload; the rest is filled in
};
struct recorded {
    struct str stream;
    int64_t seq;
    bool already;                    // the same form was sent before: nothing new was written
    struct objections objections;    // ERR_REFUSED: why
    bool may_deviate;                // … and it may be recorded as a deviation, with a reason
    struct event_list since;         // ERR_CONFLICT: what others recorded meanwhile
    LIST_OF(struct str) since_names; // and who
    int64_t seq_now;
};
// A new person with the birth date and a name of one whom the unit knows is ERR_CONFLICT
// person.similar, with ret->stream that person. Where `asks_again`, the same once more from the
// same user, as when a form was gone back to, is ERR_CONFLICT record.again; changed after it was
// sent, record.sent-otherwise. ERR_INPUT (field in err->element), ERR_REFUSED routine.objects,
// ERR_CONFLICT record.others-first, ERR_DENIED access.*, ERR_IO store.*. *ret is always filled in.
bool app_record(struct app *app, struct arena *arena, const struct actor *actor,
                const struct record_request *request, struct recorded *ret,
                struct error *err) WARN_UNUSED;

// ---- administration (command line) ----

bool app_add_organisation(struct app *app, struct arena *arena, struct str name,
                          enum code principal, struct str *ret_stream,
                          struct error *err) WARN_UNUSED;
bool app_add_unit(struct app *app, struct arena *arena, struct str name, enum code kind,
                  struct str organisation, struct str telephone, struct str *ret_stream,
                  struct error *err) WARN_UNUSED;
// Postal codes as postal_ranges_read() takes them.
bool app_add_area(struct app *app, struct arena *arena, struct str name, struct str organisation,
                  struct str postal_codes, struct date from, struct error *err) WARN_UNUSED;
bool app_add_user(struct app *app, struct arena *arena, struct str login, struct str name,
                  struct str password, struct str *ret_stream, struct error *err) WARN_UNUSED;
// A system that sends messages: a user who cannot sign in.
bool app_add_system_user(struct app *app, struct arena *arena, struct str login, struct str name,
                         struct str *ret_stream, struct error *err) WARN_UNUSED;
bool app_add_assignment(struct app *app, struct arena *arena, struct str user, struct str unit,
                        enum code role, struct date from, struct error *err) WARN_UNUSED;
// As many invented people as asked for, with towns of the demo's kind, their stories folded and
// derived as a whole. The same seed gives the same people and the same stories as seen from the
// same day. The users of the first town can sign in as the demo's. Only into an empty database.
// vils: of `cases`, spread evenly over them, those whose VILS goes on.
#define GENERATE_MAX 1000000
bool app_generate(struct app *app, size_t cases, size_t vils, uint64_t seed, int64_t *ret_events,
                  struct error *err) WARN_UNUSED;
bool app_all_units(struct app *app, struct arena *arena, struct unit_rows *ret_rows,
                   struct error *err) WARN_UNUSED;
// Ends the user's sessions. ERR_MISSING user.unknown {login}.
bool app_set_password(struct app *app, struct arena *arena, struct str login, struct str password,
                      struct error *err) WARN_UNUSED;
// The stream of a user by login; ERR_MISSING user.unknown {login}.
bool app_user_by_login(struct app *app, struct arena *arena, struct str login,
                       struct str *ret_stream, struct error *err) WARN_UNUSED;
// Derives everything anew; *ret_same: it is byte for byte what it was.
bool app_rebuild(struct app *app, bool *ret_same, struct error *err) WARN_UNUSED;
// store_verify() and what a server does at intervals: a signed checkpoint, and an
// end to the sessions that nobody can use any longer.
bool app_verify(struct app *app, struct arena *arena, struct verify_report *ret_report,
                struct error *err) WARN_UNUSED;
// See store_change_checkpoint_key().
bool app_change_checkpoint_key(struct app *app, bool lost, struct error *err) WARN_UNUSED;
bool app_keep_house(struct app *app, struct error *err) WARN_UNUSED;

#endif
