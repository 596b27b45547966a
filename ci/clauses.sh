#!/bin/sh
# clauses.sh          print doc/clauses.md, made from include/eml/codes.def
# clauses.sh --check  fail when doc/clauses.md is something else
# clauses.sh --cover  fail when a MUST has no n_ case in the corpus
set -eu
cd "$(dirname "$0")/.."
def=include/eml/codes.def
readings=include/eml/readings.def

# One line a code, tab-separated: RFC, sort key, section, level, name,
# relaxation, phrase. A macro call may run over several lines, its phrase over several
# literals.
codes() {
    awk '
function field(   v) { # takes one argument from the front of `call`
    v = ""
    sub(/^[ \t]+/, "", call)
    while (match(call, /^"([^"\\]|\\.)*"[ \t]*/)) {
        v = v substr(call, 2, RLENGTH - 1)
        call = substr(call, RLENGTH + 1)
        sub(/"[ \t]*$/, "", v)
    }
    if (v == "" && match(call, /^[^,)"]*/)) {
        v = substr(call, 1, RLENGTH)
        call = substr(call, RLENGTH + 1)
        sub(/[ \t]+$/, "", v)
    }
    sub(/^[ \t]*,/, "", call)
    gsub(/\\"/, "\"", v)
    gsub(/\\\\/, "\\", v)
    return v
}
{
    if (comment) {
        if (!sub(/^.*\*\//, "")) next
        comment = 0
    }
    if (call == "") gsub(/\/\*[^*]*\*\//, "")
    if (call == "" && /\/\*/) { sub(/\/\*.*/, ""); comment = 1 }
    if (call == "" && !/^[ \t]*EML_CODE[ \t]*\(/) next
    call = call " " $0
    if (call !~ /\)[ \t]*$/) next
    sub(/^[ \t]*EML_CODE[ \t]*\(/, "", call)
    n = 0
    while (call !~ /^[ \t]*\)[ \t]*$/ && n < 9) f[++n] = field()
    call = ""
    if (n < 5) {
        print FILENAME ":" FNR ": not a line of the registry" >"/dev/stderr"
        exit 1
    }
    key = ""
    m = split(f[3], s, /[.]/)
    for (i = 1; i <= m; i++)
        key = key (s[i] ~ /^[0-9]/ ? sprintf("%04d.", s[i]) : s[i] ".")
    printf("%05d\t%s\t%s\t%s\t%s\t%s\t%s\n", f[2], key, f[3], f[4], f[1],
        (n == 6 ? f[5] : ""), f[n])
}' "$def" | LC_ALL=C sort -s -k1,1 -k2,2
}

page() {
    echo '# Clauses'
    echo
    echo 'What eml can say about an input, by RFC and section. Made by `make'
    echo 'clauses` from `include/eml/codes.def`: edit that file, not this one.'
    echo
    echo '`MUST`: breaking it makes a message invalid. `SHOULD`: a warning.'
    echo '`NOTE`: worth saying. `LIMIT`: a bound of this implementation. Under the'
    echo 'relaxation named, an error is a note only.'
    codes | awk -F '\t' '
    NR == 1 || $1 != rfc {
        rfc = $1
        printf "\n## %s\n\n", rfc + 0 ? "RFC " rfc + 0 : "No RFC"
        print "| section | level | code | relaxation | what it says |"
        print "|---|---|---|---|---|"
    }
    {
        gsub(/[|]/, "\\|", $7)
        if ($6 == "NONE") $6 = ""
        printf "| %s | %s | `%s` | %s | %s |\n", $3, $4, $5, $6, $7
        count[$4]++
        total++
    }
    END {
        printf "\n%d codes: %d MUST, %d SHOULD, %d NOTE, %d LIMIT.\n", total,
            count["MUST"], count["SHOULD"], count["NOTE"], count["LIMIT"]
    }'
    [ -f "$readings" ] || return 0
    echo
    echo '## Findings that make a message ambiguous'
    echo
    echo '| code | one reading | another |'
    echo '|---|---|---|'
    sed -n 's/^EML_READINGS(\([A-Z0-9_]*\), "\(.*\)", "\(.*\)")$/| `\1` | \2 | \3 |/p' \
        "$readings"
}

case ${1-} in
--check)
    page | cmp -s - doc/clauses.md || {
        echo "doc/clauses.md does not say what $def says: run make clauses"
        page | diff doc/clauses.md - | head -n 10
        exit 1
    }
    ;;
--cover)
    {
        codes | sed 's/^/code\t/'
        find . -path ./build -prune -o -name '*_test.c' -print |
            xargs cat /dev/null | grep -oE '[A-Z][A-Z0-9_]+' |
            sed 's/^EML_E_//' | sort -u | sed 's/^/test\t/'
        [ ! -d corpus ] ||
            find corpus -name 'n_*.json' ! -name '*.write.json' -exec cat {} + |
            grep -oE '"code": *"[A-Z0-9_]+"' |
            sed 's/.*"\([A-Z0-9_]*\)"$/case\t\1/'
    } | awk -F '\t' '
    $1 == "code" { rfc[$6] = $2 + 0 " " $4; level[$6] = $5; order[++n] = $6; next }
    $1 == "test" { test[$2] = 1; next }
    { cases[$2]++; total++ }
    END {
        for (i = 1; i <= n; i++) {
            c = order[i]
            if (level[c] != "MUST") continue
            must++
            t += c in test
            k += c in cases
            if (c in cases) continue
            print c " (RFC " rfc[c] "): no n_ case in corpus/"
            bad = 1
        }
        printf "clause-cover: %d MUST codes, %d with a test row, %d with a case (%d n_ cases)\n",
            must, t, k, total
        exit bad
    }'
    ;;
'') page ;;
*)
    echo "usage: clauses.sh [--check | --cover]" >&2
    exit 2
    ;;
esac
