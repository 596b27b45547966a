#!/bin/sh
# Fails when a module of core/ or parsers/ has no unit test beside it or no
# fuzz target, when a fuzz target has no .dict or no .options that names it, and
# when two sources have the same name. The exceptions, each
# with the test and the target that do the work, are in ci/complete.txt.
set -eu
cd "$(dirname "$0")/.."
find core parsers fuzz grammar generators stack os cli conformance bench tests \
    include -name '*.[ch]' 2>/dev/null | LC_ALL=C sort |
    awk -v exceptions=ci/complete.txt '
function complain(text) { print text; bad = 1 }
{
    name = $0
    sub(/.*\//, "", name)
    if (name in seen) complain($0 ": has the file name of " seen[name])
    seen[name] = $0
    if (name !~ /\.c$/) next
    sub(/\.c$/, "", name)
    if ($0 ~ /_test\.c$/) test[name] = 1
    else if ($0 ~ /^fuzz\/(fuzz|gen|chunk|diff|break|cost)_/) {
        target[name] = 1
        path = $0
        sub(/c$/, "", path)
        if ((getline line < (path "dict")) < 0)
            complain($0 ": has no " path "dict")
        options = ""
        while ((getline line < (path "options")) > 0) options = options line "\n"
        if (options !~ "(^|\n)\\[libfuzzer\\]\n" ||
            options !~ ("\ndict = " name "\\.dict\n"))
            complain($0 ": has no " path "options with the dict in it")
        close(path "dict")
        close(path "options")
        module = name
        sub(/^[a-z]+_/, "", module)
        fuzzed[module] = 1
        # fuzz_addr_list is a target of addr, too
        while (sub(/_[^_]*$/, "", module)) fuzzed[module] = 1
    } else if ($0 ~ /^(core|parsers)\//) {
        if (name ~ /_(avx2|avx512|ssse3|sse2|neon)$/) next
        path = $0
        sub(/\.c$/, "", path)
        modules[++n] = path
        short[path] = name
    }
}
END {
    while ((getline line < exceptions) > 0) {
        why = line ~ /#/
        sub(/#.*/, "", line)
        if (split(line, f, /[ \t]+/) < 2) continue
        if (f[3] == "" || f[1] !~ /:$/)  {
            complain(exceptions ": not \"module: test fuzz-target\": " line)
            continue
        }
        sub(/:$/, "", f[1])
        if (!(f[1] in short))
            complain(exceptions ": there is no module " f[1])
        if (!(f[2] in test))
            complain(exceptions ": there is no test " f[2] ".c")
        if (f[3] == "-" && !why)
            complain(exceptions ": no reason is given for the - of " f[1])
        if (f[3] != "-" && !(f[3] in target))
            complain(exceptions ": there is no fuzz target " f[3] ".c")
        excused[f[1]] = 1
    }
    for (i = 1; i <= n; i++) {
        m = modules[i]
        if (m in excused) continue
        if (!((short[m] "_test") in test)) complain(m ".c: has no " m "_test.c")
        if (!(short[m] in fuzzed))
            complain(m ".c: has no fuzz target fuzz/{fuzz,gen,chunk,diff,break,cost}_" short[m] ".c")
    }
    exit bad
}'
