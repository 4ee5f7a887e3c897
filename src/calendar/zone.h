// SPDX-License-Identifier: EUPL-1.2
//
// Time zones: own reader of the system's TZif files (RFC 8536, versions 1–4, with the POSIX footer
// for times after the last transition). Unlike the C library's, any number of zones at once, and
// times that do not exist or exist twice are reported, never silently resolved.
//
// A zone is read-only once loaded and may be shared by threads. Instants whose microseconds would
// not fit (some 290,000 years away) become the first or last instant there is.
#ifndef VAKA_CALENDAR_ZONE_H
#define VAKA_CALENDAR_ZONE_H

#include "calendar/civil.h"

struct zone;

// The zone of an IANA name ("Europe/Stockholm"), read from $TZDIR or /usr/share/zoneinfo. Names are
// checked (letters, digits, _ - + /, no dots) before any file is opened.
// Owner: the arena. ERR_MISSING zone.unknown {0}; ERR_DAMAGED zone.damaged {0}.
bool zone_load(struct arena *arena, const char *name, const struct zone **ret_zone,
               struct error *err) WARN_UNUSED;
// The same from the bytes of a TZif file (for tests and fuzzing). Files that count leap seconds are
// refused as damaged: the clocks of the program do not.
bool zone_parse(struct arena *arena, const char *name, struct str bytes,
                const struct zone **ret_zone, struct error *err) WARN_UNUSED;
const char *zone_name(const struct zone *zone);

// Seconds east of UTC at an instant.
int32_t zone_offset_at(const struct zone *zone, struct instant instant);
struct date_time zone_local(const struct zone *zone, struct instant instant);

enum zone_match {
    ZONE_UNIQUE,  // exists once
    ZONE_GAP,     // does not exist: the clock was put forward over it
    ZONE_OVERLAP, // exists twice: the clock was put back
};
// The instant of a wall-clock time. GAP: *ret_first is that wall clock read with the offset before
// the change (so it lies after it), *ret_last with the one after. OVERLAP: the earlier and the
// later. UNIQUE: both are the same.
enum zone_match zone_instant(const struct zone *zone, struct date_time local,
                             struct instant *ret_first, struct instant *ret_last);
// First instant of a date, and the first instant after it: "due in the end of that date". Where the
// clock is put forward over midnight a day begins at the change.
struct instant zone_day_start(const struct zone *zone, struct date date);
struct instant zone_day_end(const struct zone *zone, struct date date);

#endif
