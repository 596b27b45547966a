# The judge behind check-symbols.sh; reads the paths of the sources, then what
# nm -A says of the archives made of them.
BEGIN {
    read_layers("ci/layers.txt")
    while ((getline line < "ci/symbols.allow") > 0) {
        sub(/[ \t]*#.*/, "", line)
        allow[line] = 1
    }
}
function complain(text) { print text; bad = 1 }
!NF || (NF == 1 && /:$/) { next } # the name of an archive
!/:/ {
    file = $0
    sub(/.*\//, "", file)
    sub(/\.c$/, ".o", file)
    home[file] = folder($0)
    next
}
{
    split($0, p, ":")
    member = p[2]
    lib = p[1] ~ /libeml\.a$/
    type = $(NF - 1)
    sub(/.*:/, "", type)
    sym = $NF
    if (type == "U" || type == "w") {
        if (lib) need[member, sym] = 1
    } else {
        at[sym] = member
        if (lib) ours[sym] = 1
        if (sym !~ /^eml_/)
            complain(p[1] "(" member ") exports " sym ", which does not begin with eml_")
    }
}
END {
    if (!NR || !length(member))
        complain("check-symbols: nm says nothing about libeml.a")
    for (k in need) {
        split(k, p, SUBSEP)
        member = p[1]
        sym = p[2]
        if (!(sym in ours)) {
            if (!(sym in allow) && sym != "_GLOBAL_OFFSET_TABLE_")
                complain("libeml.a(" member ") needs " sym)
            continue
        }
        from = home[member]
        to = home[at[sym]]
        if (!may(from, to, "call"))
            complain("libeml.a(" member "): " from " may not call " to " (" sym ")")
    }
    exit bad
}
