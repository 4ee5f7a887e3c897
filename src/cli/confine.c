// SPDX-License-Identifier: EUPL-1.2
#include "cli/confine.h"

#ifdef UNCONFINED

bool confine(bool outward, struct error *err) {
    (void)outward, (void)err;
    return true;
}

bool confine_work(struct error *err) {
    (void)err;
    return true;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CALL(name) SCMP_SYS(name)

static const int always[] = {
    // files
    CALL(read), CALL(write), CALL(pread64), CALL(pwrite64), CALL(readv), CALL(writev), CALL(preadv),
    CALL(pwritev), CALL(lseek), CALL(close), CALL(open), CALL(openat), CALL(stat), CALL(lstat),
    CALL(fstat), CALL(newfstatat), CALL(statx), CALL(statfs), CALL(fstatfs), CALL(access),
    CALL(faccessat), CALL(faccessat2), CALL(fcntl), CALL(flock), CALL(ftruncate), CALL(fallocate),
    CALL(fsync), CALL(fdatasync), CALL(sync_file_range), CALL(unlink), CALL(unlinkat), CALL(rename),
    CALL(renameat), CALL(renameat2), CALL(link), CALL(linkat), CALL(mkdir), CALL(mkdirat),
    CALL(rmdir), CALL(getdents64), CALL(readlink), CALL(readlinkat), CALL(getcwd), CALL(chmod),
    CALL(fchmod), CALL(fchown), CALL(umask), CALL(utimensat), CALL(dup), CALL(dup2), CALL(dup3),
    CALL(pipe), CALL(pipe2), CALL(memfd_create), CALL(sendfile), CALL(fadvise64),
    // memory
    CALL(mmap), CALL(munmap), CALL(mremap), CALL(mprotect), CALL(madvise), CALL(msync), CALL(brk),
    CALL(mlock), CALL(mlock2), CALL(munlock),
    // threads, waiting, time
    CALL(futex), CALL(set_robust_list), CALL(get_robust_list), CALL(rseq), CALL(exit),
    CALL(exit_group), CALL(gettid), CALL(getpid), CALL(getppid), CALL(sched_yield),
    CALL(sched_getaffinity), CALL(restart_syscall), CALL(nanosleep), CALL(clock_nanosleep),
    CALL(clock_gettime), CALL(clock_getres), CALL(gettimeofday), CALL(time), CALL(getrandom),
    CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(rt_sigtimedwait),
    CALL(rt_sigsuspend), CALL(sigaltstack),
    // who and where one is
    CALL(getuid), CALL(geteuid), CALL(getgid), CALL(getegid), CALL(uname), CALL(sysinfo),
    CALL(getrlimit), CALL(getrusage),
    // the sockets that there are
    CALL(accept), CALL(accept4), CALL(recvfrom), CALL(recvmsg), CALL(recvmmsg), CALL(sendto),
    CALL(sendmsg), CALL(sendmmsg), CALL(shutdown), CALL(getsockopt), CALL(setsockopt),
    CALL(getsockname), CALL(getpeername), CALL(epoll_create1), CALL(epoll_ctl), CALL(epoll_wait),
    CALL(epoll_pwait), CALL(epoll_pwait2), CALL(poll), CALL(ppoll), CALL(select), CALL(pselect6),
    CALL(eventfd2)};

static const int when_outward[] = {CALL(socket), CALL(socketpair), CALL(connect), CALL(bind)};

static const unsigned long harmless_requests[] = {FIONREAD, FIONBIO, FIOCLEX, TCGETS, TIOCGWINSZ};

static const int at_work[] = {
    // files
    CALL(read), CALL(readv), CALL(pread64), CALL(lseek), CALL(close), CALL(stat), CALL(lstat),
    CALL(fstat), CALL(newfstatat), CALL(statx), CALL(statfs), CALL(fstatfs), CALL(access),
    CALL(faccessat), CALL(faccessat2), CALL(getdents64), CALL(readlink), CALL(readlinkat),
    CALL(getcwd), CALL(fadvise64),
    // memory
    CALL(munmap), CALL(mremap), CALL(madvise), CALL(brk),
    // threads, waiting, time
    CALL(futex), CALL(set_robust_list), CALL(get_robust_list), CALL(rseq), CALL(exit),
    CALL(exit_group), CALL(gettid), CALL(getpid), CALL(sched_yield), CALL(sched_getaffinity),
    CALL(restart_syscall), CALL(nanosleep), CALL(clock_nanosleep), CALL(clock_gettime),
    CALL(clock_getres), CALL(gettimeofday), CALL(time), CALL(getrandom), CALL(rt_sigaction),
    CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(sigaltstack),
    // who and where one is
    CALL(getuid), CALL(geteuid), CALL(getgid), CALL(getegid), CALL(uname), CALL(sysinfo),
    CALL(getrlimit), CALL(getrusage)};

static int allow(scmp_filter_ctx filter, const int *calls, size_t count) {
    int failed = 0;
    for (size_t i = 0; i < count && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return failed;
}

// Calls that are needed in one of their shapes.
static int allow_in_part(scmp_filter_ctx filter) {
    int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    if (!failed) // its own end, by abort()
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(tgkill), 1,
                                  SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    if (!failed)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(prctl), 1,
                                  SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
    if (!failed) // asked, not set
        failed =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0));
    for (size_t i = 0; i < COUNT(harmless_requests) && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(ioctl), 1,
                                  SCMP_A1(SCMP_CMP_EQ, harmless_requests[i]));
    return failed;
}

// Opened for reading; memory that cannot be run; a word to whoever started it.
static int allow_at_work(scmp_filter_ctx filter) {
    static const unsigned long asked[] = {F_GETFD, F_SETFD, F_GETFL};
    const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(openat), 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    if (!failed)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(open), 1,
                                  SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    if (!failed)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(mmap), 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (!failed)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(mprotect), 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    for (size_t i = 0; i < COUNT(asked) && !failed; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(fcntl), 1,
                                  SCMP_A1(SCMP_CMP_EQ, asked[i]));
    for (int file = STDOUT_FILENO; file <= STDERR_FILENO && !failed; file++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALL(write), 1,
                                  SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)file));
    return failed;
}

// Puts the filter in force, if what it consists of could be told.
static bool load(scmp_filter_ctx filter, int failed, struct error *err) {
    if (!failed)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    return !failed ||
           error_set(err, ERR_IO, "serve.cannot-confine", strerrordesc_np(-failed), NULL);
}

static int begin(scmp_filter_ctx *ret_filter, struct error *err) {
    *ret_filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!*ret_filter) {
        error_memory(err);
        return -ENOMEM;
    }
    return seccomp_attr_set(*ret_filter, SCMP_FLTATR_CTL_TSYNC, 1);
}

bool confine(bool outward, struct error *err) {
    scmp_filter_ctx filter;
    int failed = begin(&filter, err);
    if (!filter)
        return false;
    if (!failed)
        failed = allow(filter, always, COUNT(always));
    if (!failed && outward)
        failed = allow(filter, when_outward, COUNT(when_outward));
    if (!failed)
        failed = allow_in_part(filter);
    return load(filter, failed, err);
}

bool confine_work(struct error *err) {
    scmp_filter_ctx filter;
    int failed = begin(&filter, err);
    if (!filter)
        return false;
    if (!failed)
        failed = allow(filter, at_work, COUNT(at_work));
    if (!failed)
        failed = allow_in_part(filter);
    if (!failed)
        failed = allow_at_work(filter);
    return load(filter, failed, err);
}

#endif
