// SPDX-License-Identifier: EUPL-1.2
//
// Case files, which a clinician can read: one case a line, `question = answer`, # comments, blank
// lines. The last " = " of a line divides it.
#ifndef VAKA_TESTS_SUPPORT_CASES_H
#define VAKA_TESTS_SUPPORT_CASES_H

#include "base/str.h"

// The program's answer to a question, in the words of the file. Memory is taken from the arena,
// which is emptied after each case.
typedef struct str (*case_answer)(struct arena *arena, struct str question, void *context);

// Asks every question of tests/cases/<name>.test. Prints `file:line: question: expected …, got …`
// for each that is answered otherwise, and tells how many; a file without cases counts as one.
size_t cases_run(const char *name, case_answer answer, void *context);

// The path of a file of the project, below $VAKA_SOURCE.
struct str source_path(struct arena *arena, const char *relative);
// Takes the next word off *rest; the empty slice when there is none.
struct str next_word(struct str *rest);

#endif
