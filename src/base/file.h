// SPDX-License-Identifier: EUPL-1.2
//
// Whole files, with a ceiling. Paths are NUL-closed.
//
// ERR_MISSING file.missing {0: path}; ERR_IO file.failed {0: path} {1: what the system said};
// ERR_LIMIT file.too-large {0: path} {1: bytes allowed}. New files are for their owner alone
// (mode 0600); a file that is replaced keeps its mode.
#ifndef VAKA_BASE_FILE_H
#define VAKA_BASE_FILE_H

#include <sys/types.h>

#include "base/str.h"

// ---- pieces, for whoever reads or writes a file part by part ----

void file_close(const int *fd); // for CLEANUP; -1 is none
// The error that errno tells of. Answers false.
bool file_failed(const char *path, struct error *err);
#define file_failed(path, err) error_never(file_failed(path, err))
// Up to n bytes; fewer at the end of the file, -1 with errno on failure.
ssize_t file_take(int fd, void *to, size_t n);
bool file_put(int fd, struct str bytes) WARN_UNUSED; // false: see errno

// ---- whole files ----

bool file_read(struct arena *arena, const char *path, size_t max, struct str *ret_bytes,
               struct error *err) WARN_UNUSED;
// Writes to a new file beside it, syncs, renames over: the file is the old or the new, never half.
bool file_replace(const char *path, struct str bytes, struct error *err) WARN_UNUSED;
// Appends and syncs; creates the file when absent. When it fails, the file is cut back to what it
// was. One process appends to a file at a time.
bool file_append(const char *path, struct str bytes, struct error *err) WARN_UNUSED;
// Gives a file that lies beside its place its name, for good: the file, then its name in the
// folder, are made to last. ERR_CONFLICT file.exists {0: path} when something is there already.
bool file_place(const char *beside, const char *path, struct error *err) WARN_UNUSED;
// Makes a file that was written without syncing last, and its name in the folder.
bool file_sync(const char *path, struct error *err) WARN_UNUSED;
// Names of the files in a folder that end with `ending`, sorted bytewise, without the folder.
bool file_list(struct arena *arena, const char *folder, const char *ending, struct str **ret_names,
               size_t *ret_count, struct error *err) WARN_UNUSED;

#endif
