// SPDX-License-Identifier: EUPL-1.2
#include "web/tls.h"

#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/log.h"

#define FILE_MAX ((size_t)256 * 1024)
#define CHAIN_MAX 8
#define ANSWER_MAX ((size_t)16 * 1024) // of an issuer about a certificate
#define KEPT_S 60                      // that a handshake may still use what was replaced
#define KEPT_MAX 8

// What stood in the files when they were read.
struct identity {
    unsigned count;
    gnutls_pcert_st chain[CHAIN_MAX];
    gnutls_privkey_t key;
    unsigned char answer_bytes[ANSWER_MAX];
    gnutls_ocsp_data_st answer; // empty: there is none
    time_t replaced;            // of the monotonic clock; 0: in use
};

struct tls {
    struct arena *arena;
    const char *certificate, *key;
    pthread_mutex_t lock;
    size_t current;
    struct identity identities[KEPT_MAX]; // the one in use, those lately replaced, free places
};

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void forget(struct identity *identity) {
    for (unsigned i = 0; i < identity->count; i++)
        gnutls_pcert_deinit(&identity->chain[i]);
    if (identity->key)
        gnutls_privkey_deinit(identity->key);
    *identity = (struct identity){0};
}

static bool refuse(const struct tls *tls, int why, struct error *err) {
    return error_set(err, ERR_INPUT, "tls.unusable", tls->certificate, tls->key,
                     gnutls_strerror(why), NULL);
}

static gnutls_datum_t datum(struct str bytes) {
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)bytes.p, (unsigned)bytes.n};
}

