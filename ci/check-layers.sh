#!/bin/sh
# Fails on an #include that ci/layers.txt does not allow, and on a public
# header that does not say which layer it belongs to.
set -eu
cd "$(dirname "$0")/.."
{
    grep -m 1 -HoE 'Layer: [a-z_/]+' include/eml/* /dev/null || :
    find include -type f 2>/dev/null || :
    find core parsers grammar generators stack os cli conformance bench fuzz \
        tests include -name '*.[ch]' 2>/dev/null | LC_ALL=C sort |
        xargs grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' || :
} | awk -f ci/layers.awk -f ci/check-layers.awk
