#!/bin/sh
# selftest.sh -- shows that every guard fails when it should. Each violation is
# planted in a copy of the tree; the guard must pass before, and fail after,
# naming what was planted. The last line is "N passed, N failed, N skipped".
set -eu
cd "$(dirname "$0")/.."
MAKE=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKELEVEL PROFILE 2>/dev/null || :
top=$PWD
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0
skipped=0

good() { passed=$((passed + 1)); }
wrong() {
    failed=$((failed + 1))
    echo "selftest: $1"
    sed 's/^/    | /' "$tmp/log" | tail -n 12
}

# must_pass NAME COMMAND...: the guard is content with the copy as it is.
must_pass() {
    name=$1
    shift
    if "$@" >"$tmp/log" 2>&1; then good; else
        wrong "$name fails with nothing planted"
    fi
}
# must_fail NAME TEXT COMMAND...: the guard fails, and says TEXT.
must_fail() {
    name=$1
    text=$2
    shift 2
    if "$@" >"$tmp/log" 2>&1; then
        wrong "$name passes what it should not"
    elif ! grep -qe "$text" "$tmp/log"; then
        wrong "$name fails without saying \"$text\""
    else
        good
    fi
}
plant() { # FILE, its text on standard input
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

cat >"$tmp/refuse" <<'C'
#!/bin/sh
echo "$@"
exit 1
C
chmod +x "$tmp/refuse"

# ---- guards over the sources: a tree with nothing in it but what is planted ----
mkdir -p "$tmp/tree/include/eml" "$tmp/tree/doc"
cp -R ci .clang-format "$tmp/tree"
cp include/eml/*.def "$tmp/tree/include/eml"
mkdir "$tmp/tree/corpus"
cp -R corpus/rfc* corpus/maildir "$tmp/tree/corpus"
cd "$tmp/tree"
for f in core parsers/imf parsers/mime generators grammar fuzz cli attic; do
    mkdir -p $f
done
echo '# none' >ci/complete.txt
ci/clauses.sh >doc/clauses.md
plant include/eml/fine.h <<'C'
#ifndef FINE_H
#define FINE_H
/* fine.h -- a header without fault. Layer: core. */
#include <stddef.h>
size_t eml_fine(void);
#endif
C
plant core/fine.c <<'C'
#include "eml/fine.h"

size_t
eml_fine(void)
{
    return 1;
}
C
echo 'int x;' | plant core/fine_test.c
echo 'int x;' | plant fuzz/gen_fine.c
target_files() { # NAME: what is beside each fuzz target
    echo '"a"' | plant "fuzz/$1.dict"
    printf '[libfuzzer]\ndict = %s.dict\n' "$1" | plant "fuzz/$1.options"
}
target_files gen_fine

must_pass check-layers ci/check-layers.sh
plant core/planted.c <<'C'
#include "grammar/planted.h"
C
must_fail 'check-layers: core -> grammar' 'core/planted.c:1: core may not include grammar' \
    ci/check-layers.sh
plant core/planted.c <<'C'
#include <stdio.h>
C
must_fail 'check-layers: a system header' 'core may not include <stdio.h>' ci/check-layers.sh
rm core/planted.c
plant include/eml/planted.h <<'C'
/* planted.h -- a header that belongs nowhere. */
C
must_fail 'check-layers: a header without a layer' 'planted.h: .*Layer' ci/check-layers.sh
plant include/eml/planted.h <<'C'
/* planted.h -- Layer: parsers/mime. */
C
plant parsers/imf/planted.c <<'C'
#include "eml/planted.h"
C
must_fail 'check-layers: imf -> mime' 'parsers/imf may not include parsers/mime' ci/check-layers.sh
rm parsers/imf/planted.c
plant generators/planted.c <<'C'
#include "grammar/planted.h"
C
must_fail 'check-layers: generators -> grammar' 'generators may not include grammar' ci/check-layers.sh
rm generators/planted.c include/eml/planted.h
plant core/planted.c <<'C'
#include "attic/planted.h"
C
must_fail 'check-layers: an unknown folder' 'not in ci/layers.txt' ci/check-layers.sh
rm core/planted.c

must_pass check-headers ci/check-headers.sh
plant include/eml/planted.h <<'C'
size_t eml_planted(void);
C
must_fail 'check-headers: not self-contained' 'planted.h: does not compile alone as C11' \
    ci/check-headers.sh
plant include/eml/planted.h <<'C'
typedef struct eml_planted {
    int class;
} eml_planted;
C
must_fail 'check-headers: not C++, no guard' 'planted.h: does not compile alone as C++14' \
    ci/check-headers.sh
rm include/eml/planted.h

must_pass check-banned ci/check-banned.sh
for call in 'strcpy(d, s)' 'sprintf (d, s)' 'return atoi(s)' 'x = isdigit(*s)' 'setlocale(0, "")'; do
    echo "int f(char *d, char *s) { $call; }" | plant cli/planted.c
    must_fail "check-banned: $call" 'cli/planted.c:1: .*is banned' ci/check-banned.sh
done
rm cli/planted.c
for call in 'malloc(1)' 'getenv("HOME")' 'time(0)' 'x = strlen(s)'; do
    echo "int f(char *s) { /* */ $call; }" | plant parsers/imf/planted.c
    must_fail "check-banned: $call in the library" 'is banned in the library' ci/check-banned.sh
done
plant parsers/imf/planted.c <<'C'
/* Not calls: malloc(1), and
 * strcpy(a, b) */
static const char *s = "sprintf(x) \" atoi(y) // not a comment";
int f(struct a *a) { return a->free(s) + a.time(1) + '"' + my_malloc(2) + '/'; }
C
must_pass 'check-banned: what is no call' ci/check-banned.sh
echo 'int x; // said so' | plant parsers/imf/planted.c
must_fail 'check-banned: a // comment' 'a // comment' ci/check-banned.sh
rm parsers/imf/planted.c

must_pass check-complete ci/check-complete.sh
echo 'int eml_planted;' | plant parsers/imf/planted.c
must_fail 'check-complete: no test' 'planted.c: has no .*planted_test.c' ci/check-complete.sh
echo 'int x;' | plant parsers/imf/planted_test.c
must_fail 'check-complete: no fuzz target' 'planted.c: has no fuzz target' ci/check-complete.sh
echo 'int x;' | plant fuzz/fuzz_planted.c
must_fail 'check-complete: no dictionary' 'fuzz_planted.c: has no .*dict' ci/check-complete.sh
target_files fuzz_planted
sed -i /dict/d fuzz/fuzz_planted.options
must_fail 'check-complete: no options' 'fuzz_planted.c: has no .*options' ci/check-complete.sh
target_files fuzz_planted
must_pass 'check-complete: test and target' ci/check-complete.sh
echo 'int x;' | plant core/planted.c
must_fail 'check-complete: one name twice' 'has the file name of' ci/check-complete.sh
rm core/planted.c parsers/imf/planted* fuzz/fuzz_planted.*
cp ci/complete.txt "$tmp/complete.txt"
echo 'core/planted: planted_test fuzz_planted' >>ci/complete.txt
must_fail 'check-complete: a stale exception' 'there is no module core/planted' ci/check-complete.sh
cp "$tmp/complete.txt" ci/complete.txt

# a program of two commands, its man page and its completion
plant program <<'C'
#!/bin/sh
case $1 in
--help) printf '  abnf  matches\n  walk  walks\n' ;;
abnf) printf '  -s  --seed N   first\n' ;;
*) printf '  -f  --far      walk far\n      --fast     walk fast\n' ;;
esac
C
chmod +x program
plant doc/eml.1 <<'C'
.Sh SYNOPSIS
.Nm
.Cm walk
.Op Fl f | -fast
.Nm
.Cm abnf
.Op Fl s Ar seed
.Sh DESCRIPTION
.Ss Options of abnf
.It Fl s , -seed Ar n
.Ss Options of walk
.It Fl f , -far
.It Fl -fast
C
plant mk/eml.bash <<'C'
    walk\ --fast | walk\ -f) ;;
    local long='^--(seed)$'
    [[ $word == -*[s] ]]
