#!/bin/sh
# fuzz.sh FOLDER SECONDS [PATTERN...] -- runs the libFuzzer targets in FOLDER
# whose names match, side by side on all cores and in turns, for SECONDS in
# all; each gets a turn, whatever SECONDS is. Corpora grow in build/corpus,
# inputs that break something go to build/findings. Exit status 1: a finding.
set -u

one() { # TARGET SECONDS: one turn of one target
    t=${1##*/}
    corpus=build/corpus/$t
    finds=build/findings/$t
    log=build/findings/$t.log
    mkdir -p "$corpus" "$finds"
    # With FUZZ_RUNS a turn is so many inputs from a fixed seed: the same ones
    # every time, so that CI says the same of the same commit.
    set -- "$1" ${FUZZ_RUNS:+"-runs=$FUZZ_RUNS" -seed=1} \
        "-max_total_time=$2" -timeout=10 -rss_limit_mb=2048 \
        "-artifact_prefix=$finds/" "$corpus"
    [ -d "corpus/regress/$t" ] && set -- "$@" "corpus/regress/$t"
    [ -f "fuzz/$t.dict" ] && set -- "$@" "-dict=fuzz/$t.dict"
    touch "$finds/.before"
    if "$@" >"$log" 2>&1 </dev/null; then
        awk -v t="$t" '
        /DONE/ { for (i = 1; i < NF; i++) v[$i] = $(i + 1); runs = $1 }
        END {
            sub(/#/, "", runs)
            printf "  %-32s %9d runs %8d/s  cov %s  corpus %s\n",
                t, runs, v["exec/s:"], v["cov:"], v["corp:"]
        }' "$log"
        return 0
    fi
    why=$(grep -m 1 -E 'FUZZ_CHECK|runtime error|^SUMMARY|ERROR:' "$log")
    input=$(find "$finds" -newer "$finds/.before" -type f ! -name .before \
        ! -name 'slow-unit-*' | head -n 1)
    {
        echo "FINDING in $t: ${why:-it ended with an error; see $log}"
        if [ "$input" ]; then
            echo "  the input is   $input"
            echo "  to see it      $1 $input"
            echo "  to keep it     mkdir -p corpus/regress/$t && cp $input" \
                "corpus/regress/$t/$(sha256sum "$input" | cut -c 1-64)"
        else
            tail -n 15 "$log"
        fi
    } | tee "$finds.txt"
    return 1
}

if [ "$1" = --one ]; then
    one "$3" "$2"
    exit
fi

dir=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- '*'
targets=
n=0
sources=$(ls fuzz/*_*.c 2>/dev/null)
set -f
for f in $sources; do
    t=${f#fuzz/}
    t=${t%.c}
    # shellcheck disable=SC2048
    for pattern in $*; do
        # shellcheck disable=SC2254
        case $t in
        $pattern)
            [ -x "$dir/$t" ] || continue
            targets="$targets $dir/$t"
            n=$((n + 1))
            break
            ;;
        esac
    done
done
set +f
[ $n -gt 0 ] || {
    echo "fuzz: no target matches: $*" >&2
    exit 2
}

# Readable stack traces, when the symbolizer goes by a name with a version.
if [ -z "${ASAN_SYMBOLIZER_PATH-}" ] && ! command -v llvm-symbolizer >/dev/null
then
    for s in llvm-symbolizer-19 llvm-symbolizer-14; do
        if command -v $s >/dev/null; then
            ASAN_SYMBOLIZER_PATH=$(command -v $s)
            export ASAN_SYMBOLIZER_PATH
            break
        fi
    done
fi

jobs=${FUZZ_JOBS:-$(nproc 2>/dev/null || echo 1)}
[ "$jobs" -le $n ] || jobs=$n
end=$(($(date +%s) + seconds))
rm -f build/findings/*.txt
echo "fuzz: $n targets, $seconds s, $jobs at a time"
round=0
while :; do
    left=$((end - $(date +%s)))
    turn=$((left * jobs / n))
    if [ $turn -lt 1 ]; then
        [ $round -eq 0 ] || break
        turn=1
    fi
    [ $turn -le 30 ] || turn=30
    [ -z "${FUZZ_RUNS-}" ] || turn=$seconds
    # shellcheck disable=SC2086
    printf '%s\n' $targets | xargs -P "$jobs" -n 1 "$0" --one $turn
    ls build/findings/*.txt >/dev/null 2>&1 && break
    [ -z "${FUZZ_RUNS-}" ] || break
    round=$((round + 1))
done
if ls build/findings/*.txt >/dev/null 2>&1; then
    echo
    echo "fuzz: what was found:"
    cat build/findings/*.txt
    exit 1
fi
echo "fuzz: no finding"
