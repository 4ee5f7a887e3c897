// SPDX-License-Identifier: EUPL-1.2
//
// Sending by libcurl: SMTP with STARTTLS (or TLS from the start), HTTPS POST with a signature.
#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "app/notify_internal.h"

#define TIMEOUT_S 20L
#define CONNECT_TIMEOUT_S 10L
#define POLL_MS 200
#define LINE_BASE64 57 // bytes to a line of 76 characters

struct transfer {
    struct notify_message *message;
    CURL *curl;
    struct curl_slist *list; // recipients, or headers
    struct str mail;         // what is left to be read
};

bool notify_send_start(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

// ---- a mail (RFC 5322, 2045, 2047) ----

static void add_base64(struct buf *buf, struct str bytes) {
    char line[sodium_base64_ENCODED_LEN(LINE_BASE64, sodium_base64_VARIANT_ORIGINAL)];
    for (size_t i = 0; i < bytes.n; i += LINE_BASE64) {
        struct str part = str_sub(bytes, i, LINE_BASE64);
        sodium_bin2base64(line, sizeof(line), (const unsigned char *)part.p, part.n,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_add_c(buf, line);
        buf_add_c(buf, "\r\n");
    }
}

// An encoded word holds whole characters only, at most 45 bytes of them.
static void add_subject(struct buf *buf, struct str subject) {
    char word[sodium_base64_ENCODED_LEN(45, sodium_base64_VARIANT_ORIGINAL)];
    buf_add_c(buf, "Subject:");
    for (size_t i = 0; i < subject.n;) {
        size_t end = i + 45 < subject.n ? i + 45 : subject.n;
        while (end < subject.n && end > i && ((unsigned char)subject.p[end] & 0xC0) == 0x80)
            end--;
        sodium_bin2base64(word, sizeof(word), (const unsigned char *)subject.p + i, end - i,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_printf(buf, " =?utf-8?B?%s?=\r\n", word);
        i = end;
    }
}

static void add_date(struct buf *buf, struct instant at) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct date_time utc = instant_to_utc(at);
    buf_printf(buf, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n",
               days[date_weekday(utc.date) - MONDAY], (int)utc.date.day, months[utc.date.month - 1],
               (int)utc.date.year, (int)utc.time.hour, (int)utc.time.minute, (int)utc.time.second);
}

static bool write_mail(struct arena *arena, const struct notify_config *config,
                       const struct notify_message *message, struct str *ret_mail,
                       struct error *err) {
    struct buf buf = buf_new(arena, (size_t)64 * 1024);
    buf_printf(&buf, "From: Vaka <" STR_FMT ">\r\nTo: <" STR_FMT ">\r\n", STR_ARG(config->from),
               STR_ARG(message->to->address));
    add_subject(&buf, message->subject);
    add_date(&buf, message->at);
    buf_printf(&buf, "Message-ID: <" STR_FMT "@vaka>\r\n", STR_ARG(message->id));
    buf_add_c(&buf, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64(&buf, message->text);
    return buf_done(&buf, ret_mail, err);
}

static size_t read_mail(char *to, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    size_t n = size * count < transfer->mail.n ? size * count : transfer->mail.n;
    memcpy(to, transfer->mail.p, n);
    transfer->mail = str_sub(transfer->mail, n, transfer->mail.n);
    return n;
}

// ---- settings ----

// What the other side answers is of no use.
static size_t drop(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    return size * count;
}

static bool set_text(CURL *curl, CURLoption option, struct arena *arena, struct str text) {
    const char *c = str_c(arena, text);
    return c && curl_easy_setopt(curl, option, c) == CURLE_OK;
}

static bool add_line(struct transfer *transfer, struct arena *arena, struct str line) {
    const char *c = str_c(arena, line);
    struct curl_slist *list = c ? curl_slist_append(transfer->list, c) : NULL;
    if (!list)
        return false;
    transfer->list = list;
    return true;
}

static bool set_common(CURL *curl, struct arena *arena, const struct notify_config *config) {
    return curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           (!config->ca.n || set_text(curl, CURLOPT_CAINFO, arena, config->ca));
}

static bool set_server(CURL *curl, struct arena *arena, const struct notify_config *config) {
    long tls = config->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL;
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
           set_text(curl, CURLOPT_URL, arena, config->server) &&
           curl_easy_setopt(curl, CURLOPT_USE_SSL, tls) == CURLE_OK &&
           (!config->user.n || (set_text(curl, CURLOPT_USERNAME, arena, config->user) &&
                                set_text(curl, CURLOPT_PASSWORD, arena, config->password)));
}

static bool set_mail(struct transfer *transfer, struct arena *arena,
                     const struct notify_config *config, struct error *err) {
    CURL *curl = transfer->curl;
    struct str to = str_printf(arena, "<" STR_FMT ">", STR_ARG(transfer->message->to->address));
    struct str from = str_printf(arena, "<" STR_FMT ">", STR_ARG(config->from));
    if (!write_mail(arena, config, transfer->message, &transfer->mail, err))
        return false;
    bool set = from.p && to.p && add_line(transfer, arena, to) &&
               set_text(curl, CURLOPT_MAIL_FROM, arena, from) &&
               curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, transfer->list) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_mail) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_READDATA, transfer) == CURLE_OK &&
               set_server(curl, arena, config);
    return set || error_memory(err);
}

