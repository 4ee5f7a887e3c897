// SPDX-License-Identifier: EUPL-1.2
//
// Load for the server: asks on several connections at once and says how fast the answers came.
//
//   load PORT CONNECTIONS SECONDS RATE FILE…
//
// Each FILE holds one HTTP request as it is sent, with its Content-Length; they are asked in turn.
// In a request the sixteen digits after "key=" become a new number each time, and the eight digits
// after "seen=" grow by one with each answer 303 to that file, so that forms are recorded one after
// the other. RATE is requests a second over all connections, begun on time whether or not earlier
// answers have come (a request that finds no free connection waits, and its wait counts); 0: as
// fast as answers come. One line comes out:
//
//   answers 1234 failures 0 rate 617.0 p50_us 80 p99_us 220 max_us 900
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 512
#define REQUEST_MAX 16384
#define ANSWERS_MAX 20000000u
#define HEADER_MAX 8192

struct asked {
    char *bytes;
    size_t n;
    char *key, *seen; // into bytes, or NULL
    bool under_way;
};

struct connection {
    int socket;
    struct asked *asked; // NULL: free
    int64_t began;       // nanoseconds
    char header[HEADER_MAX + 1];
    size_t header_n;
    bool in_body;
    size_t body_left;
    int status;
};

struct load {
    struct connection connections[CONNECTIONS_MAX];
    size_t connection_count;
    struct asked *files;
    size_t file_count, next_file;
    int poll;
    uint64_t key, started, answers, failures;
    uint32_t *took_us;
    double rate;
    int64_t began, ends;
};

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static _Noreturn void give_up(const char *what) {
    perror(what);
    exit(1);
}

static void read_request(const char *path, struct asked *asked) {
    FILE *file = fopen(path, "rb");
    asked->bytes = calloc(1, REQUEST_MAX + 1);
    if (!file || !asked->bytes)
        give_up(path);
    asked->n = fread(asked->bytes, 1, REQUEST_MAX, file);
    fclose(file);
    char *body = strstr(asked->bytes, "\r\n\r\n");
    if (!body)
        give_up(path);
    asked->key = strstr(body, "key=");
    asked->seen = strstr(body, "seen=");
    if (asked->key)
        asked->key += strlen("key=");
    if (asked->seen)
        asked->seen += strlen("seen=");
}

static void write_digits(char *to, int width, uint64_t number) {
    for (int i = width - 1; i >= 0; i--, number /= 10)
        to[i] = (char)('0' + number % 10);
}

static void count_up(char *digits, int width) {
    char text[17] = {0};
    memcpy(text, digits, (size_t)width);
    write_digits(digits, width, strtoull(text, NULL, 10) + 1);
}

static void open_connection(struct load *load, struct connection *connection, uint16_t port) {
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(port),
                             .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->socket < 0 ||
        connect(connection->socket, (struct sockaddr *)&to, sizeof(to)) != 0)
        give_up("connect");
    int on = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    fcntl(connection->socket, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
    if (epoll_ctl(load->poll, EPOLL_CTL_ADD, connection->socket, &event) != 0)
        give_up("epoll_ctl");
}

// The next file that nobody is asking at the moment.
static struct asked *next_request(struct load *load) {
    for (size_t i = 0; i < load->file_count; i++) {
        struct asked *asked = &load->files[load->next_file];
        load->next_file = (load->next_file + 1) % load->file_count;
        if (!asked->under_way || !asked->seen)
            return asked;
    }
    fprintf(stderr, "load: fewer requests than connections\n");
    exit(1);
}

static void ask(struct load *load, struct connection *connection, int64_t began) {
    struct asked *asked = next_request(load);
    if (asked->key)
        write_digits(asked->key, 16, ++load->key);
    asked->under_way = true;
    connection->asked = asked;
    connection->began = began;
    connection->header_n = 0;
    connection->in_body = false;
    load->started++;
    // A request is far smaller than a socket's buffer.
    if (send(connection->socket, asked->bytes, asked->n, MSG_NOSIGNAL) != (ssize_t)asked->n)
        give_up("send");
}

static bool is_due(const struct load *load, int64_t now, int64_t *ret_due) {
    if (load->rate == 0) {
        *ret_due = now;
        return true;
    }
    *ret_due = load->began + (int64_t)((double)load->started * 1e9 / load->rate);
    return *ret_due <= now;
}

static void ask_where_free(struct load *load) {
    int64_t now = now_ns(), due;
    for (size_t i = 0; i < load->connection_count && now < load->ends; i++)
        if (!load->connections[i].asked && is_due(load, now, &due))
            ask(load, &load->connections[i], due);
}

