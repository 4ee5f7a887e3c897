// SPDX-License-Identifier: EUPL-1.2
#include "care/payload.h"

#include <assert.h>

static const struct field_value *find_value(const struct field_value *values, size_t n,
                                            enum field_id field) {
    for (size_t i = 0; i < n; i++)
        if (values[i].field == field)
            return &values[i];
    return NULL;
}

const struct field_value *payload_get(const struct payload *payload, enum field_id field) {
    return find_value(payload->values, payload->n, field);
}

bool refs_have(const struct field_value *refs, int64_t seq) {
    for (size_t i = 0; i < refs->refs.n; i++)
        if (refs->refs.items[i] == seq)
            return true;
    return false;
}

struct str payload_text(const struct payload *payload, enum field_id field) {
    const struct field_value *value = payload_get(payload, field);
    return value ? value->text : STR_NONE;
}

const struct field_value *record_get(const struct record *record, enum field_id field) {
    return find_value(record->values, record->n, field);
}

const struct record *each_get(const struct field_value *each, enum code key) {
    assert(field_info(each->field)->type == TYPE_EACH);
    for (size_t i = 0; i < each->each.n; i++)
        if (each->each.items[i].key == key)
            return &each->each.items[i];
    return NULL;
}

bool payload_tells_relatives(const struct payload *payload) {
    for (size_t i = 0; i < payload->n; i++) {
        const struct field_value *value = &payload->values[i];
        enum code told = field_info(value->field)->relatives_told;
        if (told != CODE_NONE && value->code == told)
            return true;
    }
    return false;
}
