#!/bin/sh
# corpus.sh PROGRAM -- makes a corpus of generated mail with labels, on all
# cores, and compares it with its recipe in corpus/seed/ when it has one. From
# the environment: CORPUS_OUT, _COUNT, _FORMAT, _PROFILE, _MODE, _SEED, _JOBS.
set -eu
cd "$(dirname "$0")/.."
eml=$1
out=${CORPUS_OUT:-build/corpus-1m}
count=${CORPUS_COUNT:-1000000}
format=${CORPUS_FORMAT:-dir}
profile=${CORPUS_PROFILE:-all}
mode=${CORPUS_MODE:-all}
seed=${CORPUS_SEED:-0}
jobs=${CORPUS_JOBS:-$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN || echo 1)}
what="--seed $seed --count $count --profile $profile --mode $mode"

# The recipe of what is to be made, without its digests.
version=$("$eml" gen --version)
begin="{\"generator\":\"${version##* }\",\"seed\":$seed,\"count\":$count,\"profile\":\"$profile\",\"mode\":\"$mode\","
recipe=$(grep -lF "$begin" corpus/seed/*.json | head -n 1)

mkdir -p "$(dirname "$out")"
case $format in
dir | maildir)
    pids=
    i=0
    while [ $((i += 1)) -le "$jobs" ]; do
        # shellcheck disable=SC2086
        "$eml" gen --format "$format" --out "$out" --shard "$i/$jobs" $what &
        pids="$pids $!"
    done
    failed=0
    for pid in $pids; do
        wait "$pid" || failed=1
    done
    [ $failed -eq 0 ] || exit 1
    ;;
*) # one file has one writer
    # shellcheck disable=SC2086
    made=$("$eml" gen --format "$format" --out "$out" --sha256 $what)
    ;;
esac
echo "corpus: $count messages in $out ($format, profile $profile, mode $mode)"

if [ -z "$recipe" ]; then
    echo "corpus: it has no recipe in corpus/seed/ to compare it with"
    exit
fi
digest() { # FOLDER PATTERN: of the files' bytes, by order of their names
    (cd "$1" && find . -name "$2" | LC_ALL=C sort | tr '\n' '\0' |
        xargs -0 cat | sha256sum | cut -d ' ' -f 1)
}
case $format in
dir) made="$begin\"sha256\":\"$(digest "$out" '*.eml')\",\"labels_sha256\":\"$(digest "$out" '*.json')\"}" ;;
maildir) made="$begin\"sha256\":\"$(digest "$out/new" '[0-9a-f]*')\",\"labels_sha256\":\"$(digest "$out.labels" '*.json')\"}" ;;
esac
if [ "$made" = "$(cat "$recipe")" ]; then
    echo "corpus: its SHA-256 is that of $recipe"
else
    echo "corpus: it is not what $recipe says (files left in $out from" \
        "another run?):" >&2
    echo "$made" >&2
    exit 1
fi