// Whether the two belong together, which importing them one by one does not ask.
static int match(const gnutls_datum_t *certificate, const gnutls_datum_t *key) {
    gnutls_certificate_credentials_t both;
    int why = gnutls_certificate_allocate_credentials(&both);
    if (why < 0)
        return why;
    why =
        gnutls_certificate_set_x509_key_mem2(both, certificate, key, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_certificate_free_credentials(both);
    return why;
}

static bool import(const struct tls *tls, struct str certificate, struct str key,
                   struct identity *identity, struct error *err) {
    gnutls_datum_t certificate_pem = datum(certificate), key_pem = datum(key);
    int why = match(&certificate_pem, &key_pem);
    if (why < 0)
        return refuse(tls, why, err);
    unsigned count = CHAIN_MAX;
    why = gnutls_pcert_list_import_x509_raw(identity->chain, &count, &certificate_pem,
                                            GNUTLS_X509_FMT_PEM, 0);
    if (why < 0)
        return refuse(tls, why, err);
    identity->count = count;
    why = gnutls_privkey_init(&identity->key);
    if (why >= 0)
        why = gnutls_privkey_import_x509_raw(identity->key, &key_pem, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (why >= 0)
        return true;
    forget(identity);
    return refuse(tls, why, err);
}

// What the answer says of the certificate: NULL when it can be shown, otherwise why not. Whoever
// gets it looks at its signature.
static const char *look_at_answer(gnutls_ocsp_resp_t answer, gnutls_x509_crt_t certificate,
                                  time_t *ret_until) {
    unsigned status;
    time_t from, until;
    if (gnutls_ocsp_resp_get_status(answer) != GNUTLS_OCSP_RESP_SUCCESSFUL ||
        gnutls_ocsp_resp_get_single(answer, 0, NULL, NULL, NULL, NULL, &status, &from, &until, NULL,
                                    NULL) < 0)
        return "no answer";
    if (gnutls_ocsp_resp_check_crt(answer, 0, certificate) < 0)
        return "of another certificate";
    if (status != GNUTLS_OCSP_CERT_GOOD)
        return "not good";
    if (until == (time_t)-1 || until <= time(NULL))
        return "too old";
    *ret_until = until;
    return NULL;
}

static const char *import_answer(const struct identity *identity, const gnutls_datum_t *bytes,
                                 time_t *ret_until) {
    gnutls_ocsp_resp_t answer = NULL;
    gnutls_x509_crt_t certificate = NULL;
    const char *why = "not readable";
    if (gnutls_ocsp_resp_init(&answer) >= 0 &&
        gnutls_ocsp_resp_import2(answer, bytes, GNUTLS_X509_FMT_DER) >= 0 &&
        gnutls_pcert_export_x509((gnutls_pcert_st *)(uintptr_t)&identity->chain[0], &certificate) >=
            0)
        why = look_at_answer(answer, certificate, ret_until);
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    if (answer)
        gnutls_ocsp_resp_deinit(answer);
    return why;
}

static void load_answer(const struct tls *tls, struct arena *arena, struct identity *identity) {
    struct error err = {0};
    struct str bytes;
    time_t until = 0;
    struct str name = str_printf(arena, "%s.ocsp", tls->certificate);
    const char *path = name.p ? str_c(arena, name) : NULL;
    if (!path || !file_read(arena, path, ANSWER_MAX, &bytes, &err)) {
        if (path && err.code != ERR_MISSING)
            log_error("tls", &err);
        return;
    }
    memcpy(identity->answer_bytes, bytes.p, bytes.n);
    gnutls_datum_t response = {identity->answer_bytes, (unsigned)bytes.n};
    const char *why = import_answer(identity, &response, &until);
    if (why)
        log_write(LOG_WARNING, "tls", "answer-left-out", "file", path, "why", why, NULL);
    else
        identity->answer = (gnutls_ocsp_data_st){.response = response, .exptime = until};
}

static bool load(const struct tls *tls, struct identity *identity, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(5 * FILE_MAX);
    struct str certificate, key;
    struct stat about;
    if (!arena)
        return error_memory(err);
    if (!file_read(arena, tls->certificate, FILE_MAX, &certificate, err) ||
        !file_read(arena, tls->key, FILE_MAX, &key, err))
        return false;
    if (stat(tls->key, &about) == 0 && (about.st_mode & S_IRWXO))
        return error_set(err, ERR_INPUT, "tls.key-open", tls->key, NULL);
    bool done = import(tls, certificate, key, identity, err);
    if (done)
        load_answer(tls, arena, identity);
    explicit_bzero((void *)(uintptr_t)key.p, key.n);
    return done;
}

bool tls_open(const char *certificate, const char *key, struct tls **ret_tls, struct error *err) {
    struct arena *arena = arena_new(sizeof(struct tls) + 1024);
    struct tls *tls = arena ? ARENA_NEW(arena, struct tls) : NULL;
    if (!tls) {
        arena_free(arena);
        return error_memory(err);
    }
    tls->arena = arena;
    tls->certificate = certificate;
    tls->key = key;
    if (!load(tls, &tls->identities[0], err)) {
        arena_free(arena);
        return false;
    }
    pthread_mutex_init(&tls->lock, NULL);
    *ret_tls = tls;
    return true;
}

// A place that no handshake can be using.
static bool find_place(struct tls *tls, size_t *ret_place) {
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct identity *identity = &tls->identities[i];
        if (identity->replaced && identity->replaced < seconds_now() - KEPT_S)
            forget(identity);
        if (i != tls->current && !identity->count) {
            *ret_place = i;
            return true;
        }
    }
    return false;
}

bool tls_reload(struct tls *tls, struct error *err) {
    size_t place;
    pthread_mutex_lock(&tls->lock);
    bool done = find_place(tls, &place) ? load(tls, &tls->identities[place], err)
                                        : error_set(err, ERR_LIMIT, "tls.reloaded-often", NULL);
    if (done) {
        tls->identities[tls->current].replaced = seconds_now();
        tls->current = place;
    }
    pthread_mutex_unlock(&tls->lock);
    return done;
}

void tls_close(struct tls *tls) {
    if (!tls)
        return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        forget(&tls->identities[i]);
    pthread_mutex_destroy(&tls->lock);
    arena_free(tls->arena);
}

struct tls_shown tls_current(struct tls *tls) {
    pthread_mutex_lock(&tls->lock);
    struct identity *identity = &tls->identities[tls->current];
    pthread_mutex_unlock(&tls->lock);
    bool holds = identity->answer.response.size && time(NULL) < identity->answer.exptime;
    return (struct tls_shown){
        .chain = identity->chain,
        .count = identity->count,
        .answer = holds ? &identity->answer : NULL,
        .key = identity->key,
    };
}
