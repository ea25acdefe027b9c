import { equalBytes, FaultError, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import type { Step, StepSamples } from '@eventide/consensus';
import {
  type Block,
  type ConsensusHeader,
  consensusHeaderCodec,
  type Fault,
  faultId,
  type Hash,
  type Header,
  type ValidationResult,
} from '@eventide/ledger';
import { createHeldStore, type HeldStore, type KeyValueStore, type Operation } from '@eventide/store';
import {
  type Blob,
  type BlobSidecar,
  decodeKnownTx,
  encodeTx,
  type NodeTx,
  type SpentTx,
  type Transaction,
  txId,
  withData,
  withoutSidecars,
} from '@eventide/tx';
import type { PlacedEvent } from '../api/nodeDoor.ts';
import { HISTORY_BLOCKS } from '../chain/history.ts';
import type { LedgerChange } from '../chain/ports.ts';
import { type Begun, type Indexed, type RoundPlace, tables } from './tables.ts';

/** Candidates and validation results this far below the tip are dropped. Spec: 06 §1 */
const CANDIDATE_BLOCKS = 10n;
/** Blocks whose contract events are kept. */
const EVENT_BLOCKS = 10_000n;
/** What a fault can reach back, twice: the history that a start reads. Spec: 06 §11 */
const LEAST_KEPT = 2n * HISTORY_BLOCKS + 2n;
const PRUNED_AT_ONCE = 16;
/** Writes put off at most. */
const MOST_PUT_OFF = 32;
const STEPS: readonly Step[] = ['proposal', 'validation', 'ratification'];

/** A block with its label. */
export type StoredBlock = Indexed & { readonly block: Block };

export type LedgerStoreOptions = {
  /** Blocks kept below the tip; all without. Never less than what a fault can reach back. */
  readonly keepBlocks?: bigint | undefined;
  /** Blocks after which the content of blobs goes; 0 keeps it. Spec: 08 §7, `blob.expire_after` */
  readonly blobBlocks: bigint;
};

export const defaultLedgerStoreOptions: LedgerStoreOptions = { blobBlocks: 86_400n };

/**
 * The ledger on disk. Each change of the chain is one batch: after a crash the tip is the one before or the one after.
 * Spec: 06 §15, §20
 */
export class LedgerStore {
  readonly #store: HeldStore;
  readonly #options: LedgerStoreOptions;
  /** What need not be on disk at once: it is written with the next block. Losing it costs time, not safety. */
  readonly #later: Operation[] = [];
  readonly #newCandidates = new Map<string, Block>();
  readonly #newResults = new Map<string, ValidationResult>();

  constructor(store: KeyValueStore, options: LedgerStoreOptions = defaultLedgerStoreOptions) {
    this.#store = createHeldStore(store);
    this.#options = options;
  }

  /**
   * Writes a block, its transactions and faults, changed labels, and takes off what it replaces. With `later` it is on disk with the
   * next change without, or after `flush`; reads find it at once.
   */
  async apply(
    change: LedgerChange,
    spent: readonly SpentTx[],
    events: readonly PlacedEvent[] = [],
    later = false,
  ): Promise<void> {
    const { block, label, labels, removed } = change;
    const operations: Operation[] = [];
    for (const old of removed) operations.push(...removal(old));
    const { header } = block;
    const ids = spent.map(({ tx }) => idOf(tx.protocolBytes));
    const faultIds = block.faults.map(faultId);
    operations.push(tables.index.put(header.height, { hash: header.hash, label }));
    operations.push(tables.blocks.put(header.hash, { header, txIds: ids, faultIds }));
    ids.forEach((id, i) => {
      operations.push(tables.spent.put(id, spent[i] as SpentTx));
    });
    faultIds.forEach((id, i) => {
      operations.push(tables.faults.put(id, block.faults[i] as Fault));
    });
    for (const entry of labels) {
      const known = await tables.index.get(this.#store, entry.height);
      if (known === undefined) throw new FaultError('FAULT_DISK', { missingHeight: entry.height });
      operations.push(tables.index.put(entry.height, { ...known, label: entry.label }));
    }
    operations.push(...blobsOf(header.height, spent, ids), ...(await this.#expiredBlobs(header.height)));
    operations.push(...(await this.#tooOld(header.height)), tables.events.put(header.height, events));
    if (header.height > EVENT_BLOCKS) operations.push(tables.events.delete(header.height - EVENT_BLOCKS));
    operations.push(...(await this.#outdated(header.height)));
    // Candidates first: what is outdated among them goes.
    this.#store.hold = later;
    await this.#write(operations);
  }

  /** Writes what was put off. */
  async flush(): Promise<void> {
    this.#store.hold = false;
    if (this.#later.length > 0) await this.#write([]);
    await this.#store.flush();
  }

  /** Takes the block off the tip; for the repair at start. */
  async removeTip(): Promise<void> {
    const tip = await this.tip();
    if (tip !== undefined) await this.#store.batch(removal(tip.block));
  }

  async tip(): Promise<StoredBlock | undefined> {
    for await (const [height] of tables.index.range(this.#store, { reverse: true, limit: 1 })) return this.at(height);
    return undefined;
  }

  async at(height: bigint): Promise<StoredBlock | undefined> {
    const entry = await tables.index.get(this.#store, height);
    const block = entry && (await this.block(entry.hash));
    return entry && block && { ...entry, block };
  }

  /** Heights, hashes and labels from a height up. */
  async *index(from: bigint): AsyncIterable<Indexed & { readonly height: bigint }> {
    for await (const [height, entry] of tables.index.range(this.#store, { gte: from })) yield { ...entry, height };
  }

  async header(hash: Hash): Promise<Header | undefined> {
    return (await tables.blocks.get(this.#store, hash))?.header;
  }

  async block(hash: Hash): Promise<Block | undefined> {
    const light = await tables.blocks.get(this.#store, hash);
    if (light === undefined) return undefined;
    const txs = await Promise.all(light.txIds.map((id) => tables.spent.get(this.#store, id)));
    const faults = await Promise.all(light.faultIds.map((id) => tables.faults.get(this.#store, id)));
    if (txs.includes(undefined) || faults.includes(undefined))
      throw new FaultError('FAULT_DISK', { incompleteHeight: light.header.height });
    return { header: light.header, txs: (txs as SpentTx[]).map(({ tx }) => tx), faults: faults as Fault[] };
  }

  spent(id: Hash): Promise<SpentTx | undefined> {
    return tables.spent.get(this.#store, id);
  }

  /** Contract events of a block of ours; undefined if they are kept no longer. */
  async events(height: bigint, hash: Hash): Promise<readonly PlacedEvent[] | undefined> {
    const entry = await tables.index.get(this.#store, height);
    return entry !== undefined && equalBytes(entry.hash, hash) ? tables.events.get(this.#store, height) : undefined;
  }

  /** Content of a blob by its versioned hash, as long as it is kept. */
  async blob(hash: Hash): Promise<BlobSidecar | undefined> {
    const id = await tables.blobs.get(this.#store, hash);
    const spent = id && (await this.spent(id));
    const blobs = spent === undefined ? [] : blobsIn(decodeKnownTx(spent.tx.protocolBytes, { strict: false }));
    return blobs.find((blob) => equalBytes(blob.hash, hash))?.sidecar ?? undefined;
  }

  /** Keeps transactions over a restart, in place of those kept before. */
  async storeWaiting(envelopes: readonly NodeTx[]): Promise<void> {
    const operations: Operation[] = [];
    for await (const [place] of tables.waiting.range(this.#store)) operations.push(tables.waiting.delete(place));
    envelopes.forEach((envelope, i) => {
      operations.push(tables.waiting.put(BigInt(i), envelope));
    });
    if (operations.length > 0) await this.#store.batch(operations);
  }

  async waiting(): Promise<readonly NodeTx[]> {
    const envelopes: NodeTx[] = [];
    for await (const [, envelope] of tables.waiting.range(this.#store)) envelopes.push(envelope);
    return envelopes;
  }

  /** Hashes of the blocks after one of ours; empty if it is none. Spec: 06 §18 */
  async successors(locator: Hash, limit: number): Promise<readonly Hash[]> {
    const header = await this.header(locator);
    const hashes: Hash[] = [];
    if (header === undefined) return hashes;
    for await (const [, { hash }] of tables.index.range(this.#store, { gt: header.height, limit })) hashes.push(hash);
    return hashes;
  }

  async storeCandidate(block: Block): Promise<void> {
    const { height, iteration, hash } = block.header;
    const place = { height, iteration, hash };
    this.#newCandidates.set(toHex(hash), block);
    await this.#putOff(tables.candidates.put(place, block), tables.candidatePlaces.put(hash, place));
  }

  async candidate(hash: Hash): Promise<Block | undefined> {
    const fresh = this.#newCandidates.get(toHex(hash));
    if (fresh !== undefined) return fresh;
    const place = await tables.candidatePlaces.get(this.#store, hash);
    return place && tables.candidates.get(this.#store, place);
  }

  /** The candidate of an iteration on this parent; the round is not looked at. Spec: 06 §6.3 */
  async candidateOf({ prevBlockHash, iteration }: ConsensusHeader): Promise<Block | undefined> {
    for (const block of this.#newCandidates.values()) {
      const { header } = block;
      if (header.iteration === iteration && equalBytes(header.prevBlockHash, prevBlockHash)) return block;
    }
    for await (const [place, block] of tables.candidates.range(this.#store, { reverse: true })) {
      if (place.iteration === iteration && equalBytes(block.header.prevBlockHash, prevBlockHash)) return block;
    }
    return undefined;
  }

  async storeResult(header: ConsensusHeader, result: ValidationResult): Promise<void> {
    this.#newResults.set(resultName(header), result);
    await this.#putOff(tables.results.put(resultPlace(header), result));
  }

  async result(header: ConsensusHeader): Promise<ValidationResult | undefined> {
    return this.#newResults.get(resultName(header)) ?? tables.results.get(this.#store, resultPlace(header));
  }

  /** Put off like the others: `flush` before anything is signed in that iteration. */
  async storeBegun(begun: Begun): Promise<void> {
    await this.#putOff(tables.begun.put(0, begun));
  }

  begun(): Promise<Begun | undefined> {
    return tables.begun.get(this.#store, 0);
  }

  async storeDurations(step: Step, durationsMs: readonly number[]): Promise<void> {
    await this.#putOff(tables.durations.put(STEPS.indexOf(step), durationsMs));
  }

  async durations(): Promise<StepSamples> {
    const [proposal, validation, ratification] = await Promise.all(
      STEPS.map((_, i) => tables.durations.get(this.#store, i)),
    );
    return { proposal: proposal ?? [], validation: validation ?? [], ratification: ratification ?? [] };
  }

  /** Blocks beyond what is kept go, some at a time; genesis stays. */
  async #tooOld(tip: bigint): Promise<Operation[]> {
    const { keepBlocks } = this.#options;
    if (keepBlocks === undefined) return [];
    const kept = keepBlocks > LEAST_KEPT ? keepBlocks : LEAST_KEPT;
    const operations: Operation[] = [];
    if (tip <= kept) return operations;
    for await (const [, { hash }] of tables.index.range(this.#store, {
      gt: 0n,
      lt: tip - kept,
      limit: PRUNED_AT_ONCE,
    })) {
      const old = await this.block(hash);
      if (old !== undefined) operations.push(...removal(old));
    }
    return operations;
  }

  /** Transactions whose blobs are too old are written again without them. */
  async #expiredBlobs(tip: bigint): Promise<Operation[]> {
    const { blobBlocks } = this.#options;
    if (blobBlocks === 0n || tip <= blobBlocks) return [];
    const height = tip - blobBlocks;
    const operations: Operation[] = [];
    for (const id of (await tables.blobTxs.get(this.#store, height)) ?? []) {
      const spent = await this.spent(id);
      if (spent === undefined) continue;
      const tx = decodeKnownTx(spent.tx.protocolBytes, { strict: false });
      const bare = encodeTx(withData(tx, withoutSidecars(tx.payload.data)));
      operations.push(tables.spent.put(id, { ...spent, tx: { ...spent.tx, protocolBytes: bare } }));
      for (const { hash } of blobsIn(tx)) operations.push(tables.blobs.delete(hash));
    }
    if (operations.length > 0) operations.push(tables.blobTxs.delete(height));
    return operations;
  }

  async #putOff(...operations: readonly Operation[]): Promise<void> {
    this.#later.push(...operations);
    if (this.#later.length >= MOST_PUT_OFF) await this.#write([]);
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    const later = this.#later.splice(0);
    await this.#store.batch([...later, ...operations]);
    this.#newCandidates.clear();
    this.#newResults.clear();
  }

  /** What a new tip makes useless. */
  async #outdated(tip: bigint): Promise<Operation[]> {
    const operations: Operation[] = [];
    if (tip <= CANDIDATE_BLOCKS) return operations;
    const below: RoundPlace = { height: tip - CANDIDATE_BLOCKS + 1n, iteration: 0, hash: new Uint8Array(32) };
    for await (const [place] of tables.candidates.range(this.#store, { lt: below }))
      operations.push(tables.candidates.delete(place), tables.candidatePlaces.delete(place.hash));
    for await (const [place] of tables.results.range(this.#store, { lt: below }))
      operations.push(tables.results.delete(place));
    return operations;
  }
}

function removal(block: Block): Operation[] {
  const { header, txs, faults } = block;
  return [
    tables.index.delete(header.height),
    tables.events.delete(header.height),
    tables.blocks.delete(header.hash),
    ...txs.map(({ protocolBytes }) => tables.spent.delete(idOf(protocolBytes))),
    ...faults.map((fault) => tables.faults.delete(faultId(fault))),
  ];
}

function blobsOf(height: bigint, spent: readonly SpentTx[], ids: readonly Hash[]): Operation[] {
  const operations: Operation[] = [];
  const carriers: Hash[] = [];
  spent.forEach(({ tx }, i) => {
    const blobs = blobsIn(decodeKnownTx(tx.protocolBytes, { strict: false }));
    const id = ids[i] as Hash;
    if (blobs.length > 0) carriers.push(id);
    for (const { hash } of blobs) operations.push(tables.blobs.put(hash, id));
  });
  if (carriers.length > 0) operations.push(tables.blobTxs.put(height, carriers));
  return operations;
}

function blobsIn({ payload: { data } }: Transaction): readonly Blob[] {
  return data?.kind === 'blob' ? data.blobs : [];
}

function resultName(header: ConsensusHeader): string {
  return toHex(encode(consensusHeaderCodec, header));
}

function resultPlace({ round, iteration, prevBlockHash }: ConsensusHeader): RoundPlace {
  return { height: round, iteration, hash: prevBlockHash };
}

/** Accepted bytes decode: they were executed. */
function idOf(protocolBytes: Uint8Array): Hash {
  return txId(decodeKnownTx(protocolBytes, { strict: false }));
}
