// SPDX-License-Identifier: EUPL-1.2
//
// The program's own log: one line an entry on standard error, `level area event key=value …`,
// values quoted when they need it. Never a person's name, number or any health detail: who looked
// at whom stands in the access log, not here.
#ifndef VAKA_BASE_LOG_H
#define VAKA_BASE_LOG_H

#include "base/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_level_set(enum log_level lowest); // default LOG_INFO
// Keys and values in pairs, closed with NULL.
void log_write(enum log_level level, const char *area, const char *event, ...) CHECK_NULL_END;
// The same from an error: its key, arguments and place.
void log_error(const char *area, const struct error *err);

#endif
