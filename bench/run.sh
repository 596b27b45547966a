#!/bin/sh
# run.sh [PAIR...] -- measures our programs against their peers and prints a
# table; `make bench` builds what it needs and then runs it.
#
# A pair is run in turns, A B A B ..., ROUNDS times, each turn a process of its
# own, so that a slow minute of the machine falls on both; what is compared is
# the ratio of the two turns of a round, and of these ratios the median. Peers
# are measured all the same when our program is not there.
#
#   B        the build folder (build/release)
#   ROUNDS   turns for each program (7)
#   PASSES   timed passes in a turn (3)
#   EML_SUITES  where the folder of the real mail is (../shared/suites)
#   COUNT    "no": neither instructions (valgrind) nor allocations are counted
#   PAIR     words to look for in the list below, such as gmime or b64
#
# Left behind in $B/bench: run.tsv, every line that a program printed, with
# pair, round and side before it; table.tsv, the table.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
B=${B:-build/release}
ROUNDS=${ROUNDS:-7}
PASSES=${PASSES:-3}
COUNT=${COUNT:-yes}
EML_SUITES=${EML_SUITES:-../shared/suites}
dir=$B/bench
raw=$dir/run.tsv
counts=$dir/counts.tsv
tab=$(printf '\t')

# our program, the peer's program (-: it has none), corpora, what to ask for;
# to the generators a corpus is a name alone
pairs() {
    mail='mime spamassassin spamassassin-crlf'
    cat <<END
bench_message|peer_mailparser|$mail|full
bench_message|peer_mailparser|$mail|text
bench_message|peer_mailparser|$mail|parse
bench_message|peer_mailparser011|$mail|full
bench_message|peer_gmime|$mail|full
bench_message|peer_gmime|$mail|parse
bench_base64|peer_mailparser|b64|b64-decode
bench_base64|peer_mailparser|b64|b64-encode
bench_base64|peer_gmime|b64|b64-decode
bench_base64|peer_gmime|b64|b64-encode
bench_base64|peer_b64|b64|b64-decode
bench_base64|peer_b64|b64|b64-decode-by-line
bench_base64|peer_b64|b64|b64-encode
bench_base64|peer_b64|b64|b64-encode-64-columns
bench_base64|peer_b64|b64|b64-encode-one-line
bench_qp|peer_mailparser|qp|qp-decode
bench_qp|peer_mailparser|qp|qp-encode
bench_qp|peer_gmime|qp|qp-decode
bench_qp|peer_gmime|qp|qp-encode
bench_dkim|peer_opendkim|spamassassin-crlf mime|verify
bench_dkim|peer_opendkim|spamassassin-crlf|sign
bench_dkim|-|spamassassin-crlf mime|verify-floor
bench_dkim|-|spamassassin-crlf|sign-floor
bench_dkim|-|spamassassin-crlf|ed25519-verify
bench_dkim|-|spamassassin-crlf|ed25519-verify-floor
bench_gen|peer_hypothesis|mime|gen
bench_gen|-|mime|gen-labels
bench_spf|peer_spf2|mime|check
END
}

# What our program is asked for when the peer does the same in another way.
ours_what() {
    case $1 in
    text) echo full ;;
    b64-decode-*) echo b64-decode ;;
    b64-encode-*) echo b64-encode ;;
    *) echo "$1" ;;
    esac
}

wanted() { # is this line of pairs one of those asked for?
    [ -n "$words" ] || return 0
    for w in $words; do
        case $1 in *"$w"*) return 0 ;; esac
    done
    return 1
}

# Says once that a program or a corpus is missing.
have() {
    [ -e "$1" ] && return 0
    case " $missing " in
    *" $1 "*) ;;
    *)
        missing="$missing $1"
        echo "*** SKIPPED: $1 is not there" >&2
        ;;
    esac
    return 1
}

