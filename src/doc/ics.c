// SPDX-License-Identifier: EUPL-1.2
#include "doc/calendar_file.h"

#include <libical/ical.h>
#include <string.h>

#include "doc/late.h"
#include "doc/memory_file.h"

#define ICAL(F)                                                                                    \
    F(icalcomponent_add_component)                                                                 \
    F(icalcomponent_add_property)                                                                  \
    F(icalcomponent_as_ical_string_r)                                                              \
    F(icalcomponent_free)                                                                          \
    F(icalcomponent_new)                                                                           \
    F(icalmemory_free_buffer)                                                                      \
    F(icalproperty_new_calscale)                                                                   \
    F(icalproperty_new_class)                                                                      \
    F(icalproperty_new_dtstamp)                                                                    \
    F(icalproperty_new_dtstart)                                                                    \
    F(icalproperty_new_method)                                                                     \
    F(icalproperty_new_prodid)                                                                     \
    F(icalproperty_new_summary)                                                                    \
    F(icalproperty_new_transp)                                                                     \
    F(icalproperty_new_uid)                                                                        \
    F(icalproperty_new_version)                                                                    \
    F(icalproperty_new_x)                                                                          \
    F(icalproperty_set_x_name)                                                                     \
    F(icaltime_null_time)                                                                          \
    F(icaltimezone_get_utc_timezone)

struct ical {
    LATE_TABLE(ICAL)
};
#define LATE_OF struct ical
static const struct late_function functions[] = {ICAL(LATE_FUNCTION)};

// Adds a property that the library just made; NULL when it had no memory for it.
static bool add(const struct ical *ical, icalcomponent *component, icalproperty *property) {
    if (property)
        ical->icalcomponent_add_property(component, property);
    return property != NULL;
}

static struct icaltimetype utc_time(const struct ical *ical, struct instant instant) {
    struct date_time utc = instant_to_utc(instant);
    struct icaltimetype time = ical->icaltime_null_time();
    time.year = utc.date.year;
    time.month = utc.date.month;
    time.day = utc.date.day;
    time.hour = utc.time.hour;
    time.minute = utc.time.minute;
    time.second = utc.time.second;
    time.zone = ical->icaltimezone_get_utc_timezone();
    return time;
}

static struct icaltimetype day_of(const struct ical *ical, struct date date) {
    struct icaltimetype time = ical->icaltime_null_time();
    time.year = date.year;
    time.month = date.month;
    time.day = date.day;
    time.is_date = 1;
    return time;
}

// An hour that exists twice in autumn is the first of them.
static struct icaltimetype start_of(const struct ical *ical, const struct zone *zone,
                                    const struct calendar_entry *entry) {
    struct instant first, last;
    if (!entry->has_time)
        return day_of(ical, entry->at.date);
    zone_instant(zone, entry->at, &first, &last);
    return utc_time(ical, first);
}

static bool fill_entry(const struct ical *ical, struct arena *arena, icalcomponent *event,
                       const struct calendar_file *file, const struct calendar_entry *entry) {
    char *uid = str_c(arena, entry->uid), *summary = str_c(arena, entry->summary);
    return uid && summary && add(ical, event, ical->icalproperty_new_uid(uid)) &&
           add(ical, event, ical->icalproperty_new_dtstamp(utc_time(ical, file->made))) &&
           add(ical, event, ical->icalproperty_new_dtstart(start_of(ical, file->zone, entry))) &&
           add(ical, event, ical->icalproperty_new_summary(summary)) &&
           add(ical, event, ical->icalproperty_new_class(ICAL_CLASS_PRIVATE)) &&
           add(ical, event, ical->icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
}

static bool fill_head(const struct ical *ical, struct arena *arena, icalcomponent *calendar,
                      const struct calendar_file *file) {
    char *name = str_c(arena, file->name);
    icalproperty *shown = name ? ical->icalproperty_new_x(name) : NULL;
    if (shown)
        ical->icalproperty_set_x_name(shown, "X-WR-CALNAME");
    return add(ical, calendar,
               ical->icalproperty_new_prodid("-//Vaka//Vaka " VAKA_VERSION "//SV")) &&
           add(ical, calendar, ical->icalproperty_new_version("2.0")) &&
           add(ical, calendar, ical->icalproperty_new_calscale("GREGORIAN")) &&
           add(ical, calendar, ical->icalproperty_new_method(ICAL_METHOD_PUBLISH)) &&
           add(ical, calendar, shown);
}

static bool fill(const struct ical *ical, struct arena *arena, icalcomponent *calendar,
                 const struct calendar_file *file) {
    if (!fill_head(ical, arena, calendar, file))
        return false;
    for (size_t i = 0; i < file->entry_count; i++) {
        icalcomponent *event = ical->icalcomponent_new(ICAL_VEVENT_COMPONENT);
        if (!event)
            return false;
        ical->icalcomponent_add_component(calendar, event);
        if (!fill_entry(ical, arena, event, file, &file->entries[i]))
            return false;
    }
    return true;
}

static bool write_all(const struct ical *ical, struct arena *arena, icalcomponent *calendar,
                      const struct calendar_file *file, struct str *ret_bytes, struct error *err) {
    if (!calendar || !fill(ical, arena, calendar, file))
        return error_memory(err);
    char *text = ical->icalcomponent_as_ical_string_r(calendar);
    if (!text)
        return error_memory(err);
    size_t n = strlen(text);
    char *copy = n <= DOCUMENT_MAX ? arena_copy(arena, text, n) : NULL;
    ical->icalmemory_free_buffer(text);
    if (n > DOCUMENT_MAX)
        return error_set(err, ERR_LIMIT, "document.too-large", TEXT_OF(DOCUMENT_MEGABYTES), NULL);
    if (!copy)
        return error_memory(err);
    *ret_bytes = (struct str){copy, n};
    return true;
}

bool calendar_ics(struct arena *arena, const struct calendar_file *file, struct str *ret_bytes,
                  struct error *err) {
    struct ical ical;
    if (!late_load(LIB_ICAL, functions, COUNT(functions), &ical, err))
        return false;
    icalcomponent *calendar = ical.icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    bool done = write_all(&ical, arena, calendar, file, ret_bytes, err);
    if (calendar)
        ical.icalcomponent_free(calendar);
    return done;
}
