// SPDX-License-Identifier: EUPL-1.2
#include "web/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "web/slow_pool.h"
#include "web/streams.h"
#include "web/tls.h"
#include "web/wire.h"

#define THREADS_DEFAULT 16
#define SLOW_THREADS_DEFAULT 2
#define HEADER_DEADLINE_S 10
#define BODY_DEADLINE_S 60    // from the header to the last byte of the body
#define ANSWER_DEADLINE_S 120 // to take the answer
#define IDLE_S 30
// When most places are taken, those who have not sent the header of a request make room this soon.
#define CROWDED_AT (SERVER_CONNECTIONS_MAX * 3 / 4) // without those that stay open
#define PLACES (SERVER_CONNECTIONS_MAX + STREAMS_MAX)
#define CROWDED_IDLE_S 1
#define STOP_WAIT_S 10       // for the answers to whole requests
#define STOP_WAIT_BODIES_S 2 // for the rest of bodies that are arriving: by the clock more than 1
#define STREAM_BEAT_S 15     // how soon a stream ends after its session, or its client
#define BODY_MAX_DEFAULT ((size_t)1024 * 1024)
// A body above its ceiling is read to its end and dropped, so that the browser gets to see the page
// about it; one that says it is larger than this is cut off.
#define DROPPED_MAX ((uint64_t)64 * 1024 * 1024)
#define CONNECTION_MEMORY ((size_t)32 * 1024) // request line and header, and the answer's header
#define ARENA_CEILING ((size_t)32 * 1024 * 1024)
#define SPARE_ARENAS 64
#define LIMITER_SIZE ((size_t)256 * 1024)

// What is kept of a connection, for the sweep.
struct connection {
    struct server *server;
    int socket;
    _Atomic int64_t deadline; // seconds of the monotonic clock; INT64_MAX: none
    _Atomic int64_t waiting;  // since when it has sent no header; INT64_MAX: a request is under way
    bool in_use;
    struct connection *next_free;
};

struct server {
    struct arena *arena; // holds the server itself and the connections
    struct app *app;
    const struct site *site;
    struct server_options options;
    struct MHD_Daemon *daemon;
    struct slow_pool *slow;
    struct streams *streams;
    struct tls *tls; // NULL: spoken by a proxy, or not at all
    bool secure;     // browsers speak TLS
    struct pace pace;
    atomic_bool stopping;
    atomic_uint stay_open;    // requests whose answer is a stream
    atomic_uint arriving;     // requests whose header has arrived, and whose body has not
    atomic_uint under_way;    // whole requests, and what is refused before it was whole
    atomic_size_t body_bytes; // room taken by bodies that are arriving

    pthread_mutex_t lock; // of what follows
    struct connection *connections, *free_connections;
    size_t connection_count;
    struct arena *spare[SPARE_ARENAS];
    size_t spare_count;
    bool sweeper_runs, sweeper_must_end;
    pthread_cond_t sweeper_wakes;
    pthread_t sweeper;
};

enum stage { STAGE_NEW, STAGE_RECEIVING, STAGE_AT_WORK, STAGE_ANSWERED };

// One request, from its first line until its answer has left.
struct exchange {
    struct slow_work work; // must be first
    struct server *server;
    struct arena *arena; // holds the exchange itself
    struct MHD_Connection *connection;
    const char *target;
    enum stage stage;
    struct wire wire;
    struct buf body;
    uint64_t received;
    size_t body_room;  // part of server->body_bytes
    bool is_under_way; // counted in server->under_way, and not in server->arriving
    bool close_after;
    int refused_as; // status of what the server itself refuses; 0: nothing
    struct error refusal;
    struct dispatch dispatch;
    struct stream *stream; // of an answer that stays open
};

// ---- time and arenas ----

static int64_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static struct arena *take_arena(struct server *server) {
    struct arena *arena = NULL;
    pthread_mutex_lock(&server->lock);
    if (server->spare_count)
        arena = server->spare[--server->spare_count];
    pthread_mutex_unlock(&server->lock);
    return arena ? arena : arena_new(ARENA_CEILING);
}

