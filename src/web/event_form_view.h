// SPDX-License-Identifier: EUPL-1.2
//
// The form of an event as the browser gets it: made from the vocabulary, filled in with what was
// typed, each fault at its field.
#ifndef VAKA_WEB_EVENT_FORM_VIEW_H
#define VAKA_WEB_EVENT_FORM_VIEW_H

#include "web/event_form.h"
#include "web/page.h"
#include "web/words.h"

// At most so many codes are shown as radio buttons; more become a list to choose from.
#define RADIO_MAX 6

struct option_view {
    struct str value, label, id;
    bool chosen;
    bool opens; // what depends on it counts when it is chosen (record_gate())
};

struct group_view;

struct field_view {
    enum field_id field; // FIELD_NONE: a common one
    struct str name, id, label, hint, value, fault;
    struct str understood; // a date in words
    bool optional, is_line, is_text, is_date, is_time, is_radio, is_boxes, is_list, is_group;
    bool is_hidden; // it says what stands beside the form, and is sent with it
    bool depends;   // counts only when the group's opening choice is made
    LIST_OF(struct option_view) options;
    LIST_OF(struct group_view) groups;
};

struct group_view { // one record of an EACH field
    struct str legend;
    LIST_OF(struct field_view) fields;
};

struct fault_view {
    struct str anchor; // "#f-need"; empty: of no field in particular
    struct str sentence;
};

struct fields_view {
    LIST_OF(struct field_view) items;
};

// What a form is made of.
struct form_maker {
    const struct wording *wording;
    const struct event_form *form;
    const struct typed *typed;
    const struct field_faults *faults;
};
// The fields of the event itself.
bool form_view_fields(const struct form_maker *maker, struct fields_view *fields,
                      struct error *err) WARN_UNUSED;
// The common fields; names as in event_form.h. `texts` is what stands in them.
struct common_view {
    struct field_view date, time, performer, informant, channel, because;
    bool somebody_else; // performer, informant or channel is filled in or faulty
    bool own_times;     // the fields say between which hours: of when it happened the day is asked
};
struct common_texts {
    struct str date, time, performer, informant, channel, because;
};
bool form_view_common(const struct form_maker *maker, const struct common_texts *texts,
                      struct common_view *ret_common, struct error *err) WARN_UNUSED;
struct faults_view {
    struct str heading;
    LIST_OF(struct fault_view) items;
};
// Each with the label of its field.
bool form_view_faults(const struct form_maker *maker, const struct fields_view *fields,
                      const struct common_view *common, struct faults_view *view,
                      struct error *err) WARN_UNUSED;

#endif
