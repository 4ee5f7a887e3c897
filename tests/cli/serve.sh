#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# The server as a process: what it is told, that it answers, that it ends when asked to.
source "$(dirname "$0")/common.sh"

run "serve --help" 0 serve --help
says out "vaka serve"
run "port that is no number" 2 serve --port åtta
run "port that is too large" 2 serve --port 65536
run "no routine there" 1 serve --database new.db --routine nowhere --port 0
run "demo" 0 demo --small --database demo.db --routine "$routine"

start_server --database demo.db --routine "$routine"
cp served out
check "server says where" test -n "$address"
check "server answers" curl -fsS -o out "$address/halsa"
run "port taken" 1 serve --database demo.db --routine "$routine" --port "${address##*:}"
check "backup while it runs" "$vaka" backup --database demo.db running.db
run "verify while it runs" 0 verify --database demo.db
mkdir edited
cp -r "$routine" edited/
printf ' ' >>edited/hemsjukvard/parameters.json
dump() { sqlite3 -readonly demo.db .dump; }
dump >before
run "no other routine is derived by under it" 1 rebuild --database demo.db --routine edited/hemsjukvard
says err "rutinerna eller programmet här är andra än serverns"
dump >after
check "and nothing is changed" cmp before after
printf 'vaka-hela-natten\n' | "$vaka" routine end hemsjukvard --by forvaltare --why "Beslut av MAS" \
    --database demo.db --routine "$routine/../vils" >out 2>err
check "no routine is taken out of force under it" test $? = 1
says err "rutinerna eller programmet här är andra än serverns"

# What a newer program finds beside an older server: a database without its last migration.
sqlite3 demo.db "DELETE FROM op_migration WHERE name = '033_duty_check.sql'"
dump >before
run "a newer program migrates nothing under it" 1 verify --database demo.db
says err "Stoppa servern, starta den med det nya programmet"
run "and copies nothing" 1 backup --database demo.db newer.db
VAKA_LANG=en run "in English" 1 backup --database demo.db newer.db
says err "Nothing has been changed."
check "no copy is made" test ! -e newer.db
dump >after
check "the database is as it was" cmp before after
check "the server goes on" curl -fsS -o out "$address/halsa"
kill -TERM "$server"
wait "$server"
check "ends cleanly" test $? = 0
run "verify after the server" 0 verify --database demo.db
run "verify what was copied while it ran" 0 verify --database running.db

finish
