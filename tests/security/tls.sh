#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# TLS by itself, and a proxy that speaks it: what is refused, what is renewed, who is believed.
source "$(dirname "$0")/../cli/common.sh"

# certificate NAME OPTIONS…: NAME.pem and NAME.key, self-signed, for vaka.test.
certificate() {
    local name=$1
    shift
    openssl req -x509 -nodes -days 2 -subj "/CN=$name" -addext subjectAltName=DNS:vaka.test \
        -keyout "$name.key" -out "$name.pem" "$@" 2>/dev/null
}
# handshake OPTIONS…: what openssl says of a connection.
handshake() {
    timeout 10 openssl s_client -connect "${address#https://}" "$@" </dev/null >out 2>&1
}
agrees() {
    handshake "${@:2}" && grep -qE "$1" out
}
refuses() {
    ! handshake "$@" && ! grep -q 'BEGIN CERTIFICATE' out
}
# until_true COMMAND…: within five seconds.
until_true() {
    for _ in $(seq 50); do
        "$@" && return
        sleep 0.1
    done
    return 1
}
said_unusable() { grep -q 'tls.unusable' served.err; }
# A second ClientHello within a connection is answered by closing it, not by a handshake. (testssl.sh
# takes the proper goodbye for agreement.)
no_renegotiation() {
    { sleep 0.3; echo R; sleep 1; } | timeout 10 openssl s_client -connect "${address#https://}" -tls1_2 -msg >out 2>&1
    grep -q RENEGOTIATING out && test "$(grep -c '^<<<.*ServerHello$' out)" = 1
}
get() {
    curl -sS --max-time 10 --cacert served.pem --resolve "vaka.test:${address##*:}:127.0.0.1" \
        -D header -o out "https://vaka.test:${address##*:}$1" "${@:2}" 2>err
}

certificate first -newkey ec -pkeyopt ec_paramgen_curve:P-256
certificate second -newkey rsa:2048
cp first.pem served.pem && cp first.key served.key
run "demo" 0 demo --small --database demo.db --routine "$routine"
serve=(serve --database demo.db --routine "$routine" --port 0)

run "in the clear, reached from outside" 1 "${serve[@]}" --address 0.0.0.0
says err "aldrig gå okrypterade"
run "a certificate without its key" 2 "${serve[@]}" --certificate served.pem
run "a proxy that is none" 2 "${serve[@]}" --behind-tls --trusted-proxy 10.0.0.0/33
chmod 644 served.key
run "a key that anybody may read" 1 "${serve[@]}" --certificate served.pem --key served.key
says err "chmod o-rwx"
chmod 600 served.key
run "another's key" 1 "${serve[@]}" --certificate served.pem --key second.key
says err "kan inte användas som certifikat och nyckel"
run "no certificate" 1 "${serve[@]}" --certificate served.key --key served.key

start_server --database demo.db --routine "$routine" --certificate served.pem --key served.key
check "TLS 1.3" agrees 'TLSv1.3, Cipher is TLS_AES_256_GCM' -tls1_3
check "TLS 1.2 with forward secrecy" agrees 'TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM' -tls1_2
check "no TLS 1.1" refuses -tls1_1 -cipher ALL:@SECLEVEL=0
check "no TLS 1.0" refuses -tls1 -cipher ALL:@SECLEVEL=0
check "no CBC" refuses -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256
check "no SHA-1 signatures" refuses -tls1_2 -sigalgs ECDSA+SHA1
check "no renegotiation" no_renegotiation
check "no plain HTTP on its port" test "$(curl -s -o plain -w '%{http_code}' "http://${address#https://}/")" = 000
check "answers" get /logga-in
check "HSTS" grep -qi '^strict-transport-security: max-age=31536000' header
check "a cookie of this host alone" grep -qE '^Set-Cookie: __Host-vaka-form=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Lax; Secure' header

