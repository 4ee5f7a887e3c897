// SPDX-License-Identifier: EUPL-1.2
#include "app/areas.h"

static bool read_area(struct arena *arena, const struct area_row *row, struct area *ret_area,
                      struct error *err) {
    struct area area = {.stream = row->stream,
                        .name = row->name,
                        .postal_codes = row->postal_codes,
                        .has_to = row->to.n > 0};
    if (!date_parse(row->from, &area.from) || (area.has_to && !date_parse(row->to, &area.to)))
        return error_set_str(err, ERR_DAMAGED, "store.damaged", row->stream);
    if (!postal_ranges_read(arena, row->postal_codes, &area.ranges, err))
        return false;
    *ret_area = area;
    return true;
}

bool areas_of(struct reader *reader, struct arena *arena, struct str organisation,
              struct areas *ret_areas, struct error *err) {
    struct area_rows rows = {0};
    struct areas areas = {0};
    if (!store_areas_of(reader, arena, organisation, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        struct area *area = LIST_PUSH(arena, &areas.items);
        if (!area)
            return error_memory(err);
        if (!read_area(arena, &rows.items.items[i], area, err))
            return false;
    }
    *ret_areas = areas;
    return true;
}

bool area_holds(const struct area *area, struct date from, const struct date *to) {
    bool begins = !to || date_cmp(area->from, *to) <= 0;
    return begins && (!area->has_to || date_cmp(from, area->to) <= 0);
}

const struct area *area_at(const struct areas *areas, int code, struct date day) {
    for (size_t i = 0; i < areas->items.n && code; i++)
        if (area_holds(&areas->items.items[i], day, &day) &&
            postal_ranges_have(&areas->items.items[i].ranges, code))
            return &areas->items.items[i];
    return NULL;
}
