// SPDX-License-Identifier: EUPL-1.2
#include "support/outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#define ANSWER_MAX ((size_t)1000 * 1000)

struct str ask_outside(struct arena *arena, struct str bytes, const char *command) {
    char path[64], part[4096];
    struct buf answer = buf_new(arena, ANSWER_MAX);
    struct str text = STR_NONE;
    int file = memfd_create("asked", 0); // which the command inherits
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes.p, bytes.n), (ssize_t)bytes.n);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    assert_int_equal(setenv("FILE", path, 1), 0);
    FILE *said = popen(command, "r");
    assert_non_null(said);
    for (size_t n; (n = fread(part, 1, sizeof(part), said)) > 0;)
        buf_add(&answer, (struct str){part, n});
    int status = pclose(said);
    close(file);
    assert_true(buf_done(&answer, &text, NULL));
    if (status != 0)
        fail_msg("%s: %d: " STR_FMT, command, status, STR_ARG(text));
    return text;
}

void assert_has(struct str text, const char *what) {
    if (str_find(text, str_of(what)) == STR_NOT_FOUND)
        fail_msg("\"%s\" is not in: " STR_FMT, what, STR_ARG(text));
}
