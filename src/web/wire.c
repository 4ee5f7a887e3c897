// SPDX-License-Identifier: EUPL-1.2
#include "web/wire.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define STREAM_ROOM 256 // that the library asks events into

// ---- reading ----

// The headers that mean something here.
enum header {
    HEADER_HOST,
    HEADER_CONTENT_LENGTH,
    HEADER_TRANSFER_ENCODING,
    HEADER_CONTENT_TYPE,
    HEADER_COOKIE,
    HEADER_ORIGIN,
    HEADER_SEC_FETCH_SITE,
    HEADER_SEC_FETCH_MODE,
    HEADER_SEC_FETCH_DEST,
    HEADER_ACCEPT_LANGUAGE,
    HEADER_EXPECT,
    HEADER_HX_REQUEST,
    HEADER_X_FORWARDED_FOR,
    HEADER_AUTHORIZATION,
    HEADER_VAKA_LIVE,
    HEADER_USER_AGENT,
    HEADER_COUNT
};
static const char *const header_names[HEADER_COUNT] = {
    [HEADER_HOST] = "Host",
    [HEADER_CONTENT_LENGTH] = "Content-Length",
    [HEADER_TRANSFER_ENCODING] = "Transfer-Encoding",
    [HEADER_CONTENT_TYPE] = "Content-Type",
    [HEADER_COOKIE] = "Cookie",
    [HEADER_ORIGIN] = "Origin",
    [HEADER_SEC_FETCH_SITE] = "Sec-Fetch-Site",
    [HEADER_SEC_FETCH_MODE] = "Sec-Fetch-Mode",
    [HEADER_SEC_FETCH_DEST] = "Sec-Fetch-Dest",
    [HEADER_ACCEPT_LANGUAGE] = "Accept-Language",
    [HEADER_EXPECT] = "Expect",
    [HEADER_HX_REQUEST] = "HX-Request",
    [HEADER_X_FORWARDED_FOR] = "X-Forwarded-For",
    [HEADER_AUTHORIZATION] = "Authorization",
    [HEADER_VAKA_LIVE] = "Vaka-Live",
    [HEADER_USER_AGENT] = "User-Agent",
};

struct headers {
    struct arena *arena;
    struct str value[HEADER_COUNT]; // of the last one of that name
    unsigned times[HEADER_COUNT];
    bool broken;
};

static bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct str name) {
    for (size_t i = 0; i < name.n; i++)
        if (!is_token_char(name.p[i]))
            return false;
    return name.n > 0;
}

static bool is_printable(struct str value) {
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static enum MHD_Result gather(void *context, enum MHD_ValueKind kind, const char *name,
                              size_t name_size, const char *value, size_t value_size) {
    (void)kind;
    struct headers *headers = context;
    struct str v = {value, value ? value_size : 0};
    if (!is_token((struct str){name, name_size}) || !is_printable(v)) {
        headers->broken = true;
        return MHD_YES;
    }
    for (size_t i = 0; i < HEADER_COUNT; i++) {
        if (strcasecmp(name, header_names[i]) != 0)
            continue;
        if (i == HEADER_X_FORWARDED_FOR && headers->times[i]) // one list in several lines
            v = str_printf(headers->arena, STR_FMT "," STR_FMT, STR_ARG(headers->value[i]),
                           STR_ARG(v));
        headers->value[i] = v;
        headers->times[i]++;
    }
    return MHD_YES;
}

static bool has_sound_framing(const struct headers *headers, const char *version,
                              uint64_t *ret_length) {
    unsigned lengths = headers->times[HEADER_CONTENT_LENGTH];
    unsigned codings = headers->times[HEADER_TRANSFER_ENCODING];
    if (lengths + codings > 1)
        return false;
    if (codings) {
        struct str coding = headers->value[HEADER_TRANSFER_ENCODING];
        return strcmp(version, "HTTP/1.1") == 0 && coding.n == 7 &&
               strncasecmp(coding.p, "chunked", coding.n) == 0;
    }
    struct str digits = headers->value[HEADER_CONTENT_LENGTH];
    int64_t length = 0;
    if (lengths && (!str_int64(digits, &length) || digits.p[0] == '-'))
        return false;
    *ret_length = (uint64_t)length;
    return true;
}

static bool is_host(struct str host) {
    for (size_t i = 0; i < host.n; i++)
        if (!is_token_char(host.p[i]) && !strchr(":[]", host.p[i]))
            return false;
    return host.n > 0;
}

static bool is_target(struct str target) {
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] <= ' ' || target.p[i] > '~')
            return false;
    return target.n > 0 && target.p[0] == '/';
}

