// SPDX-License-Identifier: EUPL-1.2
//
// What the server gives up once it has started, and what a process that makes a document aside
// (doc/aside.h) gives up before it draws: every system call that it does not need (seccomp).
//
// The server keeps files, memory, threads and the sockets that it has. It can start no program,
// make no process, look into none, open no new socket, change no rights. A call that is not on the
// list answers ENOSYS, as an old kernel would: a library that tries something new goes on without
// it, and the server is not ended by it. For all threads, for good, and for whatever they start.
//
// A process that draws keeps memory, threads, reading files and writing to the two that it was
// given. It can write, make or remove no other file, load nothing more that could be run, and open
// no socket; nor start anything, look into anything, or change its rights and limits.
//
// Programs built with a sanitizer need more and are not confined.
#ifndef VAKA_CLI_CONFINE_H
#define VAKA_CLI_CONFINE_H

#include <stdbool.h>

#include "base/error.h"

// `outward`: connections to other servers are part of what was asked for (sign-in at a provider,
// messages sent). ERR_IO serve.cannot-confine {0: what the system said}.
bool confine(bool outward, struct error *err) WARN_UNUSED;
// Of a process that draws. The same error.
bool confine_work(struct error *err) WARN_UNUSED;

#endif
