import type { Lux } from '@eventide/base';
import type { Label } from '@eventide/ledger';
import type { Json } from '../json.ts';

/** Where a transaction was executed. */
export type BlockRef = { readonly height: bigint; readonly hash: string };

/** A call inside a transaction. */
export type TxCall = { readonly contract: string; readonly fnName: string; readonly fnArgs: Uint8Array };

/** A transaction as a node tells it; ids and keys are text. */
export type TxInfo = {
  /** 64 hex characters. */
  readonly id: string;
  readonly kind: 'phoenix' | 'moonlight';
  /** null while it waits in the mempool. */
  readonly block: (BlockRef & { readonly timestampSec: bigint }) | null;
  /** Protocol bytes; `decodeTx` of `@eventide/tx` reads them. */
  readonly raw: Uint8Array;
  readonly gasLimit: bigint;
  readonly gasPrice: Lux;
  /** null while it waits. */
  readonly gasSpent: bigint | null;
  /** What stopped the call or deployment; null: nothing did, or it waits. */
  readonly error: string | null;
  readonly call: TxCall | null;
  readonly isDeploy: boolean;
  /** Id of the deployed contract, hex. */
  readonly deployed: string | null;
  readonly memo: Uint8Array | null;
  readonly blobHashes: readonly string[];
  /** All fields by the node's own names. Spec: 08 §4.4 */
  readonly json: Json;
};

/** A block of the node's chain. */
export type BlockInfo = BlockRef & {
  readonly prevHash: string;
  readonly timestampSec: bigint;
  readonly generator: string;
  readonly stateHash: string;
  readonly txRoot: string;
  readonly seed: string;
  readonly iteration: number;
  readonly version: number;
  readonly gasLimit: bigint;
  readonly gasSpent: bigint;
  readonly reward: Lux;
  readonly fees: Lux;
  /** How settled it is; only Final is. Spec: 06 §16 */
  readonly label: Label;
  readonly transactions: readonly TxInfo[];
  /** The header by the node's own names. Spec: 08 §4.3 */
  readonly headerJson: Json;
};

/** Which block: by height, by hash, the newest, or the newest final one. */
export type BlockId = bigint | string | 'tip' | 'final';
