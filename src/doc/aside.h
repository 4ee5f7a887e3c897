// SPDX-License-Identifier: EUPL-1.2
//
// Work done in a process of its own, for libraries that end the process when memory runs out
// (GLib) or that would stay in memory for ever (fontconfig's caches): a child of this one, with a
// ceiling for memory and time, which hands over bytes or an error and is gone.
//
// The child is a copy of the caller's thread alone. The work may use the arena and its own
// libraries; it must not touch the store, the log or any lock.
#ifndef VAKA_DOC_ASIDE_H
#define VAKA_DOC_ASIDE_H

#include "base/str.h"

typedef bool aside_work(void *context, struct arena *arena, struct str *ret_bytes,
                        struct error *err);

#define ASIDE_SECONDS 10
#define ASIDE_MEMORY ((size_t)1024 * 1024 * 1024) // of addresses, not of memory in use

// Errors of the work as it made them. ERR_MEMORY when the child ended by itself, ERR_LIMIT
// document.too-slow when it took too long.
bool aside_run(struct arena *arena, aside_work *work, void *context, struct str *ret_bytes,
               struct error *err) WARN_UNUSED;

#endif
