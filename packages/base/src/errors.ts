/** Values that survive a trip through JSON, except `bigint`, which prints as a decimal string. */
export type ErrorDetails = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;

/**
 * Base of every error this project throws on purpose. The `code` is the contract; the text may change.
 * Secrets never enter `details`.
 */
export class EventideError<Code extends string = string> extends Error {
  override readonly name: string = 'EventideError';
  readonly code: Code;
  readonly details: ErrorDetails;

  constructor(code: Code, details: ErrorDetails = {}, options?: { cause?: unknown; message?: string }) {
    super(
      options?.message ?? describe(code, details),
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.details = details;
  }

  /** JSON-safe form, used across workers and on the wire. */
  toJSON(): { code: Code; message: string; details: Record<string, string | number | boolean | null> } {
    return { code: this.code, message: this.message, details: plainDetails(this.details) };
  }
}

export type FaultCode = 'FAULT_DISK' | 'FAULT_MEMORY' | 'FAULT_WORKER' | 'FAULT_INTERNAL';

/** Our own machine failed (disk full, dead worker, out of memory). Never a verdict on anybody's data. */
export class FaultError extends EventideError<FaultCode> {
  override readonly name = 'FaultError';
}

/** True if `error` is an `EventideError`, optionally with this very code. */
export function isEventideError(error: unknown, code?: string): error is EventideError {
  return error instanceof EventideError && (code === undefined || error.code === code);
}

function describe(code: string, details: ErrorDetails): string {
  const facts = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${String(value)}`);
  return facts.length === 0 ? code : `${code}: ${facts.join(', ')}`;
}

function plainDetails(details: ErrorDetails): Record<string, string | number | boolean | null> {
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value !== undefined) plain[key] = typeof value === 'bigint' ? value.toString() : value;
  }
  return plain;
}
