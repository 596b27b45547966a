#!/bin/sh
# fuzz-selftest.sh [PATTERN...] -- shows that the fuzz targets find faults. Each
# fuzz/planted/NAME.patch that a pattern matches is one fault, planted alone in
# a copy of the tree; the target that its header names must find it within the
# budget that is stated there, starting from the inputs made by hand and the
# dictionary alone, not from those (kept-*) that reach all code there is. The
# pattern "quick" stands for those with the line "quick: yes".
# SEED=N is another -seed than 1, JOBS=N how many at a time; with OTHERS=no
# nobody asks which other target finds what its own does not.
#
# Exit status 1: a fault was not found, or a patch has to be made anew. The last
# line is "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.." || exit 2
MAKE=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL PROFILE 2>/dev/null || :
export LC_ALL=C MAKE
top=$PWD
out=build/planted
JOBS=${JOBS:-$(nproc 2>/dev/null || echo 1)}
SEED=${SEED:-1}
# What a stack says is of no use here, and takes long.
ASAN_OPTIONS=symbolize=0
UBSAN_OPTIONS=symbolize=0
export JOBS SEED ASAN_OPTIONS UBSAN_OPTIONS

field() { # KEY FILE: what the header of a patch says
    sed -n "/^--- /q; s/^$1: *//p" "$2"
}
now() { # milliseconds
    echo $(($(date +%s%N) / 1000000))
}

# run DIR TARGET LOG OPTION...: the target of DIR from the kept inputs on.
run() {
    dir=$1
    target=$2
    log=$3
    shift 3
    options=fuzz/$target.options
    # What is new goes to the first folder, not to the kept ones.
    rm -rf "$log.new"
    mkdir -p "$log.new"
    # shellcheck disable=SC2046
    set -- $(sed -n 's/^\([a-z_]*\) *= *\([0-9]*\)$/-\1=\2/p' "$options") \
        "$@" "-seed=$SEED" -rss_limit_mb=2048 \
        -print_final_stats=1 "-artifact_prefix=$log.new/" "$log.new"
    if [ -d "corpus/regress/$target" ]; then
        rm -rf "$log.seeds"
        mkdir "$log.seeds"
        find "corpus/regress/$target" -type f ! -name 'kept-*' \
            -exec cp {} "$log.seeds" \;
        set -- "$@" "$log.seeds"
    fi
    [ -f "fuzz/$target.dict" ] && set -- "$@" "-dict=fuzz/$target.dict"
    "$dir/build/fuzz/fuzz/$target" "$@" >"$log" 2>&1 </dev/null
}
runs_of() { # LOG
    sed -n 's/^stat::number_of_executed_units: *//p' "$1" | tail -n 1
}
why() { # LOG: what the target said
    grep -a -m 1 -oE 'FUZZ_CHECK\(.*|runtime error: .*|ERROR: [A-Za-z]+: [a-z-]+|^[a-z/_0-9]+\.[ch]:[0-9]+: .*' \
        "$1" | sed 's/^ERROR: //' | cut -c 1-60
}

# clean TARGET: nothing is planted, so nothing may be found.
clean() {
    log=$out/clean-$1.log
    if ! run . "$1" "$log" -runs=5000 -max_total_time=3; then
        echo "fuzz-selftest: $1 ends with an error when nothing is planted:" \
            "$(why "$log"); see $log" | tee "$out/clean-$1.bad"
    fi
    rm -rf "$log.new" "$log.seeds"
}

# plant FAULT DIR LOG TARGET: a tree with the fault in it.
plant() {
    rm -rf "$2"
    cp -a "$out/base" "$2"
    if ! patch -s -p1 -d "$2" <"$1" >"$3" 2>&1; then
        echo 'the patch no longer applies: make it anew'
    elif ! (cd "$2" && $MAKE PROFILE=fuzz "build/fuzz/fuzz/$4") >"$3" 2>&1; then
        echo 'the patch no longer compiles: make it anew'
    fi
}

# others DIR TARGET LOG: which other target of the list finds it.
others() {
    while read -r o; do
        [ "$o" != "$2" ] || continue
        (cd "$1" && $MAKE PROFILE=fuzz "build/fuzz/fuzz/$o") >"$3.$o" 2>&1 \
            </dev/null || continue
        run "$1" "$o" "$3.$o" -runs=20000 -max_total_time=5 || echo "$o"
        rm -rf "$3.$o" "$3.$o.new" "$3.$o.seeds"
    done <"$out/targets"
}

