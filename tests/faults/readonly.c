// SPDX-License-Identifier: EUPL-1.2
//
// Preloaded into a running server, makes one folder read-only and writable again, as the kernel
// does with a file system whose disk fails: what is open stays open, and whatever would change
// anything is answered EROFS.
//
//   READONLY_FOLDER   the folder, as an absolute path
//   READONLY_SWITCH   a file; read-only while its first byte is '1'
//
// A file system can not be made so from outside while somebody writes to it (EBUSY), and no
// mounting is allowed where most tests run. The switch is mapped when the process starts: a server
// that has given up everything but its own files still sees it.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX 1024

static const volatile char *switched = "0";
static const char *folder = "/nowhere";
static _Atomic bool inside[FILES_MAX]; // by file descriptor

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("READONLY_SWITCH"), *of = getenv("READONLY_FOLDER");
    long fd = path && of ? syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, 1, PROT_READ, MAP_SHARED, (int)fd, 0);
    syscall(SYS_close, fd);
    if (mapped != MAP_FAILED) {
        switched = mapped;
        folder = of;
    }
}

static bool is_inside(const char *path) {
    return path && strncmp(path, folder, strlen(folder)) == 0;
}
static bool refused(bool here) {
    if (!here || *switched != '1')
        return false;
    errno = EROFS;
    return true;
}
static bool file_refused(int fd) {
    return refused(fd >= 0 && fd < FILES_MAX && inside[fd]);
}

// The next definition of a function, in the C library or before it.
#define NEXT(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES_MAX)
        inside[fd] = is_inside(path);
    return fd;
}

static bool opening_refused(const char *path, int flags) {
    bool changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
    bool makes = (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    return is_inside(path) && refused(changes || makes);
}

#define MODE_OF(flags, mode)                                                                       \
    if ((flags)&O_CREAT) {                                                                         \
        va_list list;                                                                              \
        va_start(list, flags);                                                                     \
        mode = va_arg(list, mode_t);                                                               \
        va_end(list);                                                                              \
    }

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opening_refused(path, flags) ? -1 : opened(NEXT(open)(path, flags, mode), path);
}
int open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opening_refused(path, flags) ? -1 : opened(NEXT(open64)(path, flags, mode), path);
}
int close(int fd) {
    if (fd >= 0 && fd < FILES_MAX)
        inside[fd] = false;
    return NEXT(close)(fd);
}
int access(const char *path, int mode) {
    return refused((mode & W_OK) && is_inside(path)) ? -1 : NEXT(access)(path, mode);
}
ssize_t write(int fd, const void *bytes, size_t n) {
    return file_refused(fd) ? -1 : NEXT(write)(fd, bytes, n);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
    return file_refused(fd) ? -1 : NEXT(pwrite)(fd, bytes, n, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    return file_refused(fd) ? -1 : NEXT(pwrite64)(fd, bytes, n, at);
}
int ftruncate(int fd, off_t size) {
    return file_refused(fd) ? -1 : NEXT(ftruncate)(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    return file_refused(fd) ? -1 : NEXT(ftruncate64)(fd, size);
}
int posix_fallocate(int fd, off_t from, off_t n) {
    return file_refused(fd) ? EROFS : NEXT(posix_fallocate)(fd, from, n);
}
int unlink(const char *path) {
    return refused(is_inside(path)) ? -1 : NEXT(unlink)(path);
}
int rename(const char *from, const char *to) {
    return refused(is_inside(to)) ? -1 : NEXT(rename)(from, to);
}
int mkdir(const char *path, mode_t mode) {
    return refused(is_inside(path)) ? -1 : NEXT(mkdir)(path, mode);
}
