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
};

/** Flags that every command takes. Spec: 13 §2.1 */
export type GlobalFlags = {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
};

export type Input = {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly flags: GlobalFlags;
  /** All verbs, for those that describe the others. */
  readonly commands: readonly Command[];
};

/** What a command found: one object for machines, lines for people, and the exit code (default 0). */
export type Outcome = {
  readonly json: Readonly<Record<string, unknown>>;
  readonly human: string;
  readonly exit?: ExitCode | undefined;
};

export type Option = {
  /** Commander's form, e.g. `--index <n>`. */
  readonly flags: string;
  readonly about: string;
};

/** One verb of the command line. `load` brings its code only when it runs, so that `--help` stays quick. */
export type Command = {
  readonly path: readonly string[];
  /** Commander's form, e.g. `[code]`. */
  readonly args?: string | undefined;
  readonly summary: string;
  readonly options: readonly Option[];
  /** Runs as printed, on a fresh clone; a test does so. */
  readonly example: string;
  readonly load: () => Promise<(io: Io, input: Input) => Outcome | Promise<Outcome>>;
};