# A renewed certificate: what is open stays, what is new gets it; a broken pair changes nothing.
mkfifo said
openssl s_client -quiet -connect "${address#https://}" <said >held 2>/dev/null &
held=$!
exec 7>said
printf 'GET /halsa HTTP/1.1\r\nHost: vaka.test\r\n\r\n' >&7
until_true grep -q '^HTTP/1.1 200' held
cp second.pem served.pem
kill -HUP "$server"
until_true said_unusable
cp served.err err
says err "tls.unusable"
check "the old one is in use" agrees 'subject=CN = first' -tls1_3
cp second.key served.key
kill -HUP "$server"
check "the new one is in use" until_true agrees 'subject=CN = second' -tls1_3
check "RSA with forward secrecy only" agrees 'Cipher is ECDHE-RSA' -tls1_2
check "no RSA key exchange" refuses -tls1_2 -cipher AES128-GCM-SHA256
printf 'GET /halsa HTTP/1.1\r\nHost: vaka.test\r\nConnection: close\r\n\r\n' >&7
exec 7>&-
wait "$held"
check "no connection was lost" test "$(grep -c '^HTTP/1.1 200' held)" = 2
kill -TERM "$server"
wait "$server"
check "ends cleanly" test $? = 0

# An issuer's answer beside the certificate is handed over with it as long as it holds.
openssl req -x509 -nodes -days 2 -subj /CN=issuer -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout issuer.key -out issuer.pem 2>/dev/null
openssl req -nodes -subj /CN=vaka.test -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout issued.key -out issued.csr 2>/dev/null
openssl x509 -req -in issued.csr -CA issuer.pem -CAkey issuer.key -set_serial 0x1234 -days 2 -out issued.pem 2>/dev/null
chmod 600 issued.key
openssl ocsp -issuer issuer.pem -cert issued.pem -no_nonce -reqout asked 2>/dev/null
# answer STATE DAYS: V (good) or R (revoked), into issued.pem.ocsp.
answer() {
    printf '%s\t%s\t%s\t1234\tunknown\t/CN=vaka.test\n' "$1" 491231235959Z "$([ "$1" = R ] && echo 250101000000Z)" >index.txt
    openssl ocsp -index index.txt -CA issuer.pem -rsigner issuer.pem -rkey issuer.key -reqin asked -ndays "$2" \
        -respout issued.pem.ocsp >/dev/null 2>&1
}
staples() { agrees 'OCSP Response Status: successful' -status -CAfile issuer.pem "$@" && grep -q 'Cert Status: good' out; }
staples_nothing() { agrees 'OCSP response: no response sent' -status; }
again() { # again LOGGED: takes what lies there now
    kill -HUP "$server"
    until_true grep -q "$1" served.err
}
answer V 1
start_server --database demo.db --routine "$routine" --certificate issued.pem --key issued.key
check "the answer comes along, TLS 1.3" staples -tls1_3
check "the answer comes along, TLS 1.2" staples -tls1_2
answer R 1
check "a certificate that is revoked" again 'answer-left-out.*not good'
check "is not said to be good" staples_nothing
cp issuer.pem issued.pem.ocsp
check "what is no answer" again 'answer-left-out.*not readable'
check "is left out" staples_nothing
answer V 1
openssl x509 -req -in issued.csr -CA issuer.pem -CAkey issuer.key -set_serial 0x99 -days 2 -out issued.pem 2>/dev/null
check "the answer about another certificate" again 'answer-left-out.*of another certificate'
check "is left out as well" staples_nothing
rm issued.pem.ocsp
kill -HUP "$server"
check "none is none" staples_nothing
kill -TERM "$server"
wait "$server"
check "ends cleanly then too" test $? = 0

# Behind a proxy: nobody else is answered in the clear.
other=$(hostname -I | tr ' ' '\n' | grep -m1 '\.' || true)
start_server --database demo.db --routine "$routine" --address 0.0.0.0 --behind-tls
port=${address##*:}
curl -sS -D header -o out "http://127.0.0.1:$port/logga-in"
check "the proxy is answered" grep -q ' 200 ' header
check "with HSTS" grep -qi '^strict-transport-security' header
if [ -n "$other" ]; then
    curl -sS -D header -o out "http://$other:$port/logga-in"
    check "another is not" grep -q ' 403 ' header
    says out "Servern nås bara genom sin proxy"
else
    skipped=$((skipped + 1))
fi
kill -TERM "$server"
wait "$server"

finish
