#!/bin/sh
# consumer.sh -- installs eml into a folder of its own, builds a C and a C++
# program against what is there the way a user would (pkg-config, the installed
# headers, nothing of this tree), and the program that README.md shows, runs
# them, uninstalls, and wants no file left.
# CC and CXX name the compilers.
set -eu
cd "$(dirname "$0")/.."
MAKE=${MAKE:-make}
top=$(pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
prefix=$tmp/prefix

"$MAKE" install PREFIX="$prefix" >"$tmp/log" 2>&1 || {
    cat "$tmp/log"
    exit 1
}
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export PKG_CONFIG_PATH
{
    for h in include/eml/*.h; do
        echo "#include <${h#include/}>"
    done
    cat <<'C'
#include <stdio.h>

int
main(void)
{
    eml_span a = EML_LIT("subject"), b = EML_LIT("SUBJECT");

    if (!eml_span_eq_fold(a, b) || eml_span_eq(a, b))
        return 1;
    return puts("consumer: ok") < 0;
}
C
} >"$tmp/consumer.c"
cp "$tmp/consumer.c" "$tmp/consumer.cc"
cd "$tmp"
# shellcheck disable=SC2046
{
    ${CC:-cc} -std=c11 -Wall -Wextra -Werror -o c consumer.c \
        $(pkg-config --cflags --libs eml)
    ${CXX:-g++} -std=c++14 -Wall -Wextra -Werror -o cc consumer.cc \
        $(pkg-config --cflags --libs eml)
}
./c
./cc
if pkg-config --exists emlos; then
    # shellcheck disable=SC2046
    ${CC:-cc} -std=c11 -o c consumer.c $(pkg-config --cflags --libs emlos)
    ./c
fi
# The program in README.md, by the line that compiles it there.
if pkg-config --exists emlos; then
    sed -n '/^```c$/,/^```$/p' "$top/README.md" | grep -v '^```' >judge.c
    flags='-std=c11 -Wall -Wextra -Werror'
    build=$(sed -n "s/^cc \(-o judge .*\)/\${CC:-cc} $flags \1/p" "$top/README.md")
    [ -s judge.c ] && [ -n "$build" ] || {
        echo 'consumer: README.md has no judge.c, or no line that compiles it'
        exit 1
    }
    eval "$build"
    # what it is to say of a message, in either form; of LF it also says so
    stored='byte N: every line ends in LF alone: read as the stored form of CRLF [STORED_FORM], RFC 5322 section 2.1 (NOTE)'
    judge() {
        printf '%b' "$2" >letter.eml
        sed 's/$/\r/' letter.eml >crlf.eml
        ./judge letter.eml | sed 's/^byte [0-9]*/byte N/' >lf.says
        ./judge crlf.eml | sed 's/^byte [0-9]*/byte N/' >crlf.says
        printf '%s\n' "$1" >wanted
        diff wanted crlf.says
        grep -qxF "$stored" lf.says || {
            echo 'consumer: judge does not say that LF is the stored form'
            exit 1
        }
        grep -vxF "$stored" lf.says | diff wanted -
    }
    header='From: a@example.org\nDate: Mon, 30 Nov 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\n'
    judge valid "$header\\nHello,\\nyou.\\n"
    judge 'ambiguous
byte N: a second From field [FROM_TWICE], RFC 5322 section 3.6 (MUST)' \
        "${header}From: b@example.org\\n\\nHello.\\n"
fi
if [ -x "$prefix/bin/eml" ]; then
    "$prefix/bin/eml" --version
    # What README.md shows of it: files are made as it says, then each command
    # that follows a "$" is to print what stands there.
    mkdir readme
    awk -v into=readme/ '
        /^```/ { inside = !inside; kind = ""; next }
        inside && !kind && /^cat >/ { kind = "1make" }
        inside && !kind && /^\$ / { kind = "2show" NR }
        inside && !kind && /^eml dkim gen-key/ { kind = "3sign" }
        inside && !kind { kind = "other" }
        inside { print >(into kind) }' "$top/README.md"
    (
        PATH=$prefix/bin:$PATH
        cd readme
        sh -e 1make
        for shown in 2show*; do
            sed -n '1s/^\$ //p' "$shown" | sh >said 2>&1 || : # its verdict
            sed 1d "$shown" | diff - said
        done
        sh -e 3sign >said
        grep -q pass said
    )
fi
comp=$prefix/share/bash-completion/completions/eml
if [ -f "$comp" ] && command -v bash >/dev/null; then
    bash -s "$comp" "$prefix/bin" <<'B'
. "$1"
PATH=$2:$PATH
wants() { # what is to be among the completions of the words behind it
    local want=$1
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _eml
    [[ " ${COMPREPLY[*]} " == *" $want "* ]] && return
    echo "consumer: completion of '$*' lacks $want: ${COMPREPLY[*]}"
    exit 1
}
wants check eml ch
wants gen eml help ""
wants --lenient eml check --l
wants long-line eml parse -l ""
wants crlf eml write --newline = c
wants mboxcl2 eml check -f mbox
wants ATOM_DOT eml gen -m break : AT
wants ATOM_DOT eml explain ATOM
wants address-list eml abnf -o match addr
wants mailbox eml abnf -n 5 --grammar my.abnf derive -s 2 mailb
B
fi
cd - >/dev/null

# The same again under DESTDIR must put the same files there, and name none of
# DESTDIR in them.
"$MAKE" install PREFIX=/usr DESTDIR="$tmp/dest" >"$tmp/log" 2>&1
(cd "$prefix" && find . -type f | LC_ALL=C sort) >"$tmp/one"
(cd "$tmp/dest/usr" && find . -type f | LC_ALL=C sort) >"$tmp/two"
diff "$tmp/one" "$tmp/two"
if grep -rqs "$tmp" "$tmp/dest/usr/lib/pkgconfig"; then
    echo "consumer: eml.pc names DESTDIR"
    exit 1
fi
"$MAKE" uninstall PREFIX="$prefix" >/dev/null
left=$(find "$prefix" -type f)
[ -z "$left" ] || {
    echo "consumer: uninstall left $left"
    exit 1
}
