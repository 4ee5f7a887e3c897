// SPDX-License-Identifier: EUPL-1.2
//
// What the law leaves to the organisations, from a file beside the database (docs/legal.md):
//
//   unifiedDocumentation  true   the organisations have joined it (SVOD)
//   sameMunicipality      false  a municipality's social services and health care share records
//   namesTold             true   the log extract has names: the holder is a public body
//   emergencyMinutes      60     how long an emergency opening lasts
//   relationDays          90     how long a relation is current after the unit's last part
//   openingDays           30     how long a case is opened after the unit's part is over
//   journalYears          10     kept after the last entry of health care
//   socialYears           5      kept after the last note of social services
//   logYears              5      the access log
//
// One JSON object; what is left out is as above.
// Unknown names are refused, so that nothing that was meant to be stricter is quietly left out.
#ifndef VAKA_APP_LAW_H
#define VAKA_APP_LAW_H

#include "access/access.h"

struct keeping {
    int64_t journal_years, social_years, log_years;
};

// From "<database>.law", and the defaults when there is no such file. ERR_INPUT law.bad {what}.
bool law_read(struct arena *arena, const char *database, struct access_law *ret_law,
              struct keeping *ret_keeping, struct error *err) WARN_UNUSED;

#endif