# Keeps the lines that are what was asked for; false when there are none. A
# program that knows one thing only may call it "message".
turn() { # side round program corpus what passes
    "$dir/$3" "$dir/corpus/$4.recs" "$6" "$5" |
        awk -F'\t' -v side="$1" -v round="$2" -v id="$id" -v what="$5" '
        $2 == what || (what == "full" && $2 == "message") {
            printf "%s\t%s\t%s\t%s\n", id, round, side, $0
            n++
        }
        END { exit !n }' >>"$raw"
}

time_pair() { # ours peer corpus what
    id="$1:$2:$3:$4"
    ow=$(ours_what "$4")
    with_ours=no
    ! have "$dir/$1" || with_ours=yes
    i=1
    while [ "$i" -le "$ROUNDS" ]; do
        if [ $with_ours = yes ] && ! turn ours "$i" "$1" "$3" "$ow" "$PASSES"
        then
            echo "*** $1 does not measure $ow of $3" >&2
            with_ours=no
        fi
        [ "$2" = - ] || turn peer "$i" "$2" "$3" "$4" "$PASSES" || :
        i=$((i + 1))
    done
}

# A run of two rounds less a run of one is one pass without its surroundings.
instructions() { # program file what rounds
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$1" "$2" "$4" "$3" 2>&1 >/dev/null |
        sed -n 's/.*Collected : //p'
}
allocations() {
    LD_PRELOAD="$dir/alloc_count.so" "$1" "$2" "$4" "$3" 2>&1 >/dev/null |
        sed -n 's/^allocations //p'
}
difference() { # function program file what -> one pass, or "-"
    one=$($1 "$2" "$3" "$4" 1) two=$($1 "$2" "$3" "$4" 2)
    if [ -n "$one" ] && [ -n "$two" ]; then
        echo $((two - one))
    else
        echo -
    fi
}

count_one() { # program corpus what
    case $counted in *"[$1:$2:$3]"*) return 0 ;; esac
    counted="$counted[$1:$2:$3]"
    file=$dir/sample/$2.recs
    have "$file" || return 0
    line=$("$dir/$1" "$file" 1 "$3" 2>/dev/null |
        awk -F'\t' -v what="$3" '$2 == what || (what == "full" && $2 == "message")')
    [ -n "$line" ] || return 0
    n=- a=-
    if [ "$with_valgrind" = yes ]; then
        n=$(difference instructions "$dir/$1" "$file" "$3")
    fi
    if [ -e "$dir/alloc_count.so" ]; then
        a=$(difference allocations "$dir/$1" "$file" "$3")
    fi
    printf '%s\t%s\t%s\n' "$line" "$n" "$a" >>"$counts"
}

table() {
    awk -F'\t' '
    function median(list,   v, n, i, j, t) {
        n = split(list, v, " ")
        for (i = 2; i <= n; i++)
            for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
                t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
            }
        return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    FILENAME ~ /counts/ {   # peer what corpus bytes messages min median - I A
        k = $3 "\t" $2 "\t" $1
        if ($9 != "-") instr[k] = sprintf("%.2f", $9 / $4)
        if ($10 == "-") $10 = $8 # the program may know it
        if ($10 != "-") alloc[k] = sprintf("%.1f", $10 / $5)
        next
    }
    {   # id round side peer what corpus bytes messages min median -
        k = $6 "\t" $5 "\t" $4
        if (!(k in ns)) { order[++num] = k; side[k] = $3 }
        ns[k] = ns[k] " " $10
        bytes[k] = $7
        msgs[k] = $8
        t[$1, $2, $3] = $10 / $8
        if ($3 == "peer" && t[$1, $2, "ours"] > 0)
            ratio[k] = ratio[k] " " t[$1, $2, "peer"] / t[$1, $2, "ours"]
    }
    END {
        print "corpus\twhat\twho\tMB/s\tmessages/s\tours is x times\tinstr/byte\tallocs/message"
        for (i = 1; i <= num; i++) {
            k = order[i]
            m = median(ns[k])
            printf "%s\t%.0f\t%.0f\t%s\t%s\t%s\n", k, bytes[k] * 1000 / m,
                msgs[k] * 1e9 / m,
                k in ratio ? sprintf("%.2f", median(ratio[k])) : "-",
                k in instr ? instr[k] : "-", k in alloc ? alloc[k] : "-"
        }
    }' "$counts" "$raw"
}

