#!/bin/sh
# same_readers.sh [N] -- the readers that take only what is plain, with vectors,
# say what the general ones say, which read everything: two builds, one of them
# without the former (core/general.h), print the same trees and findings of N
# generated messages (20,000), valid, obsolete and broken, of these with bytes
# changed, and of all files in corpus/ and, when it is there, the real mail in
# EML_SUITES.
set -eu
cd "$(dirname "$0")/.."
MAKE=${MAKE:-make}
suites=${EML_SUITES:-../shared/suites}
count=${1:-20000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

"$MAKE" -s all
"$MAKE" -s B=build/general CPPFLAGS=-DEML_GENERAL all

failed=0
passed=0
say() { # COMMAND...: what each of both says
    for eml in build/release/eml build/general/eml; do
        "$eml" "$@" >"$dir/$(basename "${eml%/eml}")" || [ $? -eq 1 ]
    done
}
same() { # WHAT FILE
    good=yes
    for command in 'parse --content' 'check --json --notes' \
        'check --json --notes --obs --newline crlf'; do
        # shellcheck disable=SC2086
        say $command "$2"
        cmp -s "$dir/release" "$dir/general" && continue
        good=
        echo "OTHER READINGS: $1: $command" >&2
        diff "$dir/release" "$dir/general" | cut -c 1-300 | head -n 4 >&2
    done
    if [ $good ]; then
        passed=$((passed + 1))
        echo "same readings: $1"
    else
        failed=$((failed + 1))
    fi
}

for seed in 1 2; do
    build/release/eml gen --profile all --mode all --seed $seed --no-labels \
        --count "$count" --format mbox --out "$dir/mail" >/dev/null
    same "generated, seed $seed" "$dir/mail"
    # By separators most of what readers look for is changed.
    for change in 's/ /  /' 's/[.]/../' 's/@/"@/' 's/: /:/' 's/ /\t/2' \
        's/(/((/' 's/</< /' 's/;/ ;/' 's/a/\xe9/3' 's/=/=?/' 's/, /,\n /' \
        's/ by / (c) by\n\t/' "s/: /:(c) /; s/ /$(printf '%70s' '')/3"; do
        LC_ALL=C sed "$change" "$dir/mail" >"$dir/changed"
        same "generated, seed $seed, $change" "$dir/changed"
    done
done
same corpus/ corpus
if [ -d "$suites/corpus-spamassassin/data" ]; then
    same 'real mail' "$suites/corpus-spamassassin/data"
else
    echo "*** SKIPPED: no real mail in EML_SUITES=$suites"
fi
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
