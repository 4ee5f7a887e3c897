// SPDX-License-Identifier: EUPL-1.2
//
// TLS by itself: the certificate and its key, and how they are renewed under way.
//
// Versions 1.2 and 1.3, forward secrecy and authenticated ciphers only. The files are PEM, the
// certificate's with its chain; a key that others than owner and group may read is refused.
// tls_reload() takes new connections over to what stands in the files now; those that are open stay
// as they are, and when the files do not hold together the old certificate stays in use.
//
// An answer of the certificate's issuer that it is not revoked (OCSP, RFC 6960, DER) may lie beside
// the certificate as <certificate>.ocsp. It is handed over with it ("stapled", RFC 6066) as long as
// it says that it holds. One that is of another certificate, says anything but "good" or is too old
// is left out, and the log says so: no server stands still for it.
#ifndef VAKA_WEB_TLS_H
#define VAKA_WEB_TLS_H

#include <gnutls/abstract.h>

#include "base/error.h"

struct tls;

// GnuTLS's words for the above.
#define TLS_PRIORITIES                                                                             \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"      \
    "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:" \
    "%SERVER_PRECEDENCE"

// The paths must live as long. ERR_MISSING, ERR_IO, ERR_LIMIT as file_read(); ERR_INPUT
// tls.key-open {key}, tls.unusable {certificate} {key} {what GnuTLS said}.
bool tls_open(const char *certificate, const char *key, struct tls **ret_tls,
              struct error *err) WARN_UNUSED;
// Besides: ERR_LIMIT tls.reloaded-often. Safe beside handshakes.
bool tls_reload(struct tls *tls, struct error *err) WARN_UNUSED;
void tls_close(struct tls *tls); // NULL does nothing

// The certificate of a handshake; valid for a minute after a reload, longer than a handshake lasts.
struct tls_shown {
    gnutls_pcert_st *chain;
    unsigned count;
    gnutls_ocsp_data_st *answer; // NULL: none that holds
    gnutls_privkey_t key;
};
struct tls_shown tls_current(struct tls *tls);

#endif