# Everyone must find in the corpus what mkcorpus put there; where a peer is known
# to be wrong (bench/README.md) that is mentioned, all else fails the run.
check() {
    expected=$dir/corpus/mime.stat
    have "$expected" || return 0
    for p in bench_message peer_mailparser peer_mailparser011 peer_gmime; do
        [ -x "$dir/$p" ] || continue
        "$dir/$p" "$dir/corpus/mime.recs" 1 stats 2>/dev/null | grep '^stat' ||
            echo "*** $p reports no stats" >&2
    done | awk -F'\t' -v expected="$expected" '
    BEGIN {
        while ((getline line < expected) > 0) {
            split(line, f, "\t")
            want[f[3]] = f[4]
        }
        known["gmime", "name_bytes"] = known["gmime", "subject_bytes"] = 1
        known["mail-parser", "name_bytes"] = 1
        known["mail-parser-0.11", "name_bytes"] = 1
    }
    {
        if ($4 == want[$3]) { same[$2]++; next }
        printf "%s: %s finds %s %s, mkcorpus wrote %s\n",
            ($2, $3) in known ? "known" : "WRONG", $2, $4, $3, want[$3]
        if (!(($2, $3) in known)) bad = 1
        same[$2] += 0
    }
    END {
        for (p in same) printf "%s: %d counts as expected\n", p, same[p]
        exit bad
    }'
}

# What the whole program takes on the files of the real mail, in times of what
# bench_message takes of them in memory; with the system's time in brackets,
# which goes into opening and reading them.
program_times() { # how often, program...
    n=$1
    shift
    i=0
    while [ "$i" -lt "$n" ]; do
        "$@" >/dev/null || [ $? = 1 ]
        i=$((i + 1))
    done
    times
}
check_files() {
    data=$EML_SUITES/corpus-spamassassin/data
    if ! wanted "eml check spamassassin" || ! have "$data" ||
        ! have "$B/eml" || ! have "$dir/bench_message" ||
        ! have "$dir/corpus/spamassassin.recs"; then
        return 0
    fi
    alone=$("$dir/bench_message" "$dir/corpus/spamassassin.recs" 7 message \
        2>/dev/null | cut -f7)
    for what in "$B/eml check" "$B/eml check -s" "$B/eml check --json"; do
        # shellcheck disable=SC2086
        (program_times 20 $what "$data") | tail -n 1 |
            awk -F'[ms ]+' -v ns="$alone" -v what="${what##*/}" '{
                printf "%s / parse alone: %.2f (%.2f)\n", what,
                    ($1 * 60 + $2) / 20e-9 / ns,
                    (($1 + $3) * 60 + $2 + $4) / 20e-9 / ns
            }'
    done
}

words="$*"
missing=
counted=
with_valgrind=no
[ "$COUNT" = no ] || ! command -v valgrind >/dev/null 2>&1 || with_valgrind=yes
mkdir -p "$dir"
: >"$raw"
: >"$counts"
rc=0
check >&2 || rc=1
plan=$(pairs)
while IFS='|' read -r ours peer corpora what; do
    wanted "$ours $peer $corpora $what" || continue
    if [ "$ours" = bench_gen ] && [ "$peer" != - ] && ! have "$dir/$peer"; then
        peer=-
    fi
    [ "$peer" = - ] || have "$dir/$peer" || continue
    for c in $corpora; do
        have "$dir/corpus/$c.recs" || continue
        time_pair "$ours" "$peer" "$c" "$what"
        [ "$COUNT" != no ] || continue
        [ "$peer" = - ] || count_one "$peer" "$c" "$what"
        if [ -x "$dir/$ours" ]; then
            count_one "$ours" "$c" "$(ours_what "$what")"
        fi
    done
done <<END
$plan
END
table >"$dir/table.tsv"
if command -v column >/dev/null 2>&1; then
    column -t -s "$tab" "$dir/table.tsv"
else
    cat "$dir/table.tsv"
fi
check_files
exit $rc
