#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# Messages from other systems: files, a folder, HTTP; twice, in any order, broken, too large, two at
# once, with the wrong key, on a full disk, and with the server killed in the middle.
source "$(dirname "$0")/common.sh"
examples=$VAKA_SOURCE/docs/intake
db=(--database demo.db --routine "$routine")
count() { # count TABLE-AND-CONDITION
    sqlite3 demo.db "SELECT COUNT(*) FROM $1"
}
is() { # is NAME VALUE EXPECTED
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); else echo "is $2, expected $3" >err; : >out; fail "$1"; fi
}

check "demo" "$vaka" demo "${db[@]}" >/dev/null 2>&1
run "units" 0 user units "${db[@]}"
planning=$(sed -n 's/^\([^ ]*\)  Planeringsfunktionen (.*/\1/p' out)
ward=$(sed -n 's/^\([^ ]*\)  Demosjukhuset, avdelning 4 (.*/\1/p' out)
cases=$(count "log_event WHERE seq = 1 AND stream LIKE 'person/%'")

# ---- who may send ----
run "sender without a name" 1 sender "${db[@]}" --receiver "$planning"
run "sender to a ward" 1 sender "${db[@]}" --login samsa --receiver "$ward"
says err "ingen planeringsfunktion"
run "sender" 0 sender "${db[@]}" --login samsa --name SAMSA --receiver "$planning" --unit "$ward"
key=$(cat out)
is "key" "${#key}" 64
check "the key stands nowhere" bash -c "! grep -rq '$key' demo.db demo.db-wal demo.db.senders 2>/dev/null"
run "nobody else" 1 intake "${db[@]}" --as okänd "$examples/vardbegaran.json"
says err "står inte i filen"
run "no files" 2 intake "${db[@]}" --as samsa
run "help" 0 intake --help

# ---- in any order, twice ----
run "the supplement comes first" 1 intake "${db[@]}" --as samsa "$examples/komplettering.json"
says out "inte kommit än"
run "the request" 0 intake "${db[@]}" --as samsa "$examples/vardbegaran.json"
says out "infört"
is "one case more" "$(count "log_event WHERE seq = 1 AND stream LIKE 'person/%'")" $((cases + 1))
is "and the supplement" "$(count "log_event WHERE kind = 'supplement_given' AND informant = 'Patienten själv'")" 1
is "by the system, as a message" "$(count "log_event e JOIN der_user u ON u.stream = e.recorder WHERE u.login = 'samsa' AND channel = 'message' AND performer <> ''")" 3
run "again" 0 intake "${db[@]}" --as samsa "$examples/vardbegaran.json" "$examples/komplettering.json"
says out "redan infört"
is "no fact twice" "$(count "log_event e JOIN der_user u ON u.stream = e.recorder WHERE u.login = 'samsa'")" 3
sed 's/dagligen/varannan dag/' "$examples/vardbegaran.json" >other.json
run "other content, same id" 1 intake "${db[@]}" --as samsa other.json
says out "har redan kommit"

