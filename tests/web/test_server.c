// SPDX-License-Identifier: EUPL-1.2
//
// The server from the outside, over sockets. Every test ends with asking whether it still answers.
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "client.h"
#include "stand_in.h"
#include "web/server.h"
#include "web/slow_pool.h"

#define HOST "Host: vaka.test\r\n"
#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded\r\n"
#define ANNA "Cookie: vaka=" SECRET("a") "\r\n"
#define BODY_MAX 65536
#define MANY 200

static struct server *server;
static uint16_t port;
static struct reply reply;

static int ask(const char *text) {
    return client_ask(port, text, &reply);
}

static void test_answers(void **state) {
    (void)state;
    assert_int_equal(ask("GET /fixed HTTP/1.1\r\n" HOST "\r\n"), 200);
    assert_memory_equal(reply.body, "fixed", 5);
    assert_true(reply_has(&reply, "Content-Security-Policy", "default-src 'none'; script-src 's"));
    assert_true(reply_has(&reply, "X-Content-Type-Options", "nosniff"));
    assert_true(reply_has(&reply, "Referrer-Policy", "same-origin"));
    assert_true(reply_has(&reply, "Cross-Origin-Opener-Policy", "same-origin"));
    assert_true(reply_has(&reply, "Cache-Control", "no-store"));
    assert_false(reply_has(&reply, "Strict-Transport-Security", ""));
    assert_int_equal(ask("GET / HTTP/1.1\r\n" HOST ANNA "\r\n"), 200);
    assert_memory_equal(reply.body, "start user=user/a", 17);
    assert_int_equal(ask("GET /note/1 HTTP/1.1\r\n" HOST "\r\n"), 303);
    assert_true(reply_has(&reply, "Location", "/logga-in?sedan=/note/1\r\n"));
    assert_int_equal(ask("GET /%FF HTTP/1.1\r\n" HOST "\r\n"), 400);
    assert_int_equal(ask("PUT /fixed HTTP/1.1\r\n" HOST "\r\n"), 405);
    assert_true(reply_has(&reply, "Allow", "GET, HEAD\r\n"));
}

static void test_posts(void **state) {
    (void)state;
    assert_int_equal(ask("POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE
                         "Content-Length: 20\r\n\r\ncsrf=csrf-a&line=%E5"),
                     400);
    assert_int_equal(ask("POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE
                         "Content-Length: 23\r\n\r\ncsrf=csrf-a&line=%C3%A5"),
                     200);
    assert_non_null(strstr(reply.body, "line=[å]"));
    assert_int_equal(ask("POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE
                         "Transfer-Encoding: chunked\r\n\r\n"
                         "5\r\ncsrf=\r\n6\r\ncsrf-a\r\n7\r\n&line=x\r\n0\r\n\r\n"),
                     200);
    assert_non_null(strstr(reply.body, "line=[x]"));
    assert_int_equal(ask("POST /note/1 HTTP/1.1\r\n" HOST ANNA
                         "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\na=b"),
                     415);
}

// Shapes that two servers may understand differently. Whatever follows must not be answered.
static void test_smuggling(void **state) {
    (void)state;
    static const char *const requests[] = {
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: 4\r\nContent-Length: 4\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: 4\r\nContent-Length: 0\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /fixed HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /fixed HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /fixed HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /fixed HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: +4\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: -4\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: 4, 4\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length: 0x4\r\n\r\na=bc",
        "POST /fixed HTTP/1.1\r\n" HOST "Content-Length : 4\r\n\r\na=bc",
        "GET /fixed HTTP/1.1\r\n\r\n",
        "GET /fixed HTTP/1.0\r\n\r\n",
        "GET /fixed HTTP/1.1\r\n" HOST HOST "\r\n",
        "GET /fixed HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /fixed HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://vaka.test/fixed HTTP/1.1\r\n" HOST "\r\n",
        "GET fixed HTTP/1.1\r\n" HOST "\r\n",
        "GET /fixed HTTP/1.1\r\n" HOST "X: a\x01b\r\n\r\n",
    };
    for (size_t i = 0; i < COUNT(requests); i++) {
        int s = client_connect(port);
        assert_true(s >= 0);
        client_say(s, requests[i]);
        client_read(s, false, &reply);
        if (reply.status != 400)
            fail_msg("status %d for %s", reply.status, requests[i]);
        assert_true(client_is_closed(s, 5000));
        close(s);
    }
}

