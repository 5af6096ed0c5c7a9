#include <string>

#include "tools/oms/commands.hpp"

namespace oms::cli {
namespace {

// Both shells ask `oms complete WORDS...`, whose last word is the one that is being typed.
constexpr const char* bash_script =
    R"(# bash completion of oms: oms completion bash > /etc/bash_completion.d/oms
_oms() {
    local line=${COMP_LINE:0:COMP_POINT} words found
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    mapfile -t found < <("${words[0]}" complete "${words[@]:1}" 2>/dev/null)
    # bash replaces only what follows the last of its word breaks.
    local typed=${words[-1]} current=${COMP_WORDS[COMP_CWORD]}
    local before=${typed%"$current"}
    COMPREPLY=("${found[@]#"$before"}")
}
complete -o default -F _oms oms
)";

constexpr const char* zsh_script = R"(#compdef oms
# zsh completion of oms: oms completion zsh > a folder of $fpath, as _oms
_oms() {
    local -a found
    found=("${(@f)$("${words[1]}" complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    found=("${(@)found:#}")
    if (( ${#found} )); then compadd -- "${found[@]}"; else _default; fi
}
if [ "$funcstack[1]" = "_oms" ]; then _oms "$@"; else compdef _oms oms; fi
)";

}  // namespace

void add_completion(Commands& commands) {
    CLI::App& noun = add_noun(commands, "completion", "Scripts that let a shell complete commands");
    const auto add = [&](const char* shell, const char* script) {
        CLI::App* const verb =
            noun.add_subcommand(shell, std::string("Prints the script for ") + shell);
        verb->callback([&commands, script] {
            commands.chosen = [script](Environment& environment,
                                       const GlobalOptions&) -> Outcome<ExitCode> {
                environment.out << script;
                return ExitCode::ok;
            };
        });
    };
    add("bash", bash_script);
    add("zsh", zsh_script);
}

}  // namespace oms::cli
