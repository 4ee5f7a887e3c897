// SPDX-License-Identifier: EUPL-1.2
//
// What the server gives up once it has started: every system call that it does not need (seccomp).
//
// It keeps files, memory, threads and the sockets that it has. It can start no program, make no
// process, look into none, open no new socket, change no rights. A call that is not on the list
// answers ENOSYS, as an old kernel would: a library that tries something new goes on without it,
// and the server is not ended by it. For all threads, for good, and for whatever they start.
//
// Programs built with a sanitizer need more and are not confined.
#ifndef VAKA_CLI_CONFINE_H
#define VAKA_CLI_CONFINE_H

#include <stdbool.h>

#include "base/error.h"

// `outward`: connections to other servers are part of what was asked for (sign-in at a provider,
// messages sent). ERR_IO serve.cannot-confine {0: what the system said}.
bool confine(bool outward, struct error *err) WARN_UNUSED;

#endif