static void give_arena(struct server *server, struct arena *arena) {
    arena_reset(arena);
    pthread_mutex_lock(&server->lock);
    if (server->spare_count < SPARE_ARENAS) {
        server->spare[server->spare_count++] = arena;
        arena = NULL;
    }
    pthread_mutex_unlock(&server->lock);
    arena_free(arena);
}

// ---- connections and their deadlines ----

static struct connection *connection_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_deadline(struct MHD_Connection *connection, int64_t seconds_from_now) {
    struct connection *kept = connection_of(connection);
    if (kept)
        atomic_store(&kept->deadline, seconds_now() + seconds_from_now);
}

static void clear_deadline(struct MHD_Connection *connection) {
    struct connection *kept = connection_of(connection);
    if (kept)
        atomic_store(&kept->deadline, INT64_MAX);
}

static void set_waiting(struct MHD_Connection *connection, int64_t since) {
    struct connection *kept = connection_of(connection);
    if (kept)
        atomic_store(&kept->waiting, since);
}

static void connection_began(struct server *server, struct MHD_Connection *connection,
                             void **context) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    pthread_mutex_lock(&server->lock);
    struct connection *kept = server->free_connections;
    if (kept) {
        server->free_connections = kept->next_free;
        kept->server = server;
        kept->socket = info->connect_fd;
        kept->in_use = true;
        server->connection_count++;
        atomic_store(&kept->waiting, seconds_now());
        atomic_store(&kept->deadline, seconds_now() + server->options.header_deadline_s);
    }
    pthread_mutex_unlock(&server->lock);
    *context = kept;
}

static void connection_ended(struct server *server, struct connection *kept) {
    if (!kept)
        return;
    pthread_mutex_lock(&server->lock);
    kept->in_use = false;
    server->connection_count--;
    kept->next_free = server->free_connections;
    server->free_connections = kept;
    pthread_mutex_unlock(&server->lock);
}

// The library calls this before it closes the socket, so a number in the table is never another
// connection's.
static void on_connection(void *context, struct MHD_Connection *connection, void **kept,
                          enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_began(context, connection, kept);
    else
        connection_ended(context, *kept);
}

static void sweep(struct server *server) {
    int64_t now = seconds_now();
    bool crowded = server->connection_count > CROWDED_AT + atomic_load(&server->stay_open);
    for (size_t i = 0; i < PLACES; i++) {
        struct connection *kept = &server->connections[i];
        bool in_the_way = crowded && atomic_load(&kept->waiting) < now - CROWDED_IDLE_S;
        if (!kept->in_use || (atomic_load(&kept->deadline) > now && !in_the_way))
            continue;
        shutdown(kept->socket, SHUT_RDWR); // the library sees the end and closes
        atomic_store(&kept->deadline, INT64_MAX);
        atomic_store(&kept->waiting, INT64_MAX);
    }
}

static void *run_sweeper(void *context) {
    struct server *server = context;
    pthread_mutex_lock(&server->lock);
    while (!server->sweeper_must_end) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&server->sweeper_wakes, &server->lock, &until);
        sweep(server);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

// ---- one exchange ----

// Called with the request line, before the header has arrived.
static void *on_request_line(void *context, const char *target, struct MHD_Connection *connection) {
    struct server *server = context;
    set_deadline(connection, server->options.header_deadline_s);
    struct arena *arena = take_arena(server);
    struct exchange *exchange = arena ? ARENA_NEW(arena, struct exchange) : NULL;
    if (!exchange) {
        arena_free(arena);
        return NULL;
    }
    exchange->server = server;
    exchange->arena = arena;
    exchange->connection = connection;
    exchange->target = arena_copy(arena, target, strlen(target));
    return exchange;
}