static void test_large_header(void **state) {
    (void)state;
    static char text[70000];
    int n = snprintf(text, sizeof(text), "GET /fixed HTTP/1.1\r\n" HOST "X: ");
    memset(text + n, 'x', 65536);
    memcpy(text + n + 65536, "\r\n\r\n", 5);
    int status = ask(text);
    assert_true(status == 431 || status == 0); // told, or cut off
    n = snprintf(text, sizeof(text), "GET /");
    memset(text + n, 'x', 65536);
    memcpy(text + n + 65536, " HTTP/1.1\r\n" HOST "\r\n", sizeof(" HTTP/1.1\r\n" HOST "\r\n"));
    status = ask(text);
    assert_true(status == 414 || status == 0);
}

static void send_body(int s, size_t n) {
    static const char piece[16384];
    while (n) {
        size_t now = n < sizeof(piece) ? n : sizeof(piece);
        if (!client_send(s, piece, now))
            return;
        n -= now;
    }
}

static void test_large_body(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s,
               "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE "Content-Length: 10485760\r\n\r\n");
    send_body(s, 10485760);
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 413);
    assert_string_equal(reply.body, "error request.too-large lang=sv");
    // The connection goes on as if nothing had happened.
    client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "\r\n");
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 200);
    close(s);
}

static void test_large_body_in_chunks(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE
                  "Transfer-Encoding: chunked\r\n\r\n20000\r\n");
    send_body(s, 0x20000);
    client_say(s, "\r\n0\r\n\r\n");
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 413);
    close(s);
}

static void test_body_at_its_ceiling(void **state) {
    (void)state;
    static char body[BODY_MAX + 1];
    int n = snprintf(body, sizeof(body), "csrf=csrf-a&line=x&unknown=");
    memset(body + n, 'x', (size_t)(BODY_MAX - n));
    int s = client_connect(port);
    client_say(s, "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE "Content-Length: 65536\r\n\r\n");
    client_send(s, body, BODY_MAX);
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 200);
    close(s);
}

// Who asks first is told at once; who says that it will send without end is cut off.
static void test_refused_before_the_body(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE
                  "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 413);
    assert_true(client_is_closed(s, 5000));
    close(s);
    s = client_connect(port);
    client_say(s, "POST /note/1 HTTP/1.1\r\n" HOST FORM_TYPE "Content-Length: 99999999999\r\n\r\n");
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 413);
    assert_true(client_is_closed(s, 5000));
    close(s);
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// One byte at a time: the header's deadline (2 s here) ends it though it is never idle.
static void test_dripping_header(void **state) {
    (void)state;
    int s = client_connect(port);
    int64_t began = milliseconds();
    assert_true(client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "X: "));
    while (!client_is_closed(s, 100) && milliseconds() - began < 20000)
        client_say(s, "x");
    int64_t took = milliseconds() - began;
    assert_true(took >= 1000 && took < 8000);
    close(s);
}

// A connection that has had its answer may rest longer than a header may take.
static void test_resting_connection(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "\r\n");
    client_read(s, false, &reply);
    assert_false(client_is_closed(s, 4000));
    client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "\r\n");
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 200);
    // … and then must hurry with a header again.
    client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "X: ");
    int64_t began = milliseconds();
    while (!client_is_closed(s, 100) && milliseconds() - began < 20000)
        client_say(s, "x");
    assert_true(milliseconds() - began < 8000);
    close(s);
}

