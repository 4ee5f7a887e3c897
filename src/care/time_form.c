// SPDX-License-Identifier: EUPL-1.2
#include "care/time_form.h"

const struct thing *time_form_of(const struct case_state *state, const struct thing *entry) {
    const struct event *handed_in = entry->closed;
    if (!handed_in)
        return NULL;
    const struct field_value *form =
        payload_get(&handed_in->payload, FIELD_time_form_corrected_form);
    return state_thing(state, THING_time_form, form ? form->ref : handed_in->seq, CODE_NONE);
}

int64_t time_minutes(const struct event *entry) {
    const struct field_value *from = payload_get(&entry->payload, FIELD_time_recorded_from);
    const struct field_value *to = payload_get(&entry->payload, FIELD_time_recorded_to);
    if (!from || !to)
        return 0;
    int64_t minutes =
        (to->time.hour - from->time.hour) * 60 + (to->time.minute - from->time.minute);
    return minutes > 0 ? minutes : minutes + 24 * 60;
}