# ---- broken ones are kept ----
broken() { # broken NAME TEXT-OF-THE-FAULT: the file bad.json
    run "$1" 1 intake "${db[@]}" --as samsa bad.json
    says out "$2"
    run "$1, again" 1 intake "${db[@]}" --as samsa bad.json
}
waiting=$(count "op_message WHERE state = 'waiting'")
printf '{"format": "vaka-meddelande/1", "id": "\xff"}' >bad.json
broken "not UTF-8" "UTF-8"
printf '{"id": "a", "id": "b"}' >bad.json
broken "a key twice" "två gånger"
head -c 200 "$examples/vardbegaran.json" >bad.json
broken "cut" "tar slut"
{ for _ in $(seq 70); do printf '['; done; } >bad.json
broken "deep" "nivåer"
: >bad.json
broken "empty" "tar slut"
head -c 10485760 /dev/zero >bad.json
broken "10 MB" "större än"
change() { sed -e 's/2026-000123/'"$1"'/' -e "$2" "$examples/vardbegaran.json" >bad.json; }
change p1 's/19460127-4758/19460127-4759/'
broken "wrong number" "sista siffran"
change p2 's/avdelning 4"}/avdelning 9"}/'
broken "unknown unit" "avdelning 9"
change p3 '/"performer"/d'
broken "no performer" "performer"
change p4 's/"wish": "yes"/"wish": "kanske"/'
broken "no such code" "kanske"
change p5 's/"kind": "care_request_sent"/"kind": "enrolment_decided"/'
broken "another kind" "hör inte till"
change p6 's/Testberg/Annansson/'
broken "another name" "annat efternamn"
change p7 's/2026-11-20T13:40/i förrgår/'
broken "no such moment" "går inte att tolka"
change p8 's/"discharge"/"utskrivning"/'
broken "unknown field" "utskrivning"
is "all of them are kept once" "$(count "op_message WHERE state = 'waiting'")" $((waiting + 14))
is "none of them became a fact" "$(count "log_event e JOIN der_user u ON u.stream = e.recorder WHERE u.login = 'samsa'")" 3

# ---- the folder, and HTTP ----
mkdir -p in/samsa
start_server "${db[@]}" --intake in
for _ in $(seq 100); do [ -d in/samsa/error ] && break; sleep 0.1; done
numbers=(194601136098 194601198882 194602112395 194602138184)
message() { # message ID NUMBER
    sed -e 's/2026-000123/'"$1"'/' -e 's/19460127-4758/'"$2"'/' -e 's/"Elsa"/"Test"/' "$examples/vardbegaran.json"
}
put() { # put NAME: standard input, so that nobody sees half a file
    cat >"in/samsa/new/.$1" && mv "in/samsa/new/.$1" "in/samsa/new/$1"
}
message f1 "${numbers[0]}" | put f1.json
echo '{' | put f2.json
ln -s /etc/hostname in/samsa/new/link.json
for _ in $(seq 100); do [ -f in/samsa/done/f1.json ] && [ -f in/samsa/error/f2.json ] && break; sleep 0.1; done
check "done" test -f in/samsa/done/f1.json
check "kept as an error" test -f in/samsa/error/f2.json
check "a link is nobody's message" test -L in/samsa/new/link.json
rm -f in/samsa/new/link.json
message f1 "${numbers[0]}" | put f1.json
for _ in $(seq 100); do [ -f in/samsa/done/f1.json.2 ] && break; sleep 0.1; done
check "nothing is written over" test -f in/samsa/done/f1.json.2

post() { # post STATUS FILE [KEY]: what was answered is in out
    local got
    got=$(curl -sS -o out -w '%{http_code}' -H "Authorization: Bearer ${3-$key}" -H "Content-Type: ${type-application/json}" --data-binary "@$2" "$address/intag" 2>err)
    if [ "$got" = "$1" ]; then passed=$((passed + 1)); else echo "status $got" >>err; fail "POST $2: expected $1"; fi
}
message h1 "${numbers[1]}" >h1.json
post 200 h1.json
says out '"recorded"'
post 200 h1.json
says out '"already"'
sed 's/dagligen/ibland/' h1.json >h1b.json
post 409 h1b.json
says out 'id-reused'
message h2 123 >h2.json
post 202 h2.json
says out '"at":"person/number"'
sed -e 's/2026-000123/h3/' -e 's/Testberg/Annansson/' "$examples/vardbegaran.json" >h3.json
post 202 h3.json
check "tells nothing of the person" bash -c "! grep -q fault out"
post 401 h1.json "$(printf '%064d' 0)"
post 401 h1.json ""
type=text/plain post 415 h1.json
head -c 300000 /dev/zero >large
post 413 large
says out 'inte sparat'
says out '"bytes-max":262144'
# Above what the server takes of anybody: the answer is no page. curl asks before it sends.
for size in 1048577 10485760 80000000; do
    head -c "$size" /dev/zero >large
    post 413 large
    says out '{"result":"refused","fault":"Meddelandet är större än 262144 byte och är inte sparat.'
    says out '"bytes-max":262144}'