static struct address peer_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? address_of_socket(info->client_addr) : (struct address){0};
}

bool wire_read(struct MHD_Connection *connection, struct arena *arena, const char *method,
               const char *target, const char *version, const struct address_ranges *trusted,
               struct wire *ret_wire, struct error *err) {
    struct headers headers = {.arena = arena};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, gather, &headers);
    struct address peer = peer_of(connection);
    struct address client =
        address_of_client(&peer, headers.value[HEADER_X_FORWARDED_FOR], trusted);
    *ret_wire = (struct wire){
        .request =
            {
                .method = str_of(method),
                .target = str_of(target),
                .address = address_network(arena, &client),
                .host = headers.value[HEADER_HOST],
                .origin = headers.value[HEADER_ORIGIN],
                .fetch_site = headers.value[HEADER_SEC_FETCH_SITE],
                .fetch_mode = headers.value[HEADER_SEC_FETCH_MODE],
                .fetch_dest = headers.value[HEADER_SEC_FETCH_DEST],
                .content_type = headers.value[HEADER_CONTENT_TYPE],
                .cookie = headers.value[HEADER_COOKIE],
                .accept_language = headers.value[HEADER_ACCEPT_LANGUAGE],
                .authorization = headers.value[HEADER_AUTHORIZATION],
                .agent = headers.value[HEADER_USER_AGENT],
                .partial = str_is(headers.value[HEADER_HX_REQUEST], "true"),
                .unattended = headers.times[HEADER_VAKA_LIVE] > 0,
            },
        .expects_continue = headers.times[HEADER_EXPECT] > 0,
        .peer = peer,
    };
    bool sound = !headers.broken && headers.times[HEADER_HOST] == 1 &&
                 is_host(headers.value[HEADER_HOST]) && is_target(str_of(target)) &&
                 has_sound_framing(&headers, version, &ret_wire->length);
    return sound || error_set(err, ERR_INPUT, "request.broken", NULL);
}

// ---- writing ----

static const char *const always[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                                "'self' data:; connect-src 'self'; "
                                "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    // Not "no-referrer": with it browsers send "Origin: null" with our own forms.
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), "
                           "payment=(), serial=(), usb=()"},
};

// Adds nothing when there is no value. Values are NUL-closed: they come from str_printf(),
// buf_done(), str_copy() and literals.
static bool add_header(struct MHD_Response *response, const char *name, const char *value) {
    return !value || MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_headers(struct MHD_Response *response, const struct http_answer *answer,
                        bool secure, bool close_after) {
    char seconds[24];
    snprintf(seconds, sizeof(seconds), "%lld", (long long)answer->retry_after_s);
    const char *retry_after = answer->retry_after_s   ? seconds
                              : answer->status == 503 ? "5"
                              : answer->status == 429 ? "60"
                                                      : NULL;
    const char *const own[][2] = {
        {"Cache-Control", answer->unchanging ? "public, max-age=31536000, immutable" : "no-store"},
        {"Content-Type", answer->content_type},
        {"Content-Disposition", answer->disposition.p},
        {"Location", answer->location.p},
        {"HX-Redirect", answer->hx_redirect.p},
        {"Allow", answer->allow},
        {"Retry-After", retry_after},
        {"Refresh", answer->refresh.p},
        {"Strict-Transport-Security", secure ? "max-age=31536000" : NULL},
        {"X-Accel-Buffering", answer->live ? "no" : NULL}, // nginx passes each event on at once
        {"Connection", close_after ? "close" : NULL},
    };
    for (size_t i = 0; i < COUNT(always); i++)
        if (!add_header(response, always[i][0], always[i][1]))
            return false;
    for (size_t i = 0; i < COUNT(own); i++)
        if (!add_header(response, own[i][0], own[i][1]))
            return false;
    for (size_t i = 0; i < answer->cookie_count; i++)
        if (!add_header(response, "Set-Cookie", answer->cookies[i].p))
            return false;
    return true;
}

static struct MHD_Response *make_response(const struct http_answer *answer, struct stream *stream) {
    if (stream)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_ROOM, streams_read,
                                                 stream, NULL);
    return MHD_create_response_from_buffer(answer->body.n, (void *)(uintptr_t)answer->body.p,
                                           MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result wire_answer(struct MHD_Connection *connection, const struct http_answer *answer,
                            struct stream *stream, bool secure, bool close_after) {
    struct MHD_Response *response = make_response(answer, stream);
    if (!response)
        return MHD_NO;
    enum MHD_Result queued = MHD_NO;
    if (add_headers(response, answer, secure, close_after))
        queued = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}
