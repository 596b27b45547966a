#!/bin/sh
# cover.sh BUILD CC [OUT FOLDERS] -- prints line and branch coverage of core/ and
# parsers/ (or FOLDERS) by the tests that ran in BUILD (profile cov) and left
# their counts in BUILD/profraw (or OUT/profraw; OUT gets pages of HTML, then), a
# file a line. Fails when core/ and parsers/ together are below COVER_MIN_LINES
# or COVER_MIN_BRANCHES (percent), or with COVER_EACH=yes one folder of them is. Clang's source-based numbers are the ones that count; with gcc it
# takes gcov's, whose branches are others.
set -eu
cd "$(dirname "$0")/.."
b=$1
cc=$2
out=${3:-$b}
folders=${4:-core parsers}
# shellcheck disable=SC2086
sources=$(find $folders -name '*.c' ! -name '*_test.c' 2>/dev/null) || :
table=$out/cover.txt
case $cc in
*clang*)
    cov=$("$cc" -print-prog-name=llvm-cov)
    prof=$("$cc" -print-prog-name=llvm-profdata)
    "$prof" merge -sparse -o "$out/cov.profdata" "$out"/profraw/*.profraw
    # Every object, not the programs: what no test links counts as missed.
    set --
    for f in $sources; do
        [ $# -eq 0 ] || set -- "$@" -object
        set -- "$@" "$b/${f%.c}.o"
    done
    # shellcheck disable=SC2046,SC2086
    set -- -instr-profile="$out/cov.profdata" "$@" \
        -sources $(find $folders -name '*.[ch]' 2>/dev/null)
    "$cov" export -format=lcov -summary-only "$@" >"$table.lcov"
    [ "$out" = "$b" ] || "$cov" show -format=html -output-dir="$out" \
        -show-line-counts-or-regions -show-branches=count "$@" >/dev/null
    awk -F '[:,]' -v root="$PWD/" '
    $1 == "SF" { file = substr($0, 4); sub(root, "", file) }
    $1 == "LF" { lines = $2 }
    $1 == "LH" { missed = lines - $2 }
    $1 == "BRF" { branches = $2 }
    $1 == "BRH" { dark = branches - $2 }
    /^end_of_record/ { print file, lines, missed, branches, dark }
    ' "$table.lcov" >"$table"
    ;;
*)
    for f in $sources; do
        gcov -n -b -o "$b/${f%.c}.o" "$f" 2>/dev/null |
            awk -v f="$f" '
            /^File / { here = index($0, "\047" f "\047") }
            !here { next }
            /^Lines executed/ { split($0, p, /[:% ]+/); l = $NF; lp = p[3] }
            /^Taken at least/ { split($0, p, /[:% ]+/); br = $NF; bp = p[5] }
            END {
                if (l) print f, l, int(l * (100 - lp) / 100 + 0.5), br + 0,
                    int(br * (100 - bp) / 100 + 0.5)
            }'
    done >"$table"
    ;;
esac
LC_ALL=C sort "$table" | awk -v each="${COVER_EACH:-}" \
    -v min_l="${COVER_MIN_LINES:-0}" -v min_b="${COVER_MIN_BRANCHES:-0}" '
function percent(n, missed) { return n ? 100 * (n - missed) / n : 100 }
function row(name, l, lm, br, bm) {
    printf "%-36s %7d %7d %7.2f%% %8d %7d %7.2f%%\n", name, l, lm,
        percent(l, lm), br, bm, percent(br, bm)
}
function floor(name, l, lm, br, bm) {
    if (percent(l, lm) < min_l) {
        printf "cover: %s: %.2f%% of lines is below the floor of %s%%\n", name, percent(l, lm), min_l
        bad = 1
    }
    if (percent(br, bm) < min_b) {
        printf "cover: %s: %.2f%% of branches is below the floor of %s%%\n", name, percent(br, bm), min_b
        bad = 1
    }
}
BEGIN {
    printf "%-36s %7s %7s %8s %8s %7s %8s\n", "file", "lines", "missed",
        "covered", "branches", "missed", "covered"
}
{
    row($1, $2, $3, $4, $5)
    top = $1
    sub(/\/[^\/]*$/, "", top)
    ours = top ~ /^(core|parsers)/
    n = split(top (ours ? " all" : ""), g, " ")
    for (i = 1; i <= n; i++) {
        l[g[i]] += $2; lm[g[i]] += $3; br[g[i]] += $4; bm[g[i]] += $5
    }
    if (!(top in order)) { order[top] = ++folders; at[folders] = top }
}
END {
    if (!NR) { print "cover: there is nothing to report"; exit 1 }
    print ""
    for (i = 1; i <= folders; i++)
        row(at[i], l[at[i]], lm[at[i]], br[at[i]], bm[at[i]])
    row("core and parsers", l["all"], lm["all"], br["all"], bm["all"])
    floor("core and parsers", l["all"], lm["all"], br["all"], bm["all"])
    for (i = 1; i <= folders; i++)
        if (each && at[i] ~ /^(core|parsers)/)
            floor(at[i], l[at[i]], lm[at[i]], br[at[i]], bm[at[i]])
    exit bad
}'
