import { EventideError, FaultError } from '@eventide/base';
import { Command as CommanderCommand, CommanderError, Option as CommanderOption } from 'commander';
import type { Command, GlobalFlags, Input, Io, Outcome } from './command.ts';
import { describeError } from './describeError.ts';
import { CliError } from './errors.ts';
import { EXIT, exitOf } from './exit.ts';
import { formatJson } from './output.ts';
import { globalOptions } from './registry/globalOptions.ts';
import { groupSummaries } from './registry/groups.ts';
import { commands } from './registry.ts';
import { sentenceOf } from './sentences.ts';
import { isReaderGone } from './terminal/streams.ts';
import { reportUnexpected } from './unexpected.ts';

/** Schema version of every JSON object the command line prints. */
const SCHEMA = 1;

/** Runs one command line and prints its outcome; returns the exit code. Spec: 13 §2.1 */
export async function runCli(words: readonly string[], io: Io): Promise<number> {
  const json = words.includes('--json');
  let exitCode: number = EXIT.done;
  const program = buildProgram(io, async (command, input) => {
    const run = await command.load();
    exitCode = print(io, input.flags, await run(io, input));
  });
  try {
    await program.parseAsync(isVersionFlag(words) ? ['version', ...words.slice(1)] : [...words], { from: 'user' });
    return exitCode === EXIT.interrupted && isReaderGone(io.signal) ? EXIT.done : exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(io, error, json);
    // It was left off because nobody reads on: all that was asked for was done.
    if (isReaderGone(io.signal) && !(error instanceof FaultError)) return EXIT.done;
    return reportError(io, error, words, json);
  }
}

function buildProgram(io: Io, act: (command: Command, input: Input) => Promise<void>): CommanderCommand {
  const program = new CommanderCommand('eventide')
    .description('The Dusk network in TypeScript.')
    .enablePositionalOptions()
    .option('-V, --version', 'version, commit and protocol')
    .addHelpText('after', "\nOne command: eventide <group> <verb> --help   An error's meaning: eventide help <CODE>");
  for (const { flags, about } of globalOptions) program.option(flags, about);
  addHelpCommand(program, io);
  for (const command of commands) addCommand(program, command, act);
  configure(program, io);
  return program;
}

function addCommand(
  program: CommanderCommand,
  command: Command,
  act: (command: Command, input: Input) => Promise<void>,
): void {
  let parent = program;
  for (const word of command.path.slice(0, -1)) {
    parent =
      parent.commands.find((child) => child.name() === word) ?? parent.command(word).description(groupSummary(word));
  }
  const words = `${command.path.at(-1)}${command.args === undefined ? '' : ` ${command.args}`}`;
  const verb = parent.command(words, { hidden: command.hidden === true });
  verb.description(command.summary).addHelpText('after', `\nExample:\n  ${command.example}`);
  const own = new Set<string>();
  for (const { flags, about, hidden } of command.options) {
    verb.addOption(new CommanderOption(flags, about).hideHelp(hidden === true));
    for (const word of flags.split(/[ ,]+/)) own.add(word);
  }
  for (const { flags, about } of globalOptions) {
    const free = flags.split(/, /).filter((form) => !own.has(form.split(' ')[0] as string));
    if (free.length > 0) verb.addOption(new CommanderOption(free.join(', '), about).hideHelp());
  }
  verb.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2).flatMap((arg) => (Array.isArray(arg) ? arg : [arg]));
    const words = args.filter((arg): arg is string => typeof arg === 'string');
    await act(command, inputOf(program, words, verb.opts()));
  });
}

/** `--version` is the verb `version` in the form people try first. */
function isVersionFlag(words: readonly string[]): boolean {
  return words[0] === '--version' || words[0] === '-V';
}

/** `help` explains an error code; without one it prints the overview. */
function addHelpCommand(program: CommanderCommand, io: Io): void {
  program.helpCommand(false);
  program
    .command('help [topic...]')
    .description('this overview, one command, or the meaning of an error code')
    .action((topic: string[]) => {
      if (topic.length === 0) return void io.out(program.helpInformation());
      if (/^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(topic[0] as string)) {
        const code = topic[0] as string;
        const text = describeError(code);
        if (text === undefined) throw new CliError('CLI_UNKNOWN_CODE', { code });
        return void io.out(`${code}  ${text.message}\nnext  ${text.next}\n`);
      }
      let command = program;
      for (const word of topic) command = command.commands.find((child) => child.name() === word) ?? command;
      io.out(command.helpInformation());
    });
}

function configure(command: CommanderCommand, io: Io): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: () => {} })
    .showSuggestionAfterError(true);
  for (const child of command.commands) configure(child, io);
}

function inputOf(
  program: CommanderCommand,
  args: readonly string[],
  options: Record<string, string | boolean | string[] | undefined>,
): Input {
  const given: Record<string, unknown> = { ...program.opts(), ...options };
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
  const flags: GlobalFlags = {
    json: given.json === true,
    quiet: given.quiet === true,
    verbose: given.verbose === true,
    color: (program.opts() as { color?: boolean }).color !== false && options.color !== false,
    yes: given.yes === true,
    network: text('network'),
    account: text('account'),
    timeout: text('timeout'),
    config: text('config'),
  };
  return { args, options, flags, commands };
}

function print(io: Io, flags: GlobalFlags, outcome: Outcome): number {
  if (outcome.streamed === true) return outcome.exit ?? EXIT.done;
  io.out(`${flags.json ? formatJson({ v: SCHEMA, ...outcome.json }) : outcome.human}\n`);
  return outcome.exit ?? EXIT.done;
}

function reportUsage(io: Io, error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === 'commander.help')
    return printError(
      io,
      { code: 'CLI_USAGE', message: 'a verb is missing', next: 'eventide --help', details: {} },
      json,
      EXIT.usage,
    );
  const message = error.message.replace(/^error: /, '');
  return printError(io, { code: 'CLI_USAGE', message, next: 'eventide --help', details: {} }, json, EXIT.usage);
}

function reportError(io: Io, error: unknown, words: readonly string[], json: boolean): number {
  if (error instanceof EventideError) {
    const { message, next } = describeError(error.code) ?? { message: error.message, next: nextOf(error) };
    const exitCode = error instanceof FaultError ? EXIT.machine : exitOf(error);
    const facts = error.toJSON();
    const sentence = sentenceOf(error.code, facts.details) ?? withFacts(message, error);
    return printError(io, { ...facts, message: sentence, next }, json, exitCode);
  }
  const unexpected = { code: 'CLI_UNEXPECTED', ...reportUnexpected(io, error, words), details: {} };
  return printError(io, unexpected, json, EXIT.ourFault);
}

/** Some errors carry their own next step. */
function nextOf(error: EventideError): string {
  const { next } = error as { readonly next?: unknown };
  return typeof next === 'string' ? next : 'eventide --help';
}

/** The sentence, then the facts the error carries. */
function withFacts(message: string, error: EventideError): string {
  const facts = Object.entries(error.toJSON().details).map(([name, value]) => `${name} ${value}`);
  return facts.length === 0 ? message : `${message} (${facts.join(', ')})`;
}

function printError(
  io: Io,
  error: { code: string; message: string; next: string; details: unknown },
  json: boolean,
  exit: number,
): number {
  if (json) io.err(`${formatJson({ error })}\n`);
  else io.err(`error ${error.code}  ${error.message}\nnext  ${error.next}\n`);
  return exit;
}

function groupSummary(group: string): string {
  return groupSummaries[group] ?? group;
}
