// SPDX-License-Identifier: EUPL-1.2
#include "cli/report.h"

int cli_tell_report(struct arena *arena, const struct verify_report *report) {
    for (size_t i = 0; i < report->faults.n; i++)
        cli_error(&report->faults.items[i]);
    struct str fault_count = tr_number(arena, (int64_t)report->faults.n);
    cli_say(TR(arena, cli_language(), T_verify_counted, tr_number(arena, report->events),
               tr_number(arena, report->streams), tr_number(arena, report->access_entries),
               tr_number(arena, report->checkpoints)));
    if (report->faults.n == 0)
        cli_say(tr(cli_language(), T_verify_whole));
    else
        cli_say(TR(arena, cli_language(), T_verify_faults, fault_count));
    return report->faults.n == 0 ? CLI_DONE : CLI_FAILED;
}
