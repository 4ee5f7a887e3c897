// SPDX-License-Identifier: EUPL-1.2
//
// A file without a name or a disk behind it, for libraries that write to a path only: what is
// written about a person never touches the disk.
#ifndef VAKA_DOC_MEMORY_FILE_H
#define VAKA_DOC_MEMORY_FILE_H

#include "base/str.h"

#define DOCUMENT_MEGABYTES 16
#define DOCUMENT_MAX ((size_t)DOCUMENT_MEGABYTES * 1024 * 1024)

struct memory_file {
    int descriptor;
    char path[32]; // that leads to it, in this process
};
#define MEMORY_FILE_NONE                                                                           \
    { .descriptor = -1 }

// ERR_IO document.failed {0: what the system said}.
bool memory_file_open(struct memory_file *file, struct error *err) WARN_UNUSED;
void memory_file_close(struct memory_file *file); // for CLEANUP
// All that was written. ERR_LIMIT document.too-large {0: megabytes} beyond DOCUMENT_MAX.
bool memory_file_read(const struct memory_file *file, struct arena *arena, struct str *ret_bytes,
                      struct error *err) WARN_UNUSED;

#endif