static void on_request_end(void *context, struct MHD_Connection *connection, void **request,
                           enum MHD_RequestTerminationCode code) {
    (void)code;
    struct server *server = context;
    struct exchange *exchange = *request;
    if (!exchange)
        return;
    set_deadline(connection, IDLE_S + server->options.header_deadline_s);
    set_waiting(connection, seconds_now());
    if (exchange->stage != STAGE_NEW)
        atomic_fetch_sub(exchange->is_under_way ? &server->under_way : &server->arriving, 1);
    if (exchange->stream)
        atomic_fetch_sub(&server->stay_open, 1);
    streams_close(exchange->stream);
    atomic_fetch_sub(&server->body_bytes, exchange->body_room);
    *request = NULL;
    give_arena(server, exchange->arena);
}

// It is to be answered. Counted there first, so that server_stop() never sees it nowhere.
static void get_under_way(struct exchange *exchange) {
    if (exchange->is_under_way)
        return;
    exchange->is_under_way = true;
    atomic_fetch_add(&exchange->server->under_way, 1);
    atomic_fetch_sub(&exchange->server->arriving, 1);
}

static void refuse(struct exchange *exchange, int status, const char *key) {
    exchange->refused_as = status;
    error_set(&exchange->refusal, ERR_INPUT, key, NULL);
}

// The answer stays open, and so its connection has no deadline but that for standing still.
static void open_stream(struct exchange *exchange) {
    struct server *server = exchange->server;
    exchange->stream =
        streams_open(server->streams, exchange->dispatch.out.live, exchange->connection);
    if (!exchange->stream) {
        refuse(exchange, 503, "server.busy");
        exchange->dispatch.out.live = NULL;
        dispatch_refuse(&exchange->dispatch, exchange->refused_as, &exchange->refusal);
        return;
    }
    atomic_fetch_add(&server->stay_open, 1);
    clear_deadline(exchange->connection);
}

static enum MHD_Result answer(struct exchange *exchange) {
    exchange->stage = STAGE_ANSWERED;
    get_under_way(exchange);
    dispatch_settled(&exchange->dispatch);
    set_deadline(exchange->connection, ANSWER_DEADLINE_S);
    if (exchange->dispatch.out.live)
        open_stream(exchange);
    bool close_after =
        exchange->close_after || exchange->stream || atomic_load(&exchange->server->stopping);
    return wire_answer(exchange->connection, &exchange->dispatch.out, exchange->stream,
                       exchange->server->secure, close_after);
}

static enum MHD_Result answer_refusal(struct exchange *exchange) {
    dispatch_refuse(&exchange->dispatch, exchange->refused_as, &exchange->refusal);
    return answer(exchange);
}

static bool make_room(struct exchange *exchange, size_t more) {
    size_t before = atomic_fetch_add(&exchange->server->body_bytes, more);
    exchange->body_room += more;
    return before + more <= SERVER_BODIES_MAX;
}

// Behind a proxy that speaks TLS nobody is answered in the clear past it.
static bool is_let_in(const struct server *server, const struct address *peer) {
    return address_is_in(peer, &server->options.proxies) || address_is_loopback(peer);
}

// The header has arrived.
static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version) {
    struct server *server = exchange->server;
    exchange->stage = STAGE_RECEIVING;
    atomic_fetch_add(&server->arriving, 1);
    set_deadline(exchange->connection, BODY_DEADLINE_S);
    set_waiting(exchange->connection, INT64_MAX);
    bool sound = exchange->target &&
                 wire_read(exchange->connection, exchange->arena, method, exchange->target, version,
                           &server->options.proxies, &exchange->wire, &exchange->refusal);
    exchange->dispatch = (struct dispatch){
        .app = server->app,
        .site = server->site,
        .arena = exchange->arena,
        .helper = server->options.helper,
        .behind_tls = server->secure,
        .pace = &server->pace,
        .in = exchange->wire.request,
    };
    exchange->body = buf_new(exchange->arena, server->options.body_max);
    dispatch_prepare(&exchange->dispatch);
    if (!sound) { // nothing after it can be trusted to be a request
        exchange->refused_as = 400;
        exchange->close_after = true;
        return answer_refusal(exchange);
    }
    if (server->options.behind_tls && !is_let_in(server, &exchange->wire.peer)) {
        error_set(&exchange->refusal, ERR_DENIED, "server.through-proxy", NULL);
        exchange->refused_as = 403;
        exchange->close_after = true;
        return answer_refusal(exchange);
    }
    if (exchange->wire.length > server->options.body_max) {
        refuse(exchange, 413, "request.too-large");
        if (exchange->wire.expects_continue || exchange->wire.length > DROPPED_MAX) {
            exchange->close_after = true;
            return answer_refusal(exchange);
        }
    }
    return MHD_YES;
}

