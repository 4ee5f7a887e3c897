// SPDX-License-Identifier: EUPL-1.2
//
// An event as people read it: what, when, who did it, who told, who wrote it down, and what took
// its place. For the timeline, for what others recorded meanwhile, and for "why?".
#ifndef VAKA_WEB_EVENT_VIEW_H
#define VAKA_WEB_EVENT_VIEW_H

#include "web/words.h"

struct event_view {
    int64_t seq;
    struct str id;    // of the person, for addresses
    struct str label; // "Vårdbegäran"
    struct str law;   // "HSL"; empty: no law's documentation
    struct str when;  // when it happened
    struct str who;   // who did it
    struct str told;  // "Berättat av dottern (telefon)", or empty
    // "Infört av Sara Lindgren i går kl. 08:10": when that is another person or moment than
    // above; otherwise empty.
    struct str written;
    struct str because, deviation; // or empty
    LIST_OF(struct word_row) rows; // what tells by itself
    LIST_OF(struct word_row) more; // the rest
    int64_t corrects;              // or 0
    bool strikes;                  // … and puts nothing in its place
    bool moves;                    // … and shows it at another person
    bool struck;                   // something took its place:
    struct str struck_words;       // "Rättad i dag kl. 09:10 av Sara Lindgren"
    int64_t struck_by;
    bool erased;   // its content is gone
    bool numbered; // its number is told, to those who may propose an erasure
    bool may_correct;
    bool may_undo; // … only as a whole: it says something of two records
    bool may_move;
    struct str other;      // id of the other record, when this user may open it; or empty
    bool has_sheet;        // it is an information sheet, which can be opened
    bool fresh;            // recorded just now by this user
    bool open;             // the rest is shown at once
    int64_t journal;       // seq of its text for the journal; 0: it has none
    struct str in_journal; // "Överförd till journalen i dag kl. 10:12", or empty
};

bool event_view_make(const struct wording *wording, const struct event *event, struct str recorder,
                     struct str unit, struct event_view *ret_view, struct error *err) WARN_UNUSED;

#endif
