#!/bin/sh
# consumer.sh -- installs eml into a folder of its own, builds a C and a C++
# program against what is there the way a user would (pkg-config, the installed
# headers, nothing of this tree), runs both, uninstalls, and wants no file left.
# CC and CXX name the compilers.
set -eu
cd "$(dirname "$0")/.."
MAKE=${MAKE:-make}
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
if [ -x "$prefix/bin/eml" ]; then
    "$prefix/bin/eml" --version
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
