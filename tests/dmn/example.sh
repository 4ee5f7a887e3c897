#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The example of docs/engine.md is the one that is built, and does what it says.
#   example.sh EXAMPLE
set -euo pipefail
source=${VAKA_SOURCE:?}
sed -n '/^```c$/,/^```$/p' "$source/docs/engine.md" | sed '1d;$d' | diff - "$source/tests/dmn/example.c"
model=$source/tests/dmn/models/explained.dmn
got=$("$1" "$model" poäng '{"ålder": 82, "rygg": true}')
[ "$got" = 7 ] || { echo "expected 7, got $got" && exit 1; }
if said=$("$1" "$model" poäng '{"ålder": 82}' 2>&1); then
    echo "a missing fact is not refused" && exit 1
fi
case $said in
*explained.dmn:*"feel.missing-fact rygg") ;;
*) echo "said: $said" && exit 1 ;;
esac
