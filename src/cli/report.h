// SPDX-License-Identifier: EUPL-1.2
//
// What a verification found, for the commands that make one.
#ifndef VAKA_CLI_REPORT_H
#define VAKA_CLI_REPORT_H

#include "app/app.h"
#include "cli/cli.h"

// Faults on standard error, what was counted on standard output; answers CLI_FAILED when there are
// faults.
int cli_tell_report(struct arena *arena, const struct verify_report *report);

#endif