static enum MHD_Result receive(struct exchange *exchange, const char *data, size_t *size) {
    size_t n = *size;
    *size = 0;
    exchange->received += n;
    if (exchange->received > DROPPED_MAX)
        return MHD_NO;
    if (exchange->refused_as)
        return MHD_YES;
    if (exchange->received > exchange->server->options.body_max)
        refuse(exchange, 413, "request.too-large");
    else if (!make_room(exchange, n))
        refuse(exchange, 503, "server.busy");
    else
        buf_add(&exchange->body, (struct str){data, n});
    return MHD_YES;
}

static void wake(void *context) {
    struct exchange *exchange = context;
    MHD_resume_connection(exchange->connection);
}

static void run_slowly(struct slow_work *work) {
    struct exchange *exchange = (struct exchange *)work;
    dispatch_answer(&exchange->dispatch);
    if (dispatch_settle(&exchange->dispatch, wake, exchange))
        wake(exchange);
}

// The connection sleeps until what the answer shows is written down as seen.
static enum MHD_Result answer_when_settled(struct exchange *exchange) {
    exchange->stage = STAGE_AT_WORK;
    MHD_suspend_connection(exchange->connection);
    if (dispatch_settle(&exchange->dispatch, wake, exchange))
        wake(exchange);
    return MHD_YES;
}

// The connection sleeps while the pool works; the library calls again when it is resumed.
static enum MHD_Result answer_slowly(struct exchange *exchange) {
    exchange->stage = STAGE_AT_WORK;
    MHD_suspend_connection(exchange->connection);
    exchange->work.run = run_slowly;
    if (!slow_pool_submit(exchange->server->slow, &exchange->work)) {
        refuse(exchange, 503, "server.busy");
        dispatch_refuse(&exchange->dispatch, exchange->refused_as, &exchange->refusal);
        MHD_resume_connection(exchange->connection);
    }
    return MHD_YES;
}

// The body has arrived.
static enum MHD_Result work(struct exchange *exchange) {
    clear_deadline(exchange->connection);
    get_under_way(exchange);
    if (!exchange->refused_as &&
        !buf_done(&exchange->body, &exchange->dispatch.in.body, &exchange->refusal))
        exchange->refused_as = 503;
    if (exchange->refused_as)
        return answer_refusal(exchange);
    const struct route *route = exchange->dispatch.match.route;
    if (route && route->speed == SLOW)
        return answer_slowly(exchange);
    dispatch_answer(&exchange->dispatch);
    return dispatch_settle(&exchange->dispatch, NULL, NULL) ? answer(exchange)
                                                            : answer_when_settled(exchange);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *decoded_target, const char *method,
                                  const char *version, const char *data, size_t *size,
                                  void **request) {
    (void)context;
    (void)connection;
    (void)decoded_target;
    struct exchange *exchange = *request;
    if (!exchange) // no memory: the connection is closed
        return MHD_NO;
    switch (exchange->stage) {
    case STAGE_NEW:
        return begin(exchange, method, version);
    case STAGE_RECEIVING:
        return *size ? receive(exchange, data, size) : work(exchange);
    case STAGE_AT_WORK:
        return answer(exchange);
    case STAGE_ANSWERED: // the rest of a body that was refused
        *size = 0;
        return MHD_YES;
    }
    return MHD_NO;
}

