import { EventideError, isEventideError } from '@eventide/base';
import { type FailureKind, failureStatus, failureText } from '@eventide/rues';

export type ApiErrorCode =
  /** A request cannot be served; `kind` and `text` are what the client is told. */
  | 'API_REFUSED'
  /** Too much is under way; the client may come back. */
  | 'API_BUSY'
  /** The address or port cannot be listened on. */
  | 'API_PORT_TAKEN'
  /** An option does not make sense; `details.option` names it. */
  | 'API_BAD_OPTION';

/** What the server runs into besides failures of its own machine. */
export class ApiError extends EventideError<ApiErrorCode> {
  override readonly name = 'ApiError';
}

/** A request that fails in one of the reference's ways. Spec: 08 §2.6 */
export class RefusedRequest extends ApiError {
  readonly status: number;
  /** The body of the answer. */
  readonly text: string;
  /** When the client may come back, if that helps. */
  readonly retryAfterSec: number | undefined;

  constructor(kind: FailureKind, message = '', options?: { cause?: unknown }) {
    const text = failureText(kind, message);
    super('API_REFUSED', { kind }, { ...options, message: text });
    this.status = failureStatus(kind);
    this.text = text;
    this.retryAfterSec = undefined;
  }
}

/** Too much is under way; not one of the reference's answers. */
export class BusyServer extends ApiError {
  readonly status = 503;
  readonly text = 'Too many requests under way';
  readonly retryAfterSec = 1;

  constructor(cause?: unknown) {
    super('API_BUSY', {}, { cause });
  }
}

/** What a client is told of a failure. */
export type Refusal = Pick<RefusedRequest, 'status' | 'text' | 'retryAfterSec'>;

/** What a client is told when `error` was thrown: nothing of this machine's own troubles. */
export function explain(error: unknown): Refusal {
  if (error instanceof RefusedRequest || error instanceof BusyServer) return error;
  if (isEventideError(error, 'VM_SESSION_BUSY')) return new BusyServer(error);
  return new RefusedRequest('internal', 'Internal error', { cause: error });
}
