import { isEventideError } from '@eventide/base';
import { BusyServer, RefusedRequest } from '../errors.ts';

/** How the engine says that a method feeds and nobody takes it. */
const NO_FEEDER = /no feeder/;
/** What clients look for before they ask again with a feeder. Spec: 08 §4.2 */
export const MISSING_FEED = 'Missing feed';

/** A failed read as the client is told of it; failures of this machine stay what they are. Spec: 08 §4.2 */
export function queryFailure(error: unknown): unknown {
  if (isEventideError(error, 'VM_SESSION_BUSY')) return new BusyServer(error);
  if (!isEventideError(error) || !/^(EXEC|VM)_/.test(error.code)) return error;
  const told = error.details.failure;
  const text = typeof told === 'string' ? told : TEXTS[error.code];
  if (text !== undefined && NO_FEEDER.test(text)) return new RefusedRequest('vm', MISSING_FEED, { cause: error });
  return new RefusedRequest('vm', text ?? error.message, { cause: error });
}

const TEXTS: Readonly<Record<string, string>> = {
  EXEC_CONTRACT_UNKNOWN: 'contract does not exist',
  EXEC_QUERY_TIMEOUT: 'the query took too long',
  VM_ARGUMENT_TOO_LONG: 'argument too long',
  VM_BASE_UNKNOWN: 'the state is not kept',
};
