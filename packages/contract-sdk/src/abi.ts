import type {
  CellEntry,
  ContractInterface,
  EnumDefinition,
  EventEntry,
  FieldEntry,
  MethodEntry,
  ParameterEntry,
  StructDefinition,
  TypeDefinition,
  TypeTable,
} from '@eventide/abi/interface/contractInterface';

// The builder's names for what an ABI file holds.

export type Abi = ContractInterface;
export type AbiField = FieldEntry;
export type AbiType = TypeDefinition;
export type AbiStruct = StructDefinition;
export type AbiEnum = EnumDefinition;
export type AbiTypes = TypeTable;
export type AbiParameter = ParameterEntry;
export type AbiMethod = MethodEntry;
export type AbiEvent = EventEntry;
export type AbiCell = CellEntry;

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
