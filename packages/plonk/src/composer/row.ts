import type { Fr } from '@eventide/crypto/fields/fr';

/** A witness, by its number. Witness 0 is always zero and stands on every wire that a row leaves open. */
export type Wire = number;

/** The eleven selectors in the order of digests and of the compressed circuit. Spec: 02 §4.1 */
export const SELECTORS = [
  'qM',
  'qL',
  'qR',
  'qO',
  'qF',
  'qC',
  'qArith',
  'qRange',
  'qLogic',
  'qFixed',
  'qVariable',
] as const;

export type Selector = (typeof SELECTORS)[number];

export const WIRES = ['a', 'b', 'c', 'd'] as const;

export type WireName = (typeof WIRES)[number];

/**
 * One row: its selectors (any integers; they count modulo r), its wires and the value of its public input, if it has one.
 * What is left out is zero. Spec: 02 §4.1
 */
export type Row = { readonly [S in Selector]?: bigint | undefined } & {
  readonly [W in WireName]?: Wire | undefined;
} & {
  readonly pi?: Fr | undefined;
};

/** A named stretch of rows, `end` excluded. Outer scopes come after the inner ones they hold. */
export type Scope = { readonly path: string; readonly start: number; readonly end: number };

/** A circuit laid out: what keys, digests and the relation check are made of. */
export type Layout = {
  readonly rows: readonly Row[];
  readonly witnessCount: number;
  /** Rows that carry a public input, ascending. */
  readonly publicRows: readonly number[];
  readonly scopes: readonly Scope[];
};

/** The values of one instance. */
export type Assignment = {
  readonly witnesses: readonly Fr[];
  /** In the order of `publicRows`. */
  readonly publicInputs: readonly Fr[];
};
