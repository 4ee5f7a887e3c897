// SPDX-License-Identifier: EUPL-1.2
//
// Runs conformance cases: lines of JSON that name a model, what is asked of it, and the answer that
// the standard demands (docs/conformance.md has the format).
#ifndef VAKA_CLI_DMN_CASES_H
#define VAKA_CLI_DMN_CASES_H

#include "dmn/dmn.h"

struct cases_result {
    size_t passed, failed;
};

// Prints a line for each folder of cases, and, when `verbose`, one for each case that fails. `only`
// keeps to folders whose name contains it; may be empty.
bool dmn_cases_run(struct str cases_file, struct str models_folder, struct str only, bool verbose,
                   struct cases_result *ret_result, struct error *err) WARN_UNUSED;

#endif