C
must_pass check-options ci/check-options.sh ./program
cp doc/eml.1 "$tmp/eml.1"
sed -i 's/^\.Op Fl f/.Op Fl fd/' doc/eml.1
must_fail 'check-options: one that is not' 'SYNOPSIS: walk has no option -d' ci/check-options.sh ./program
sed 's/^\.Op Fl f | -fast/.Op Fl f | Fl -slow Ar d/' "$tmp/eml.1" >doc/eml.1
must_fail 'check-options: a long one' 'SYNOPSIS: walk has no option --slow' ci/check-options.sh ./program
sed '/^\.It Fl -fast/d' "$tmp/eml.1" >doc/eml.1
must_fail 'check-options: one not described' 'Options of walk lacks --fast' ci/check-options.sh ./program
cp "$tmp/eml.1" doc/eml.1
cp mk/eml.bash "$tmp/eml.bash"
sed -i 's/seed/sead/' mk/eml.bash
must_fail 'check-options: in the completion' 'bash: abnf has no option --sead' ci/check-options.sh ./program
cp "$tmp/eml.bash" mk/eml.bash
echo 'echo "a line that is much longer than eighty columns, which is the width of most terminals"' >>program
must_fail 'check-options: a wide line' 'wider than 80 columns: a line' ci/check-options.sh ./program
rm -r program doc/eml.1 mk

