// SPDX-License-Identifier: EUPL-1.2
//
// The yardstick for pages: the same HTTP library, nothing but a page of so many bytes.
//
//   plain_page PORT THREADS BYTES
#include <microhttpd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    char *bytes;
    size_t n;
};

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *target,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **request) {
    (void)target, (void)method, (void)version, (void)data, (void)size;
    const struct page *page = context;
    if (!*request) { // the library closes the connection when it is answered at the first call
        *request = context;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(page->n, page->bytes, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: plain_page PORT THREADS BYTES\n");
        return 2;
    }
    struct page page = {.n = strtoul(argv[3], NULL, 10)};
    page.bytes = malloc(page.n);
    if (!page.bytes)
        return 1;
    memset(page.bytes, 'x', page.n);
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, NULL);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL, answer,
        &page, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)strtoul(argv[2], NULL, 10), MHD_OPTION_END);
    if (!daemon)
        return 1;
    int got;
    sigwait(&ending, &got);
    MHD_stop_daemon(daemon);
    free(page.bytes);
    return 0;
}
