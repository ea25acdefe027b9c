import { EventideError } from '@eventide/base';

export type CliErrorCode =
  /** The words of the command line are off: unknown verb, missing or contradicting options. */
  | 'CLI_USAGE'
  /** A file the user named cannot be read. */
  | 'CLI_FILE'
  /** A text the user gave is not what the command takes; `details.what` names it. */
  | 'CLI_BAD_INPUT'
  /** Nothing of that name or id: a wallet, a network, a transaction. */
  | 'CLI_NOT_FOUND'
  /** The user said no, or was not there to say yes. */
  | 'CLI_DECLINED'
  /** The user interrupted. */
  | 'CLI_INTERRUPTED'
  /** What was waited for did not come in time. */
  | 'CLI_TIMEOUT'
  /** A process that was to run on in the background ended. */
  | 'CLI_CHILD'
  /** A name is taken. */
  | 'CLI_EXISTS'
  /** No help text is known under that name. */
  | 'CLI_UNKNOWN_CODE';

/** The user asked for something the command line cannot do as asked. */
export class CliError extends EventideError<CliErrorCode> {
  override readonly name = 'CliError';
}