// Addresses are decoded by the table of routes, from what was sent.
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// ---- beginning and end ----

static bool read_address(const struct server_options *options, struct sockaddr_storage *ret_address,
                         struct error *err) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(options->port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(options->port)};
    if (inet_pton(AF_INET, options->address, &in.sin_addr) == 1)
        memcpy(ret_address, &in, sizeof(in));
    else if (inet_pton(AF_INET6, options->address, &in6.sin6_addr) == 1)
        memcpy(ret_address, &in6, sizeof(in6));
    else
        return error_set(err, ERR_INPUT, "server.bad-address", options->address, NULL);
    return true;
}

// Called in the handshake, on the thread of the connection.
static int give_certificate(gnutls_session_t session, const struct gnutls_cert_retr_st *wanted,
                            gnutls_pcert_st **ret_certificates, unsigned *ret_count,
                            gnutls_ocsp_data_st **ret_answers, unsigned *ret_answer_count,
                            gnutls_privkey_t *ret_key, unsigned *ret_flags) {
    (void)wanted;
    const struct connection *kept = connection_of(gnutls_session_get_ptr(session));
    if (!kept)
        return -1;
    const struct tls_shown shown = tls_current(kept->server->tls);
    *ret_certificates = shown.chain;
    *ret_count = shown.count;
    *ret_answers = shown.answer;
    *ret_answer_count = shown.answer ? 1 : 0;
    *ret_key = shown.key;
    *ret_flags = 0; // all of it stays ours
    return 0;
}

// In the clear on the loopback address alone.
static bool start_tls(struct server *server, const struct sockaddr_storage *address,
                      struct error *err) {
    const struct server_options *options = &server->options;
    server->secure = options->behind_tls || options->certificate;
    if (options->certificate)
        return tls_open(options->certificate, options->key, &server->tls, err);
    struct address listens = address_of_socket((const struct sockaddr *)address);
    if (options->behind_tls || address_is_loopback(&listens))
        return true;
    return error_set(err, ERR_REFUSED, "server.plain", options->address, NULL);
}

static bool start_daemon(struct server *server, struct error *err) {
    const struct server_options *options = &server->options;
    struct sockaddr_storage address = {0};
    if (!read_address(options, &address, err) || !start_tls(server, &address, err))
        return false;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    if (server->tls)
        flags |= MHD_USE_TLS;
    const struct MHD_OptionItem with_tls[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_HTTPS_CERT_CALLBACK2, 0, (void *)give_certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned of_one = options->behind_tls ? 0 : SERVER_CONNECTIONS_OF_ONE;
    server->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, on_request, server, //
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,    //
        MHD_OPTION_THREAD_POOL_SIZE, options->threads,        //
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)PLACES, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        of_one, //
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
        on_request_line, server,                             //
        MHD_OPTION_NOTIFY_COMPLETED, on_request_end, server, //
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, //
        MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,   //
        MHD_OPTION_ARRAY, server->tls ? with_tls : with_tls + COUNT(with_tls) - 1, MHD_OPTION_END);
    if (server->daemon)
        return true;
    char port[8];
    snprintf(port, sizeof(port), "%u", (unsigned)options->port);
    return error_set(err, ERR_IO, "server.cannot-listen", options->address, port, NULL);
}

static bool start_sweeper(struct server *server, struct error *err) {
    if (pthread_create(&server->sweeper, NULL, run_sweeper, server))
        return error_set(err, ERR_IO, "server.no-thread", NULL);
    server->sweeper_runs = true;
    return true;
}

