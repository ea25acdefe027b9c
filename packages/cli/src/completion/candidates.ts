import type { Command, Option } from '../command.ts';
import { globalOptions } from '../registry/globalOptions.ts';

/** Values that a placeholder of the registry stands for, e.g. `circuit`; none if they cannot be listed. */
export type ValuesOf = (placeholder: string) => Promise<readonly string[]>;

/**
 * What may stand in place of the last of `words` (those after `eventide`): verbs, flags, or values by the placeholder of a flag or an argument.
 * Empty where a file or something new belongs.
 * Spec: 13 §2.1
 */
export async function candidates(
  commands: readonly Command[],
  words: readonly string[],
  valuesOf: ValuesOf,
): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const { path, args, waiting } = readWords(commands, words.slice(0, -1));
  const fitting = (list: readonly string[]): readonly string[] =>
    [...new Set(list)].filter((word) => word.startsWith(current));
  if (waiting !== undefined) return fitting(await valuesOf(waiting));
  if (path.length === 0 && args > 0) return [];
  const command = commandAt(commands, path);
  const options = optionsOf(command).filter(({ hidden }) => hidden !== true);
  if (current.startsWith('-')) return fitting(options.flatMap(({ flags }) => formsOf(flags)));
  const verbs = args === 0 ? nextWords(commands, path) : [];
  const placeholder = placeholdersOf(command?.args ?? '')[args];
  if (placeholder === undefined && verbs.length === 0)
    return fitting(options.map(({ flags }) => formsOf(flags).at(-1) as string));
  return fitting([...verbs, ...(placeholder === undefined ? [] : await valuesOf(placeholder))]);
}

type Place = {
  readonly path: readonly string[];
  /** Arguments that stand there already. */
  readonly args: number;
  /** Placeholder of a flag whose value comes next. */
  readonly waiting: string | undefined;
};

function readWords(commands: readonly Command[], words: readonly string[]): Place {
  const path: string[] = [];
  let args = 0;
  let waiting: string | undefined;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (word.startsWith('-') && word !== '-') waiting = waitingFor(optionsOf(commandAt(commands, path)), word);
    else if (args === 0 && commands.some((command) => startsWith(command.path, [...path, word]))) path.push(word);
    else args++;
  }
  return { path, args, waiting };
}

function waitingFor(options: readonly Option[], word: string): string | undefined {
  const option = options.find(({ flags }) => formsOf(flags).includes(word));
  return option === undefined ? undefined : placeholdersOf(option.flags)[0];
}

function nextWords(commands: readonly Command[], path: readonly string[]): readonly string[] {
  return commands
    .filter(({ hidden, path: own }) => hidden !== true && own.length > path.length && startsWith(own, path))
    .map(({ path: own }) => own[path.length] as string);
}

function commandAt(commands: readonly Command[], path: readonly string[]): Command | undefined {
  return commands.find((command) => command.path.length === path.length && startsWith(command.path, path));
}

function optionsOf(command: Command | undefined): readonly Option[] {
  return [...(command?.options ?? []), ...globalOptions];
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((word, i) => path[i] === word);
}

/** `-n, --network <network>` → both forms. */
function formsOf(flags: string): readonly string[] {
  return flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));
}

/** Names in brackets, without what tells two of the same kind apart: `<circuit> <circuit-b>` → twice circuit. */
function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/[<[]([a-z]+)/g)].map(([, name]) => name as string);
}
