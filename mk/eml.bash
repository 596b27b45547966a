# bash completion for eml. It asks the program, so it is seldom out of date.

# What may stand behind an option of a command: _eml_values PROGRAM COMMAND
# OPTION; 1 when nobody knows.
_eml_values()
{
    case "$2 $3" in
    check\ --lenient | parse\ --lenient | check\ -l | parse\ -l)
        "$1" check --help | awk '/^Without/ { exit }
            sub(/^Relaxations:/, "") { on = 1 } on'
        echo all
        ;;
    check\ --format | parse\ --format | check\ -f | parse\ -f)
        echo auto eml mbox mboxo mboxcl mboxcl2 maildir ;;
    auth\ --format | auth\ -f | dkim\ --format | dkim\ -f | \
        arc\ --format | arc\ -f)
        echo auto eml mbox mboxo mboxcl mboxcl2 maildir ;;
    auth\ --newline | auth\ -n | dkim\ --newline | dkim\ -n | \
        arc\ --newline | arc\ -n)
        echo auto crlf lf ;;
    check\ --newline | parse\ --newline | check\ -n | parse\ -n)
        echo auto crlf lf ;;
    dkim\ --body | dkim\ --header | dkim\ --sig) echo simple relaxed ;;
    dkim\ --type) echo rsa ed25519 ;;
    arc\ --cv) echo none fail pass ;;
    write\ --newline | write\ -n) echo crlf lf ;;
    check\ --color) echo auto always never ;;
    gen\ --profile | gen\ -p) echo imf mime eai list dsn wild signed all ;;
    gen\ --mode | gen\ -m) echo valid obs break break: all ;;
    gen\ --format | gen\ -f) echo dir maildir mbox jsonl eml ;;
    *) return 1 ;;
    esac
}

# What may stand where there is no option: _eml_words PROGRAM COMMAND, and the
# words before.
_eml_words()
{
    local word before= value=
    local long='^--(grammar|seed|count|depth|length|except)$'

    case $2 in
    explain) "$1" explain --all | awk '{ print $1 }' ;;
    abnf)
        for word in "${@:3}"; do
            if [[ $value ]]; then # of the option before; "=" is a word
                [[ $word == = ]] || value=
            elif [[ $word == -* ]]; then
                [[ $word == -*[gsndlE] && $word != --* || $word =~ $long ]] &&
                    value=1
            else
                before+=" $word"
            fi
        done
        case $before in
        "") echo match derive cover use list ;;
        " match" | " derive" | " cover")
            "$1" abnf list -ou | awk '{ print $1; sub(/.*\//, "", $1)
                print $1 }'
            ;;
        esac
        ;;
    dmarc) echo eval report ;;
    dkim | arc)
        for word in "${@:3}"; do
            case $word in verify | sign | gen-key | canon | seal) return 0 ;; esac
        done
        if [[ $2 == dkim ]]; then
            echo verify sign gen-key canon
        else
            echo verify seal
        fi
        ;;
    esac
}

_eml()
{
    local eml=${COMP_WORDS[0]} command=${COMP_WORDS[1]} words=
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}

    COMPREPLY=()
    # ":" and "=" are words of their own
    if [[ $cur == : || $cur == = ]]; then
        before=$cur cur=
        [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 1]}
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="$("$eml" --help 2>/dev/null |
            sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p') help --help --version"
    elif [[ $command == help ]]; then
        words=$("$eml" --help 2>/dev/null |
            sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p')
    elif [[ $command == gen && $before == : ]]; then
        words=$("$eml" gen --list 2>/dev/null |
            awk '!/not to be broken/ { print $1 }')
    elif words=$(_eml_values "$eml" "$command" "$before" 2>/dev/null); then
        :
    elif [[ $cur == -* ]]; then
        words="$("$eml" "$command" --help 2>/dev/null |
            awk '/^  / { for (i = 1; i < 3; i++) if ($i ~ /^--/) print $i }')
            --help"
    else
        words=$(_eml_words "$eml" "$command" \
            "${COMP_WORDS[@]:2:COMP_CWORD - 2}" 2>/dev/null)
    fi
    [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o bashdefault -o default -F _eml eml
