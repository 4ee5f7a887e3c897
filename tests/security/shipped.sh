#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
#
# What is shipped beside the program, and how the program is built: the systemd unit leaves as little
# open as it does today, and the binary has what hardens it.
source "$(dirname "$0")/../cli/common.sh"
unit=$VAKA_SOURCE/packaging/systemd/vaka.service
exposure=10 # in tenths, as systemd 252 counts: less is better

says_nothing() { "$@" >out 2>err && ! grep -q "vaka.service" out err; }
limited() { # limited UNIT: no more open than that; what is open is in out
    systemd-analyze security --offline=yes --threshold="$exposure" "$1" 2>err | grep -vE '^✓' >out
    return "${PIPESTATUS[0]}"
}
without() { # without EXPRESSION: the unit without the lines that it matches is too open
    sed -E "/$1/d" "$unit" >vaka.service
    ! limited ./vaka.service
}
if command -v systemd-analyze >/dev/null; then
    # Nothing in it is unknown to systemd, or misspelt.
    sed -E "s#^ExecStart=/usr/local/bin/vaka#ExecStart=$vaka#" "$unit" >vaka.service
    check "systemd understands it" says_nothing systemd-analyze verify ./vaka.service
    check "little is left open" limited "$unit"
    for words in User= CapabilityBoundingSet=$ NoNewPrivileges ProtectSystem ProtectHome PrivateTmp PrivateDevices \
        PrivateUsers ProtectProc ProtectClock ProtectKernelLogs ProtectKernelModules ProtectKernelTunables \
        ProtectControlGroups RestrictNamespaces RestrictRealtime RestrictSUIDSGID RestrictAddressFamilies LockPersonality \
        MemoryDenyWriteExecute SystemCallArchitectures SystemCallFilter IPAddressDeny; do
        check "it matters that $words is there" without "^$words"
    done
else
    skipped=$((skipped + 1))
fi
# What ExecStart says is what the program takes.
run "help" 0 serve --help
for word in $(sed -n 's/^ExecStart=//p' "$unit" | grep -oE -- '--[a-z-]+'); do check "$word" grep -q -- "$word" out; done

header() { readelf -lW "$vaka" | grep -qE "$1"; }
dynamic() { readelf -dW "$vaka" | grep -qE "$1"; }
check "no fixed address" dynamic 'FLAGS_1.*PIE'
check "bound before it starts" dynamic 'FLAGS_1.*NOW'
check "then read only" header GNU_RELRO
check "no stack that runs" header 'GNU_STACK .* RW '
check "nothing is both written and run" bash -c "! readelf -lW '$vaka' | grep -qE 'LOAD .* RWE '"
check "stacks are guarded" bash -c "readelf -sW --dyn-syms '$vaka' | grep -q __stack_chk_fail"
check "no library from a folder of its own" bash -c "! readelf -dW '$vaka' | grep -qE 'R(UN)?PATH'"
finish
