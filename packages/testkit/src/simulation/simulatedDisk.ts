import { equalBytes, toHex } from '@eventide/base';
import type { Signatures } from '@eventide/consensus';
import { noSamples, type StepSamples, verifyAttestation } from '@eventide/consensus';
import {
  type Block,
  genesisHeader,
  type Hash,
  type InventoryItem,
  type Label,
  type Message,
  type ValidationResult,
} from '@eventide/ledger';
import { type ChainBlock, type ChainStart, HISTORY_BLOCKS, type LedgerChange } from '@eventide/node';
import type { SimulatedExecutor, StateWorld } from './simulatedExecutor.ts';

type Stored = { readonly block: Block; readonly label: Label };

/** Successors told to one who asks. Spec: 06 §18 */
const MAX_SUCCESSORS = 100;
/** Candidates below the tip are dropped. Spec: 06 §1 */
const CANDIDATE_BLOCKS = 10n;

/** What survives the crash of a simulated node. */
export class SimulatedDisk {
  readonly #blocks: Stored[];
  readonly #heights = new Map<string, number>();
  readonly #candidates = new Map<string, Block>();
  readonly #results = new Map<string, ValidationResult>();
  samples: StepSamples = noSamples;
  begun: ChainStart['begun'];

  constructor(world: StateWorld, timestampSec: bigint) {
    const header = genesisHeader(timestampSec, world.genesisRoot);
    this.#blocks = [{ block: { header, txs: [], faults: [] }, label: { kind: 'Final', distance: 0n } }];
    this.#heights.set(toHex(header.hash), 0);
  }

  get tip(): Stored {
    return this.#blocks.at(-1) as Stored;
  }

  get height(): number {
    return this.#blocks.length - 1;
  }

  at(height: number): Stored | undefined {
    return this.#blocks[height];
  }

  apply({ block, label, labels, removed }: LedgerChange): void {
    for (const { header } of removed) this.#pop(header.hash);
    this.#heights.set(toHex(block.header.hash), this.#blocks.length);
    this.#blocks.push({ block, label });
    for (const change of labels) {
      const index = Number(change.height);
      this.#blocks[index] = { ...(this.#blocks[index] as Stored), label: change.label };
    }
    for (const [id, candidate] of this.#candidates)
      if (candidate.header.height + CANDIDATE_BLOCKS <= block.header.height) this.#candidates.delete(id);
  }

  storeCandidate(block: Block): void {
    this.#candidates.set(toHex(block.header.hash), block);
  }

  storeResult(prevHash: Hash, iteration: number, result: ValidationResult): void {
    this.#results.set(`${toHex(prevHash)}/${iteration}`, result);
  }

  /** The answer to one item; undefined if it is not here. Spec: 06 §6.3 */
  find(item: InventoryItem): Message | undefined {
    if (item.kind === 'BlockFromHeight') return blockMessage(this.#blocks[Number(item.height)]?.block);
    if (item.kind === 'BlockFromHash' || item.kind === 'CandidateFromHash') {
      const height = this.#heights.get(toHex(item.hash));
      const block = height === undefined ? undefined : this.#blocks[height]?.block;
      return blockMessage(
        block ?? (item.kind === 'CandidateFromHash' ? this.#candidates.get(toHex(item.hash)) : undefined),
      );
    }
    if (!('header' in item)) return undefined;
    const { prevBlockHash, iteration } = item.header;
    if (item.kind === 'ValidationResult') {
      const result = this.#results.get(`${toHex(prevBlockHash)}/${iteration}`);
      return result && { topic: 'ValidationQuorum', payload: { header: item.header, result } };
    }
    for (const block of this.#candidates.values())
      if (block.header.iteration === iteration && equalBytes(block.header.prevBlockHash, prevBlockHash))
        return { topic: 'Candidate', payload: block };
    return undefined;
  }

  /** Hashes of the blocks after one of ours. Spec: 06 §18 */
  successors(locator: Hash): readonly Hash[] {
    const height = this.#heights.get(toHex(locator));
    if (height === undefined) return [];
    return this.#blocks.slice(height + 1, height + 1 + MAX_SUCCESSORS).map(({ block }) => block.header.hash);
  }

  /** Repairs the gap between ledger and state, and gives what a chain starts from. Spec: 06 §20 */
  load(executor: SimulatedExecutor, signatures: Signatures): ChainStart {
    while (!executor.has(this.tip.block.header.stateHash)) this.#pop(this.tip.block.header.hash);
    const final = this.#blocks.findLastIndex(({ label }) => label.kind === 'Final');
    const first = Math.max(0, final - 1);
    const blocks = this.#blocks.slice(first).map((stored, i): ChainBlock => {
      const { header } = stored.block;
      const provisioners = executor.provisioners(header.stateHash);
      const parent = this.#blocks[first + i - 1]?.block.header;
      if (parent === undefined) return { ...stored, provisioners, voters: [] };
      const place = { prevBlockHash: parent.hash, round: header.height, iteration: header.iteration };
      const context = {
        seed: parent.seed,
        provisioners: executor.provisioners(parent.stateHash),
        signatures,
        strict: true,
      };
      const { voters } = verifyAttestation(header.att, place, undefined, context);
      return { ...stored, provisioners, voters };
    });
    const history = this.#blocks
      .slice(-2 * Number(HISTORY_BLOCKS))
      .map(({ block }) => ({ height: block.header.height, hash: block.header.hash, faults: block.faults }));
    return { blocks, history, samples: this.samples, begun: this.begun };
  }

  #pop(hash: Hash): void {
    this.#blocks.pop();
    this.#heights.delete(toHex(hash));
  }
}

function blockMessage(block: Block | undefined): Message | undefined {
  return block && { topic: 'Block', payload: block };
}