# one FAULT: plants it, lets its target look for it, and writes one line.
one() {
    name=${1##*/}
    name=${name%.patch}
    target=$(field target "$1")
    seconds=$(field seconds "$1")
    dir=$out/$name
    log=$out/$name.log
    bad=$(plant "$1" "$dir" "$log" "$target")
    took=- runs=- result=FAILED
    if [ -z "$bad" ]; then
        began=$(now)
        if run "$dir" "$target" "$log" "-runs=$(field runs "$1")" \
            "-max_total_time=$seconds"; then
            bad="not found"
            also=
            [ "${OTHERS-}" = no ] ||
                also=$(others "$dir" "$target" "$log" | tr '\n' ' ')
            [ -z "$also" ] || bad="found by $also, not by this"
        else
            result=found
            bad=$(why "$log")
        fi
        took=$((($(now) - began + 50) / 100))
        took=$((took / 10)).$((took % 10))
        runs=$(runs_of "$log")
    fi
    printf '%-6s %-30s %-20s %6s %8s  %s\n' "$result" "$name" "$target" \
        "$took" "${runs:--}" "$bad" | tee "$out/$name.result"
    rm -rf "$dir" "$log.new" "$log.seeds"
}

# skip FAULT: this machine cannot run what is planted.
skip() {
    needs=$(field needs "$1")
    [ -n "$needs" ] && ! grep -qw "$needs" /proc/cpuinfo 2>/dev/null
}

if [ "${1-}" = --one ]; then
    one "$2"
    exit 0
elif [ "${1-}" = --clean ]; then
    clean "$2"
    exit 0
fi

[ $# -gt 0 ] || set -- '*'
rm -rf "$out"
mkdir -p "$out/base"
skipped=0
wrong=0
set -f
for f in $(set +f; ls fuzz/planted/*.patch); do
    name=${f##*/}
    # shellcheck disable=SC2048
    for pattern in $*; do
        # shellcheck disable=SC2254
        case ${name%.patch} in
        $pattern) ;;
        *) [ "$pattern$(field quick "$f")" = quickyes ] || continue ;;
        esac
        echo "$f"
        break
    done
done | sort -u >"$out/faults.all"
set +f
: >"$out/faults"
while read -r f; do
    for key in fault kind target seconds runs; do
        [ "$(field $key "$f")" ] || {
            echo "fuzz-selftest: $f: the header has no \"$key:\"" >&2
            wrong=1
        }
    done
    [ -f "fuzz/$(field target "$f").c" ] || {
        echo "fuzz-selftest: $f: there is no fuzz/$(field target "$f").c" >&2
        wrong=1
    }
    [ "$(field seconds "$f")" -le 60 ] || wrong=1
    if skip "$f"; then
        skipped=$((skipped + 1))
        echo "*** SKIPPED: ${f##*/}: this machine has no $(field needs "$f")"
    else
        echo "$f" >>"$out/faults"
    fi
done <"$out/faults.all"
[ $wrong -eq 0 ] || exit 2
[ -s "$out/faults" ] || {
    echo "fuzz-selftest: no fault matches: $*" >&2
    exit 2
}

while read -r f; do field target "$f"; done <"$out/faults" | sort -u \
    >"$out/targets"
began=$(date +%s)
# shellcheck disable=SC2046
$MAKE "-j$JOBS" PROFILE=fuzz $(sed 's|^|build/fuzz/fuzz/|' "$out/targets") \
    >"$out/build.log" 2>&1 || {
    tail -n 20 "$out/build.log"
    exit 2
}
built=$(($(date +%s) - began))
tar --format=posix -cf - --exclude=./build --exclude=./.git \
    --exclude=./corpus . | tar -xpf - -C "$out/base" &&
    find build/fuzz -type f ! -perm -u+x -print0 |
    tar --format=posix --null -T - -cf - | tar -xpf - -C "$out/base" || exit 2

xargs -P "$JOBS" -n 1 "$top/ci/fuzz-selftest.sh" --clean <"$out/targets"
if ls "$out"/clean-*.bad >/dev/null 2>&1; then
    exit 1
fi
xargs -P "$JOBS" -n 1 "$top/ci/fuzz-selftest.sh" --one <"$out/faults" \
    >"$out/progress"
rm -rf "$out/base"

printf '%-6s %-30s %-20s %6s %8s  %s\n' '' fault target s runs what
cat "$out"/*.result
total=$(wc -l <"$out/faults")
failed=$((total - $(cat "$out"/*.result | grep -c '^found ')))
echo "fuzz-selftest: built in $built s, all in $(($(date +%s) - began)) s"
echo "$((total - failed)) passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
