// SPDX-License-Identifier: EUPL-1.2
#include "doc/calendar_file.h"

#include <libical/ical.h>
#include <string.h>

#include "doc/memory_file.h"

static void component_free(icalcomponent **component) {
    if (*component)
        icalcomponent_free(*component);
}

// Adds a property that the library just made; NULL when it had no memory for it.
static bool add(icalcomponent *component, icalproperty *property) {
    if (property)
        icalcomponent_add_property(component, property);
    return property != NULL;
}

static struct icaltimetype utc_time(struct instant instant) {
    struct date_time utc = instant_to_utc(instant);
    struct icaltimetype time = icaltime_null_time();
    time.year = utc.date.year;
    time.month = utc.date.month;
    time.day = utc.date.day;
    time.hour = utc.time.hour;
    time.minute = utc.time.minute;
    time.second = utc.time.second;
    time.zone = icaltimezone_get_utc_timezone();
    return time;
}

static struct icaltimetype day_of(struct date date) {
    struct icaltimetype time = icaltime_null_time();
    time.year = date.year;
    time.month = date.month;
    time.day = date.day;
    time.is_date = 1;
    return time;
}

// An hour that exists twice in autumn is the first of them.
static struct icaltimetype start_of(const struct zone *zone, const struct calendar_entry *entry) {
    struct instant first, last;
    if (!entry->has_time)
        return day_of(entry->at.date);
    zone_instant(zone, entry->at, &first, &last);
    return utc_time(first);
}

static bool fill_entry(struct arena *arena, icalcomponent *event, const struct calendar_file *file,
                       const struct calendar_entry *entry) {
    char *uid = str_c(arena, entry->uid), *summary = str_c(arena, entry->summary);
    return uid && summary && add(event, icalproperty_new_uid(uid)) &&
           add(event, icalproperty_new_dtstamp(utc_time(file->made))) &&
           add(event, icalproperty_new_dtstart(start_of(file->zone, entry))) &&
           add(event, icalproperty_new_summary(summary)) &&
           add(event, icalproperty_new_class(ICAL_CLASS_PRIVATE)) &&
           add(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
}

static bool fill_head(struct arena *arena, icalcomponent *calendar,
                      const struct calendar_file *file) {
    char *name = str_c(arena, file->name);
    icalproperty *shown = name ? icalproperty_new_x(name) : NULL;
    if (shown)
        icalproperty_set_x_name(shown, "X-WR-CALNAME");
    return add(calendar, icalproperty_new_prodid("-//Vaka//Vaka " VAKA_VERSION "//SV")) &&
           add(calendar, icalproperty_new_version("2.0")) &&
           add(calendar, icalproperty_new_calscale("GREGORIAN")) &&
           add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH)) && add(calendar, shown);
}

static bool fill(struct arena *arena, icalcomponent *calendar, const struct calendar_file *file) {
    if (!fill_head(arena, calendar, file))
        return false;
    for (size_t i = 0; i < file->entry_count; i++) {
        icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
        if (!event)
            return false;
        icalcomponent_add_component(calendar, event);
        if (!fill_entry(arena, event, file, &file->entries[i]))
            return false;
    }
    return true;
}

bool calendar_ics(struct arena *arena, const struct calendar_file *file, struct str *ret_bytes,
                  struct error *err) {
    CLEANUP(component_free) icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    if (!calendar || !fill(arena, calendar, file))
        return error_memory(err);
    char *text = icalcomponent_as_ical_string_r(calendar);
    if (!text)
        return error_memory(err);
    size_t n = strlen(text);
    char *copy = n <= DOCUMENT_MAX ? arena_copy(arena, text, n) : NULL;
    icalmemory_free_buffer(text);
    if (n > DOCUMENT_MAX)
        return error_set(err, ERR_LIMIT, "document.too-large", TEXT_OF(DOCUMENT_MEGABYTES), NULL);
    if (!copy)
        return error_memory(err);
    *ret_bytes = (struct str){copy, n};
    return true;
}
