// SPDX-License-Identifier: EUPL-1.2
//
// iCalendar (RFC 5545) by libical: days and times to be taken along to a calendar of one's own.
//
// Calendars are synchronised with telephones and seen over shoulders. An entry therefore carries no
// more than its maker puts into the summary, is marked private, and tells a calendar that it takes
// no time from anybody (TRANSP:TRANSPARENT).
#ifndef VAKA_DOC_CALENDAR_FILE_H
#define VAKA_DOC_CALENDAR_FILE_H

#include "calendar/zone.h"

struct calendar_entry {
    struct str uid; // the same thing has the same in every file, so that it is not there twice
    struct str summary;
    struct date_time at;
    bool has_time; // otherwise it is the whole day
};

struct calendar_file {
    struct str name; // of the calendar
    const struct zone *zone;
    struct instant made;
    size_t entry_count;
    const struct calendar_entry *entries;
};

// ERR_IO document.failed {0: what the library said}.
bool calendar_ics(struct arena *arena, const struct calendar_file *file, struct str *ret_bytes,
                  struct error *err) WARN_UNUSED;

#endif