must_pass check-clauses ci/clauses.sh --check
cp include/eml/codes.def "$tmp/codes.def"
cat >>include/eml/codes.def <<'C'
EML_CODE(PLANTED_CODE, 5322, "3.4.1", MUST, NONE,
         "planted over "
         "two lines")
C
must_fail 'check-clauses: a new code' 'PLANTED_CODE.*planted over two lines' ci/clauses.sh --check
must_fail 'clause-cover: a MUST without a case' 'PLANTED_CODE.*no n_ case' ci/clauses.sh --cover
cp "$tmp/codes.def" include/eml/codes.def
must_pass clause-cover ci/clauses.sh --cover
rm corpus/rfc*/*/n_*.json
must_fail 'clause-cover: a case that is gone' 'ATOM_DOT.*no n_ case' ci/clauses.sh --cover

mv corpus corpus.away
must_fail 'grammar-cover: no cases' 'no corpus' ci/grammar-cover.sh true
mv corpus.away corpus
plant corpus/rfc5322/3.4-group/y_planted.eml </dev/null
must_pass grammar-cover ci/grammar-cover.sh true
must_fail 'grammar-cover: what the program says counts' 'y_planted' \
    ci/grammar-cover.sh "$tmp/refuse"
rm -r corpus

must_pass fmt-check ci/fmt.sh --check
printf 'int main( void ){return 0;}\n' | plant cli/planted.c
must_fail fmt-check 'planted.c' ci/fmt.sh --check
rm cli/planted.c

# ---- the kept corpus: its runner, over cases that are planted -----------------
cd "$top"
must_pass 'corpus_test' "$MAKE" PROFILE=debug build/debug/cli/corpus_test
cases="$tmp/cases/rfc5322/3.2.3-dot-atom"
mkdir -p "$cases"
kept=corpus/rfc5322/3.2.3-dot-atom/n_doubled_dot
corpus() { env EML_CORPUS="$tmp/cases" build/debug/cli/corpus_test; }
planted() { # NAME TEXT SED-SCRIPT: the label is changed so
    cp $kept.eml "$cases/n_planted.eml"
    sed "$3" $kept.json >"$cases/n_planted.json"
    if [ "$2" ]; then must_fail "corpus: $1" "$2" corpus; else must_pass "corpus: $1" corpus; fi
}
planted 'a case as it is' '' ''
planted 'another byte' 'ATOM_DOT@0 is not found there' 's/"at": [0-9]*/"at": 0/'
planted 'another code' 'is not found there' 's/ATOM_DOT/QP_LINE/'
planted 'a code that is none' 'no such code: PLANTED' 's/ATOM_DOT/PLANTED/'
planted 'one more code' 'not all of "also"' 's/"at": .*/&, "also": ["QP_LINE"]/'
planted 'a member that nothing reads' '"note" is in the label' 's/"at": .*/&, "note": "planted"/'
planted 'a member that there is not' '/planted: no such member' 's/"at": .*/&, "planted": 1/'
planted 'a member that is missing' 'no "hunts"' '/"hunts"/d'
planted 'another clause' 'clause 5322 3.4: not in a folder' 's/3[.]2[.]3/3.4/'
planted 'a case as it is, again' '' ''
rm "$cases/n_planted.eml"
must_fail 'corpus: a label alone' 'a label without its input' corpus
cp $kept.eml "$cases/n_planted.eml"
rm "$cases/n_planted.json"
must_fail 'corpus: an input alone' 'has no label' corpus
rm "$cases/n_planted.eml"
must_fail 'corpus: no cases' 'no cases' corpus

