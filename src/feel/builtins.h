// SPDX-License-Identifier: EUPL-1.2
//
// The built-in functions to their table, and what they share. Not for use outside src/feel.
#ifndef VAKA_FEEL_BUILTINS_H
#define VAKA_FEEL_BUILTINS_H

#include "feel/builtin.h"

// The arguments as one list: the only one when it is a list, otherwise all of them.
struct feel_list builtin_items(const struct feel_args *a);
// Null, or the refusal `key` with the text of the call.
bool builtin_fail(struct feel_machine *m, const struct feel_args *a, const char *key,
                  struct feel_value *ret_value) WARN_UNUSED;
// The same when argument number i has the wrong type.
bool builtin_wrong(struct feel_machine *m, const struct feel_args *a, size_t i, const char *wanted,
                   struct feel_value *ret_value) WARN_UNUSED;
// An argument that is a whole number; false when it is none.
bool builtin_whole(const struct feel_value *value, int64_t *ret_whole) WARN_UNUSED;
// Is there such an argument, and is it not null?
bool builtin_given(const struct feel_args *a, size_t i);

BUILTIN(fn_not);
BUILTIN(fn_is);
BUILTIN(fn_is_defined);
BUILTIN(fn_get_or_else);

BUILTIN(fn_substring);
BUILTIN(fn_string_length);
BUILTIN(fn_upper_case);
BUILTIN(fn_lower_case);
BUILTIN(fn_substring_before);
BUILTIN(fn_substring_after);
BUILTIN(fn_contains);
BUILTIN(fn_starts_with);
BUILTIN(fn_ends_with);
BUILTIN(fn_matches);
BUILTIN(fn_replace);
BUILTIN(fn_split);
BUILTIN(fn_string_join);
BUILTIN(fn_string);
BUILTIN(fn_number);

BUILTIN(fn_list_contains);
BUILTIN(fn_count);
BUILTIN(fn_min);
BUILTIN(fn_max);
BUILTIN(fn_sum);
BUILTIN(fn_product);
BUILTIN(fn_mean);
BUILTIN(fn_median);
BUILTIN(fn_stddev);
BUILTIN(fn_mode);
BUILTIN(fn_all);
BUILTIN(fn_any);
BUILTIN(fn_sublist);
BUILTIN(fn_append);
BUILTIN(fn_concatenate);
BUILTIN(fn_insert_before);
BUILTIN(fn_remove);
BUILTIN(fn_list_replace);
BUILTIN(fn_reverse);
BUILTIN(fn_index_of);
BUILTIN(fn_union);
BUILTIN(fn_distinct_values);
BUILTIN(fn_flatten);
BUILTIN(fn_sort);

BUILTIN(fn_decimal);
BUILTIN(fn_floor);
BUILTIN(fn_ceiling);
BUILTIN(fn_round_up);
BUILTIN(fn_round_down);
BUILTIN(fn_round_half_up);
BUILTIN(fn_round_half_down);
BUILTIN(fn_abs);
BUILTIN(fn_modulo);
BUILTIN(fn_sqrt);
BUILTIN(fn_log);
BUILTIN(fn_exp);
BUILTIN(fn_even);
BUILTIN(fn_odd);

BUILTIN(fn_date);
BUILTIN(fn_date_of);
BUILTIN(fn_time);
BUILTIN(fn_time_of);
BUILTIN(fn_date_and_time);
BUILTIN(fn_date_and_time_of);
BUILTIN(fn_duration);
BUILTIN(fn_years_and_months);
BUILTIN(fn_day_of_year);
BUILTIN(fn_day_of_week);
BUILTIN(fn_month_of_year);
BUILTIN(fn_week_of_year);
BUILTIN(fn_now);
BUILTIN(fn_today);

BUILTIN(fn_get_value);
BUILTIN(fn_get_entries);
BUILTIN(fn_context);
BUILTIN(fn_context_put);
BUILTIN(fn_context_merge);

BUILTIN(fn_before);
BUILTIN(fn_after);
BUILTIN(fn_meets);
BUILTIN(fn_met_by);
BUILTIN(fn_overlaps);
BUILTIN(fn_overlaps_before);
BUILTIN(fn_overlaps_after);
BUILTIN(fn_finishes);
BUILTIN(fn_finished_by);
BUILTIN(fn_includes);
BUILTIN(fn_during);
BUILTIN(fn_starts);
BUILTIN(fn_started_by);
BUILTIN(fn_coincides);
BUILTIN(fn_range);

#endif