// "t=<seconds>,v1=<hex of HMAC-SHA256(secret, seconds "." body)>"
static struct str signature(struct arena *arena, const struct notify_message *message) {
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    struct str secret = message->to->secret;
    struct str signed_text = str_printf(
        arena, "%lld." STR_FMT, (long long)(message->at.us / 1000000), STR_ARG(message->body));
    if (!signed_text.p)
        return STR_NONE;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.p, secret.n);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)signed_text.p, signed_text.n);
    crypto_auth_hmacsha256_final(&state, mac);
    return str_printf(arena, "Vaka-Signature: t=%lld,v1=" STR_FMT,
                      (long long)(message->at.us / 1000000),
                      STR_ARG(hex_of(arena, mac, sizeof(mac))));
}

static bool set_hook(struct transfer *transfer, struct arena *arena, struct error *err) {
    const struct notify_message *message = transfer->message;
    CURL *curl = transfer->curl;
    struct str id = str_printf(arena, "Idempotency-Key: " STR_FMT, STR_ARG(message->id));
    bool set = id.p && add_line(transfer, arena, STR("Content-Type: application/json")) &&
               add_line(transfer, arena, id) &&
               add_line(transfer, arena, signature(arena, message)) &&
               curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               set_text(curl, CURLOPT_URL, arena, message->to->address) &&
               curl_easy_setopt(curl, CURLOPT_USERAGENT, "vaka/" VAKA_VERSION) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->list) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)message->body.n) == CURLE_OK &&
               set_text(curl, CURLOPT_POSTFIELDS, arena, message->body);
    return set || error_memory(err);
}

// ---- many at once ----

struct sending {
    struct arena *arena;
    const struct notify_config *config;
    CURLM *multi;
    struct transfer transfers[NOTIFY_AT_ONCE];
    size_t under_way;
};

static void drop_transfer(struct sending *sending, struct transfer *transfer) {
    if (!transfer->curl)
        return;
    curl_multi_remove_handle(sending->multi, transfer->curl);
    curl_easy_cleanup(transfer->curl);
    curl_slist_free_all(transfer->list);
    *transfer = (struct transfer){0};
    sending->under_way--;
}

static void end_sending(struct sending *sending) {
    for (size_t i = 0; i < NOTIFY_AT_ONCE; i++)
        drop_transfer(sending, &sending->transfers[i]);
    curl_multi_cleanup(sending->multi);
}

static bool start_one(struct sending *sending, struct notify_message *message, struct error *err) {
    struct transfer *transfer = sending->transfers;
    while (transfer->curl)
        transfer++;
    *transfer = (struct transfer){.message = message, .curl = curl_easy_init()};
    if (!transfer->curl)
        return error_memory(err);
    sending->under_way++;
    snprintf(message->answer, sizeof(message->answer), "-");
    return (set_common(transfer->curl, sending->arena, sending->config) || error_memory(err)) &&
           (message->to->kind == NOTIFY_MAIL
                ? set_mail(transfer, sending->arena, sending->config, err)
                : set_hook(transfer, sending->arena, err)) &&
           (curl_multi_add_handle(sending->multi, transfer->curl) == CURLM_OK || error_memory(err));
}

static void note_end(struct transfer *transfer, CURLcode result) {
    struct notify_message *message = transfer->message;
    long status = 0;
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
    bool is_hook = message->to->kind == NOTIFY_HOOK;
    message->taken = result == CURLE_OK && (!is_hook || (status >= 200 && status < 300));
    snprintf(message->answer, sizeof(message->answer), "%ld%s%s", status,
             result == CURLE_OK ? "" : " ", result == CURLE_OK ? "" : curl_easy_strerror(result));
}

static void take_ended(struct sending *sending) {
    int left;
    for (CURLMsg *told; (told = curl_multi_info_read(sending->multi, &left));) {
        if (told->msg != CURLMSG_DONE)
            continue;
        for (size_t i = 0; i < NOTIFY_AT_ONCE; i++) {
            struct transfer *transfer = &sending->transfers[i];
            if (transfer->curl != told->easy_handle)
                continue;
            note_end(transfer, told->data.result);
            drop_transfer(sending, transfer);
            break;
        }
    }
}

static bool send_all(struct sending *sending, struct notify_message *messages, size_t count,
                     const atomic_bool *ending, struct error *err) {
    size_t next = 0;
    while ((next < count || sending->under_way) && !atomic_load(ending)) {
        int running;
        while (next < count && sending->under_way < NOTIFY_AT_ONCE)
            if (!start_one(sending, &messages[next++], err))
                return false;
        if (curl_multi_perform(sending->multi, &running) != CURLM_OK)
            return error_set(err, ERR_INTERNAL, "error.unknown", "curl_multi_perform", NULL);
        take_ended(sending);
        if (sending->under_way &&
            curl_multi_poll(sending->multi, NULL, 0, POLL_MS, NULL) != CURLM_OK)
            return error_set(err, ERR_INTERNAL, "error.unknown", "curl_multi_poll", NULL);
    }
    return true;
}

bool notify_send(struct arena *arena, const struct notify_config *config,
                 struct notify_message *messages, size_t count, const atomic_bool *ending,
                 struct error *err) {
    struct sending sending = {.arena = arena, .config = config, .multi = curl_multi_init()};
    if (!sending.multi)
        return error_memory(err);
    bool sent = send_all(&sending, messages, count, ending, err);
    end_sending(&sending);
    return sent;
}
