#!/bin/sh
# fuzz.sh build ENGINE MAKE...       builds what `make fuzz` runs, on all cores
# fuzz.sh run ENGINE SECONDS GLOBS   runs it (fuzz/run/run_main.c)
# fuzz.sh merge GLOBS                makes build/corpus smaller
# fuzz.sh triage TARGET INPUT        a report of an input from elsewhere
# ENGINE is libfuzzer or afl; GLOBS are names of targets, blanks between them.
set -eu
cd "$(dirname "$0")/.."
runner=build/release/fuzz/run/run

# With a jobserver above, its jobs; else as many as there are cores.
build() { # PROFILE GOAL...
    profile=$1
    shift
    case ${MAKEFLAGS-} in
    *jobserver* | *-j*) $make PROFILE="$profile" "$@" ;;
    *) $make -j"$(nproc 2>/dev/null || echo 2)" PROFILE="$profile" "$@" ;;
    esac
}

# Readable stacks, when the symbolizer goes by a name with a version.
symbolizer() {
    [ -z "${ASAN_SYMBOLIZER_PATH-}" ] || return 0
    s=$(command -v llvm-symbolizer) ||
        s=$("$(ci/clang.sh)" -print-prog-name=llvm-symbolizer 2>/dev/null) || :
    [ ! -x "$s" ] || export ASAN_SYMBOLIZER_PATH="$s"
}

# merge_one TARGET: keeps what reaches something that the saved inputs do not.
merge_one() {
    corpus=build/corpus/$1
    [ -d "$corpus" ] || return 0
    rm -rf "$corpus.merged" "$corpus.old"
    mkdir "$corpus.merged"
    set -- "$1" "$corpus.merged" "$corpus"
    [ ! -d "corpus/regress/$1" ] || set -- "$@" "corpus/regress/$1"
    target=$1
    shift
    if ! "build/fuzz/fuzz/$target" -merge=1 -timeout=10 -rss_limit_mb=2048 \
        "$@" >"build/fuzz-logs/$target.merge.log" 2>&1 </dev/null; then
        rm -rf "$corpus.merged"
        echo "fuzz-merge: $target: see build/fuzz-logs/$target.merge.log" >&2
        return 1
    fi
    old=$(find "$corpus" -type f | wc -l)
    mv "$corpus" "$corpus.old"
    mv "$corpus.merged" "$corpus"
    rm -rf "$corpus.old"
    printf '  %-28s %6d -> %d\n' "$target" "$old" \
        "$(find "$corpus" -type f | wc -l)"
}

# What shows again what AFL++ found: with sanitizers, which its programs lack.
again=asan
ci/clang.sh >/dev/null && again=fuzz

usage() {
    sed -n '2,/^set/s/^# //p' ci/fuzz.sh >&2
    exit 2
}
needs() { # so many words, and those there are
    n=$1
    shift
    [ $# -ge "$n" ] || usage
}

what=${1-}
[ $# -eq 0 ] || shift
case $what in
build) needs 2 "$@" ;;
run) needs 3 "$@" ;;
triage) needs 2 "$@" ;;
merge) needs 1 "$@" ;;
*) usage ;;
esac
case $what in
build)
    engine=$1
    shift
    make=$*
    # said before it takes minutes to build; the runner looks, too
    for v in FUZZ_SECONDS FUZZ_RUNS FUZZ_JOBS; do
        eval "value=\${$v-}"
        case $value in
        *[!0-9]*)
            echo "fuzz: $v is to be a number, and is: $value" >&2
            exit 2
            ;;
        esac
    done
    case $engine in
    libfuzzer)
        build release $runner
        build fuzz fuzz-build
        ;;
    afl)
        if ! command -v afl-clang-fast >/dev/null; then
            echo "fuzz: AFL++ is not installed; ci/setup.sh --afl installs it" >&2
            exit 2
        fi
        build release $runner
        build afl fuzz-build
        if grep -q '"fuzz/mutator.h"' fuzz/*_*.c && [ -f fuzz/mutator.c ]; then
            build afl build/afl/fuzz/mutator.so
        fi
        build cmplog fuzz-build
        build $again fuzz-build
        ;;
    *)
        echo "fuzz: ENGINE=$engine is neither libfuzzer nor afl" >&2
        exit 2
        ;;
    esac
    ;;
run)
    symbolizer
    export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
    case $1 in
    afl) set -- "$2" "$3" -e afl -c build/cmplog/fuzz -t build/$again/fuzz build/afl/fuzz ;;
    *) set -- "$2" "$3" build/fuzz/fuzz ;;
    esac
    seconds=$1
    globs=$2
    shift 2
    exec $runner -s "$seconds" ${FUZZ_RUNS:+-r "$FUZZ_RUNS"} \
        ${FUZZ_JOBS:+-j "$FUZZ_JOBS"} "$@" "$globs"
    ;;
triage)
    make=${MAKE:-make}
    build release $runner
    build $again "build/$again/fuzz/$1"
    symbolizer
    export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
    [ $again = fuzz ] && engine=libfuzzer || engine=replay
    if ! found=$($runner --triage $engine "build/$again/fuzz/$1" "$1" "$2"); then
        echo "fuzz: $2 breaks nothing in $1"
        exit 0
    fi
    id=$(echo "$found" | cut -f 2)
    echo "$found" | cut -f 4
    echo "build/findings/$1/$id/report.txt"
    exit 1
    ;;
merge)
    mkdir -p build/fuzz-logs
    rc=0
    set -f
    for glob in $1; do
        set +f
        # a glob of ours, to be taken as one
        # shellcheck disable=SC2231
        for t in build/fuzz/fuzz/$glob; do
            t=${t##*/}
            [ -f "fuzz/$t.c" ] && [ -x "build/fuzz/fuzz/$t" ] || continue
            merge_one "$t" || rc=1
        done
    done
    exit $rc
    ;;
esac