// NULL when there is no memory.
static struct server *make_server(void) {
    size_t table = PLACES * sizeof(struct connection);
    struct arena *arena = arena_new(sizeof(struct server) + table + LIMITER_SIZE + 1024);
    struct server *server = arena ? ARENA_NEW(arena, struct server) : NULL;
    struct connection *connections = server ? ARENA_ARRAY(arena, PLACES, struct connection) : NULL;
    struct limiter *limiter = connections ? limiter_new(arena) : NULL;
    if (!limiter) {
        arena_free(arena);
        return NULL;
    }
    server->arena = arena;
    server->connections = connections;
    server->pace = pace_of(limiter, 0);
    for (size_t i = 0; i < PLACES; i++) {
        connections[i].next_free = server->free_connections;
        server->free_connections = &connections[i];
    }
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->sweeper_wakes, &attributes);
    pthread_condattr_destroy(&attributes);
    return server;
}

static void free_server(struct server *server) {
    if (server->sweeper_runs) {
        pthread_mutex_lock(&server->lock);
        server->sweeper_must_end = true;
        pthread_cond_signal(&server->sweeper_wakes);
        pthread_mutex_unlock(&server->lock);
        pthread_join(server->sweeper, NULL);
    }
    slow_pool_free(server->slow);
    streams_free(server->streams);
    tls_close(server->tls);
    limiter_close(server->pace.limiter);
    for (size_t i = 0; i < server->spare_count; i++)
        arena_free(server->spare[i]);
    pthread_cond_destroy(&server->sweeper_wakes);
    pthread_mutex_destroy(&server->lock);
    arena_free(server->arena);
}

bool server_start_site(struct app *app, const struct site *site,
                       const struct server_options *options, struct server **ret_server,
                       struct error *err) {
    struct server *server = make_server();
    if (!server)
        return error_memory(err);
    server->app = app;
    server->site = site;
    server->options = *options;
    server->pace = pace_of(server->pace.limiter, options->requests);
    if (!options->address)
        server->options.address = "127.0.0.1";
    if (options->behind_tls && !options->proxies.n &&
        !address_ranges_parse(STR("127.0.0.0/8, ::1"), &server->options.proxies, err)) {
        free_server(server);
        return false;
    }
    if (!options->threads)
        server->options.threads = THREADS_DEFAULT;
    if (!options->slow_threads)
        server->options.slow_threads = SLOW_THREADS_DEFAULT;
    if (!options->header_deadline_s)
        server->options.header_deadline_s = HEADER_DEADLINE_S;
    if (!options->stream_beat_s)
        server->options.stream_beat_s = STREAM_BEAT_S;
    if (!options->body_max)
        server->options.body_max = BODY_MAX_DEFAULT;
    if (!slow_pool_start(server->options.slow_threads, &server->slow, err) ||
        !streams_start(app, server->options.stream_beat_s, &server->streams, err) ||
        !start_sweeper(server, err) || !start_daemon(server, err)) {
        free_server(server);
        return false;
    }
    *ret_server = server;
    return true;
}

uint16_t server_port(const struct server *server) {
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

bool server_has_tls(const struct server *server) {
    return server->tls;
}

bool server_reload(struct server *server, struct error *err) {
    return !server->tls || tls_reload(server->tls, err);
}

// Whether something is waited for so many seconds after the end began. What is arriving is looked
// at first: then it is either still there, or under way.
static bool some_wait(struct server *server, int64_t seconds) {
    if (seconds < STOP_WAIT_BODIES_S && atomic_load(&server->arriving))
        return true;
    return seconds < STOP_WAIT_S && atomic_load(&server->under_way);
}

void server_stop(struct server *server) {
    if (!server)
        return;
    atomic_store(&server->stopping, true);
    // The socket may be closed only when the library's threads have ended, but must refuse now.
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET)
        shutdown(listening, SHUT_RDWR);
    streams_end(server->streams);
    const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
    for (int64_t began = seconds_now(); some_wait(server, seconds_now() - began);)
        nanosleep(&pause, NULL);
    slow_pool_end(server->slow); // resumes every connection that sleeps
    MHD_stop_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    free_server(server);
}
