// SPDX-License-Identifier: EUPL-1.2
//
// A client that sends exactly the bytes it is told, for requests that no library would send.
#ifndef VAKA_TESTS_WEB_CLIENT_H
#define VAKA_TESTS_WEB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPLY_MAX ((size_t)64 * 1024)

struct reply {
    int status; // 0: the connection was closed without an answer
    char header[REPLY_MAX], body[REPLY_MAX];
    size_t body_size;
};

// A connection to the port on the loopback address; -1 when refused. Reading gives up after 30 s.
int client_connect(uint16_t port);
// The same, from another of the loopback addresses.
int client_connect_from(const char *address, uint16_t port);
// False when the other side has closed.
bool client_send(int socket, const char *bytes, size_t n);
bool client_say(int socket, const char *text);
// Reads one answer; with `head`, one that has a length but no body.
void client_read(int socket, bool head, struct reply *ret_reply);
// Connects, says, reads, closes; answers the status.
int client_ask(uint16_t port, const char *text, struct reply *ret_reply);
// True when the other side closes within so many milliseconds.
bool client_is_closed(int socket, int milliseconds);
// The value of a header of the reply begins with `value`.
bool reply_has(const struct reply *reply, const char *name, const char *value);

#endif
