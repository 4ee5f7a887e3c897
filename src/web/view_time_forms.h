// SPDX-License-Identifier: EUPL-1.2
//
// The unit's time forms: what waits for the coordinator, what was sent back, what is not handed in.
#ifndef VAKA_WEB_VIEW_TIME_FORMS_H
#define VAKA_WEB_VIEW_TIME_FORMS_H

#include "web/page.h"
#include "web/words.h"

struct time_entry_view {
    struct str id, seq;                // of the person; of the entry
    struct str day, stretch, what, by; // "tisdag 3 mars", "22:00–06:30"
    struct str minutes;                // "8:30"
    bool may_correct;
};
// What may be done with each of a list.
struct time_form_act {
    struct str kind, words;     // of the event; of its button
    struct str question, field; // what goes with it, and the name that it is sent under; or empty
    bool required;
    // Of the one that was sent and refused: what was typed, and what is wrong with it.
    bool open;
    struct str typed, fault;
};
struct time_form_view {
    struct str id, name, number; // of the person
    LIST_OF(struct time_form_act) acts;
    bool guarded;
    struct str key, form;     // of what is recorded from here: its key, what it is about
    int64_t about;            // the same as a number; 0: nothing
    struct str field;         // id in the page of the text that goes with it
    struct str status;        // "Lämnades in i dag kl. 10:12 av Eva Ek."
    struct str told, lacking; // what was said with it; what was to be put right
    struct str sum;           // "3 rader, 9:45 tim"
    LIST_OF(struct time_entry_view) entries;
};
struct time_form_views {
    struct str id, heading, none; // none: when there is nothing in it
    struct str csrf, today;       // today: the day on which what is recorded from here happens
    LIST_OF(struct time_form_view) items;
};
struct time_forms_page {
    struct page page;
    struct str saved; // the kind of what was just recorded, in words; or empty
    // What was sent from here and refused: why, and what was typed when it stands in no list any
    // more.
    LIST_OF(struct str) refused;
    struct str typed;
    struct time_form_views waiting, returned, noted;
    bool may_sum;
    bool more;
};

#endif
