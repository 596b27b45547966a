#!/bin/sh
# embed.sh FILE... -- the files as C arrays, and a table of them, `files`.
set -eu
n=0
for f; do
    echo "static const uint8_t file_$n[] = {"
    od -An -v -tu1 "$f" | sed 's/^ *//; s/  */,/g; s/$/,/'
    echo '};'
    n=$((n + 1))
done
echo 'static const struct { const char *name; const uint8_t *p; size_t n; } files[] = {'
n=0
for f; do
    echo "    {\"${f##*/}\", file_$n, sizeof file_$n},"
    n=$((n + 1))
done
echo '};'
