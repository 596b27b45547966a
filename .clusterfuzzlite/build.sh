#!/bin/bash -eu
# Builds every fuzz target into $OUT, with its seeds, dictionary and options:
# for ClusterFuzzLite, for OSS-Fuzz (oss-fuzz/), and for ci/fleet-check.sh. What
# the compilers, their flags and the engine are, the environment says:
# CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE OUT WORK.
cd "$(dirname "$0")/.." # where it is kept
[ -f Makefile ] || cd "${SRC:?}/eml" # called as $SRC/build.sh
[ -f Makefile ] || exit 2

jobs=-j$(nproc)
# `make` takes CFLAGS and CXXFLAGS from the environment as they are.
unset MAKEFLAGS MFLAGS MAKELEVEL
make "$jobs" PROFILE=fleet CC="$CC" CXX="$CXX" \
    LIB_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" fuzz-build

for options in fuzz/*.options; do
    target=$(basename "$options" .options)
    program=build/fleet/fuzz/$target
    [ -x "$program" ] || continue # another library that is not there
    cp "$program" "$options" "fuzz/$target.dict" "$OUT"
    # By their hash, and with the same time: the same archive every time.
    if [ -d "corpus/regress/$target" ]; then
        rm -f "$OUT/${target}_seed_corpus.zip"
        (cd "corpus/regress/$target" && find . -type f | LC_ALL=C sort |
            zip -q -X -@ "$OUT/${target}_seed_corpus.zip")
    fi
done
