// SPDX-License-Identifier: EUPL-1.2
#include "app/fetch.h"

#include <curl/curl.h>
#include <stdio.h>

#include "base/log.h"

#define CONNECT_DEADLINE_S 4

bool fetch_start(struct error *err) {
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK || error_memory(err);
}

static size_t take(char *bytes, size_t size, size_t count, void *context) {
    struct buf *body = context;
    buf_add(body, (struct str){bytes, size * count});
    return body->failed ? 0 : size * count;
}

static void clean_up(CURL **curl) {
    curl_easy_cleanup(*curl);
}

static bool failed(struct str url, const char *why, struct error *err) {
    char place[ERROR_ARG_SIZE];
    snprintf(place, sizeof(place), STR_FMT, STR_ARG(url));
    log_write(LOG_ERROR, "openid", "not-now", "url", place, "why", why, NULL);
    return error_set(err, ERR_IO, "openid.not-now", NULL);
}

static bool set_text(CURL *curl, CURLoption option, struct arena *arena, struct str text) {
    const char *c = text.n ? str_c(arena, text) : NULL;
    return !text.n || (c && curl_easy_setopt(curl, option, c) == CURLE_OK);
}

static bool set_number(CURL *curl, CURLoption option, long number) {
    return curl_easy_setopt(curl, option, number) == CURLE_OK;
}

static bool prepare(CURL *curl, struct arena *arena, const struct fetch *what, struct buf *body) {
    struct str protocols = what->allow_http ? STR("http,https") : STR("https");
    bool bounded = set_text(curl, CURLOPT_PROTOCOLS_STR, arena, protocols) &&
                   set_number(curl, CURLOPT_FOLLOWLOCATION, 0) &&
                   set_number(curl, CURLOPT_NOSIGNAL, 1) &&
                   set_number(curl, CURLOPT_TIMEOUT, FETCH_DEADLINE_S) &&
                   set_number(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_DEADLINE_S);
    bool asks = set_text(curl, CURLOPT_URL, arena, what->url) &&
                set_text(curl, CURLOPT_POSTFIELDS, arena, what->form) &&
                set_text(curl, CURLOPT_USERNAME, arena, what->user) &&
                set_text(curl, CURLOPT_PASSWORD, arena, what->password);
    return bounded && asks && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, body) == CURLE_OK;
}

bool fetch(struct arena *arena, const struct fetch *what, struct str *ret_body, struct error *err) {
    CURL *curl __attribute__((cleanup(clean_up))) = curl_easy_init();
    struct buf body = buf_new(arena, FETCH_MAX);
    long status = 0;
    if (!curl || !prepare(curl, arena, what, &body))
        return error_memory(err);
    CURLcode result = curl_easy_perform(curl);
    if (result != CURLE_OK)
        return failed(what->url, curl_easy_strerror(result), err);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    char words[32];
    snprintf(words, sizeof(words), "HTTP %ld", status);
    if (status != 200)
        failed(what->url, words, err);
    if (status >= 400 && status < 500)
        return error_set(err, ERR_DENIED, "openid.refused", NULL);
    if (status != 200)
        return false;
    return buf_done(&body, ret_body, err);
}
