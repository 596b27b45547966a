#!/bin/sh
# summary.sh RESULT... -- adds up what ci/run-test.sh left; fails when a test
# failed. The last line is for machines: "N passed, N failed, N skipped".
set -eu
[ $# -gt 0 ] || {
    echo "check: there are no tests"
    echo "0 passed, 0 failed, 0 skipped"
    exit 0
}
cat "$@" | awk -v profile="${PROFILE-}" '
{ p += $1; f += $2; s += $3 }
$2 { bad = bad "\n  failed: " $4 }
{ if ($4 ~ /\/fuzz\//) replays++; else programs++ }
END {
    printf "check: %d test programs, %d fuzz replays, PROFILE=%s%s\n",
        programs, replays, profile, bad
    printf "%d passed, %d failed, %d skipped\n", p, f, s
    exit f > 0
}'
