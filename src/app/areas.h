// SPDX-License-Identifier: EUPL-1.2
//
// The areas of an organisation: which of them an address lies in on a day. An area holds for the
// units of the organisation that has registered it; docs/areas.md.
#ifndef VAKA_APP_AREAS_H
#define VAKA_APP_AREAS_H

#include "care/area.h"
#include "store/store.h"

// What holds of an area for a time.
struct area {
    struct str stream, name, postal_codes; // postal_codes: as they were typed
    struct date from, to;
    bool has_to;
    struct postal_ranges ranges;
};
struct areas {
    LIST_OF(struct area) items; // by name and then by day
};
// Also those that are over or to come.
bool areas_of(struct reader *reader, struct arena *arena, struct str organisation,
              struct areas *ret_areas, struct error *err) WARN_UNUSED;
// The one that has the postal code on a day, or NULL.
const struct area *area_at(const struct areas *areas, int code, struct date day) PURE;
// Whether an area holds on any day from one to another; NULL: for ever.
bool area_holds(const struct area *area, struct date from, const struct date *to) PURE;

#endif
