// SPDX-License-Identifier: EUPL-1.2
//
// What a confined process can no longer do, and what it still can. Each case in a process of its
// own, since there is no way back.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/confine.h"

static bool refused(long result) {
    return result < 0 && errno == ENOSYS;
}

static bool may_start_a_program(void) {
    char name[] = "sh";
    char *const words[] = {name, NULL};
    return !refused(execve("/bin/sh", words, NULL));
}

static bool may_make_a_process(void) {
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child >= 0 || errno != ENOSYS;
}

static bool may_connect(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s >= 0)
        close(s);
    return s >= 0;
}

// 0, or the number of the first that is not as it should be.
static int what_is_wrong(bool outward) {
    if (may_start_a_program())
        return 1;
    if (may_make_a_process())
        return 2;
    if (may_connect() != outward)
        return 3;
    if (!refused(ptrace(PTRACE_TRACEME, 0, NULL, NULL)))
        return 4;
    if (!refused(kill(getppid(), 0)))
        return 5;
    if (!refused(unshare(CLONE_NEWUSER)))
        return 6;
    if (!refused(setuid(getuid())))
        return 7;
    const struct rlimit none = {0, 0};
    if (!refused(setrlimit(RLIMIT_NOFILE, &none)))
        return 8;
    if (!refused(chroot("/")))
        return 9;
    int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 20;
    close(file);
    file = memfd_create("confined", MFD_CLOEXEC);
    if (file < 0 || write(file, "x", 1) != 1)
        return 21;
    close(file);
    return 0;
}

static void *in_thread(void *context) {
    return (void *)(intptr_t)what_is_wrong(*(bool *)context);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void *in_older_thread(void *context) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return in_thread(context);
}

static int confined(bool outward) {
    pthread_t older, newer;
    void *of_older, *of_newer;
    pthread_mutex_lock(&gate);
    if (pthread_create(&older, NULL, in_older_thread, &outward) || !confine(outward, NULL))
        return 30;
    pthread_mutex_unlock(&gate);
    int wrong = what_is_wrong(outward);
    if (wrong)
        return wrong;
    if (pthread_create(&newer, NULL, in_thread, &outward))
        return 31;
    pthread_join(older, &of_older);
    pthread_join(newer, &of_newer);
    return (int)(intptr_t)of_older + (int)(intptr_t)of_newer;
}

static void assert_confined(bool outward) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(confined(outward));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_confined(void **state) {
    (void)state;
#ifdef UNCONFINED
    skip();
#endif
    assert_confined(false);
}

static void test_confined_outward(void **state) {
    (void)state;
#ifdef UNCONFINED
    skip();
#endif
    assert_confined(true);
}

// What the two above would not see if it could not be done anyway.
static void test_before(void **state) {
    (void)state;
    assert_true(may_make_a_process());
    assert_true(may_connect());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_confined),
        cmocka_unit_test(test_confined_outward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
