#!/bin/sh
# setup.sh [--bench] [--afl] -- installs what building and testing eml needs, on
# Debian and Ubuntu. It asks nothing, says what it installs, and installs nothing
# twice. --bench adds what the comparison with other parsers needs, --afl AFL++
# for make fuzz ENGINE=afl.
set -eu
cd "$(dirname "$0")/.."

bench=no
afl=no
for arg; do
    case $arg in
    --bench) bench=yes ;;
    --afl) afl=yes ;;
    *)
        echo "usage: ci/setup.sh [--bench] [--afl]" >&2
        exit 2
        ;;
    esac
done

command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || {
    echo "setup: this system has no apt-get. eml needs: a C11 compiler, make,"
    echo "setup: pkg-config, git, cmocka, jansson, expat, OpenSSL 3, libidn2, c-ares,"
    echo "setup: libyaml; for fuzzing clang with compiler-rt; for make fmt"
    echo "setup: clang-format 14."
    exit 1
} >&2

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}
available() { # in what apt knows now
    [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]
}
if [ "$(id -u)" -eq 0 ]; then
    as_root() { env DEBIAN_FRONTEND=noninteractive "$@"; }
else
    as_root() { sudo env DEBIAN_FRONTEND=noninteractive "$@"; }
fi
apt() {
    as_root apt-get -q -y -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 \
        "$@" </dev/null
}
clang_is_whole() { # with its runtimes and llvm-cov
    c=$(ci/clang.sh 2>/dev/null) &&
        [ -x "$("$c" -print-prog-name=llvm-cov)" ]
}

# With nothing else in the way, `gcc` is what `make` takes; g++ compiles the
# headers as C++.
needed='gcc g++ libc6-dev make pkg-config git ca-certificates
    libcmocka-dev libjansson-dev libexpat1-dev zlib1g-dev libssl-dev libidn2-dev
    libc-ares-dev libyaml-dev'
wanted='valgrind clang-format-14 python3' # make does without
[ $bench = no ] || needed="$needed libgmime-3.0-dev libopendkim-dev libspf2-dev"

missing=
for p in $needed $wanted; do
    # Another package may bring the same command (pkgconf brings pkg-config).
    case $p in
    gcc | g++ | make | pkg-config | git | valgrind | clang-format-14 | python3)
        command -v "$p" >/dev/null 2>&1 && continue
        ;;
    esac
    installed "$p" || missing="$missing $p"
done
[ $afl = no ] || command -v afl-clang-fast >/dev/null 2>&1 || missing="$missing afl++"
[ $bench = no ] || command -v cargo >/dev/null 2>&1 || missing="$missing cargo"
clang_is_whole || missing="$missing clang"

if [ -z "$missing" ]; then
    echo "setup: everything is installed ($(ci/clang.sh), $(cc --version | head -n 1))"
    exit 0
fi

apt update >/dev/null
list=
for p in $missing; do
    if [ "$p" = clang ]; then
        for v in 19 14 18 17 16 15; do
            available clang-$v || continue
            p="clang-$v llvm-$v"
            # The runtimes have a package of their own since 14.0.6.
            if available libclang-rt-$v-dev; then
                p="$p libclang-rt-$v-dev"
            else
                p="$p libclang-common-$v-dev"
            fi
            break
        done
    elif ! available "$p"; then
        case " $wanted " in
        *" $p "*)
            echo "setup: there is no package $p here; going on without"
            continue
            ;;
        esac
    fi
    list="$list $p"
done
if [ -n "$list" ]; then
    echo "setup: installing$list"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    # shellcheck disable=SC2086
    apt install --no-install-recommends $list >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        exit 1
    }
fi
clang_is_whole || {
    echo "setup: clang is there, but not its fuzzing or coverage tools" >&2
    exit 1
}
echo "setup: done ($(ci/clang.sh), $(cc --version | head -n 1))"
