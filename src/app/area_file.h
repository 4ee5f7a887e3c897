// SPDX-License-Identifier: EUPL-1.2
//
// Areas from a file (docs/areas.md): what the file asks for is planned and shown, and done when it
// is confirmed. One line for each area and time; what stands there already is left alone, so that
// what was exported may be read in again. Nothing that the file leaves out is taken away, and a
// line that would take it away is a fault. Whether a postal code would lie in two areas is asked of
// what holds when all lines are done, so that areas may give codes to each other in one file.
#ifndef VAKA_APP_AREA_FILE_H
#define VAKA_APP_AREA_FILE_H

#include "app/import.h"

#define AREA_LINES_MAX 2000

enum area_column {
    AREA_NAME,
    AREA_ORGANISATION,
    AREA_CODES,
    AREA_FROM,
    AREA_TO,
    AREA_COLUMN_COUNT
};
// What the columns are called, in the file that is read in and in that which is taken out.
extern const struct import_column area_columns[AREA_COLUMN_COUNT];

struct area_step {
    size_t line;
    bool is_new;      // the area is registered with this step; otherwise it is changed
    struct str area;  // stream; empty while it is to be registered by a step
    size_t registers; // then: which step
    struct str organisation, organisation_name;
    struct area becomes;
    struct area was; // that holds before; no name: the area is new
};
struct area_plan {
    LIST_OF(struct area_step) steps; // in the order of their first days
    struct import_plan file;
};

// `text` is what csv_text() gives. Errors of the file as a whole: those of import_read(), ERR_LIMIT
// area-file.too-many {ceiling}.
bool app_plan_areas(struct app *app, struct arena *arena, const struct actor *actor,
                    struct str text, struct area_plan *ret_plan, struct error *err) WARN_UNUSED;
// Does what the plan says, step by step, each durable. What was done when one failed stays, and the
// same file then asks for the rest. ERR_CONFLICT import.changed when the plan is no longer the one
// that has that mark.
bool app_do_areas(struct app *app, struct arena *arena, const struct actor *actor, struct str text,
                  struct str mark, struct area_plan *ret_plan, struct error *err) WARN_UNUSED;

#endif