done
head -c 2000000 /dev/zero >large
for more in "Expect:" "Transfer-Encoding: chunked"; do
    check "without asking, $more" test "$(curl -sS -o out -w '%{http_code} %{content_type}' -H "$more" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -H 'Accept-Language: en' --data-binary @large "$address/intag" 2>err)" = '413 application/json; charset=utf-8'
    says out 'The message is larger than 262144 bytes and is not kept.'
done
# By another method it is answered as a system is, too; what people go to is answered with a page.
by() { # by METHOD PATH: status, kind and methods
    curl -sS -o out -w '%{http_code} %{content_type}' -D headers -X "$1" -H 'Accept-Language: sv' "$address$2" 2>err
    tr -d '\r' <headers | sed -n 's/^[Aa]llow: / /p;/^[Ss]et-[Cc]ookie:/s/.*/ and a cookie/p'
}
for method in GET PUT DELETE OPTIONS; do
    is "by $method" "$(by "$method" /intag | tr -d '\n')" '405 application/json; charset=utf-8 POST'
    is "and told why" "$(cat out)" '{"result":"refused","fault":"Adressen finns, men går inte att använda på det sättet.","at":""}'
done
is "a page by PUT" "$(by PUT /halsa | tr -d '\n' | cut -c1-28)" '405 text/html; charset=utf-8'
# Two at once: one fact.
message h4 "${numbers[2]}" >h4.json
for i in 1 2 3 4 5 6; do
    curl -sS -o "two$i" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' --data-binary @h4.json "$address/intag" &
    posts[$i]=$!
done
wait "${posts[@]}"
is "each is answered" "$(cat two? | grep -o '"result":"[a-z]*"' | grep -c 'recorded\|already')" 6
is "one person" "$(count "der_person WHERE number = '${numbers[2]}'")" 1
is "one request" "$(count "log_event e JOIN der_person p ON p.stream = e.stream WHERE p.number = '${numbers[2]}' AND e.kind = 'care_request_sent'")" 1
for _ in 1 2 3 4 5 6 7 8; do post 401 h1.json feil; done
post 429 h1.json feil
post 429 h1.json # the address waits, whatever the key
kill -TERM "$server"
wait "$server"
check "ends cleanly" test $? = 0

# ---- killed in the middle, again and again: nothing lost, nothing twice ----
before=$(count "log_event WHERE kind = 'care_request_sent'")
for i in $(seq 60); do message "k$i" "$(printf 'RESERV0000%02d' "$i")" | put "k$i.json"; done
for _ in 1 2 3 4 5 6; do
    "$vaka" intake "${db[@]}" --folder in >/dev/null 2>&1 &
    victim=$!
    sleep 0.$((RANDOM % 7 + 2))
    kill -KILL "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
done
run "the rest" 0 intake "${db[@]}" --folder in
is "nothing is left" "$(ls in/samsa/new | wc -l)" 0
is "every message is recorded" "$(count "op_message WHERE id LIKE 'k%' AND state = 'recorded'")" 60
is "and one fact" "$(($(count "log_event WHERE kind = 'care_request_sent'") - before))" 60
is "of one person each" "$(count "der_person WHERE number LIKE 'RESERV%'")" 60

# ---- a full disk: the file stays, and is taken in when there is room ----
message full "${numbers[3]}" | put full.json
size=$(($(stat -c %s demo.db) / 1024))
(ulimit -f $((size > 64 ? 16 : 8)); "$vaka" intake "${db[@]}" --folder in >out 2>err)
check "a full disk is told" test $? = 1
check "the file is still there" test -f in/samsa/new/full.json
run "room again" 0 intake "${db[@]}" --folder in
check "taken in" test -f in/samsa/done/full.json
run "verify" 0 verify --database demo.db

finish
