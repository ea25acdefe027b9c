import type { Rules } from '@eventide/params';
import type { BlockInfo, ChainFacts, Json } from '@eventide/sdk';
import type {
  BlockCheck,
  BlockEvidence,
  CommitteeMember,
  DrawnStake,
  Participation,
  RoundVotes,
} from '@eventide/sdk/verify';

/** A block as it was shown, its neighbours, and the stakes of now. */
export type BlockToRead = BlockEvidence;

/** What a block is worth, and who could vote on it; null where nobody can say. */
export type BlockReading = {
  readonly checks: readonly BlockCheck[];
  /** What the checks took. */
  readonly tookMs: number;
  /** In the order of the votes' bits. */
  readonly validation: readonly CommitteeMember[] | null;
  readonly ratification: readonly CommitteeMember[] | null;
};

/** A committee to draw: `seed` is that of the block before the round, hex. */
export type CommitteeToDraw = {
  readonly stakes: readonly DrawnStake[];
  readonly seed: string;
  readonly round: bigint;
  readonly iteration: number;
  readonly step: 'proposal' | 'validation' | 'ratification';
};

export type Decoded = {
  readonly what: 'tx' | 'header' | 'block';
  readonly id: string;
  readonly text: string;
  /** Encoding what was read gives the same bytes. */
  readonly same: boolean;
};

/** An event or argument as text: JSON if the contract is known, else hex. */
export type Shown = { readonly text: string; readonly decoded: boolean };

/** Somebody who contradicted himself, as a block records it. */
export type FaultLine = {
  readonly kind: string;
  readonly round: bigint;
  readonly iteration: number;
  readonly account: string;
};

/** The bytes of a block, and how far this browser can stand for them. */
export type BlockBytes = {
  /** null where they cannot be put together from what the node tells. */
  readonly bytes: Uint8Array | null;
  /** As the node keeps them, or put together here from its JSON and the votes in the next block. */
  readonly from: 'node' | 'here';
  /** They hold the shown hash, transactions and faults by the roots of the header, and encode to themselves. */
  readonly fits: boolean;
  /** null: the node does not tell. */
  readonly faults: readonly FaultLine[] | null;
};

export type BlockToEncode = {
  readonly block: BlockInfo;
  /** The block after, which carries its certificate. */
  readonly above: BlockInfo | null;
  /** What the node gave as its bytes. */
  readonly sent: Uint8Array | null;
  /** Only canonical transactions. */
  readonly strict: boolean;
};

/** What a genesis block of our own commits to, and the code of the other genesis contract. */
export type GenesisToRead = {
  readonly prevHash: string;
  readonly timestampSec: bigint;
  readonly chainId: number;
  readonly otherCode: Uint8Array;
};

/** Bytes said to be the code of a contract: by the node, or by the reader who built them. */
export type CodeToRead = {
  readonly id: string;
  readonly code: Uint8Array;
  /** Base58; a node says so. */
  readonly owner: string;
  /** null where no parameters are committed to: on Dusk's networks. */
  readonly genesis: GenesisToRead | null;
};

/** Computed here; null: says nothing of this contract. */
export type CodeReading = {
  readonly size: number;
  readonly blake3: string;
  readonly sha256: string;
  /** A genesis contract: whose builds, known to this page, have these bytes. */
  readonly published: 'eventide' | 'rusk' | 'nobody' | null;
  /** A genesis contract: the genesis block commits to them. */
  readonly committed: boolean | null;
  /** A deployed contract: with this nonce its id is the hash of these bytes. */
  readonly nonce: bigint | null;
};

/** A network as its node tells it: `features` of `node/info`. */
export type NetworkToRead = Pick<ChainFacts, 'chainId' | 'protocol'> & { readonly features: Json | undefined };

/** Rules from one height to the next range. */
export type RuleRange = Pick<Rules, 'circuitSet' | 'plonk' | 'bls' | 'strict' | 'shaded'> & {
  readonly from: bigint;
  /** Names of those that are on. */
  readonly features: readonly string[];
  /** What contracts may ask of their host. */
  readonly queries: readonly string[];
};

export type NetworkRules = {
  /** Ascending. */
  readonly ranges: readonly RuleRange[];
  /** They are those this page knows of the network; null: it knows none. */
  readonly known: boolean | null;
};

/** A circuit of shielded transactions. */
export type CircuitReading = {
  readonly inputs: number;
  /** SHA-256 of the verifier data in the transfer contract; null where it tells none. */
  readonly chain: string | null;
  /** SHA-256 of the verifier data that came with this page. */
  readonly known: string;
};

/** A circuit laid out here. */
export type CircuitLayout = { readonly inputs: number; readonly rows: number; readonly digest: string };

/** What the reading worker does: everything that needs the formats of the chain. */
export type ReaderCalls = {
  /** Makes the kernels of the checks ready. */
  warm(): void;
  readBlock(block: BlockToRead): BlockReading;
  rulesByHeight(network: NetworkToRead): NetworkRules;
  /** `answers`: what the view `verifier_data` gave for 1 to 4 inputs; null where there is no such view. */
  readCircuits(set: Rules['circuitSet'], answers: readonly (Uint8Array | null)[]): readonly CircuitReading[];
  layOutCircuits(set: Rules['circuitSet']): readonly CircuitLayout[];
  readCode(code: CodeToRead): CodeReading;
  blockBytes(block: BlockToEncode): BlockBytes;
  /** After a block, asked of the node; null where it does not keep them. */
  stakesAt(nodeUrl: string, height: bigint): readonly DrawnStake[] | null;
  participation(stakes: readonly DrawnStake[], votes: readonly RoundVotes[]): readonly Participation[];
  drawCommittee(what: CommitteeToDraw): readonly CommitteeMember[];
  decode(bytes: Uint8Array): Decoded | null;
  showArgument(contract: string, fn: string, bytes: Uint8Array): Shown;
  showEvent(contract: string, topic: string, bytes: Uint8Array): Shown;
  /** Functions of a contract every network has; null for others. */
  functions(contract: string): readonly string[] | null;
  /** Position of the note with this key in the genesis block, looked for among all of its notes. */
  genesisNote(nodeUrl: string, key: Uint8Array): bigint | null;
  /** Argument of `existing_nullifiers` for one nullifier. */
  nullifierArgument(nullifier: Uint8Array): Uint8Array;
  encodeArgument(contract: string, fn: string, json: string): Uint8Array;
  showOutput(contract: string, fn: string, bytes: Uint8Array): Shown;
};
