// SPDX-License-Identifier: EUPL-1.2
#include "doc/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doc/memory_file.h"
#include "i18n/fault.h"

#define PROGRAM "vaka-aside"         // what a child is called, and known by
#define UNCONFINED_WORD "unconfined" // … that gives up nothing: where the system has no seccomp
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

_Noreturn static void be_child(const struct aside_job *job, aside_confine *confine) {
    struct error err = {0};
    struct str bytes;
    set_limits();
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        _exit(CHILD_LOST);
    bool done = (!job->prepare || job->prepare(&err)) && (!confine || confine(&err)) &&
                work(job, arena, &bytes, &err);
    if (!done && !fault_write(arena, &err, &bytes, NULL))
        _exit(CHILD_LOST);
    if (!write_all(STDOUT_FILENO, bytes))
        _exit(CHILD_LOST);
    _exit(done ? CHILD_DONE : CHILD_FAILED);
}

void aside_serve(int argc, char **argv, const struct aside_job *jobs, size_t count,
                 aside_confine *confine) {
    if (argc < 2 || argc > 3 || strcmp(argv[0], PROGRAM) != 0)
        return;
    bool confined = argc == 2 || strcmp(argv[2], UNCONFINED_WORD) != 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(argv[1], jobs[i].name) == 0)
            be_child(&jobs[i], confined ? confine : NULL);
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
static int start(const char *job, bool confined, int in, int out, pid_t *ret_child) {
    char program[] = PROGRAM, name[64], unconfined[] = UNCONFINED_WORD;
    char *const words[] = {program, name, confined ? NULL : unconfined, NULL};
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

// How a child fared.
struct outcome {
    int number; // of an error that kept it from starting, or from being waited for
    int status;
    bool in_time;
};

static struct outcome run_child(const char *job, bool confined, int in, int out) {
    struct outcome outcome = {0};
    pid_t child;
    outcome.number = start(job, confined, in, out, &child);
    if (outcome.number == 0 && !wait_for(child, &outcome.status, &outcome.in_time))
        outcome.number = errno;
    return outcome;
}

// ---- the helper ----

enum { TO_READ, TO_WRITE, TO_ANSWER, DESCRIPTORS };
#define JOB_NAME_MAX 64

union rights {
    struct cmsghdr header;
    char room[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

// The name of the job and three files. 0: whoever asks is gone.
static ssize_t take_job(int helper, char name[JOB_NAME_MAX], int descriptors[DESCRIPTORS]) {
    union rights rights;
    struct iovec text = {name, JOB_NAME_MAX - 1};
    struct msghdr message = {.msg_iov = &text,
                             .msg_iovlen = 1,
                             .msg_control = &rights,
                             .msg_controllen = sizeof(rights)};
    ssize_t n;
    do
        n = recvmsg(helper, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    const struct cmsghdr *header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(DESCRIPTORS * sizeof(int)))
        return 0;
    memcpy(descriptors, CMSG_DATA(header), DESCRIPTORS * sizeof(int));
    name[n] = 0;
    return n;
}

_Noreturn static void be_helper(int socket, bool confined) {
    char name[JOB_NAME_MAX];
    int descriptors[DESCRIPTORS];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(socket, STDERR_FILENO + 1) < 0)
        _exit(CHILD_LOST);
    socket = STDERR_FILENO + 1;
    closefrom(socket + 1); // the lock on the database is among them
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    signal(SIGCHLD, SIG_IGN); // nobody asks how those that wait have ended
    while (take_job(socket, name, descriptors) > 0) {
        if (fork() == 0) {
            signal(SIGCHLD, SIG_DFL);
            struct outcome outcome =
                run_child(name, confined, descriptors[TO_READ], descriptors[TO_WRITE]);
            struct str bytes = {(const char *)&outcome, sizeof(outcome)};
            _exit(write_all(descriptors[TO_ANSWER], bytes) ? CHILD_DONE : CHILD_LOST);
        }
        for (size_t i = 0; i < DESCRIPTORS; i++)
            close(descriptors[i]);
    }
    _exit(CHILD_DONE);
}

bool aside_help(bool confined, int *ret_helper, struct error *err) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return fail(errno, err);
    pid_t child = fork();
    if (child == 0)
        be_helper(ends[1], confined);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return fail(errno, err);
    }
    int helper = fcntl(ends[0], F_DUPFD_CLOEXEC, STDERR_FILENO + 1); // never ASIDE_BY_ITSELF
    close(ends[0]);
    if (helper < 0)
        return fail(errno, err);
    *ret_helper = helper;
    return true;
}

static bool hand_over(int helper, const char *job, const int descriptors[DESCRIPTORS]) {
    union rights rights = {0};
    struct iovec text = {(void *)(uintptr_t)job, strlen(job)};
    struct msghdr message = {.msg_iov = &text,
                             .msg_iovlen = 1,
                             .msg_control = &rights,
                             .msg_controllen = sizeof(rights)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(DESCRIPTORS * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, DESCRIPTORS * sizeof(int));
    return sendmsg(helper, &message, MSG_NOSIGNAL) == (ssize_t)text.iov_len;
}

// The helper sees to the ceiling for time.
static struct outcome ask_helper(int helper, const char *job, int in, int out) {
    struct outcome outcome = {.number = EPIPE};
    int answer[2];
    if (strlen(job) >= JOB_NAME_MAX)
        return (struct outcome){.number = EINVAL};
    if (pipe2(answer, O_CLOEXEC) < 0)
        return (struct outcome){.number = errno};
    bool asked = hand_over(helper, job, (int[]){in, out, answer[1]});
    close(answer[1]);
    ssize_t n = -1;
    if (asked) {
        do
            n = read(answer[0], &outcome, sizeof(outcome));
        while (n < 0 && errno == EINTR);
    }
    close(answer[0]);
    return n == sizeof(outcome) ? outcome : (struct outcome){.number = EPIPE};
}

static bool take_error(struct arena *arena, struct str json, struct error *err) {
    struct error fault = fault_read(arena, json);
    if (err)
        *err = fault;
    return false;
}

bool aside_run(struct arena *arena, int helper, const char *job, struct str input,
               struct str *ret_bytes, struct error *err) {
    CLEANUP(memory_file_close) struct memory_file in = MEMORY_FILE_NONE;
    CLEANUP(memory_file_close) struct memory_file out = MEMORY_FILE_NONE;
    struct str bytes;
    if (!memory_file_open(&in, err) || !memory_file_open(&out, err))
        return false;
    if (!write_all(in.descriptor, input))
        return fail(errno, err);
    struct outcome fared = helper == ASIDE_BY_ITSELF
                               ? run_child(job, true, in.descriptor, out.descriptor)
                               : ask_helper(helper, job, in.descriptor, out.descriptor);
    if (fared.number != 0)
        return fail(fared.number, err);
    if (!fared.in_time)
        return error_set(err, ERR_LIMIT, "document.too-slow", NULL);
    if (!WIFEXITED(fared.status) || WEXITSTATUS(fared.status) > CHILD_FAILED)
        return error_memory(err);
    if (!memory_file_read(&out, arena, &bytes, err))
        return false;
    if (WEXITSTATUS(fared.status) == CHILD_FAILED)
        return take_error(arena, bytes, err);
    *ret_bytes = bytes;
    return true;
}
