// SPDX-License-Identifier: EUPL-1.2
//
// Devices: what tells one from another, and what they are called. A device is known by a cookie
// that its browser keeps for a year from the last sign-in on it, never by its address.
#ifndef VAKA_APP_DEVICE_H
#define VAKA_APP_DEVICE_H

#include "app/app.h"

#define AGENT_MAX 200 // bytes that are kept of what a browser calls itself

// "Firefox på Linux" of what a browser calls itself: what most people can tell apart. Nothing of
// the text itself, which anybody can choose. p is NULL on failure.
struct str agent_words(struct arena *arena, enum language language, struct str agent);

#endif
