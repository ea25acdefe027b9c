/** Each asks `eventide complete` for the word under the cursor, and offers files where that knows nothing. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_eventide() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    [ -n "$word" ] && COMPREPLY+=("$(printf '%q' "$word")")
  done < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _eventide eventide`,
  zsh: `#compdef eventide
_eventide() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _eventide eventide`,
  fish: `function __eventide
  set -l words (commandline -opc)
  set -l found ($words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null | string match -rv '^$')
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c eventide -f -a '(__eventide)'`,
};

export const shells: readonly string[] = Object.keys(scripts);

/** The completion script of a shell; undefined if there is none for it. */
export function completionScript(shell: string): string | undefined {
  return Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
}
