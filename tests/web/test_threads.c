// SPDX-License-Identifier: EUPL-1.2
//
// The server with many clients at once, and its end in the middle of work. Run under the thread
// sanitizer too.
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "client.h"
#include "stand_in.h"
#include "web/server.h"

#define HOST "Host: vaka.test\r\n"
#define ANNA "Cookie: vaka=" SECRET("a") "\r\n"
#define CLIENTS 8

struct crowd {
    uint16_t port;
    atomic_bool enough;
    atomic_uint answered, refused, wrong;
    pthread_t threads[CLIENTS];
};

static const char *const requests[] = {
    "GET / HTTP/1.1\r\n" HOST ANNA "\r\n",
    "GET /slow HTTP/1.1\r\n" HOST "\r\n",
    "POST /note/1 HTTP/1.1\r\n" HOST ANNA "Content-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 18\r\n\r\ncsrf=csrf-a&line=x",
    "GET /nothing HTTP/1.1\r\n" HOST "\r\n",
    "GET /page HTTP/1.1\r\n" HOST "Cookie: vaka=" SECRET("x") "\r\n\r\n",
};
static const int expected[] = {200, 200, 200, 404, 200};

static void *ask_on(void *context) {
    struct crowd *crowd = context;
    struct reply reply;
    int s = -1;
    for (size_t i = 0; !atomic_load(&crowd->enough); i++) {
        size_t which = i % COUNT(requests);
        if (s < 0)
            s = client_connect(crowd->port);
        if (s < 0)
            break; // it has ended
        client_say(s, requests[which]);
        client_read(s, false, &reply);
        if (reply.status == expected[which])
            atomic_fetch_add(&crowd->answered, 1);
        else if (reply.status == 503 || reply.status == 0)
            atomic_fetch_add(&crowd->refused, 1);
        else
            atomic_fetch_add(&crowd->wrong, 1);
        if (reply.status == 0 || reply_has(&reply, "Connection", "close")) {
            close(s);
            s = -1;
        }
    }
    if (s >= 0)
        close(s);
    return NULL;
}

static struct server *start(uint16_t *ret_port) {
    struct server *server;
    struct server_options options = {.threads = 4};
    struct error err;
    assert_true(server_start_site(NULL, &stand_in_site, &options, &server, &err));
    *ret_port = server_port(server);
    return server;
}

static void gather_crowd(struct crowd *crowd) {
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(pthread_create(&crowd->threads[i], NULL, ask_on, crowd), 0);
}

static void send_home(struct crowd *crowd) {
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(crowd->threads[i], NULL);
}

static void test_crowd(void **state) {
    (void)state;
    struct crowd crowd = {0};
    struct server *server = start(&crowd.port);
    gather_crowd(&crowd);
    sleep(2);
    atomic_store(&crowd.enough, true);
    send_home(&crowd);
    server_stop(server);
    assert_int_equal(atomic_load(&crowd.wrong), 0);
    assert_int_equal(atomic_load(&crowd.refused), 0);
    assert_true(atomic_load(&crowd.answered) > 100);
}

static void test_end_under_load(void **state) {
    (void)state;
    for (size_t round = 0; round < 3; round++) {
        struct crowd crowd = {0};
        struct server *server = start(&crowd.port);
        gather_crowd(&crowd);
        usleep(300000);
        server_stop(server);
        assert_true(client_connect(crowd.port) < 0);
        send_home(&crowd);
        assert_int_equal(atomic_load(&crowd.wrong), 0);
        assert_true(atomic_load(&crowd.answered) > 0);
    }
}

static void *stop(void *server) {
    server_stop(server);
    return NULL;
}

static int under_way(uint16_t port, const char *request) {
    int s = client_connect(port);
    assert_true(s >= 0);
    client_say(s, request);
    return s;
}

static const char half_a_note[] =
    "POST /note/1 HTTP/1.1\r\n" HOST ANNA "Content-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 18\r\n\r\ncsrf=csrf-a";

// What has begun is answered; what comes after is not taken.
static void test_end_waits_for_what_is_under_way(void **state) {
    (void)state;
    uint16_t port;
    struct server *server = start(&port);
    stand_in_close_gate();
    int slow = under_way(port, "GET /slow HTTP/1.1\r\n" HOST "\r\n");
    while (stand_in_waiting() < 1)
        usleep(1000);
    int half = under_way(port, half_a_note);
    usleep(100000);
    pthread_t stopper;
    assert_int_equal(pthread_create(&stopper, NULL, stop, server), 0);
    usleep(100000);
    assert_true(client_connect(port) < 0);
    struct reply reply;
    client_say(half, "&line=x");
    client_read(half, false, &reply);
    assert_int_equal(reply.status, 200);
    assert_true(reply_has(&reply, "Connection", "close"));
    stand_in_open_gate();
    client_read(slow, false, &reply);
    assert_int_equal(reply.status, 200);
    pthread_join(stopper, NULL);
    close(slow);
    close(half);
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Nobody was told that anything of theirs was recorded.
static void test_end_waits_little_for_half_a_request(void **state) {
    (void)state;
    uint16_t port;
    struct server *server = start(&port);
    int half = under_way(port, half_a_note);
    usleep(100000);
    int64_t began = milliseconds();
    server_stop(server);
    int64_t took = milliseconds() - began;
    assert_true(took >= 900 &&
                took < 5000); // between one second and two, and some for a slow computer
    struct reply reply;
    client_read(half, false, &reply);
    assert_int_equal(reply.status, 0);
    close(half);
}

static void test_a_whole_request_is_answered_beside_half_a_one(void **state) {
    (void)state;
    uint16_t port;
    struct server *server = start(&port);
    stand_in_close_gate();
    int slow = under_way(port, "GET /slow HTTP/1.1\r\n" HOST "\r\n");
    while (stand_in_waiting() < 1)
        usleep(1000);
    int half = under_way(port, half_a_note);
    usleep(100000);
    pthread_t stopper;
    assert_int_equal(pthread_create(&stopper, NULL, stop, server), 0);
    sleep(3);
    stand_in_open_gate();
    struct reply reply;
    client_read(slow, false, &reply);
    assert_int_equal(reply.status, 200);
    pthread_join(stopper, NULL);
    client_read(half, false, &reply);
    assert_int_equal(reply.status, 0);
    close(slow);
    close(half);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crowd),
        cmocka_unit_test(test_end_under_load),
        cmocka_unit_test(test_end_waits_for_what_is_under_way),
        cmocka_unit_test(test_end_waits_little_for_half_a_request),
        cmocka_unit_test(test_a_whole_request_is_answered_beside_half_a_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
