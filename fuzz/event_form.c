// SPDX-License-Identifier: EUPL-1.2
//
// Whatever is sent as a form of whatever kind: it is read without harm, and a form without faults
// that is filled in from what was read is read as the same event again. The first byte chooses the
// kind, the rest is the body.
#include <assert.h>

#include "calendar/zone.h"
#include "web/event_form.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct date today = {2026, 11, 20};
static const struct input_rule rules[] = {
    {"date", INPUT_LINE, OPTIONAL},    {"time", INPUT_LINE, OPTIONAL},
    {"channel", INPUT_LINE, OPTIONAL}, {"performer", INPUT_LINE, OPTIONAL},
    {"because", INPUT_TEXT, OPTIONAL},
};
static const struct form form = {"event", WITH_VOCABULARY, SHOWS_FAULTS, COUNT(rules), rules};

static void read_again(struct request *request, const struct event_form *asked,
                       const struct zone *zone, const struct event *draft) {
    struct str before, after;
    if (!event_write(request->arena, draft, &before, NULL))
        return; // a unit that is no stream's name: the app says so
    struct typed typed = {0};
    struct field_faults faults = {0};
    struct event again;
    bool filled = event_form_fill(request->arena, &draft->payload, &typed, NULL);
    assert(filled);
    request->typed = typed.items.items;
    request->typed_count = typed.items.n;
    bool read = event_form_read(request, asked, today, zone, &again, &faults, NULL);
    assert(read && !faults.items.n);
    bool written = event_write(request->arena, &again, &after, NULL);
    assert(written && str_eq(before, after));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct form_fields fields = {0};
    const struct zone *zone;
    if (!arena || !size || !zone_load(arena, "Europe/Stockholm", &zone, NULL) ||
        !form_parse(arena, (struct str){(const char *)data + 1, size - 1}, &fields, NULL))
        return 0;
    const struct event_form asked = {
        .kind = (enum event_kind)(EVENT_NONE + 1 + data[0] % (EVENT_KIND_COUNT - 1)),
        .about = 2,
        .keys = 7,
        .asks_when = data[0] < 128,
    };
    struct request request = {.arena = arena};
    struct event draft;
    struct field_faults faults = {0};
    bool bound = form_bind(&request, NULL, &form, &fields, true, NULL);
    assert(bound);
    bool read = event_form_read(&request, &asked, today, zone, &draft, &faults, NULL);
    assert(read);
    if (!faults.items.n)
        read_again(&request, &asked, zone, &draft);
    return 0;
}
