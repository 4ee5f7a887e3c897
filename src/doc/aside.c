// SPDX-License-Identifier: EUPL-1.2
#include "doc/aside.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doc/memory_file.h"

enum { CHILD_DONE = 0, CHILD_FAILED = 1 };

static bool fail(struct error *err) {
    return error_set(err, ERR_IO, "document.failed", strerrordesc_np(errno), NULL);
}

static bool write_all(int descriptor, const void *bytes, size_t n) {
    for (size_t done = 0; done < n;) {
        ssize_t written = write(descriptor, (const char *)bytes + done, n - done);
        if (written <= 0)
            return false;
        done += (size_t)written;
    }
    return true;
}

static void set_limit(__rlimit_resource_t what, rlim_t most) {
    const struct rlimit limit = {most, most};
    if (setrlimit(what, &limit) != 0)
        _exit(CHILD_FAILED + 1);
}

// The address sanitizer reserves more addresses than any ceiling would leave.
static void set_limits(void) {
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_CPU, ASIDE_SECONDS);
#ifndef __SANITIZE_ADDRESS__
    set_limit(RLIMIT_AS, ASIDE_MEMORY);
#endif
}

// The bytes, or the error as it stands in memory: both processes have the same texts at the same
// places.
_Noreturn static void be_child(int out, struct arena *arena, aside_work *work, void *context) {
    struct str bytes = STR_NONE;
    struct error err = {0};
    set_limits();
    if (work(context, arena, &bytes, &err))
        _exit(write_all(out, bytes.p, bytes.n) ? CHILD_DONE : CHILD_FAILED + 1);
    _exit(write_all(out, &err, sizeof(err)) ? CHILD_FAILED : CHILD_FAILED + 1);
}

// Waits for the child's end, or brings it about. *ret_in_time is false then.
static bool wait_for(pid_t child, int *ret_status, bool *ret_in_time) {
    int handle = (int)syscall(SYS_pidfd_open, child, 0);
    struct pollfd ended = {.fd = handle, .events = POLLIN};
    int polled = -1;
    if (handle >= 0) {
        do
            polled = poll(&ended, 1, ASIDE_SECONDS * 1000);
        while (polled < 0 && errno == EINTR);
        close(handle);
    }
    *ret_in_time = polled > 0;
    if (!*ret_in_time)
        kill(child, SIGKILL);
    pid_t got;
    do
        got = waitpid(child, ret_status, 0);
    while (got < 0 && errno == EINTR);
    return got == child;
}

static bool take_error(struct str bytes, struct error *err) {
    if (bytes.n != sizeof(struct error))
        return error_memory(err);
    if (err)
        memcpy(err, bytes.p, sizeof(*err));
    return false;
}

bool aside_run(struct arena *arena, aside_work *work, void *context, struct str *ret_bytes,
               struct error *err) {
    CLEANUP(memory_file_close) struct memory_file file = MEMORY_FILE_NONE;
    struct str bytes;
    int status = 0;
    bool in_time = false;
    if (!memory_file_open(&file, err))
        return false;
    pid_t child = fork();
    if (child < 0)
        return fail(err);
    if (child == 0)
        be_child(file.descriptor, arena, work, context);
    if (!wait_for(child, &status, &in_time))
        return fail(err);
    if (!in_time)
        return error_set(err, ERR_LIMIT, "document.too-slow", NULL);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > CHILD_FAILED)
        return error_memory(err);
    if (!memory_file_read(&file, arena, &bytes, err))
        return false;
    if (WEXITSTATUS(status) == CHILD_FAILED)
        return take_error(bytes, err);
    *ret_bytes = bytes;
    return true;
}
