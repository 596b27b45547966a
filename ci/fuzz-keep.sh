#!/bin/sh
# fuzz-keep.sh GLOBS -- writes corpus/regress/TARGET/kept-* anew: of all inputs
# that there are (corpus/regress, build/corpus) as few as reach each branch of
# core/ and parsers/ that any of them reaches. Branches are those of code that no
# optimiser has joined, and how often one is taken does not count. Needs clang.
set -eu
cd "$(dirname "$0")/.."
globs=$1
max=${KEEP_MAX:-1200} # bytes; longer ones are for build/corpus
b=build/fuzz-keep
export LC_ALL=C
mkdir -p $b
printf 'src:core/*\nsrc:parsers/*\nfun:*\n' >$b/covered
targets=
set -f
for glob in $globs; do
    set +f
    # a glob of ours, to be taken as one
    # shellcheck disable=SC2231
    for source in fuzz/$glob.c; do
        t=$(basename "$source" .c)
        [ ! -f "fuzz/$t.options" ] || targets="$targets $t"
    done
done
# shellcheck disable=SC2046,SC2086
make -j"$(nproc 2>/dev/null || echo 2)" PROFILE=fuzz B=$b \
    CFLAGS="-O0 -fno-sanitize=address,undefined -DFUZZ_NO_FEEDBACK -fsanitize-coverage-allowlist=$b/covered" \
    $(printf "$b/fuzz/%s " $targets) >$b/build.log
for t in $targets; do
    few=$b/few
    rm -rf $few
    mkdir -p $few "corpus/regress/$t" "build/corpus/$t"
    "$b/fuzz/$t" -set_cover_merge=1 -use_counters=0 -timeout=10 \
        -max_len="$max" $few "corpus/regress/$t" "build/corpus/$t" \
        >"$b/$t.log" 2>&1
    rm -f "corpus/regress/$t"/kept-*
    find "corpus/regress/$t" -type f -exec sha1sum {} + | cut -c 1-40 >$b/have
    for f in "$few"/*; do
        [ -f "$f" ] || continue
        hash=$(sha1sum <"$f" | cut -c 1-40)
        grep -q "$hash" $b/have ||
            cp "$f" "corpus/regress/$t/kept-$(echo "$hash" | cut -c 1-12)"
    done
    printf '  %-28s %5d kept\n' "$t" \
        "$(find "corpus/regress/$t" -name 'kept-*' | wc -l)"
    rmdir "corpus/regress/$t" 2>/dev/null || :
done
