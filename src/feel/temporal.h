// SPDX-License-Identifier: EUPL-1.2
//
// Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3): texts and arithmetic.
//
// A time or date and time without offset or zone is local: it is ordered among its like, and as if
// it were UTC among others. Years reach from -999999999 to 999999999.
#ifndef VAKA_FEEL_TEMPORAL_H
#define VAKA_FEEL_TEMPORAL_H

#include "feel/value.h"

// The whole text must match. The arena holds a zone that is named ("10:00:00@Europe/Stockholm").
bool temporal_parse_date(struct str text, struct feel_value *ret_value) WARN_UNUSED;
bool temporal_parse_time(struct arena *arena, struct str text,
                         struct feel_value *ret_value) WARN_UNUSED;
bool temporal_parse_date_time(struct arena *arena, struct str text,
                              struct feel_value *ret_value) WARN_UNUSED;
bool temporal_parse_duration(struct str text, struct feel_value *ret_value) WARN_UNUSED;
bool temporal_parse_any(struct arena *arena, struct str text,
                        struct feel_value *ret_value) WARN_UNUSED;
// As it is written between the quotes of @"…". p is NULL without memory.
struct str temporal_text(struct arena *arena, const struct feel_value *value);

// Seconds and nanoseconds since 1970-01-01T00:00:00Z, or since midnight UTC for a time.
struct feel_days temporal_of_date_time(const struct feel_date_time *value);
struct feel_days temporal_of_time(const struct feel_time *value);
// The offset in seconds; false for a local time. Zones need the date.
bool temporal_offset(const struct feel_date_time *value, int32_t *ret_offset_s);
bool temporal_time_offset(const struct feel_time *value, int32_t *ret_offset_s);
int temporal_days_cmp(struct feel_days a, struct feel_days b) PURE;
bool temporal_days_add(struct feel_days a, struct feel_days b, struct feel_days *ret) WARN_UNUSED;
struct feel_days temporal_days_neg(struct feel_days a) PURE;
bool temporal_days_number(struct feel_days a, struct decimal *ret_seconds) WARN_UNUSED;
bool temporal_days_of_number(struct decimal seconds, struct feel_days *ret) WARN_UNUSED;
// A date and time some time later by the clock on the wall; a time, round midnight.
bool temporal_add_days(struct feel_date_time *value, struct feel_days days) WARN_UNUSED;
bool temporal_add_months(struct feel_date_time *value, int64_t months) WARN_UNUSED;
void temporal_time_add(struct feel_time *value, struct feel_days days);
struct feel_value temporal_days_value(struct feel_days days);

#endif
