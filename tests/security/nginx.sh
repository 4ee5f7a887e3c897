#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# The configuration that is shipped for nginx, with nginx: redirects, handshakes, headers, who is
# believed to be the client.
source "$(dirname "$0")/../cli/common.sh"
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { echo "nginx is not here"; exit 77; }

free_port() {
    local port
    while port=$((20000 + RANDOM)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
openssl req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=vaka.example.se \
    -addext subjectAltName=DNS:vaka.example.se -keyout vaka.key -out vaka.pem 2>/dev/null
run "demo" 0 demo --small --database demo.db --routine "$routine"
start_server --database demo.db --routine "$routine" --behind-tls
plain=$(free_port)
tls=$(free_port)
{
    printf 'pid %s/pid;\nerror_log %s/error.log;\nevents { }\nhttp {\naccess_log %s/access.log;\n' "$work" "$work" "$work"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $work/$kind;"; done
    sed -e "s#127.0.0.1:8080#127.0.0.1:${address##*:}#" -e "s#/etc/vaka/tls/#$work/#" \
        -e "s#listen 80;#listen 127.0.0.1:$plain;#" -e "s#listen 443 ssl#listen 127.0.0.1:$tls ssl#" \
        -e '/listen \[::\]/d' "$VAKA_SOURCE/packaging/nginx/vaka.conf"
    echo '}'
} >nginx.conf
"$nginx" -p "$work" -c "$work/nginx.conf" >out 2>err
check "nginx takes it" test $? = 0
get() {
    curl -sS --max-time 10 --cacert vaka.pem --resolve "vaka.example.se:$tls:127.0.0.1" -D header -o out \
        "https://vaka.example.se:$tls$1" "${@:2}" 2>err
}
curl -sS -D header -o out -H 'Host: vaka.example.se' "http://127.0.0.1:$plain/framat?x=1"
check "plain HTTP is led to TLS" grep -qi '^location: https://vaka.example.se/framat?x=1' header
check "answers" get /logga-in
check "HSTS once" test "$(grep -ci '^strict-transport-security: max-age=31536000' header)" = 1
check "cookies of this host" grep -qi '^set-cookie: __Host-vaka-form=.*; secure' header
check "no version of the proxy" grep -qix $'server: nginx\r' header
check "the program's own policy" grep -qi "^content-security-policy: default-src 'none'" header
csrf=$(sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' out | head -n 1)
cookie=$(sed -n 's/^set-cookie: \(__Host-vaka-form=[0-9a-f]*\).*/\1/Ip' header)
# Twenty-one failures from one address, each saying that it comes from another: the address waits.
for i in $(seq 21); do
    get /logga-in -H "Cookie: $cookie" -H "X-Forwarded-For: 198.51.100.$i" \
        -d "csrf=$csrf&login=nobody$i&password=wrong-wrong-wrong"
done
get /logga-in -H "Cookie: $cookie" -H "X-Forwarded-For: 198.51.100.99" \
    -d "csrf=$csrf&login=sjukskoterska&password=vaka-hela-natten"
check "who invents an address waits all the same" grep -q ' 403' header
says out "minut"
# What other systems send: above the program's ceiling (the key is asked for first), and above the proxy's.
for size in 300000 3000000; do
    head -c "$size" /dev/zero >large
    get /intag -H "Content-Type: application/json" -H "Authorization: Bearer none" --data-binary @large
    check "$size bytes are answered in JSON" grep -qi '^content-type: application/json' header
done
check "and refused by the proxy" grep -q ' 413' header
says out '{"result":"refused","fault":"Meddelandet är större än 262144 byte och är inte sparat. Skicka det i mindre delar.","at":"","bytes-max":262144}'
get /intag -H "Content-Type: application/json" -H 'Accept-Language: en-GB, sv;q=0.5' --data-binary @large
says out '{"result":"refused","fault":"The message is larger than 262144 bytes and is not kept. Send it in smaller parts.","at":"","bytes-max":262144}'
# A form above the program's ceiling and under the proxy's is told in the program's own page.
head -c 1500000 /dev/zero >large
get /logga-in -H "Cookie: $cookie" --data-binary @large
check "a form that is too large is refused" grep -q ' 413' header
says out 'lang="sv"'
for version in tls1 tls1_1; do
    timeout 10 openssl s_client -connect "127.0.0.1:$tls" "-$version" -cipher ALL:@SECLEVEL=0 \
        </dev/null >out 2>&1
    check "no $version" test $? != 0
done
kill "$(cat pid)"
kill -TERM "$server"
wait "$server"
finish
