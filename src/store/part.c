// SPDX-License-Identifier: EUPL-1.2
#include "store/part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/internal.h"

static const char *const beside_it[] = {"-wal", "-shm", "-journal"};

static bool remove_beside(struct arena *arena, const char *path, struct error *err) {
    for (size_t i = 0; i < COUNT(beside_it); i++) {
        const char *other = str_printf(arena, "%s%s", path, beside_it[i]).p;
        if (!other)
            return error_memory(err);
        if (unlink(other) < 0 && errno != ENOENT)
            return file_failed(other, err);
    }
    return true;
}

static bool open_it(const char *path, struct part *part) {
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
    part->fd = open(path, flags | O_CREAT | O_EXCL, 0600);
    if (part->fd >= 0 || errno != EEXIST)
        return part->fd >= 0;
    part->fd = open(path, flags);
    part->was_left = part->fd >= 0;
    return part->was_left;
}

// Still the file of that name, once it is ours: another may have given it its place meanwhile.
static bool is_ours(const char *path, int fd) {
    struct stat held, named;
    return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 && lstat(path, &named) == 0 &&
           S_ISREG(held.st_mode) && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

bool part_begin(struct arena *arena, const char *to, part_failed *failed, struct part *ret_part,
                struct error *err) {
    struct part part = {.fd = -1, .path = str_printf(arena, "%s" PART_ENDING, to).p};
    if (!part.path)
        return error_memory(err);
    if (!open_it(part.path, &part))
        return failed(part.path, err);
    if (!is_ours(part.path, part.fd)) {
        close(part.fd);
        return error_set(err, ERR_CONFLICT, "store.part-busy", part.path, NULL);
    }
    *ret_part = part;
    return remove_beside(arena, part.path, err) &&
           ((ftruncate(part.fd, 0) == 0 && fchmod(part.fd, 0600) == 0) || failed(part.path, err));
}

void part_end(const struct part *part) {
    file_close(&part->fd);
}

void part_remove(struct arena *arena, const struct part *part) {
    unlink(part->path);
    if (!remove_beside(arena, part->path, NULL))
        return; // the next one that is begun takes them away
}
