#!/bin/sh
# recipes.sh PROGRAM [FILE...] -- writes the recipes in corpus/seed/ anew: each
# says what eml gen is asked for, and has the SHA-256 of what comes of it. A
# file of its own name ("mime-obs.json") that is empty is filled in by that
# name, with 10,000 messages.
#
# Refuses to give the same version of the generator other bytes.
set -eu
cd "$(dirname "$0")/.."
eml=$1
shift
[ $# -gt 0 ] || set -- corpus/seed/*.json
bad=0

value() { # NAME FILE
    sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$2"
}

for f; do
    name=$(basename "$f" .json)
    if [ -s "$f" ]; then
        seed=$(value seed "$f") count=$(value count "$f")
        profile=$(value profile "$f") mode=$(value mode "$f")
    else
        seed=0 count=10000 profile=${name%%-*} mode=${name#*-}
    fi
    "$eml" gen --sha256 --seed "$seed" --count "$count" --profile "$profile" \
        --mode "$mode" >"$f.new"
    if cmp -s "$f.new" "$f"; then
        rm "$f.new"
    elif [ "$(value generator "$f")" = "$(value generator "$f.new")" ]; then
        rm "$f.new"
        echo "recipes: $f: the generator's bytes changed and its version did" \
            "not: raise EML_GEN_VERSION in include/eml/gen.h" >&2
        bad=1
    else
        mv "$f.new" "$f"
        echo "recipes: $f"
    fi
done
exit $bad
