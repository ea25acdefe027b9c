import { EventideError, FaultError } from '@eventide/base';
import { Command as CommanderCommand, CommanderError } from 'commander';
import type { Command, GlobalFlags, Input, Io, Outcome } from './command.ts';
import { describeError } from './describeError.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit.ts';
import { formatJson } from './output.ts';
import { commands } from './registry.ts';

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
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(io, error, json);
    return reportError(io, error, json);
  }
}

function buildProgram(io: Io, act: (command: Command, input: Input) => Promise<void>): CommanderCommand {
  const program = new CommanderCommand('eventide')
    .description('The Dusk network in TypeScript.')
    .option('--json', 'one JSON object on standard output')
    .option('-q, --quiet', 'only the result')
    .option('-v, --verbose', 'more on standard error')
    .option('--no-color', 'plain text')
    .option('-V, --version', 'version, commit and protocol')
    .addHelpText('after', "\nOne command: eventide <group> <verb> --help   An error's meaning: eventide help <CODE>");
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
  const verb = parent.command(`${command.path.at(-1)}${command.args === undefined ? '' : ` ${command.args}`}`);
  verb.description(command.summary).addHelpText('after', `\nExample:\n  ${command.example}`);
  for (const { flags, about } of command.options) verb.option(flags, about);
  verb.option('--json', 'one JSON object on standard output');
  verb.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2).filter((arg): arg is string => typeof arg === 'string');
    await act(command, inputOf(program, args, verb.opts()));
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
  options: Record<string, string | boolean | undefined>,
): Input {
  const { json, quiet, verbose, color } = program.opts() as {
    json?: boolean;
    quiet?: boolean;
    verbose?: boolean;
    color?: boolean;
  };
  const flags: GlobalFlags = {
    json: json === true || options.json === true,
    quiet: quiet === true,
    verbose: verbose === true,
    color: color !== false,
  };
  return { args, options, flags, commands };
}

function print(io: Io, flags: GlobalFlags, outcome: Outcome): number {
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

function reportError(io: Io, error: unknown, json: boolean): number {
  if (error instanceof EventideError) {
    const { message, next } = describeError(error.code) ?? { message: error.message, next: 'eventide --help' };
    const exitCode = error instanceof FaultError ? EXIT.machine : exitOf(error.code);
    return printError(io, { ...error.toJSON(), message: withFacts(message, error), next }, json, exitCode);
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return printError(
    io,
    { code: 'CLI_UNEXPECTED', message, next: 'report this with the command you typed', details: {} },
    json,
    EXIT.ourFault,
  );
}

/** The sentence, then the facts the error carries. */
function withFacts(message: string, error: EventideError): string {
  const facts = Object.entries(error.toJSON().details).map(([name, value]) => `${name} ${value}`);
  return facts.length === 0 ? message : `${message} (${facts.join(', ')})`;
}

/** Malformed input is exit 2; a locked or wrong secret 7. */
function exitOf(code: string): number {
  if (code.includes('PASSWORD') || code.includes('LOCKED')) return EXIT.locked;
  return EXIT.usage;
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
  const known: Record<string, string> = {
    keys: 'derive, check and convert keys',
    tx: 'decode and verify transactions',
    proof: 'verify proofs',
    circuit: 'list circuits',
    genesis: 'compute the start of a chain',
    contract: 'start, build, test and inspect contracts',
  };
  return known[group] ?? group;
}
