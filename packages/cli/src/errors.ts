import { EventideError } from '@eventide/base';

export type CliErrorCode =
  /** The words of the command line are off: unknown verb, missing or contradicting options. */
  | 'CLI_USAGE'
  /** A file the user named cannot be read. */
  | 'CLI_FILE'
  /** A text the user gave is not what the command takes; `details.what` names it. */
  | 'CLI_BAD_INPUT'
  /** No help text is known under that name. */
  | 'CLI_UNKNOWN_CODE';

/** The user asked for something the command line cannot do as asked. */
export class CliError extends EventideError<CliErrorCode> {
  override readonly name = 'CliError';
}
