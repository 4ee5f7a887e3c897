# SPDX-License-Identifier: EUPL-1.2
#
# For the tests of commands: sourced, in a folder of its own that is removed at the end.
set -uo pipefail
vaka=${VAKA_BINARY:?}
routine=${VAKA_SOURCE:?}/routines/hemsjukvard
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LANG=C.UTF-8
unset VAKA_LANG LC_ALL LC_MESSAGES
passed=0
failed=0
skipped=0

fail() {
    echo "FAILED: $1"
    sed 's/^/    out: /' out | head -n 20
    sed 's/^/    err: /' err | head -n 20
    failed=$((failed + 1))
}
# run NAME STATUS WORDS…: runs vaka with those words; out and err hold what it said.
run() {
    local name=$1 expected=$2
    shift 2
    timeout 60 "$vaka" "$@" >out 2>err </dev/null
    local status=$?
    if [ "$status" = "$expected" ]; then
        passed=$((passed + 1))
    else
        fail "$name: status $status, expected $expected"
    fi
}
# says FILE TEXT: the last run's out or err holds the text.
says() {
    if grep -qF -- "$2" "$1"; then
        passed=$((passed + 1))
    else
        fail "$1 does not say: $2"
    fi
}
check() {
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        fail "$name"
    fi
}

# start_server OPTIONS…: on a free port; $server is its process, $address where it answers.
start_server() {
    "$vaka" serve "$@" --port 0 >served 2>served.err &
    server=$!
    for _ in $(seq 600); do
        grep -q '://' served 2>/dev/null && break
        kill -0 "$server" 2>/dev/null || { cat served.err; return 1; }
        sleep 0.05
    done
    address=$(sed -n 's/.*\(https*:[^ ]*\)$/\1/p' served)
}

# finish: the closing line.
finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    exit $((failed > 0))
}