# ---- guards over what is built: a small tree, core/ and one of each kind ------
cd "$top"
mkdir "$tmp/small"
cp -R Makefile ci mk core include tests "$tmp/small"
mkdir "$tmp/small/fuzz"
cp -R fuzz/fuzz.h fuzz/volume.[ch] fuzz/replay.c fuzz/run "$tmp/small/fuzz"
cd "$tmp/small"
find tests fuzz -name '*_test.c' -exec rm {} +
rm -f core/*_test.c include/eml/planted*

must_pass 'make' "$MAKE"
must_pass check-symbols "$MAKE" check-symbols
symbols() { # NAME TEXT, the source on standard input
    plant core/planted.c
    must_fail "check-symbols: $1" "$2" "$MAKE" check-symbols
    rm core/planted.c
}
symbols 'getenv' 'planted.o) needs getenv' <<'C'
#include <stdlib.h>
int eml_planted(void);
int
eml_planted(void)
{
    return getenv("HOME") != NULL;
}
C
symbols 'a name without the prefix' 'exports planted' <<'C'
int planted(void);
int
planted(void)
{
    return 1;
}
C
plant parsers/imf/planted.c <<'C'
int eml_planted_parse(void);
int
eml_planted_parse(void)
{
    return 1;
}
C
plant generators/planted_gen.c <<'C'
int eml_planted_parse(void);
int eml_planted_gen(void);
int
eml_planted_gen(void)
{
    return eml_planted_parse();
}
C
must_fail 'check-symbols: a generator calls a parser' 'generators may not call parsers/imf' \
    "$MAKE" check-symbols
rm -r parsers generators

tests() { # NAME TEXT, the test's body on standard input
    {
        echo '#include "tests/table.h"'
        cat
        cat <<'C'
static const struct row {
    const char *name;
} rows[] = {{"one"}, {"two"}};

int
main(void)
{
    return RUN_TABLE(runs, rows);
}
C
    } | plant core/planted_test.c
    must_fail "check: $1" "$2" "$MAKE" check TEST_TIMEOUT=3
}
tests 'a failing row' '^1 passed, 1 failed, 0 skipped' <<'C'
static void
runs(void **state)
{
    assert_string_equal(*(const char *const *)*state, "one");
}
C
tests 'a crash' '^1 passed, 1 failed, 0 skipped' <<'C'
static void
runs(void **state)
{
    if (**(const char *const *)*state == 't')
        _Exit(3);
}
C
tests 'a hang' 'no end after 3 s' <<'C'
static void
runs(void **state)
{
    for (volatile int i = 1; i; i += i < 9)
        (void)state;
}
C
rm core/planted_test.c
plant tests/planted_test.c <<'C'
#include <signal.h>
int
main(void)
{
    return raise(SIGABRT);
}
C
must_fail 'check: a program that is no cmocka test' '^0 passed, 1 failed' "$MAKE" check
rm tests/planted_test.c

# One byte over an exact-size copy stops a test under ASan.
plant core/planted_test.c <<'C'
#include "tests/table.h"
static const struct row {
    const char *name;
} rows[] = {{"one"}};

static void
runs(void **state)
{
    uint8_t *b = test_exact("abc", 3);

    (void)state;
    assert_int_not_equal(b[3] | 256, 0);
    free(b);
}

int
main(void)
{
    return RUN_TABLE(runs, rows);
}
C
must_fail 'asan: an over-read' 'heap-buffer-overflow\|insufficient space' "$MAKE" PROFILE=asan check
rm core/planted_test.c

plant fuzz/fuzz_planted.c <<'C'
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_CHECK(size == 0 || data[0] != 'x');
    return 0;
}
C
must_pass 'check: a replay' "$MAKE" check
mkdir -p corpus/regress/fuzz_planted
printf xyz >corpus/regress/fuzz_planted/a
must_fail 'check: a replay of a saved finding' 'corpus/regress/fuzz_planted/a' "$MAKE" check
rm -r corpus
if ci/clang.sh >/dev/null; then
    must_fail 'fuzz: a finding' 'FINDING fuzz_planted: FUZZ_CHECK(size == 0' \
        "$MAKE" fuzz FUZZ_SECONDS=4
    # one finding, of one byte, with all that a report should have
    must_pass 'fuzz: the report of it' grep -q "^    echo 'eA==' | base64 -d >input" \
        build/findings/fuzz_planted/check-*/report.txt
    printf 'ax' >one
    printf 'xxx' >other
    must_pass 'fuzz: an input that breaks nothing' ci/fuzz.sh triage fuzz_planted one
    must_fail 'fuzz: an input from elsewhere' 'FUZZ_CHECK(size == 0' \
        ci/fuzz.sh triage fuzz_planted other
    must_fail 'fuzz: it is the same one again' 'known from an earlier run' \
        "$MAKE" fuzz FUZZ_SECONDS=4
    must_fail 'fuzz: no such target' 'no target .* matches' "$MAKE" fuzz FUZZ_TARGETS='x_*'
    must_fail 'fuzz: no number' '^fuzz: FUZZ_SECONDS is to be a number, and is: abc' \
        "$MAKE" fuzz FUZZ_SECONDS=abc
    must_fail 'fuzz: no number for the runner' 'FUZZ_JOBS is to be a number, and is: 2x' \
        build/release/fuzz/run/run -j 2x build/fuzz/fuzz
    must_fail 'fuzz.sh: no arguments' '^fuzz.sh triage TARGET' ci/fuzz.sh
