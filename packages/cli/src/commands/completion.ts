import type { Command, Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';

const shells = { bash, zsh, fish };

/** A script that completes groups, verbs and flags of the registry. Spec: 13 §2.1 */
export function completion(_io: Io, input: Input): Outcome {
  const shell = input.args[0] as string;
  const make = shells[shell as keyof typeof shells];
  if (make === undefined) throw new CliError('CLI_USAGE', { shell, expected: Object.keys(shells).join(', ') });
  const script = make(wordTree(input.commands));
  return { json: { shell, script }, human: script };
}

/** Words so far (joined by blanks) → words that may follow. */
function wordTree(list: readonly Command[]): Map<string, string[]> {
  const tree = new Map<string, string[]>();
  for (const command of list) {
    command.path.forEach((word, depth) => {
      const before = command.path.slice(0, depth).join(' ');
      const words = tree.get(before) ?? [];
      if (!words.includes(word)) tree.set(before, [...words, word]);
    });
    const flags = command.options.map(({ flags }) => flags.split(' ')[0] as string);
    tree.set(command.path.join(' '), [
      ...(command.path[0] === 'completion' ? Object.keys(shells) : []),
      ...flags,
      '--json',
      '--help',
    ]);
  }
  return tree;
}

function bash(tree: Map<string, string[]>): string {
  const cases = [...tree].map(([before, words]) => `    '${before}') words='${words.join(' ')}' ;;`);
  return `_eventide() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) before="\${before:+$before }$word" ;; esac
  done
  case "$before" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _eventide eventide`;
}

function zsh(tree: Map<string, string[]>): string {
  const cases = [...tree].map(([before, words]) => `    '${before}') compadd -- ${words.join(' ')} ;;`);
  return `#compdef eventide
_eventide() {
  local before='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in -*) ;; *) before="\${before:+$before }$word" ;; esac
  done
  case "$before" in
${cases.join('\n')}
    *) _files ;;
  esac
}
compdef _eventide eventide`;
}

function fish(tree: Map<string, string[]>): string {
  const lines = [...tree].map(([before, words]) => {
    const condition =
      before === ''
        ? '__fish_use_subcommand'
        : before
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return `complete -c eventide -n '${condition}' -a '${words.join(' ')}'`;
  });
  return `complete -c eventide -f\n${lines.join('\n')}`;
}
