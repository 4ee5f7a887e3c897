// SPDX-License-Identifier: EUPL-1.2
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE_PRIVATE 0600

void file_close(const int *fd) {
    if (*fd >= 0)
        close(*fd);
}

static void close_folder(DIR **folder) {
    if (*folder)
        closedir(*folder);
}

bool(file_failed)(const char *path, struct error *err) {
    if (errno == ENOENT)
        return error_set(err, ERR_MISSING, "file.missing", path, NULL);
    const char *said = strerrordesc_np(errno);
    return error_set(err, ERR_IO, "file.failed", path, said ? said : "?", NULL);
}

static bool fail_size(const char *path, size_t max, struct error *err) {
    char allowed[24];
    snprintf(allowed, sizeof(allowed), "%zu", max);
    return error_set(err, ERR_LIMIT, "file.too-large", path, allowed, NULL);
}

ssize_t file_take(int fd, void *to, size_t n) {
    size_t done = 0;
    while (done < n) {
        ssize_t got = read(fd, (char *)to + done, n - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

bool file_put(int fd, struct str bytes) {
    while (bytes.n) {
        ssize_t put = write(fd, bytes.p, bytes.n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes = str_sub(bytes, (size_t)put, bytes.n);
    }
    return true;
}

bool file_read(struct arena *arena, const char *path, size_t max, struct str *ret_bytes,
               struct error *err) {
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) < 0)
        return file_failed(path, err);
    if (stat.st_size < 0 || (size_t)stat.st_size > max)
        return fail_size(path, max, err);
    size_t size = (size_t)stat.st_size;
    char *bytes = arena_alloc(arena, size + 1); // NUL follows
    if (!bytes)
        return error_memory(err);
    ssize_t n = file_take(fd, bytes, size);
    if (n < 0 || (!size && read(fd, bytes, 1) < 0)) // a folder has no size, but cannot be read
        return file_failed(path, err);
    bytes[n] = 0;
    *ret_bytes = (struct str){bytes, (size_t)n};
    return true;
}

// Makes the names in the folder of this path last.
static bool sync_folder(const char *path, struct error *err) {
    char folder[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash && (size_t)(slash - path) < sizeof(folder)) {
        size_t n = slash == path ? 1 : (size_t)(slash - path);
        memcpy(folder, path, n);
        folder[n] = 0;
    }
    CLEANUP(file_close) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return (fd >= 0 && fsync(fd) == 0) || file_failed(folder, err);
}

bool file_sync(const char *path, struct error *err) {
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    return ((fd >= 0 && fsync(fd) == 0) || file_failed(path, err)) && sync_folder(path, err);
}

// Where a file system cannot rename without replacing, a link does not replace either.
static bool name_it(const char *beside, const char *path) {
    if (renameat2(AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return link(beside, path) == 0 && unlink(beside) == 0;
}

bool file_place(const char *beside, const char *path, struct error *err) {
    if (!file_sync(beside, err))
        return false;
    if (name_it(beside, path))
        return sync_folder(path, err);
    return errno == EEXIST ? error_set(err, ERR_CONFLICT, "file.exists", path, NULL)
                           : file_failed(path, err);
}

// Fills the new file, which is still beside the one it shall replace.
static bool fill(int fd, const char *path, struct str bytes, struct error *err) {
    struct stat old;
    mode_t mode = stat(path, &old) == 0 ? old.st_mode & 07777 : MODE_PRIVATE;
    return (fchmod(fd, mode) == 0 && file_put(fd, bytes) && fsync(fd) == 0) ||
           file_failed(path, err);
}

bool file_replace(const char *path, struct str bytes, struct error *err) {
    char beside[PATH_MAX];
    int n = snprintf(beside, sizeof(beside), "%s.XXXXXX", path);
    if (n < 0 || (size_t)n >= sizeof(beside)) {
        errno = ENAMETOOLONG;
        return file_failed(path, err);
    }
    CLEANUP(file_close) int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return file_failed(path, err);
    if (!fill(fd, path, bytes, err) || (rename(beside, path) < 0 && !file_failed(path, err))) {
        unlink(beside);
        return false;
    }
    return sync_folder(path, err);
}

bool file_append(const char *path, struct str bytes, struct error *err) {
    const int flags = O_WRONLY | O_APPEND | O_CLOEXEC;
    CLEANUP(file_close) int fd = open(path, flags);
    bool created = fd < 0 && errno == ENOENT;
    if (created)
        fd = open(path, flags | O_CREAT, MODE_PRIVATE);
    struct stat before;
    if (fd < 0 || fstat(fd, &before) < 0)
        return file_failed(path, err);
    if (!file_put(fd, bytes) || fsync(fd) < 0) {
        file_failed(path, err);
        if (ftruncate(fd, before.st_size) < 0)
            return false; // the first fault is the one to tell of
        return false;
    }
    return !created || sync_folder(path, err);
}

static int compare_names(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool file_list(struct arena *arena, const char *folder, const char *ending, struct str **ret_names,
               size_t *ret_count, struct error *err) {
    CLEANUP(close_folder) DIR *open_folder = opendir(folder);
    if (!open_folder)
        return file_failed(folder, err);
    LIST_OF(struct str) names = {0};
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(open_folder)) != NULL;) {
        if (entry->d_name[0] == '.' || !str_ends(str_of(entry->d_name), str_of(ending)))
            continue;
        struct str *name = LIST_PUSH(arena, &names);
        if (!name || !(*name = str_copy(arena, str_of(entry->d_name))).p)
            return error_memory(err);
    }
    if (errno)
        return file_failed(folder, err);
    if (names.n)
        qsort(names.items, names.n, sizeof(struct str), compare_names);
    *ret_names = names.items;
    *ret_count = names.n;
    return true;
}
