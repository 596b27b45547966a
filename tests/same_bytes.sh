#!/bin/sh
# same_bytes.sh -- the generator gives the same bytes whatever compiles it, and
# however a run is shared out: gcc and clang, -O0 and -O3, 1, 3 and 7 shards.
# What is not the generator, nor its labels, is taken from build/release.
set -eu
cd "$(dirname "$0")/.."
make -s all
clang=$(ci/clang.sh 2>/dev/null) || clang=
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
libs=$(pkg-config --libs jansson expat openssl libidn2 libcares zlib)
what='--count 3000 --profile all --mode all --seed 5'
expected=
failed=0

build() { # COMPILER OPTIMISATION
    for c in generators/*.c core/*.c cli/gen_*.c; do
        case $c in
        *_test.c | *_avx2.c | *_ssse3.c | *_neon.c) continue ;;
        esac
        "$1" -std=c11 "$2" -I. -Iinclude -c -o "$dir/$(basename "$c" .c).o" "$c"
    done
    others=
    for o in build/release/cli/*.o; do
        case $o in
        */gen_*.o | *_test.o) continue ;;
        esac
        others="$others $o"
    done
    # shellcheck disable=SC2086
    "$1" -fno-lto -o "$dir/eml" "$dir"/*.o $others build/release/libemlos.a \
        build/release/libeml.a $libs
}

same() { # WHAT FOUND
    [ "$expected" ] || expected=$2
    if [ "$2" = "$expected" ]; then
        echo "same bytes: $1"
    else
        echo "OTHER BYTES: $1" >&2
        failed=1
    fi
}

for cc in gcc $clang; do
    for opt in -O0 -O3; do
        rm -f "$dir"/*.o
        build "$cc" $opt
        # shellcheck disable=SC2086
        same "$cc $opt" "$("$dir/eml" gen --sha256 $what)"
    done
done
expected=
for n in 1 3 7; do
    i=0
    while [ $((i += 1)) -le $n ]; do
        # shellcheck disable=SC2086
        build/release/eml gen --shard $i/$n --out "$dir/out" $what
    done
    same "$n shards" "$(cat "$dir"/out/* | sha256sum)"
    rm -r "$dir/out"
done
# and as `make corpus` shares it out, beside its recipe
CORPUS_OUT=$dir/out CORPUS_COUNT=10000 CORPUS_PROFILE=wild CORPUS_MODE=obs \
    CORPUS_JOBS=3 ci/corpus.sh build/release/eml
exit $failed
