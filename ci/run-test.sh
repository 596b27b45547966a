#!/bin/sh
# run-test.sh PROGRAM [ARGUMENT...] -- runs one test program with a time limit.
#
# Its output is kept in PROGRAM.log. PROGRAM.result gets one line,
# "passed failed skipped program", which ci/summary.sh adds up. A failing
# test's log is printed; the exit status is 0 all the same, so that one failure
# does not hide the others.
set -u
prog=$1
shift
rm -f "$prog.result"
limit=
command -v timeout >/dev/null 2>&1 && limit="timeout -k 5 ${TEST_TIMEOUT:-300}"
# shellcheck disable=SC2086
CMOCKA_MESSAGE_OUTPUT=STDOUT $limit ${TEST_WRAP:-} "$prog" "$@" \
    >"$prog.log" 2>&1 </dev/null
rc=$?
[ "$limit" ] && [ $rc -eq 124 ] &&
    echo "run-test: no end after ${TEST_TIMEOUT:-300} s" >>"$prog.log"

# A program that is no cmocka test is one test: 0 is passed, 77 is skipped.
# One that died half-way keeps what it had passed, and has one failure more.
LC_ALL=C awk -v rc=$rc -v prog="$prog" '
/^\[ +OK \] / { ok++ }
/^\[  PASSED  \] [0-9]+ test/ { p += $4; whole++ }
/^\[  SKIPPED \] [0-9]+ test/ { s += $4 }
/^\[  FAILED  \] [0-9]+ test/ { f += $4 }
/^\[==========\] .*[Rr]unning [0-9]+ test/ { begun++ }
END {
    if (begun > whole) p = ok + 0
    if (rc == 77 && !begun) s = 1
    else if (rc && !f) f = 1
    else if (!rc && f) rc = 1
    else if (!begun && !rc) p = 1
    print p + 0, f + 0, s + 0, prog
    exit rc != 0 && rc != 77
}' "$prog.log" >"$prog.result.new" || {
    {
        echo "---- $prog failed (exit status $rc); the end of $prog.log:"
        tail -n 60 "$prog.log"
        echo "----"
    } >&2
}
mv "$prog.result.new" "$prog.result"
