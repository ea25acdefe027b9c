/** A field of a struct, or a variant of an enum with its payload's type. */
export type FieldEntry = { readonly name: string; readonly type: string; readonly offset: number };

/** How a named type lies in memory: layouts are explicit, never derived again. Spec: 12 §6 */
export type TypeDefinition = BytesDefinition | StructDefinition | EnumDefinition;

/** Opaque bytes. */
export type BytesDefinition = { readonly kind: 'bytes'; readonly size: number; readonly align: number };

export type StructDefinition = {
  readonly kind: 'struct';
  readonly size: number;
  readonly align: number;
  /** Values hang on out-of-line data. */
  readonly refs: boolean;
  /** An array in JSON instead of an object. */
  readonly tuple?: boolean | undefined;
  readonly fields: readonly FieldEntry[];
};

export type EnumDefinition = {
  readonly kind: 'enum';
  readonly size: number;
  readonly align: number;
  readonly refs: boolean;
  /** In the order of their tags; `void` has no payload. */
  readonly variants: readonly FieldEntry[];
};

/** Definitions by name. */
export type TypeTable = Readonly<Record<string, TypeDefinition>>;

export type ParameterEntry = { readonly name: string; readonly type: string };

export type MethodEntry = {
  readonly name: string;
  readonly params: readonly ParameterEntry[];
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

export type EventEntry = { readonly topic: string; readonly type: string };
export type CellEntry = {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
};

/** What an ABI file says of a contract: what clients, wallets and explorers need to know. Spec: 12 §6 */
export type ContractInterface = {
  readonly contract: string;
  /** SHA-256 of the module: compare it with the deployed code before trusting names. */
  readonly sha256: string;
  /** Version of this form. */
  readonly sdk: string;
  readonly types: TypeTable;
  readonly methods: readonly MethodEntry[];
  readonly events: readonly EventEntry[];
  /** Texts of its own aborts; part of a text before `:` is its code. */
  readonly errors: readonly string[];
  /** Host queries it may call: each must be active where the contract is deployed. */
  readonly queries: readonly string[];
  /** Fixed state: an explorer reads it from pages without a call. */
  readonly state: readonly CellEntry[];
};
