/** Why a request failed, as a closed set. Spec: 08 §2.6 */
export type FailureKind =
  | 'invalidInput'
  | 'versionMismatch'
  | 'invalidEncoding'
  | 'notFound'
  | 'payloadTooLarge'
  | 'unsupported'
  | 'serialization'
  | 'vm'
  | 'database'
  | 'dataDriver'
  | 'io'
  | 'prover'
  | 'verification'
  | 'internal';

const failures: Readonly<Record<FailureKind, { readonly status: number; readonly prefix: string }>> = {
  invalidInput: { status: 400, prefix: 'Invalid input: ' },
  versionMismatch: { status: 400, prefix: 'Version error: ' },
  invalidEncoding: { status: 400, prefix: 'Invalid request encoding: ' },
  notFound: { status: 404, prefix: 'Not found: ' },
  payloadTooLarge: { status: 413, prefix: 'Payload too large: ' },
  unsupported: { status: 501, prefix: 'Unsupported operation' },
  serialization: { status: 500, prefix: 'Serialization error: ' },
  vm: { status: 500, prefix: 'VM error: ' },
  database: { status: 500, prefix: 'Database error: ' },
  dataDriver: { status: 500, prefix: 'Data driver error: ' },
  io: { status: 500, prefix: 'IO error: ' },
  prover: { status: 500, prefix: 'Prover error: ' },
  verification: { status: 500, prefix: 'Verification error: ' },
  internal: { status: 500, prefix: '' },
};

/** Status of a failed request. Spec: 08 §2.6 */
export function failureStatus(kind: FailureKind): number {
  return failures[kind].status;
}

/** Body of a failed request. `unsupported` takes no message. Spec: 08 §2.6 */
export function failureText(kind: FailureKind, message: string): string {
  return kind === 'unsupported' ? failures.unsupported.prefix : failures[kind].prefix + message;
}

/** What a failed request tells a client: the kind and the message without its prefix. */
export type Failure = { readonly kind: FailureKind; readonly message: string };

/** Reads status and body back; a status or text of no known kind is `internal`. Spec: 08 §2.6 */
export function parseFailure(status: number, body: string): Failure {
  for (const [kind, { status: expected, prefix }] of Object.entries(failures)) {
    if (status !== expected || prefix === '' || !body.startsWith(prefix)) continue;
    return { kind: kind as FailureKind, message: body.slice(prefix.length) };
  }
  return { kind: 'internal', message: body };
}
