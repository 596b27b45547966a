# bash completion for eml. It asks the program, so it is never out of date.
_eml()
{
    local cur=${COMP_WORDS[COMP_CWORD]} words=

    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="$("${COMP_WORDS[0]}" --help 2>/dev/null |
            sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p') --help --version"
    elif [[ $cur == -* ]]; then
        words=$("${COMP_WORDS[0]}" "${COMP_WORDS[1]}" --help 2>/dev/null |
            awk '/^  / { for (i = 1; i < 3; i++) if ($i ~ /^--/) print $i }')
    fi
    [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o bashdefault -o default -F _eml eml
