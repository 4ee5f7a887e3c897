// SPDX-License-Identifier: EUPL-1.2
//
// A form that names another person: by a number that is typed, which becomes that person's record.
#ifndef VAKA_WEB_FORM_OTHER_H
#define VAKA_WEB_FORM_OTHER_H

#include "web/event_form.h"
#include "web/words.h"

// Puts the record in the place of the number in the PERSON field of a draft that was read from a
// form, and lets the person be named. A fault at the field, the same whether the number is nobody's
// or somebody's with whom the unit has no care relation.
bool form_other_find(struct request *request, struct wording *wording, struct event *draft,
                     struct field_faults *faults, struct error *err) WARN_UNUSED;
// The form in which the person of a number is said to be the same as one whose record has that id.
struct str form_other_link(struct arena *arena, struct str id, struct str number);

#endif
