# bash completion for eml. It asks the program, so it is never out of date.
_eml_gen()
{
    case $1 in
    -p | --profile) echo imf mime eai list dsn wild all ;;
    -m | --mode) echo valid obs break all ;;
    -f | --format) echo dir maildir mbox jsonl eml ;;
    *) return 1 ;;
    esac
}
_eml()
{
    local cur=${COMP_WORDS[COMP_CWORD]} words=

    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="$("${COMP_WORDS[0]}" --help 2>/dev/null |
            sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p') --help --version"
    elif [[ ${COMP_WORDS[1]} == gen ]] &&
        words=$(_eml_gen "${COMP_WORDS[COMP_CWORD - 1]}"); then
        :
    elif [[ $cur == -* ]]; then
        words=$("${COMP_WORDS[0]}" "${COMP_WORDS[1]}" --help 2>/dev/null |
            awk '/^  / { for (i = 1; i < 3; i++) if ($i ~ /^--/) print $i }')
    fi
    [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o bashdefault -o default -F _eml eml
