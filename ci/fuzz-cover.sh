#!/bin/sh
# fuzz-cover.sh BUILD CC GLOBS -- runs the fuzz targets built in BUILD (profile
# cov) over their kept inputs, corpus/regress and build/corpus, and says what of
# the library those reach: a table as `make cover` prints it, pages of it in
# build/fuzz-cover/, and what of the RFCs' grammars the messages among them use.
# All targets together are to reach 95 % of the lines and 85 % of the branches of
# core/ and parsers/, and of each folder there. With KEPT=regress only the inputs
# in the repository count.
set -eu
cd "$(dirname "$0")/.."
b=$1
cc=$2
globs=$3
out=build/fuzz-cover
rm -rf $out
mkdir -p $out/profraw $out/messages
find "$b" -name '*.gcda' -exec rm -f {} +
bad=0
inputs=0

# Inputs that are one byte of choices and then a message.
messages() { # TARGET FOLDER...
    t=$1
    shift
    case $t in
    fuzz_message | fuzz_write) ;;
    *) return 0 ;;
    esac
    find "$@" -type f -size -64k | while read -r f; do
        tail -c +2 "$f" >"$out/messages/$t.${f##*/}.eml"
    done
}

set -f
for glob in $globs; do
    set +f
    # shellcheck disable=SC2231
    for source in fuzz/$glob.c; do
        t=$(basename "$source" .c)
        [ -x "$b/fuzz/$t" ] || continue
        set --
        for dir in "corpus/regress/$t" "build/corpus/$t"; do
            case $dir in build/*) [ "${KEPT-}" != regress ] || continue ;; esac
            [ ! -d "$dir" ] || set -- "$@" "$dir"
        done
        if ! LLVM_PROFILE_FILE="$out/profraw/$t.profraw" \
            "$b/fuzz/$t" "$@" >"$out/$t.log" 2>&1 </dev/null; then
            echo "fuzz-cover: $t broke; see $out/$t.log" >&2
            bad=1
        fi
        [ $# -eq 0 ] || messages "$t" "$@"
        n=$(sed -n 's/.*: \([0-9]*\) inputs$/\1/p' "$out/$t.log" | tail -n 1)
        inputs=$((inputs + ${n:-0}))
    done
done
[ "$globs" = '*' ] && COVER_MIN_LINES=95 COVER_MIN_BRANCHES=85 COVER_EACH=yes
export COVER_MIN_LINES COVER_MIN_BRANCHES COVER_EACH
ci/cover.sh "$b" "$cc" $out 'core parsers grammar generators' || bad=1
rm -rf $out/profraw
echo
echo "grammar, by the inputs of fuzz_message and fuzz_write that are messages:"
if [ -n "$(ls $out/messages)" ]; then
    # thousands of names: by xargs they could be several runs
    # (and a thousand take minutes)
    find $out/messages -type f -print0 | LC_ALL=C sort -z | head -z -n 1000 |
        LLVM_PROFILE_FILE=/dev/null xargs -0 -n 20000 -s 1900000 "$b/eml" abnf --obs --utf8 use >$out/grammar.txt 2>&1 || :
    grep -E '^[a-z0-9]+ +[0-9]+/|messages;|^grammar' $out/grammar.txt || tail -n 3 $out/grammar.txt
else
    echo "  there are none"
fi
echo
echo "$inputs inputs; pages in $out/index.html, grammar in $out/grammar.txt"
exit $bad
