// SPDX-License-Identifier: EUPL-1.2
#include "doc/aside.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doc/memory_file.h"
#include "i18n/fault.h"

#define PROGRAM "vaka-aside" // what a child is called, and known by
#define SELF "/proc/self/exe"

enum { CHILD_DONE = 0, CHILD_FAILED = 1, CHILD_LOST = 2 };

static bool fail(int number, struct error *err) {
    return error_set(err, ERR_IO, "document.failed", strerrordesc_np(number), NULL);
}

static bool write_all(int descriptor, struct str bytes) {
    for (size_t done = 0; done < bytes.n;) {
        ssize_t written = write(descriptor, bytes.p + done, bytes.n - done);
        if (written <= 0)
            return false;
        done += (size_t)written;
    }
    return true;
}

// ---- the child ----

static void set_limit(__rlimit_resource_t what, rlim_t most) {
    const struct rlimit limit = {most, most};
    if (setrlimit(what, &limit) != 0)
        _exit(CHILD_LOST);
}

// The address sanitizer reserves more addresses than any ceiling would leave.
static void set_limits(void) {
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_CPU, ASIDE_SECONDS);
#ifndef __SANITIZE_ADDRESS__
    set_limit(RLIMIT_AS, ASIDE_MEMORY);
#endif
}

static bool work(const struct aside_job *job, struct arena *arena, struct str *ret_bytes,
                 struct error *err) {
    const struct memory_file in = {.descriptor = STDIN_FILENO};
    struct str input;
    return memory_file_read(&in, arena, &input, err) && job->work(arena, input, ret_bytes, err);
}

_Noreturn static void be_child(const struct aside_job *job) {
    struct error err = {0};
    struct str bytes;
    set_limits();
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        _exit(CHILD_LOST);
    bool done = work(job, arena, &bytes, &err);
    if (!done && !fault_write(arena, &err, &bytes, NULL))
        _exit(CHILD_LOST);
    if (!write_all(STDOUT_FILENO, bytes))
        _exit(CHILD_LOST);
    _exit(done ? CHILD_DONE : CHILD_FAILED);
}

void aside_serve(int argc, char **argv, const struct aside_job *jobs, size_t count) {
    if (argc != 2 || strcmp(argv[0], PROGRAM) != 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (strcmp(argv[1], jobs[i].name) == 0)
            be_child(&jobs[i]);
    _exit(CHILD_LOST);
}

// ---- the parent ----

// Nothing of this process but the two files and its standard error.
static int set_files(posix_spawn_file_actions_t *files, int in, int out) {
    int number = posix_spawn_file_actions_adddup2(files, in, STDIN_FILENO);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO);
    if (number == 0)
        number = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
    return number;
}

// Signals as in a program that has just been started.
static int set_signals(posix_spawnattr_t *how) {
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGTERM);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    int number = posix_spawnattr_setsigmask(how, &none);
    if (number == 0)
        number = posix_spawnattr_setsigdefault(how, &usual);
    if (number == 0)
        number = posix_spawnattr_setflags(how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return number;
}

// 0, or the number of an error.
static int start(const char *job, int in, int out, pid_t *ret_child) {
    char program[] = PROGRAM, name[64];
    char *const words[] = {program, name, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    if (strlen(job) >= sizeof(name))
        return EINVAL;
    snprintf(name, sizeof(name), "%s", job);
    int number = posix_spawn_file_actions_init(&files);
    if (number != 0)
        return number;
    number = posix_spawnattr_init(&how);
    if (number == 0) {
        number = set_files(&files, in, out);
        if (number == 0)
            number = set_signals(&how);
        if (number == 0)
            number = posix_spawn(ret_child, SELF, &files, &how, words, environ);
        posix_spawnattr_destroy(&how);
    }
    posix_spawn_file_actions_destroy(&files);
    return number;
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

static bool take_error(struct arena *arena, struct str json, struct error *err) {
    struct error fault = fault_read(arena, json);
    if (err)
        *err = fault;
    return false;
}

bool aside_run(struct arena *arena, const char *job, struct str input, struct str *ret_bytes,
               struct error *err) {
    CLEANUP(memory_file_close) struct memory_file in = MEMORY_FILE_NONE;
    CLEANUP(memory_file_close) struct memory_file out = MEMORY_FILE_NONE;
    struct str bytes;
    pid_t child = -1;
    int status = 0;
    bool in_time = false;
    if (!memory_file_open(&in, err) || !memory_file_open(&out, err))
        return false;
    if (!write_all(in.descriptor, input))
        return fail(errno, err);
    int number = start(job, in.descriptor, out.descriptor, &child);
    if (number != 0)
        return fail(number, err);
    if (!wait_for(child, &status, &in_time))
        return fail(errno, err);
    if (!in_time)
        return error_set(err, ERR_LIMIT, "document.too-slow", NULL);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > CHILD_FAILED)
        return error_memory(err);
    if (!memory_file_read(&out, arena, &bytes, err))
        return false;
    if (WEXITSTATUS(status) == CHILD_FAILED)
        return take_error(arena, bytes, err);
    *ret_bytes = bytes;
    return true;
}
