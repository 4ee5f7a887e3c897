// SPDX-License-Identifier: EUPL-1.2
#include "app/escalation.h"

static bool escalates(const struct duty *later, const struct duty *first) {
    return later->escalates.n && later->state == DUTY_OPEN && first->state == DUTY_OPEN &&
           str_eq(later->escalates, first->decision) && str_eq(later->thing, first->thing);
}

const struct duty *duty_escalates(const struct answers *answers, const struct duty *duty) {
    for (size_t i = 0; i < answers->duties.n; i++)
        if (escalates(duty, &answers->duties.items[i]))
            return &answers->duties.items[i];
    return NULL;
}

const struct duty *duty_gone_on(const struct answers *answers, const struct duty *duty,
                                struct instant now) {
    for (size_t i = 0; i < answers->duties.n; i++) {
        const struct duty *later = &answers->duties.items[i];
        if (escalates(later, duty) && (!later->is_later || later->shown_from.us <= now.us))
            return later;
    }
    return NULL;
}

bool row_escalates(const struct duty_rows *rows, const struct duty_row *row) {
    for (size_t i = 0; i < rows->items.n && row->escalates.n; i++) {
        const struct duty_row *first = &rows->items.items[i];
        if (str_eq(first->stream, row->stream) && str_eq(first->decision, row->escalates) &&
            str_eq(first->thing, row->thing))
            return true;
    }
    return false;
}
