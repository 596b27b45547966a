#!/bin/sh
# Fails on a call of a banned function and on a // comment. Comments and string
# literals are not looked into.
set -eu
cd "$(dirname "$0")/.."
find core parsers grammar generators stack os cli conformance bench fuzz tests \
    include -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | xargs awk '
function ban(names, where,   n, f, i) {
    n = split(names, f, " ")
    for (i = 1; i <= n; i++) banned[f[i]] = where
}
BEGIN {
    # unsafe, locale-bound, or with hidden state: banned everywhere
    ban("strcpy strcat strncpy strncat stpcpy sprintf vsprintf strtok " \
        "strtok_r gets atoi atol atoll atof strtol strtoll strtoul strtoull " \
        "strtod strtof gmtime localtime ctime asctime setlocale alloca", "all")
    ban("isalnum isalpha isblank iscntrl isdigit isgraph islower isprint " \
        "ispunct isspace isupper isxdigit tolower toupper", "all")
    # of the system: banned where libeml.a comes from
    ban("malloc calloc realloc free printf fprintf snprintf puts fputs " \
        "fopen open read socket time clock clock_gettime gettimeofday " \
        "getenv rand random abort exit assert setjmp longjmp strlen strcmp " \
        "strchr strstr memmem", "lib")
    literal = "\"([^\"\\\\]|\\\\.)*\"|\047([^\047\\\\]|\\\\.)*\047|/\\*|//"
}
FNR == 1 {
    comment = 0
    lib = FILENAME ~ /^(core|parsers|grammar|generators|stack\/auth|stack\/smtp|stack\/list|include)\// &&
        FILENAME !~ /_test\.c$/
}
{
    line = $0
    code = ""
    for (;;) {
        if (comment) {
            i = index(line, "*/")
            if (!i) { line = ""; break }
            line = substr(line, i + 2)
            comment = 0
        }
        if (!match(line, literal)) break
        tok = substr(line, RSTART, 2)
        code = code substr(line, 1, RSTART - 1) " "
        if (tok == "//") {
            print FILENAME ":" FNR ": a // comment"
            bad = 1
            line = ""
            break
        }
        comment = tok == "/*"
        line = substr(line, RSTART + RLENGTH)
    }
    code = code line
    if (code ~ /^[ \t]*#[ \t]*include[ \t]*<ctype\.h>/) {
        print FILENAME ":" FNR ": <ctype.h> is banned"
        bad = 1
    }
    # every NAME( that is no member: not after . or ->
    while (match(code, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
        name = substr(code, RSTART, RLENGTH)
        sub(/[ \t]*\($/, "", name)
        prev = RSTART > 1 ? substr(code, RSTART - 1, 1) : ""
        code = substr(code, RSTART + RLENGTH)
        if ((name in banned) && prev !~ /[.>0-9]/ &&
            (banned[name] == "all" || lib)) {
            print FILENAME ":" FNR ": " name "() is banned" \
                (banned[name] == "lib" ? " in the library" : "")
            bad = 1
        }
    }
}
END { exit bad }'
