/**
 * The types of a contract's interface: argument and result per function, data per event. Without them everything is `unknown` and
 * checked against the ABI when called.
 */
export type ContractTypes = {
  readonly methods: Readonly<Record<string, { readonly args: unknown; readonly returns: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
};

/** What is known of a contract without generated types. */
export type AnyContract = ContractTypes;

type Fn = (...args: never[]) => unknown;

/** Nothing, the one value, or all in the order of the parameters; an object by their names does as well. */
type ArgsOf<F extends Fn> =
  | (Parameters<F> extends [] ? undefined : Parameters<F> extends [infer Only] ? Only : Parameters<F>)
  | { readonly [name: string]: unknown };

type ResultOf<F extends Fn> =
  ReturnType<F> extends { readonly value: infer Value; readonly gas: bigint } ? Value : ReturnType<F>;

/**
 * The types of a contract out of those that its generated client exports (12 §6): `getContract<ContractOf<TokenClient, TokenEvent>>(…)`.
 */
export type ContractOf<
  Methods extends object,
  Event extends { readonly topic: string; readonly data: unknown } = never,
> = {
  readonly methods: {
    readonly [K in keyof Methods & string]: Methods[K] extends Fn
      ? { readonly args: ArgsOf<Methods[K]>; readonly returns: ResultOf<Methods[K]> }
      : never;
  };
  readonly events: { readonly [E in Event as E['topic']]: E['data'] };
};
