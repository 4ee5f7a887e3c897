// SPDX-License-Identifier: EUPL-1.2
//
// A small site and the functions of the app that the server asks, so that what stands before a
// handler is tested by itself. Its pages answer in plain text with what they got.
//
// Sessions: the secret is 64 times one letter. a: Anna, who has chosen an assignment; b: Bo, too;
// c: Cia, who has not; anything else is no session. CSRF tokens: "csrf-a" and so on.
#ifndef VAKA_TESTS_WEB_STAND_IN_H
#define VAKA_TESTS_WEB_STAND_IN_H

#include "web/routes.h"

// A secret of a session as a string literal.
#define TEN(c) c c c c c c c c c c
#define SECRET(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) TEN(c) c c c c

extern const struct site stand_in_site;

// While closed, handlers of "/slow" wait; opening lets all go on.
void stand_in_close_gate(void);
void stand_in_open_gate(void);
// How many handlers have begun to wait since the gate was closed last.
unsigned stand_in_waiting(void);

// The version of everything that pages are told of; 1 to begin with.
void stand_in_set_version(int64_t now);
// Whether the sessions of open pages have ended, and whether the database cannot be asked.
void stand_in_end_sessions(bool end);
void stand_in_fail(bool fail);
// How many refusals were logged, of somebody and with what.
unsigned stand_in_refusals(void);

#endif
