// SPDX-License-Identifier: EUPL-1.2
#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int client_connect_from(const char *address, uint16_t port) {
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(port),
                             .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct timeval patience = {.tv_sec = 30};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (inet_pton(AF_INET, address, &from.sin_addr) == 1 &&
        bind(s, (struct sockaddr *)&from, sizeof(from)) == 0 &&
        connect(s, (struct sockaddr *)&to, sizeof(to)) == 0)
        return s;
    close(s);
    return -1;
}

int client_connect(uint16_t port) {
    return client_connect_from("127.0.0.1", port);
}

bool client_send(int socket, const char *bytes, size_t n) {
    while (n) {
        ssize_t sent = send(socket, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

bool client_say(int socket, const char *text) {
    return client_send(socket, text, strlen(text));
}

static const char *value_of(const struct reply *reply, const char *name) {
    size_t n = strlen(name);
    for (const char *line = strchr(reply->header, '\n'); line; line = strchr(line, '\n')) {
        line++;
        if (strncasecmp(line, name, n) == 0 && line[n] == ':')
            return line + n + 1 + strspn(line + n + 1, " ");
    }
    return NULL;
}

bool reply_has(const struct reply *reply, const char *name, const char *value) {
    const char *found = value_of(reply, name);
    return found && strncmp(found, value, strlen(value)) == 0;
}

// One byte at a time, so that the next answer stays where it is.
static bool read_header(int socket, struct reply *reply) {
    size_t n = 0;
    while (n + 1 < REPLY_MAX && recv(socket, reply->header + n, 1, 0) == 1) {
        n++;
        if (n >= 4 && memcmp(reply->header + n - 4, "\r\n\r\n", 4) == 0)
            return true;
    }
    return false;
}

void client_read(int socket, bool head, struct reply *ret_reply) {
    memset(ret_reply, 0, sizeof(*ret_reply));
    do {
        memset(ret_reply->header, 0, REPLY_MAX);
        if (!read_header(socket, ret_reply))
            return;
        ret_reply->status = (int)strtol(ret_reply->header + strlen("HTTP/1.1 "), NULL, 10);
    } while (ret_reply->status == 100);
    const char *length = value_of(ret_reply, "Content-Length");
    size_t n = length && !head ? strtoul(length, NULL, 10) : 0;
    while (ret_reply->body_size < n && n < REPLY_MAX) {
        ssize_t got =
            recv(socket, ret_reply->body + ret_reply->body_size, n - ret_reply->body_size, 0);
        if (got <= 0)
            break;
        ret_reply->body_size += (size_t)got;
    }
}

int client_ask(uint16_t port, const char *text, struct reply *ret_reply) {
    int s = client_connect(port);
    memset(ret_reply, 0, sizeof(*ret_reply));
    if (s < 0)
        return -1;
    client_say(s, text);
    client_read(s, false, ret_reply);
    close(s);
    return ret_reply->status;
}

bool client_is_closed(int socket, int milliseconds) {
    struct pollfd wait = {.fd = socket, .events = POLLIN};
    char byte;
    while (poll(&wait, 1, milliseconds) > 0)
        if (recv(socket, &byte, 1, 0) <= 0)
            return true;
    return false;
}
