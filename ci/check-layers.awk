# The judge behind check-layers.sh; reads "file:Layer: folder", the names of
# the public headers, and "file:line:#include ...", in this order.
BEGIN { read_layers("ci/layers.txt") }
function complain(text) { print where ": " text; bad = 1 }

/^include\/[^:]*$/ { # every public header, after the layers they state
    if (!($0 in home) && $0 !~ /\.def$/) {
        where = $0
        complain("its first comment has no \"Layer: FOLDER.\"")
    }
    next
}
match($0, /^include\/[^:]*:Layer: /) {
    file = substr($0, 1, index($0, ":") - 1)
    home[file] = substr($0, RLENGTH + 1)
    if (!(home[file] in known)) {
        where = file
        complain("no such layer: " home[file])
    }
    next
}
{
    split($0, c, ":")
    file = c[1]
    where = file ":" c[2]
    test = file ~ /_test\.c$/
    from = (file ~ /^include\//) ? home[file] : folder(file)
    if (from == "") {
        if (file !~ /^include\//) complain("its folder is not in ci/layers.txt")
        next
    }
    system_ = $0 ~ /#[[:space:]]*include[[:space:]]*</
    inc = $0
    sub(/^[^"<]*["<]/, "", inc)
    sub(/[">].*/, "", inc)
    if (system_) {
        if (!(inc in system_header) && !((from, "<any>") in layer) && !test)
            complain(from " may not include <" inc ">")
        next
    }
    if (inc ~ /^eml\//) {
        to = home["include/" inc]
        if (to == "" && inc ~ /\.def$/) to = "core"
        if (to == "") next # said above, or the compiler will
    } else
        to = (inc ~ /\//) ? folder(inc) : from # beside the file itself
    if (to == "")
        complain("its folder is not in ci/layers.txt: \"" inc "\"")
    else if (!may(from, to, "include") &&
             !(test && may("*_test.c", to, "include")))
        complain(from " may not include " to " (\"" inc "\")")
}
END { exit bad }
