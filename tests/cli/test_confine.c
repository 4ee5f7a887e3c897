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
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/confine.h"
#include "doc/sheet.h"
#include "support/arena_fixture.h"
#include "support/outside.h"

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
static int what_is_wrong_everywhere(bool outward) {
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
    return 0;
}

static int what_is_wrong(bool outward) {
    int wrong = what_is_wrong_everywhere(outward);
    if (wrong)
        return wrong;
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

// ---- a process that makes a document ----

static bool may_open(const char *path, int how) {
    int file = open(path, how | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    return file >= 0 || errno != ENOSYS;
}

static bool may_map(int protection) {
    void *page = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED)
        munmap(page, 4096);
    return page != MAP_FAILED;
}

static bool may_make_runnable(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool may_write_elsewhere(void) {
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return file < 0 || (write(file, "x", 1) < 0 && errno != ENOSYS);
}

static const char scratch[] = "/tmp/vaka-confine-scratch";

static bool may_change_files(void) {
    return may_open(scratch, O_WRONLY | O_CREAT) || may_open("/dev/null", O_WRONLY) ||
           may_open("/dev/null", O_RDWR) || may_open("/dev/null", O_RDONLY | O_TRUNC) ||
           !refused(unlink(scratch)) || !refused(rename(scratch, "/tmp/x")) ||
           !refused(mkdir(scratch, 0700)) || !refused(chmod(scratch, 0600));
}

// 0, or the number of the first that is not as it should be.
static int what_is_wrong_at_work(void) {
    int wrong = what_is_wrong_everywhere(false);
    if (wrong)
        return wrong;
    if (may_change_files() || may_write_elsewhere())
        return 40;
    if (may_map(PROT_READ | PROT_EXEC) || may_make_runnable())
        return 41;
    if (!refused(memfd_create("confined", MFD_CLOEXEC)) || !refused(dup(STDOUT_FILENO)) ||
        !refused(fcntl(STDOUT_FILENO, F_DUPFD, 5)))
        return 42;
    return may_open("/etc/fonts/fonts.conf", O_RDONLY) && may_map(PROT_READ | PROT_WRITE) ? 0 : 43;
}

static bool tries(struct arena *arena, struct str input, struct str *ret_bytes, struct error *err) {
    (void)input;
    *ret_bytes = str_printf(arena, "%d", what_is_wrong_at_work());
    return ret_bytes->p || error_memory(err);
}
static const struct aside_job tries_job = {"tries", tries, NULL};

// The helper starts what it starts confined, or not when the server is not.
static struct str tried(struct arena *arena, int helper) {
    struct error err = {0};
    struct str said;
    if (!aside_run(arena, helper, "tries", STR(""), &said, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return said;
}

static void test_what_is_made_aside_is_confined(void **state) {
    struct error err = {0};
    int helper, open_helper;
#ifdef UNCONFINED
    skip();
#endif
    assert_true(str_is(tried(*state, ASIDE_BY_ITSELF), "0"));
    assert_true(aside_help(true, &helper, &err) && aside_help(false, &open_helper, &err));
    assert_true(str_is(tried(*state, helper), "0"));
    assert_false(str_is(tried(*state, open_helper), "0"));
    close(helper);
    close(open_helper);
}

// And makes what it is to make: letters from fonts, on two pages.
static void test_a_confined_process_draws(void **state) {
    struct buf goals = buf_new(*state, 100000);
    struct information_sheet sheet = {.language = LANGUAGE_SV,
                                      .person = STR("Åsa Öberg"),
                                      .number = STR("460113-6098"),
                                      .issue = STR("2"),
                                      .issued = STR("onsdag 25 november 2026"),
                                      .plan = STR("Vi ses den 24 januari 2027."),
                                      .contacts = STR("Sjuksköterska: 0500-10 20 30"),
                                      .made = {INT64_C(1795600800000000)}};
    struct error err = {0};
    struct str pdf;
    for (int i = 0; i < 60; i++)
        buf_printf(&goals, "Mål nummer %d: gå till brevlådan och hämta posten själv.\n", i);
    assert_true(buf_done(&goals, &sheet.goals, &err));
    if (!sheet_pdf(*state, ASIDE_BY_ITSELF, &sheet, &pdf, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_true(str_starts(pdf, STR("%PDF-1.4")));
    assert_has(ask_outside(*state, pdf, "pdftotext -layout $FILE - 2>&1"), "Mål nummer 59");
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

int main(int argc, char **argv) {
    const struct aside_job jobs[] = {tries_job, sheet_job};
    aside_serve(argc, argv, jobs, COUNT(jobs), confine_work);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_confined),
        cmocka_unit_test(test_confined_outward),
        TEST_WITH_ARENA(test_what_is_made_aside_is_confined),
        TEST_WITH_ARENA(test_a_confined_process_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
