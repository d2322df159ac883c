# Completion of vouchctl for bash: commands, subcommands and options as `--help` has them, sources
# and policies as the daemon has them; files for everything else.
_vouchctl_words() { # the words of a help text that match $1
    vouchctl ${2:+"$2"} --help 2>/dev/null | grep -oE -- "$1" | sort -u
}

_vouchctl() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i
    local commands
    commands=$(vouchctl --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --socket | --config) ((i++)) ;;
        -*) ;;
        *) command=${COMP_WORDS[i]}; break ;;
        esac
    done
    COMPREPLY=()
    case $before in
    --source)
        COMPREPLY=($(compgen -W "$(vouchctl sources 2>/dev/null | awk '{print $1}')" -- "$current"))
        return ;;
    --policy | --explain)
        COMPREPLY=($(compgen -W "$(vouchctl policies 2>/dev/null | awk '{print $1}')" -- "$current"))
        return ;;
    --language)
        COMPREPLY=($(compgen -W "en zh-Hans zh-Hant ar" -- "$current"))
        return ;;
    --include)
        COMPREPLY=($(compgen -W "report" -- "$current"))
        return ;;
    --for)
        COMPREPLY=($(compgen -W "officer applicant" -- "$current"))
        return ;;
    esac
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$(_vouchctl_words '(^|[^a-z-])--[a-z][a-z-]*' "$command" |
            grep -oE -- '--[a-z-]+' | sort -u)" -- "$current"))
    elif [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "$commands" -- "$current"))
    elif [[ $before == "$command" && $command == ledger ]]; then
        COMPREPLY=($(compgen -W "check checkpoint key prove list find hold erase backup rotate-key files" \
            -- "$current"))
    elif [[ $before == "$command" && $command == trust ]]; then
        COMPREPLY=($(compgen -W "show list add refresh" -- "$current"))
    elif [[ $before == "$command" && $command == layout ]]; then
        COMPREPLY=($(compgen -W "new try test" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}
complete -o filenames -F _vouchctl vouchctl
