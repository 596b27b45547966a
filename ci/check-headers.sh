#!/bin/sh
# Fails when a public header does not compile by itself, as C11 and as C++14.
# CC and WARN come from the makefile.
set -eu
cd "$(dirname "$0")/.."
CC=${CC:-cc}
WARN=${WARN:--Wall -Wextra -Wpedantic}
bad=0
for h in include/eml/*.h; do
    [ -e "$h" ] || continue
    line="#include \"${h#include/}\""
    # Twice, so that a missing include guard shows.
    # shellcheck disable=SC2086
    printf '%s\n%s\n' "$line" "$line" |
        $CC -std=c11 $WARN -Werror -Iinclude -fsyntax-only -xc - || {
        echo "$h: does not compile alone as C11"
        bad=1
    }
    printf '%s\n%s\n' "$line" "$line" |
        $CC -std=c++14 -Wall -Wextra -Wpedantic -Werror -Iinclude \
            -fsyntax-only -xc++ - || {
        echo "$h: does not compile alone as C++14"
        bad=1
    }
done
exit $bad
