/** The judgement on somebody else's data. `reason` is a stable code; what follows from it is the caller's business. */
export type Verdict<Reason extends string = string> =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Reason; readonly detail?: string | undefined };

const ACCEPTED: { readonly ok: true } = Object.freeze({ ok: true });

/** The data is acceptable. */
export function accept(): { readonly ok: true } {
  return ACCEPTED;
}

/** The data is unacceptable, for this reason. */
export function refuse<Reason extends string>(reason: Reason, detail?: string): Verdict<Reason> {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}
