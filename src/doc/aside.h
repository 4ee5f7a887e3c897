// SPDX-License-Identifier: EUPL-1.2
//
// Work done in a process of its own, for libraries that end the process when memory runs out
// (GLib) or that would stay in memory for ever (fontconfig's caches): this program once more, with
// a ceiling for memory and time, which is handed what the work needs, hands back bytes or an error
// and is gone.
//
// Before it works it gives up every system call that the work does not need (cli/confine.h): what
// is given to aside_serve() does that. What the work needs but could not get any more is got by the
// job before.
//
// The program is started anew and not forked: a fork of a program with threads has their locks, as
// they happened to be held, but not them. A server that may start no program (cli/confine.h) has a
// helper, made before it gave that up, which does nothing but this.
#ifndef VAKA_DOC_ASIDE_H
#define VAKA_DOC_ASIDE_H

#include "base/str.h"

struct aside_job {
    const char *name;
    bool (*work)(struct arena *arena, struct str input, struct str *ret_bytes, struct error *err);
    bool (*prepare)(struct error *err); // before the system calls are given up; or NULL
};
typedef bool aside_confine(struct error *err);

#define ASIDE_SECONDS 10
#define ASIDE_MEMORY ((size_t)1024 * 1024 * 1024) // of addresses, not of memory in use

// To be called first in main(): does the job and ends where this process was started for one;
// returns otherwise. `confine` gives up the system calls; NULL: nothing is given up.
void aside_serve(int argc, char **argv, const struct aside_job *jobs, size_t count,
                 aside_confine *confine);

#define ASIDE_BY_ITSELF 0 // the process starts the program itself

// Makes a helper, before there are threads; it ends with this process. `confined`: those that it
// starts are. ERR_IO document.failed {0: what the system said}.
bool aside_help(bool confined, int *ret_helper, struct error *err) WARN_UNUSED;

// `helper`: ASIDE_BY_ITSELF or of aside_help(). Errors of the work as it made them. ERR_MEMORY when
// the child ended by itself, ERR_LIMIT document.too-slow when it took too long.
bool aside_run(struct arena *arena, int helper, const char *job, struct str input,
               struct str *ret_bytes, struct error *err) WARN_UNUSED;

#endif
