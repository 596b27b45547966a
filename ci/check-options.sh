#!/bin/sh
# check-options.sh PROGRAM -- every option that doc/eml.1 names (in its SYNOPSIS,
# and in each "Options of ...") and that mk/eml.bash names is one that the
# command's --help has; every option of --help is in the man page's "Options of".
# No line of --help is wider than a terminal.
set -eu
cd "$(dirname "$0")/.."
program=$1
{
    for c in $("$program" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
        "$program" "$c" --help | awk 'length > 80 { print "wide " $0 }'
        "$program" "$c" --help | sed -n "s/^  \\(..\\)  \\(--[a-z0-9-]*\\).*/help $c \\1 \\2/p"
    done
    # "check\ --lenient", and the options of abnf that have an argument
    grep -o '[a-z][a-z]*\\ --*[A-Za-z0-9-]*' mk/eml.bash | sed 's/\\//; s/^/bash /'
    sed -n "s/.*long='^--(\\(.*\\))\\\$'.*/\\1/p" mk/eml.bash | tr '|' '\n' |
        sed 's/^/bash abnf --/'
    sed -n 's/.*== -\*\[\([A-Za-z]*\)\].*/\1/p' mk/eml.bash | fold -w 1 |
        sed 's/^/bash abnf -/'
    cat doc/eml.1
} | awk '
function complain(text) { print "check-options: " text; bad = 1 }
function wanted(where, commands, option,    n, i, c, found) {
    n = split(commands, c, " ")
    for (i = 1; i <= n; i++) {
        if ((c[i], option) in has) {
            found = 1
            if (where ~ /Options/)
                said[c[i], option] = 1
        }
    }
    if (!found)
        complain(where ": " commands " has no option " option)
}
# The flags of a line of mdoc: words behind Fl, up to the next macro.
function flags(where, commands,    i, j, fl) {
    for (i = 1; i <= NF; i++) {
        if ($i ~ /^\.?[A-Z][a-z]$/)
            fl = $i ~ /Fl$/
        else if (fl && $i ~ /^-[a-z]/)
            wanted(where, commands, "-" $i)
        else if (fl && $i ~ /^[A-Za-z0-9]+$/)
            for (j = 1; j <= length($i); j++)
                wanted(where, commands, "-" substr($i, j, 1))
    }
}
$1 == "help" {
    for (i = 3; i <= NF; i++)
        has[$2, $i] = 1
    all[++num] = $2 SUBSEP $NF
    next
}
$1 == "wide" { complain("wider than 80 columns: " substr($0, 6)); next }
$1 == "bash" { wanted("mk/eml.bash", $2, $3); seen_bash = 1; next }
/^\.S[hs] / {
    synopsis = /^\.Sh SYNOPSIS/
    of = ""
    if (/^\.Ss Options of /) {
        of = $0
        sub(/^\.Ss Options of /, "", of)
        gsub(/ and /, " ", of)
    }
    next
}
synopsis && /^\.Nm/ { command = ""; next }
synopsis && /^\.Cm / && !command { command = $2; next }
synopsis { flags("doc/eml.1, SYNOPSIS", command); seen_synopsis = 1 }
of && /^\.It Fl/ { flags("doc/eml.1, Options", of) }
END {
    for (i = 1; i <= num; i++) {
        split(all[i], o, SUBSEP)
        if (!said[o[1], o[2]] && o[1] != "explain")
            complain("doc/eml.1: Options of " o[1] " lacks " o[2])
    }
    if (!num || !seen_bash || !seen_synopsis)
        complain("no options were found to compare")
    exit bad
}'
