// SPDX-License-Identifier: EUPL-1.2
//
// The vocabulary in the words of a language: names of kinds, codes, fields, and what they hold.
#ifndef VAKA_WEB_WORDS_H
#define VAKA_WEB_WORDS_H

#include "app/app.h"
#include "i18n/format.h"

// "sjuksköterska", "nurse"; empty for CODE_NONE.
struct str code_words(enum language language, enum code code);
struct str event_words(enum language language, enum event_kind kind); // "Vårdbegäran"
struct str field_words(enum language language, enum field_id field);
// What a button says to whoever has the role that leads to its form: "Skicka vårdbegäran". From the
// catalogue, key "act.<id>" with hyphens, or "ring.<id>" where the role tells others of it (RINGS);
// the name of the kind when it has none.
struct str act_words(struct arena *arena, enum language language, enum event_kind kind,
                     enum code role);
// What the button says that sends the form: "Skicka vårdbegäran". Key "send.<id>"; "Spara" without.
struct str send_words(struct arena *arena, enum language language, enum event_kind kind);
// What failed, to whoever looks at a page: what the database itself says of it is for whoever runs
// the server, and stands in its log.
struct str failure_words(struct arena *arena, enum language language, const struct error *what);

// What one needs to put values into words.
struct wording {
    struct arena *arena;
    enum language language;
    struct date today;
    struct date_time now; // today, at this time
    const struct zone *zone;
    struct unit_rows units; // all of them
    // Where a person lives may be read here: set where the person is known not to be protected, or
    // where the reading is logged.
    bool shows_where;
    // Other persons who may be named here, the reading logged.
    LIST_OF(struct person_row) named;
};
bool wording_of(struct app *app, struct arena *arena, const struct actor *actor,
                enum language language, struct wording *ret_wording, struct error *err) WARN_UNUSED;
// The same for what names no unit, which reads nothing.
struct wording wording_without_units(struct app *app, struct arena *arena, enum language language);
const struct unit_row *wording_unit(const struct wording *wording, struct str unit); // or NULL
// The name of a unit; the stream itself when it is unknown.
struct str unit_words(const struct wording *wording, struct str unit);
// What a routine says, in Swedish, with its dates as they stand elsewhere.
struct str routine_words(const struct wording *wording, struct str text);

// A day or a moment, as a routine writes it, in words; what is neither as it stands.
struct str day_words(const struct wording *wording, struct str text);

// What a routine was told or answered: a unit by its name, days and moments in words; on a page in
// another language than the routine's, words of the vocabulary in the page's. *ret_of_page: it is
// in the language of the page, and not in that of the routine.
struct str fact_words(const struct wording *wording, struct str value, bool *ret_of_page);

// "a, b och c": of `left` that are still to come after one that was written.
void add_joint(struct buf *buf, enum language language, size_t left, enum text_id last);
// "sjuksköterska och fysioterapeut"; `last` is what stands before the last: T_words_and or _or.
struct str set_words(const struct wording *wording, uint32_t set, enum code_list list,
                     enum text_id last);

// A field of an event as people read it. Of an EACH field there is one row for each record.
struct word_row {
    struct str label, value;
    bool in_short; // tells by itself what happened: texts, dates, sets and decisions
};
struct word_rows {
    LIST_OF(struct word_row) items;
};
// False when there is no memory.
bool payload_words(const struct wording *wording, const struct payload *payload,
                   struct word_rows *rows, struct error *err) WARN_UNUSED;
// "fredag 20 november", "i går kl. 08:05": by the precision of the event.
struct str happened_words(const struct wording *wording, const struct event *event);
// Minutes as hours and minutes, "12:30".
struct str minutes_words(struct arena *arena, int64_t minutes);
struct str instant_words(const struct wording *wording, struct instant instant);
// "fredag 27 november 2026 kl. 14:59": paper is read on another day, and in another year.
struct str paper_moment(const struct wording *wording, struct instant instant);
// An identity number as people write it.
struct str number_words_of(struct arena *arena, struct str number);

// The name of a person as lists that are taken along have it: with a mark when the identity is
// protected.
struct str marked_name(struct arena *arena, enum language language, struct str name,
                       enum code protection);

// What somebody did, by an entry of the access log, in plain words.
struct str log_words(struct arena *arena, enum language language,
                     const struct access_record *record);

#endif