// A body may take longer than a header.
static void test_slow_body(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE "Content-Length: 18\r\n\r\n");
    for (const char *c = "csrf=csrf-a&line=x"; *c; c++) {
        assert_true(client_send(s, c, 1));
        usleep(200000);
    }
    client_read(s, false, &reply);
    assert_int_equal(reply.status, 200);
    close(s);
}

static void test_head(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "HEAD /fixed HTTP/1.1\r\n" HOST "\r\nGET /fixed HTTP/1.1\r\n" HOST "\r\n");
    client_read(s, true, &reply);
    assert_int_equal(reply.status, 200);
    assert_false(reply_has(&reply, "Content-Length", "0"));
    client_read(s, false, &reply); // nothing of a body stood before it
    assert_int_equal(reply.status, 200);
    assert_memory_equal(reply.body, "fixed", 5);
    close(s);
}

static void test_pipelining(void **state) {
    (void)state;
    int s = client_connect(port);
    client_say(s, "GET /fixed HTTP/1.1\r\n" HOST "\r\n"
                  "POST /note/1 HTTP/1.1\r\n" HOST ANNA FORM_TYPE "Content-Length: 18\r\n\r\n"
                  "csrf=csrf-a&line=x"
                  "GET /slow HTTP/1.1\r\n" HOST "\r\n"
                  "GET /a/b/7 HTTP/1.1\r\n" HOST "\r\n");
    static const char *const bodies[] = {"fixed", "record", "slow", "literal"};
    for (size_t i = 0; i < COUNT(bodies); i++) {
        client_read(s, false, &reply);
        assert_int_equal(reply.status, 200);
        assert_memory_equal(reply.body, bodies[i], strlen(bodies[i]));
    }
    close(s);
}

static void test_many_connections(void **state) {
    (void)state;
    int sockets[MANY];
    for (size_t i = 0; i < MANY; i++) {
        sockets[i] = client_connect(port);
        assert_true(sockets[i] >= 0);
    }
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < MANY; i++)
            assert_true(client_say(sockets[i], "GET / HTTP/1.1\r\n" HOST ANNA "\r\n"));
        for (size_t i = 0; i < MANY; i++) {
            client_read(sockets[i], false, &reply);
            assert_int_equal(reply.status, 200);
        }
    }
    for (size_t i = 0; i < MANY; i++)
        close(sockets[i]);
}

// From an address of its own: the server may not have seen yet that those of another test are gone.
static void test_more_connections_than_one_may_have(void **state) {
    (void)state;
    static int sockets[SERVER_CONNECTIONS_OF_ONE + 50];
    size_t answered = 0;
    for (size_t i = 0; i < COUNT(sockets); i++) {
        sockets[i] = client_connect_from("127.0.1.1", port);
        client_say(sockets[i], "GET /fixed HTTP/1.1\r\n" HOST "\r\n");
    }
    for (size_t i = 0; i < COUNT(sockets); i++) {
        client_read(sockets[i], false, &reply);
        answered += reply.status == 200;
    }
    for (size_t i = 0; i < COUNT(sockets); i++)
        close(sockets[i]);
    assert_true(answered <= SERVER_CONNECTIONS_OF_ONE);
    assert_true(answered > SERVER_CONNECTIONS_OF_ONE / 2);
}

static void wait_for(unsigned handlers) {
    while (stand_in_waiting() < handlers)
        usleep(1000);
}

// Reads the answers of so many, whichever they are, and closes those.
static void must_be_refused(struct pollfd *sockets, size_t n, size_t expected) {
    for (size_t refused = 0; refused < expected;) {
        assert_true(poll(sockets, n, 30000) > 0);
        for (size_t i = 0; i < n; i++) {
            if (sockets[i].fd < 0 || !sockets[i].revents)
                continue;
            client_read(sockets[i].fd, false, &reply);
            assert_int_equal(reply.status, 503);
            assert_true(reply_has(&reply, "Retry-After", "5"));
            close(sockets[i].fd);
            sockets[i].fd = -1;
            refused++;
        }
    }
}

