/** A field of a struct, or a variant of an enum with its payload's type. */
export type AbiField = { readonly name: string; readonly type: string; readonly offset: number };

/** How a named type lies in memory. Spec: 12 §6 */
export type AbiType =
  | { readonly kind: 'bytes'; readonly size: number; readonly align: number }
  | {
      readonly kind: 'struct';
      readonly size: number;
      readonly align: number;
      readonly refs: boolean;
      readonly fields: readonly AbiField[];
    }
  | {
      readonly kind: 'enum';
      readonly size: number;
      readonly align: number;
      readonly refs: boolean;
      readonly variants: readonly AbiField[];
    };

export type AbiStruct = AbiType & { kind: 'struct' };
export type AbiEnum = AbiType & { kind: 'enum' };
export type AbiTypes = Readonly<Record<string, AbiType>>;
export type AbiParameter = { readonly name: string; readonly type: string };

export type AbiMethod = {
  readonly name: string;
  readonly params: readonly AbiParameter[];
  /** Type of the archive that travels: `void`, the one parameter's type, or a struct of all. */
  readonly argument: string;
  readonly returns: string;
  /** Promises not to change state. */
  readonly view: boolean;
  /** Only the node itself may call it. */
  readonly root: boolean;
  /** Type of the values it feeds. */
  readonly feeds?: string | undefined;
  readonly doc?: string | undefined;
};

export type AbiEvent = { readonly topic: string; readonly type: string };
export type AbiCell = { readonly name: string; readonly type: string; readonly offset: number; readonly size: number };

/** What clients, wallets and explorers need to know of a contract. Layouts are explicit, never derived again. Spec: 12 §6 */
export type Abi = {
  readonly contract: string;
  /** SHA-256 of the module: compare it with the deployed code before trusting names. */
  readonly sha256: string;
  readonly sdk: string;
  readonly types: AbiTypes;
  readonly methods: readonly AbiMethod[];
  readonly events: readonly AbiEvent[];
  /** Texts of its own aborts; part of a text before `:` is its code. */
  readonly errors: readonly string[];
  /** Host queries it may call: each must be active where the contract is deployed. */
  readonly queries: readonly string[];
  readonly state: readonly AbiCell[];
};

/** Codes the library itself aborts with. Spec: 12 §4.4 */
export const sdkErrors: readonly string[] = [
  'ABI_ARGUMENT',
  'ABI_RETURN',
  'ABI_VARIANT',
  'CALL_FAILED',
  'CALLER_NOT_NODE',
  'INDEX',
  'OVERFLOW',
];
