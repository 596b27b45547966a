# layers.awk -- ci/layers.txt as functions, for awk -f layers.awk -f program.
function read_layers(file,   line, f, n, i) {
    while ((getline line < file) > 0) {
        sub(/#.*/, "", line)
        n = split(line, f, /[[:space:]]+/)
        if (f[n] == "") n--
        if (n < 2) continue
        if (f[1] == "system") {
            for (i = 2; i <= n; i++) system_header[f[i]] = 1
            continue
        }
        known[f[1]] = 1
        for (i = 2; i <= n; i++) layer[f[1], f[i]] = 1
    }
    close(file)
}
# The folder of layers.txt that a path lies in, "" when in none.
function folder(path,   p) {
    split(path, p, "/")
    if ((p[1] "/" p[2]) in known) return p[1] "/" p[2]
    return (p[1] in known) ? p[1] : ""
}
# May `from` use `to`? `what` is "include" or "call".
function may(from, to, what,   top) {
    if (from == to) return 1
    top = to
    sub(/\/.*/, "", top)
    if ((from, to) in layer || (from, top) in layer) return 1
    return what == "include" && \
        ((from, to ":types") in layer || (from, top ":types") in layer)
}