static void answered(struct load *load, struct connection *connection) {
    struct asked *asked = connection->asked;
    if (load->answers < ANSWERS_MAX)
        load->took_us[load->answers++] = (uint32_t)((now_ns() - connection->began) / 1000);
    bool good = connection->status == 200 || connection->status == 303;
    if (!good && load->failures++ == 0)
        fprintf(stderr, "load: first failure: %.200s\n%.300s\n", connection->header, asked->bytes);
    if (connection->status == 303 && asked->seen)
        count_up(asked->seen, 8);
    asked->under_way = false;
    connection->asked = NULL;
}

// Takes the header when it is whole; answers how many of the bytes belong to it.
static size_t take_header(struct connection *connection, const char *bytes, size_t n) {
    size_t before = connection->header_n;
    size_t room = HEADER_MAX - before;
    size_t taken = n < room ? n : room;
    memcpy(connection->header + before, bytes, taken);
    connection->header_n += taken;
    connection->header[connection->header_n] = 0;
    char *end = strstr(connection->header, "\r\n\r\n");
    if (!end)
        return taken;
    connection->in_body = true;
    connection->status = (int)strtol(connection->header + strlen("HTTP/1.1 "), NULL, 10);
    char *length = strcasestr(connection->header, "\r\nContent-Length:");
    connection->body_left = length ? strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) : 0;
    return (size_t)(end + 4 - connection->header) - before;
}

static void read_answer(struct load *load, struct connection *connection) {
    static char bytes[262144];
    ssize_t got = recv(connection->socket, bytes, sizeof(bytes), 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN)
            return;
        give_up("the server closed a connection");
    }
    const char *at = bytes;
    size_t left = (size_t)got;
    while (left && connection->asked) {
        size_t taken;
        if (connection->in_body) {
            taken = left < connection->body_left ? left : connection->body_left;
            connection->body_left -= taken;
        } else {
            taken = take_header(connection, at, left);
        }
        at += taken;
        left -= taken;
        if (connection->in_body && connection->body_left == 0)
            answered(load, connection);
    }
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void report(struct load *load, double seconds) {
    uint64_t n = load->answers;
    if (!n) {
        fprintf(stderr, "load: no answers\n");
        exit(1);
    }
    qsort(load->took_us, n, sizeof(*load->took_us), by_size);
    printf("answers %llu failures %llu rate %.1f p50_us %u p99_us %u max_us %u\n",
           (unsigned long long)n, (unsigned long long)load->failures, (double)n / seconds,
           load->took_us[n / 2], load->took_us[n * 99 / 100], load->took_us[n - 1]);
}

static bool all_free(const struct load *load) {
    for (size_t i = 0; i < load->connection_count; i++)
        if (load->connections[i].asked)
            return false;
    return true;
}

static void run(struct load *load, double seconds) {
    load->began = now_ns();
    load->ends = load->began + (int64_t)(seconds * 1e9);
    load->key = (uint64_t)load->began; // differs from earlier runs
    ask_where_free(load);
    while (now_ns() < load->ends || !all_free(load)) {
        struct epoll_event events[64];
        int n = epoll_wait(load->poll, events, 64, load->rate > 0 ? 1 : 100);
        for (int i = 0; i < n; i++)
            read_answer(load, events[i].data.ptr);
        ask_where_free(load);
    }
    report(load, (double)(now_ns() - load->began) / 1e9);
}

int main(int argc, char **argv) {
    static struct load load;
    if (argc < 6) {
        fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS RATE FILE…\n");
        return 2;
    }
    uint16_t port = (uint16_t)strtoul(argv[1], NULL, 10);
    load.connection_count = strtoul(argv[2], NULL, 10);
    load.rate = strtod(argv[4], NULL);
    load.file_count = (size_t)argc - 5;
    load.files = calloc(load.file_count, sizeof(*load.files));
    load.took_us = calloc(ANSWERS_MAX, sizeof(*load.took_us));
    load.poll = epoll_create1(0);
    if (!load.files || !load.took_us || load.poll < 0 || load.connection_count == 0 ||
        load.connection_count > CONNECTIONS_MAX)
        give_up("load");
    for (size_t i = 0; i < load.file_count; i++)
        read_request(argv[5 + i], &load.files[i]);
    for (size_t i = 0; i < load.connection_count; i++)
        open_connection(&load, &load.connections[i], port);
    run(&load, strtod(argv[3], NULL));
    return load.failures ? 1 : 0;
}
