// SPDX-License-Identifier: EUPL-1.2
//
// A form of the list of time forms that was refused: the list is shown again, with what was typed
// where it stood, or on top when it stands in no list any more.
#ifndef VAKA_WEB_TIME_FORMS_H
#define VAKA_WEB_TIME_FORMS_H

#include "app/app.h"
#include "web/event_form.h"
#include "web/request.h"

struct time_forms_refusal {
    struct str stream; // of the person
    enum event_kind kind;
    int status;
    const struct typed *typed;
    const struct field_faults *faults;
    const struct recorded *recorded;
    bool again; // the same once more
};
// Whether it is mended in the list: not when the form asks for more than the list does.
bool time_forms_take(const struct request *request, const struct time_forms_refusal *refusal);
bool time_forms_refused(struct request *request, struct response *response,
                        const struct time_forms_refusal *refusal, struct error *err) WARN_UNUSED;

#endif
