// SPDX-License-Identifier: EUPL-1.2
#include "doc/memory_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct error *err) {
    return error_set(err, ERR_IO, "document.failed", strerrordesc_np(errno), NULL);
}

bool memory_file_open(struct memory_file *file, struct error *err) {
    file->descriptor = memfd_create("document", MFD_CLOEXEC);
    if (file->descriptor < 0)
        return fail(err);
    snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", file->descriptor);
    return true;
}

void memory_file_close(struct memory_file *file) {
    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}

bool memory_file_read(const struct memory_file *file, struct arena *arena, struct str *ret_bytes,
                      struct error *err) {
    struct stat about;
    if (fstat(file->descriptor, &about) != 0)
        return fail(err);
    size_t size = (size_t)about.st_size;
    if (size > DOCUMENT_MAX)
        return error_set(err, ERR_LIMIT, "document.too-large", TEXT_OF(DOCUMENT_MEGABYTES), NULL);
    char *bytes = arena_alloc(arena, size + 1);
    if (!bytes)
        return error_memory(err);
    for (size_t n = 0; n < size;) {
        ssize_t got = pread(file->descriptor, bytes + n, size - n, (off_t)n);
        if (got <= 0)
            return fail(err);
        n += (size_t)got;
    }
    *ret_bytes = (struct str){bytes, size};
    return true;
}
