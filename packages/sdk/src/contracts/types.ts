/**
 * The types of a contract's interface, as a generated client exports them: argument and result per function, data per event. Without
 * them everything is `unknown` and checked against the ABI when called.
 */
export type ContractTypes = {
  readonly methods: Readonly<Record<string, { readonly args: unknown; readonly returns: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
};

/** What is known of a contract without generated types. */
export type AnyContract = {
  readonly methods: Readonly<Record<string, { readonly args: unknown; readonly returns: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
};
