#!/bin/sh
# clang.sh [any] -- prints the clang to use: the first that has its sanitizer
# and fuzzer runtimes; with "any", else one without. Fails when there is none.
plain=
for c in clang-19 clang-14 clang clang-20 clang-18 clang-17 clang-16 clang-15; do
    command -v "$c" >/dev/null 2>&1 || continue
    plain=${plain:-$c}
    if ls "$("$c" -print-resource-dir)"/lib/*/libclang_rt.fuzzer* \
        >/dev/null 2>&1; then
        echo "$c"
        exit 0
    fi
done
[ "${1-}" = any ] && [ "$plain" ] && echo "$plain"
