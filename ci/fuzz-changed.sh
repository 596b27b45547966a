#!/bin/sh
# fuzz-changed.sh BASE -- prints the fuzz targets that a change since the commit
# BASE is about, one line, for make fuzz FUZZ_TARGETS="...": those whose own files
# changed; those that include the header of a changed module; all of them when
# what they share changed. Prints nothing when none is touched.
set -eu
cd "$(dirname "$0")/.."
changed=$(git diff --name-only "$1"...HEAD)
all=$(ls fuzz | sed -n 's/^\(\(fuzz\|gen\|chunk\|diff\|break\|cost\)_[a-z0-9_]*\)\.c$/\1/p')

for f in $changed; do
    case $f in
    *_test.c) ;;
    fuzz/*_*.c | fuzz/*.dict | fuzz/*.options)
        t=${f#fuzz/}
        echo "${t%.*}"
        ;;
    corpus/regress/*/*)
        t=${f#corpus/regress/}
        echo "${t%%/*}"
        ;;
    fuzz/run/*) ;;
    # what each target is made of
    fuzz/fuzz.h | core/arena.c | core/out.c | include/eml/base.h | include/eml/codes.def)
        echo "$all"
        ;;
    # a header of the targets, or a module: whoever includes its header
    *.h | core/*.c | parsers/*.c | grammar/* | generators/*.c)
        name=${f##*/}
        name=${name%.*}
        case $f in grammar/*.abnf) name='abnf' ;; esac
        while :; do
            grep -l "#include \".*/$name\\.h\"" fuzz/*_*.c fuzz/*.h | sed 's|.*/||; s|\.[ch]$||'
            # param2231 and write_field are of param and write
            short=$(echo "$name" | sed 's/_[^_]*$//; s/[0-9]*$//')
            [ "$short" != "$name" ] || break
            name=$short
        done
        ;;
    esac
done | LC_ALL=C sort -u | while read -r t; do
    if [ -f "fuzz/$t.c" ]; then
        echo "$t"
    else # a header that targets share
        grep -l "fuzz/$t\\.h\"" fuzz/*_*.c | sed 's|.*/||; s|\.c$||' || :
    fi
done | LC_ALL=C sort -u | grep -Fx "$all" | tr '\n' ' '