// Two run, as many wait as the queue holds, the rest is refused at once; the others go on.
static void test_full_pool(void **state) {
    (void)state;
    enum { MORE = 5, ALL = 2 + SLOW_POOL_QUEUE + MORE };
    struct pollfd sockets[ALL];
    stand_in_close_gate();
    for (size_t i = 0; i < ALL; i++) {
        sockets[i] = (struct pollfd){.fd = client_connect(port), .events = POLLIN};
        client_say(sockets[i].fd, "GET /slow HTTP/1.1\r\n" HOST "\r\n");
        if (i < 2)
            wait_for((unsigned)i + 1);
    }
    must_be_refused(sockets, ALL, MORE);
    assert_int_equal(ask("GET /fixed HTTP/1.1\r\n" HOST "\r\n"), 200);
    assert_int_equal(poll(sockets, ALL, 0), 0); // nobody else is answered yet
    stand_in_open_gate();
    for (size_t i = 0; i < ALL; i++) {
        if (sockets[i].fd < 0)
            continue;
        client_read(sockets[i].fd, false, &reply);
        assert_int_equal(reply.status, 200);
        close(sockets[i].fd);
    }
}

// Who leaves before the answer comes leaves nothing behind.
static void test_leaving_early(void **state) {
    (void)state;
    stand_in_close_gate();
    for (size_t i = 0; i < 20; i++) {
        int s = client_connect(port);
        client_say(s, i % 2 ? "GET /slow HTTP/1.1\r\n" HOST "\r\n"
                            : "POST /note/1 HTTP/1.1\r\n" HOST FORM_TYPE
                              "Content-Length: 50\r\n\r\na=");
        usleep(2000);
        close(s);
    }
    stand_in_open_gate();
}

static int still_answers(void **state) {
    (void)state;
    return ask("GET /fixed HTTP/1.1\r\n" HOST "\r\n") == 200 ? 0 : 1;
}

static int start(void **state) {
    (void)state;
    struct server_options options = {.threads = 4, .header_deadline_s = 2, .body_max = BODY_MAX};
    struct error err;
    if (!server_start_site(NULL, &stand_in_site, &options, &server, &err))
        return 1;
    port = server_port(server);
    return port ? 0 : 1;
}

static int stop(void **state) {
    (void)state;
    server_stop(server);
    return client_connect(port) < 0 ? 0 : 1;
}

static void test_refuses_to_start(void **state) {
    (void)state;
    struct server *second;
    struct error err;
    struct server_options taken = {.port = port};
    assert_false(server_start_site(NULL, &stand_in_site, &taken, &second, &err));
    assert_string_equal(err.key, "server.cannot-listen");
    struct server_options nowhere = {.address = "nowhere"};
    assert_false(server_start_site(NULL, &stand_in_site, &nowhere, &second, &err));
    assert_string_equal(err.key, "server.bad-address");
}

#define SERVER_TEST(test) cmocka_unit_test_teardown(test, still_answers)

int main(void) {
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_answers),
        SERVER_TEST(test_posts),
        SERVER_TEST(test_smuggling),
        SERVER_TEST(test_large_header),
        SERVER_TEST(test_large_body),
        SERVER_TEST(test_large_body_in_chunks),
        SERVER_TEST(test_body_at_its_ceiling),
        SERVER_TEST(test_refused_before_the_body),
        SERVER_TEST(test_dripping_header),
        SERVER_TEST(test_resting_connection),
        SERVER_TEST(test_slow_body),
        SERVER_TEST(test_head),
        SERVER_TEST(test_pipelining),
        SERVER_TEST(test_many_connections),
        SERVER_TEST(test_more_connections_than_one_may_have),
        SERVER_TEST(test_full_pool),
        SERVER_TEST(test_leaving_early),
        SERVER_TEST(test_refuses_to_start),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