else
    echo "selftest: clang is not installed: fuzz is not tried"
    skipped=$((skipped + 1))
fi
rm fuzz/fuzz_planted.*
# the example of doc/fuzzing.md
sed -n '/^```c$/,/^```$/p' "$top/doc/fuzzing.md" | grep -v '^```' | plant fuzz/fuzz_prefix.c
must_pass 'doc/fuzzing.md: its target' "$MAKE" WERROR=1 check
must_pass 'doc/fuzzing.md: is run' test -s build/debug/fuzz/fuzz_prefix.result
rm fuzz/fuzz_prefix.c

plant core/planted.c <<'C'
int eml_planted(int a);
int
eml_planted(int a)
{
    return a > 3 ? 1 : 2;
}
C
plant core/planted_test.c <<'C'
int
main(void)
{
    return 0;
}
C
must_pass 'cover: no floor' "$MAKE" cover COVER_MIN_LINES=0 COVER_MIN_BRANCHES=0
must_fail 'cover: a floor' 'below the floor of 99%' "$MAKE" cover COVER_MIN_LINES=99
rm core/planted.c core/planted_test.c

# Nothing stale: a file less leaves the library, another flag rebuilds it.
echo 'int eml_planted = 1;' | plant core/planted.c
must_pass 'make: a file more' "$MAKE"
rm core/planted.c
must_fail 'make: a file less' '' \
    sh -c "$MAKE && nm build/release/libeml.a | grep eml_planted"
must_fail 'make: another flag' "CC .*core/" \
    sh -c "$MAKE CPPFLAGS=-DPLANTED && false"

plant conformance/planted.c <<'C'
int
main(void)
{
    return 1;
}
C
must_fail 'suites: a failing suite' 'Error' "$MAKE" suites EML_SUITES=.
"$MAKE" suites EML_SUITES=./absent >"$tmp/log" 2>&1 || :
if grep -q 'SKIPPED' "$tmp/log"; then good; else
    wrong 'suites: says nothing when there are none'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
