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
kill -TERM "$server"
wait "$server"
check "ends cleanly" test $? = 0
run "verify after the server" 0 verify --database demo.db
run "verify what was copied while it ran" 0 verify --database running.db

finish
