// SPDX-License-Identifier: EUPL-1.2
//
// What a program that knows nothing of Vaka says of bytes that Vaka made.
#ifndef VAKA_TESTS_SUPPORT_OUTSIDE_H
#define VAKA_TESTS_SUPPORT_OUTSIDE_H

#include "base/str.h"

// What a command of the shell writes, with $FILE the path of a file that holds the bytes. Fails the
// test unless the command succeeds.
struct str ask_outside(struct arena *arena, struct str bytes, const char *command);
// Fails the test unless the text holds that.
void assert_has(struct str text, const char *what);

#endif
