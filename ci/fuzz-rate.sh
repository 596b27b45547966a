#!/bin/sh
# fuzz-rate.sh SECONDS GLOBS -- how many inputs a second each fuzz target of
# build/fuzz runs, on one core, from its kept inputs (corpus/regress, and
# build/corpus when there is one) on: a table, with what fuzz/rates.txt asks of
# it.
#
# A second is one of processor time (getrusage), not of the clock: so a machine
# that does other things, too, makes little difference, though some (caches). A
# target that is too slow is measured FUZZ_RATE_TRIES (3) times. First it runs as
# long without being measured, because a target that still finds something new in
# one of ten inputs spends its time on that; loading the inputs does not count.
# What is new is written to memory where there is a /dev/shm: disks are not what
# is measured.
#
# Exit status 1: a target runs less than 1,000 inputs a second, or ends.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
globs=$2
out=build/fuzz-rate
rates=fuzz/rates.txt
least=1000
export LC_ALL=C
rm -rf $out
mkdir -p $out/messages
inputs=$PWD/$out/inputs
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
    inputs=$(mktemp -d /dev/shm/eml-rate.XXXXXX)
    trap 'rm -rf "$inputs"' EXIT
    trap 'exit 2' HUP INT TERM
fi

# rule_of TARGET: its class, what that wants, bytes before a message.
rule_of() {
    class=other head=0
    set -f
    while read -r what name glob bytes; do
        [ "$what" = target ] || continue
        # a glob, to be matched as one
        # shellcheck disable=SC2254
        case $1 in
        $glob)
            class=$name head=${bytes:-0}
            break
            ;;
        esac
    done <$rates
    set +f
    wanted=$(sed -n "s/^class $class //p" $rates)
}

# Messages of about 1 KB, each after so many bytes of choices.
messages() { # HEAD TO
    mkdir -p "$2"
    if [ -z "$(ls $out/messages)" ]; then
        build/release/eml gen -s 1 -n 1500 -p all -m all -L -o $out/messages
    fi
    i=0
    find $out/messages -name '*.eml' -size +899c -size -1151c | sort |
        while read -r f; do
            i=$((i + 1))
            {
                # for each choice, the next seven multiples of 20
                printf "\\$(printf %o $((i * 20 % 140)))%s" \
                    "$(printf %.$(($1 - 1))s 1234567)"
                cat "$f"
            } >"$2/$i"
        done
}

# run LOG OPTION...: its processor time in seconds is in LOG.time.
run() {
    log=$1
    shift
    (
        rc=0
        "build/fuzz/fuzz/$target" "$@" >"$log" 2>&1 </dev/null || rc=$?
        times >"$log.time"
        exit $rc
    ) || return 1
    sed -n '2s/[ms]/ /gp' "$log.time" |
        awk '{ printf "%.2f", $1 * 60 + $2 + $3 * 60 + $4 }' >"$log.cpu"
}

# measure: sets rate and size.
measure() {
    began=$(date +%s)
    run "$work/load" "$@" -runs=0 "$inputs/corpus" || return 1
    loading=$(($(date +%s) - began))
    run "$work/run" "$@" "-max_total_time=$((seconds + loading))" \
        "$inputs/corpus" || return 1
    loaded=$(sed -n 's/^#\([0-9]*\)[[:space:]]*INITED.*/\1/p' "$work/load" | tail -n 1)
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/run")
    rate=$(awk -v n=$((runs - ${loaded:-0})) -v a="$(cat "$work/load.cpu")" \
        -v b="$(cat "$work/run.cpu")" \
        'BEGIN { printf "%d", n / (b > a ? b - a : 1) }')
    size=$(sed -n 's/.* corp: \([0-9]*\)\/\([0-9]*\)\([KM]*\)b .*/\1 \2 \3/p' \
        "$work/run" | tail -n 1 | awk '{
            print int($2 * ($3 == "K" ? 1024 : $3 == "M" ? 1048576 : 1) / $1) }')
}

one() {
    target=$1
    work=$out/$1
    mkdir -p "$work" "$inputs/corpus"
    rule_of "$1"
    # shellcheck disable=SC2046
    set -- $(sed -n 's/^\([a-z_]*\) *= *\([0-9]*\)$/-\1=\2/p' \
        "fuzz/$1.options") "-dict=fuzz/$1.dict" -print_final_stats=1 -seed=1 \
        "-artifact_prefix=$work/"
    if [ "$class" = message ]; then
        messages "$head" "$inputs/seeds"
        # as long as they are
        set -- "$@" -max_len=1280 -len_control=0 -reduce_inputs=0
        seeds=$inputs/seeds
    else
        for seeds in "corpus/regress/$target" "build/corpus/$target"; do
            [ ! -d "$seeds" ] || cp -r "$seeds/." "$inputs/corpus"
        done
        seeds=
    fi
    verdict=slow best=0 size=0
    if ! run "$work/warm" "$@" "-max_total_time=$seconds" \
        "$inputs/corpus" ${seeds:+"$seeds"}; then
        verdict='ends with an error'
        wrong=$((wrong + 1))
    else
        tries=${FUZZ_RATE_TRIES:-3}
        while [ "$tries" -gt 0 ]; do
            tries=$((tries - 1))
            measure "$@" || break
            [ "$rate" -le "$best" ] || best=$rate
            [ "$best" -lt "$wanted" ] || verdict=ok
            [ "$verdict" = slow ] || break
        done
        if [ "$best" -lt $least ]; then
            verdict="below $least"
            wrong=$((wrong + 1))
        elif [ "$verdict" = slow ]; then
            slow=$((slow + 1))
        fi
    fi
    printf '%-26s %-8s %8d %7s %8d  %s\n' "$target" "$class" "$best" \
        "${size:-0}" "$wanted" "$verdict"
    rm -rf "$inputs/corpus" "$inputs/seeds"
}

wrong=0 slow=0 num=0
printf '%-26s %-8s %8s %7s %8s\n' target class 'runs/s' bytes wanted
set -f
for glob in $globs; do
    set +f
    # a glob of ours, to be taken as one
    # shellcheck disable=SC2231
    for source in fuzz/$glob.c; do
        t=$(basename "$source" .c)
        case $t in *_test) continue ;; esac
        if [ ! -f "fuzz/$t.options" ] || [ ! -x "build/fuzz/fuzz/$t" ]; then
            continue
        fi
        num=$((num + 1))
        one "$t"
    done
done
echo "fuzz-rate: $num targets: $slow slower than wanted, $wrong below $least or ended; load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)"
[ $wrong -eq 0 ]
