// SPDX-License-Identifier: EUPL-1.2
//
// Pages that stay open, from the outside: what they are told, and that neither many of them nor
// slow ones keep anybody else waiting. Run under the thread sanitizer too.
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "client.h"
#include "stand_in.h"
#include "web/server.h"
#include "web/streams.h"

#define HOST "Host: vaka.test\r\n"
#define ANNA "Cookie: __Host-vaka=" SECRET("a") "\r\n"
#define TOLD "event: changed\ndata:\n\n"
#define ENDED "event: ended\ndata:\n\n"

static struct server *server;
static uint16_t port;
static struct reply reply;
static size_t files_of_server; // when no page is open

static size_t files_open(void) {
    size_t n = 0;
    DIR *files = opendir("/proc/self/fd");
    assert_non_null(files);
    while (readdir(files))
        n++;
    closedir(files);
    return n;
}

// That a page was left is noticed at its beat, and its place comes free before its connection is
// closed. A test that ends with pages left waits here, so that the next has every place.
static void wait_for_every_place(void) {
    for (int i = 0; i < 300 && files_open() > files_of_server; i++)
        usleep(100000);
    assert_true(files_open() <= files_of_server);
}

static int open_page(const char *query) {
    char text[512];
    int s = client_connect(port);
    assert_true(s >= 0);
    snprintf(text, sizeof(text), "GET /told?%s HTTP/1.1\r\n" HOST ANNA "\r\n", query);
    client_say(s, text);
    return s;
}

static int open_told(const char *query) {
    int s = open_page(query);
    client_read(s, true, &reply);
    assert_int_equal(reply.status, 200);
    assert_true(reply_has(&reply, "Content-Type", "text/event-stream"));
    assert_true(reply_has(&reply, "Cache-Control", "no-store"));
    assert_true(reply_has(&reply, "X-Accel-Buffering", "no"));
    return s;
}

