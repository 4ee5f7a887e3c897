// SPDX-License-Identifier: EUPL-1.2
//
// The time forms of a unit (V-12), person by person: what waits for the unit coordinator, what was
// sent back, and what has been noted and not handed in. Each holds what the user may see of that
// case and nothing else. Behind the one door as everything in app.h; the view is logged.
#ifndef VAKA_APP_TIME_FORMS_H
#define VAKA_APP_TIME_FORMS_H

#include "app/app.h"
#include "care/state.h"

#define TIME_FORM_PERSONS_MAX 200 // persons that are shown

struct time_form_entry {
    const struct event *event;
    struct str by; // name of who noted it
    int64_t minutes;
};
struct time_form {
    struct person_row person;
    const struct thing *form;     // NULL: not handed in
    const struct event *latest;   // handed in, put right or sent back; NULL: not handed in
    struct str by;                // name of who did that
    const struct event *corrects; // what was sent back before it was put right, or NULL
    LIST_OF(struct time_form_entry) entries;
    int64_t minutes; // of them
};
struct time_form_list {
    LIST_OF(struct time_form) items;
};
struct time_forms {
    struct time_form_list waiting, returned, noted; // who has waited longest first
    bool more;                                      // there are persons who are not shown
};
bool app_time_forms(struct app *app, struct arena *arena, const struct actor *actor,
                    struct time_forms *ret_forms, struct error *err) WARN_UNUSED;

#endif
