import type { ExitCode } from './exit.ts';

/** Streams and surroundings of one run, so that commands can be tested without a process. */
export type Io = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStdin: () => Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file names refer to. */
  readonly folder: string;
  readonly isTerminal: boolean;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Questions to the user; undefined without a terminal. */
  readonly ask?: Ask | undefined;
  /** Single keys of a terminal, until the returned function is called; undefined without a terminal. */
  readonly onKey?: ((listener: (key: string) => void) => () => void) | undefined;
};

/** Questions on a terminal. An interrupted one throws CliError CLI_INTERRUPTED. */
export type Ask = {
  readonly text: (message: string) => Promise<string>;
  readonly secret: (message: string) => Promise<string>;
  readonly confirm: (message: string) => Promise<boolean>;
  readonly choose: <T>(message: string, choices: readonly { readonly name: string; readonly value: T }[]) => Promise<T>;
};

/** Flags that every command takes. Spec: 13 §2.1 */
export type GlobalFlags = {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** Answers every question with yes. */
  readonly yes: boolean;
  /** Name or URL, as given. */
  readonly network?: string | undefined;
  readonly account?: string | undefined;
  /** As given, e.g. `30s`. */
  readonly timeout?: string | undefined;
  /** File that takes the place of the user's. */
  readonly config?: string | undefined;
};

/** A repeatable option is a list. */
export type OptionValue = string | boolean | readonly string[] | undefined;

export type Input = {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly flags: GlobalFlags;
  /** All verbs, for those that describe the others. */
  readonly commands: readonly Command[];
};

/** What a command found: one object for machines, lines for people, and the exit code (default 0). */
export type Outcome = {
  readonly json: Readonly<Record<string, unknown>>;
  readonly human: string;
  readonly exit?: ExitCode | undefined;
  /** Everything was printed as it happened. */
  readonly streamed?: true | undefined;
};

export type Option = {
  /** Commander's form, e.g. `--index <n>`. */
  readonly flags: string;
  readonly about: string;
  /** Left out of help: of another tool. */
  readonly hidden?: true | undefined;
};

/** One verb of the command line. `load` brings its code only when it runs, so that `--help` stays quick. */
export type Command = {
  readonly path: readonly string[];
  /** Commander's form, e.g. `[code]`. */
  readonly args?: string | undefined;
  readonly summary: string;
  readonly options: readonly Option[];
  /** Runs as printed; a test does so. */
  readonly example: string;
  /** Left out of help and completion: words of another tool. */
  readonly hidden?: true | undefined;
  readonly load: () => Promise<(io: Io, input: Input) => Outcome | Promise<Outcome>>;
};