// Reads until the words have come; false when they do not in that many milliseconds.
static bool hears(int s, const char *words, int milliseconds) {
    static char heard[REPLY_MAX];
    size_t n = 0;
    struct pollfd wait = {.fd = s, .events = POLLIN};
    while (n + 1 < sizeof(heard) && poll(&wait, 1, milliseconds) > 0) {
        ssize_t got = recv(s, heard + n, sizeof(heard) - 1 - n, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
        heard[n] = 0;
        if (strstr(heard, words))
            return true;
        if (strstr(words, "event") && strstr(heard, "event"))
            return false;
    }
    return false;
}

static void test_a_page_is_told_that_and_not_what(void **state) {
    (void)state;
    stand_in_set_version(1);
    int s = open_told("sett=1");
    assert_true(hears(s, "retry: 5000\n\n", 2000));
    assert_false(hears(s, "event", 900));
    stand_in_set_version(2);
    assert_true(hears(s, TOLD, 2000));
    assert_false(hears(s, "event", 900)); // once
    stand_in_set_version(3);
    assert_true(hears(s, TOLD, 2000));
    close(s);
}

// What happened between the making of the page and the opening of its stream is told at once.
static void test_a_page_that_is_behind_is_told_at_once(void **state) {
    (void)state;
    stand_in_set_version(7);
    int s = open_told("sett=5");
    assert_true(hears(s, TOLD, 2000));
    close(s);
}

static void test_who_may_not_is_refused(void **state) {
    (void)state;
    assert_int_equal(client_ask(port, "GET /told?sett=1 HTTP/1.1\r\n" HOST "\r\n", &reply), 401);
    assert_int_equal(
        client_ask(port, "GET /told?sett=1&arende=denied HTTP/1.1\r\n" HOST ANNA "\r\n", &reply),
        403);
    assert_int_equal(client_ask(port, "GET /told HTTP/1.1\r\n" HOST ANNA "\r\n", &reply), 400);
}

static void test_a_stream_ends_with_its_session(void **state) {
    (void)state;
    stand_in_set_version(1);
    int s = open_told("sett=1");
    stand_in_end_sessions(true);
    assert_true(hears(s, ENDED, 4000));
    assert_true(client_is_closed(s, 2000));
    stand_in_end_sessions(false);
    close(s);
}

// While the database cannot be asked nothing is told and nothing ends; afterwards nothing is
// missing.
static void test_a_fault_loses_no_change(void **state) {
    (void)state;
    stand_in_set_version(1);
    int s = open_told("sett=1");
    stand_in_fail(true);
    stand_in_set_version(2);
    assert_false(hears(s, TOLD, 900));
    stand_in_fail(false);
    assert_true(hears(s, TOLD, 2000));
    close(s);
}

static void test_the_oldest_of_a_session_gives_way(void **state) {
    (void)state;
    int sockets[STREAMS_OF_ONE + 1];
    stand_in_set_version(1);
    for (size_t i = 0; i < COUNT(sockets); i++)
        sockets[i] = open_told("sett=1&arende=one");
    assert_true(client_is_closed(sockets[0], 3000));
    stand_in_set_version(2);
    for (size_t i = 1; i < COUNT(sockets); i++)
        assert_true(hears(sockets[i], TOLD, 2000));
    for (size_t i = 0; i < COUNT(sockets); i++)
        close(sockets[i]);
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// All places taken: one more is refused, other requests are answered, every page hears of a
// change; and when they are left their places come free.
static void test_as_many_as_there_are_places(void **state) {
    (void)state;
    static int sockets[STREAMS_MAX];
    stand_in_set_version(1);
    wait_for_every_place();
    for (size_t i = 0; i < STREAMS_MAX; i++)
        sockets[i] = open_page("sett=1");
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        client_read(sockets[i], true, &reply);
        assert_int_equal(reply.status, 200);
    }
    assert_int_equal(client_ask(port, "GET /told?sett=1 HTTP/1.1\r\n" HOST ANNA "\r\n", &reply),
                     503);
    int64_t began = milliseconds();
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(client_ask(port, "GET /fixed HTTP/1.1\r\n" HOST "\r\n", &reply), 200);
    assert_true(milliseconds() - began < 5000);
    began = milliseconds();
    stand_in_set_version(2);
    for (size_t i = 0; i < STREAMS_MAX; i++)
        assert_true(hears(sockets[i], TOLD, 5000));
    print_message("%d streams were told after %lld ms\n", STREAMS_MAX,
                  (long long)(milliseconds() - began));
    for (size_t i = 0; i < STREAMS_MAX; i++)
        close(sockets[i]);
    wait_for_every_place();
    close(open_told("sett=1"));
}

// Whoever does not read has one message waiting and no more, and loses nothing.
static void test_a_client_that_does_not_read(void **state) {
    (void)state;
    stand_in_set_version(1);
    int slow = open_told("sett=1"), other = open_told("sett=1");
    for (int64_t i = 2; i < 8; i++) {
        stand_in_set_version(i);
        assert_true(hears(other, TOLD, 2000));
    }
    assert_true(hears(slow, TOLD, 2000));
    assert_int_equal(client_ask(port, "GET /fixed HTTP/1.1\r\n" HOST "\r\n", &reply), 200);
    close(slow);
    close(other);
}

static int start(void **state) {
    (void)state;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < 16384 ? files.rlim_max : 16384;
    setrlimit(RLIMIT_NOFILE, &files);
    // As behind a proxy, since there all clients have one address.
    struct server_options options = {.threads = 4, .stream_beat_s = 1, .behind_tls = true};
    struct error err;
    if (!server_start_site(NULL, &stand_in_site, &options, &server, &err))
        return 1;
    port = server_port(server);
    files_of_server = files_open();
    return 0;
}

// Open pages do not keep the server from ending.
static int stop(void **state) {
    (void)state;
    int s = open_told("sett=1");
    int64_t began = milliseconds();
    server_stop(server);
    bool closed = client_is_closed(s, 1000);
    close(s);
    return closed && milliseconds() - began < 5000 ? 0 : 1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_is_told_that_and_not_what),
        cmocka_unit_test(test_a_page_that_is_behind_is_told_at_once),
        cmocka_unit_test(test_who_may_not_is_refused),
        cmocka_unit_test(test_a_stream_ends_with_its_session),
        cmocka_unit_test(test_a_fault_loses_no_change),
        cmocka_unit_test(test_the_oldest_of_a_session_gives_way),
        cmocka_unit_test(test_as_many_as_there_are_places),
        cmocka_unit_test(test_a_client_that_does_not_read),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
