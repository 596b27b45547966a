#!/bin/sh
# fmt.sh [--check] -- reformats the C sources, or fails on what it would
# change. Versions of clang-format differ; 14 is the one that counts.
set -eu
cd "$(dirname "$0")/.."
tool=
for t in clang-format-14 clang-format; do
    if command -v "$t" >/dev/null 2>&1 &&
        "$t" --version | grep -q 'version 14\.'; then
        tool=$t
        break
    fi
done
[ "$tool" ] || {
    echo "fmt: clang-format 14 is not installed; ci/setup.sh installs it" >&2
    exit 2
}
flags=-i
[ "${1-}" = --check ] && flags='--dry-run -Werror'
find core parsers grammar generators stack os cli conformance bench fuzz tests \
    include -name '*.[ch]' 2>/dev/null | LC_ALL=C sort |
    # shellcheck disable=SC2086
    xargs "$tool" --style=file $flags
