#!/bin/sh
# check-symbols.sh BUILD -- judges BUILD/libeml.a by its symbols:
#   - what it needs of others is listed in ci/symbols.allow: that is what lets
#     one library run under a fuzzer, in a server and in a unikernel;
#   - what it exports begins with eml_;
#   - no object calls one of a folder that ci/layers.txt keeps from it.
# BUILD must be a profile that adds nothing to the code (debug, release, hard).
set -eu
cd "$(dirname "$0")/.."
b=$1
case ${b##*/} in
debug | release | hard) ;;
*)
    echo "check-symbols: profile ${b##*/} is instrumented; use debug or release"
    exit 2
    ;;
esac
oslib=
[ -e "$b/libemlos.a" ] && oslib=$b/libemlos.a
{
    # File names are unique in the tree (check-complete), so an archive member
    # says which folder it came from.
    find core parsers grammar generators stack os -name '*.c' 2>/dev/null || :
    # shellcheck disable=SC2086
    nm -A -g "$b/libeml.a" $oslib 2>/dev/null
} | awk -f ci/layers.awk -f ci/check-symbols.awk
