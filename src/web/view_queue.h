// SPDX-License-Identifier: EUPL-1.2
//
// Messages that could not be recorded: the list, one of them with the form to mend it, and laying
// one aside.
#ifndef VAKA_WEB_VIEW_QUEUE_H
#define VAKA_WEB_VIEW_QUEUE_H

#include "web/event_form_view.h"

struct queue_row {
    int64_t number;
    struct str what; // "Vårdbegäran", or that it cannot be read
    struct str who;  // name of the person, as sent; or empty
    struct str from; // the system and the unit, as sent
    struct str when;
    struct str fault;   // why it waits
    struct str settled; // of one that is settled: by whom, when, and why
    struct str id;      // of the person whose case it stands in, or empty
};
struct queue_view {
    struct page page;
    struct str notice; // what was just done, or empty
    LIST_OF(struct queue_row) waiting, settled;
    bool more;
};

struct kind_view {
    struct str id, label;
};
struct message_view {
    struct page page;
    struct queue_row row;
    struct str body; // as it came, as far as it can be shown
    bool waits, cut;
    bool guarded; // of somebody with a protected identity: the body is left out
    struct str notice;
    LIST_OF(struct kind_view) kinds; // to choose from, when nothing is chosen
    struct str kind, kind_label;
    struct faults_view faults;
    LIST_OF(struct field_view) person;
    struct fields_view fields;
    struct common_view common;
};

struct discard_view {
    struct page page;
    struct queue_row row;
    struct str reason, fault;
};

#endif
