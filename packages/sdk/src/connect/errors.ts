/** Errors of the provider's interface, by number. Spec: 08 §11 */
export const connectCodes = {
  rejected: 4001,
  unauthorised: 4100,
  unsupported: 4200,
  disconnected: 4900,
  unknownMethod: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
} as const;

export type ConnectErrorKind = keyof typeof connectCodes;

/** A request of an app was not fulfilled. `code` is the number apps switch on. Spec: 08 §11 */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: (typeof connectCodes)[ConnectErrorKind];
  readonly kind: ConnectErrorKind;
  readonly data: unknown;

  constructor(kind: ConnectErrorKind, message: string, data?: unknown) {
    super(message);
    this.kind = kind;
    this.code = connectCodes[kind];
    this.data = data;
  }

  toJSON(): { readonly code: number; readonly message: string; readonly data: unknown } {
    return { code: this.code, message: this.message, data: this.data };
  }
}

/** The error of any number that came over a channel. */
export function connectErrorOf(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  const { code, message, data } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    message?: unknown;
    data?: unknown;
  };
  const kind =
    (Object.keys(connectCodes) as ConnectErrorKind[]).find((name) => connectCodes[name] === code) ?? 'internal';
  return new ConnectError(kind, typeof message === 'string' ? message : 'internal error', data);
}
