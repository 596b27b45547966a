#!/bin/sh
# grammar-cover.sh PROGRAM  fail when a rule or an alternative of the grammars
# is used by no accepted case of the kept corpus, or one that
# grammar/unreachable.txt says is not reachable is
set -eu
cd "$(dirname "$0")/.."
cases=$(find corpus -path 'corpus/*/*/y_*.eml' | LC_ALL=C sort)
[ -n "$cases" ] || {
    echo "grammar-cover.sh: no corpus/*/*/y_*.eml" >&2
    exit 2
}
# names of cases have no white space
# shellcheck disable=SC2086
exec "$1" abnf --obs --utf8 --except grammar/unreachable.txt use $cases
