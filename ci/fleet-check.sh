#!/bin/sh
# fleet-check.sh [REPO CONTACT] -- does to the fuzz targets what a fleet does:
# runs .clusterfuzzlite/build.sh with the variables of its image set, then moves
# what it made to another place and asks of each target what OSS-Fuzz's own check
# asks. With arguments it makes build/oss-fuzz/eml besides, the folder to hand in
# to OSS-Fuzz. The last line is "N passed, N failed, N skipped".
set -eu
cd "$(dirname "$0")/.."
top=$PWD

if [ $# -eq 2 ]; then
    mkdir -p build/oss-fuzz/eml
    for f in Dockerfile project.yaml; do
        sed "s|@REPO@|$1|; s|@CONTACT@|$2|" "oss-fuzz/$f.in" >"build/oss-fuzz/eml/$f"
    done
    cp .clusterfuzzlite/build.sh build/oss-fuzz/eml
    echo "fleet-check: build/oss-fuzz/eml is made"
fi

clang=$(ci/clang.sh) || {
    echo '*** SKIPPED: fleet-check needs clang with its fuzzer runtime'
    exit 0
}
command -v zip >/dev/null && command -v unzip >/dev/null || {
    echo '*** SKIPPED: fleet-check needs zip and unzip'
    exit 0
}

# As in base-builder, SANITIZER=address.
out=$top/build/fleet-out
rm -rf "$out" "$out.moved"
mkdir -p "$out" build/fleet-work
common='-O1 -fno-omit-frame-pointer -gline-tables-only -Wno-error'
common="$common -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION -fsanitize=address"
common="$common -fsanitize-address-use-after-scope -fsanitize=fuzzer-no-link"
env -u MAKEFLAGS CC="$clang" CXX="${clang%%-*}++${clang#clang}" CFLAGS="$common" \
    CXXFLAGS="$common" LIB_FUZZING_ENGINE=-fsanitize=fuzzer SANITIZER=address \
    FUZZING_ENGINE=libfuzzer ARCHITECTURE=x86_64 OUT="$out" \
    WORK="$top/build/fleet-work" SRC="$top/.." .clusterfuzzlite/build.sh

# A hard-coded path would show now.
mv "$out" "$out.moved"
out=$out.moved
passed=0
failed=0
good() { passed=$((passed + 1)); }
wrong() {
    failed=$((failed + 1))
    echo "fleet-check: $1"
}
try() { # WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$out.log" 2>&1 </dev/null; then good; else
        wrong "$what"
        tail -n 5 "$out.log" | sed 's/^/    | /'
    fi
}
# check_one TARGET: in a folder that is not ours, with 2.5 GB, as in a fleet. An
# address sanitizer needs terabytes of addresses: what is limited is what is used.
check_one() {
    name=${1##*/}
    args='-rss_limit_mb=2560 -timeout=25 -seed=1337'
    mkdir -p "$out.run/seeds" "$out.run/new"
    : >"$out.run/empty"
    grep -aq LLVMFuzzerTestOneInput "$1" || wrong "$name: has no LLVMFuzzerTestOneInput"
    [ -f "$1.options" ] || wrong "$name: has no .options"
    dict=$(sed -n 's/^dict = //p' "$1.options")
    [ -f "$out/$dict" ] || wrong "$name: .options names $dict, which is not there"
    # shellcheck disable=SC2086
    {
        cd "$out.run"
        try "$name: the empty input" "$1" $args -runs=1 empty
        set -- "$1" "$out/$name"_seed_corpus.zip
        if [ -f "$2" ]; then
            unzip -q -o "$2" -d seeds
            try "$name: its seeds" "$1" $args -runs=4 -dict="$out/$dict" new seeds
        else
            try "$name: no seeds" "$1" $args -runs=4 -dict="$out/$dict" new
        fi
        cd "$top"
    }
    rm -rf "$out.run"
}
targets=0
for t in "$out"/*; do
    [ -x "$t" ] && [ -f "$t" ] || continue
    targets=$((targets + 1))
    check_one "$t"
done
sources=0
for t in fuzz/*_*.options; do
    case $t in
    fuzz/diff_gmime_* | fuzz/diff_etpan_*) continue ;; # only with FUZZ_PEERS=1
    esac
    [ -f "$t" ] && sources=$((sources + 1))
done
[ $targets -gt 0 ] && [ $targets -eq $sources ] ||
    wrong "$targets targets were built, there are $sources"
strings "$out"/*_* 2>/dev/null | grep -q "$top/corpus" && wrong "a path of this machine is in a target"
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
