import { FaultError } from '@eventide/base';
import { type Provisioners, type Signatures, type Voters, verifyAttestation } from '@eventide/consensus';
import { type Header, slashesOf } from '@eventide/ledger';
import type { LedgerStore, StoredBlock } from '../ledgerStore/ledgerStore.ts';
import type { Executor } from './ports.ts';

/** States that reach the disk together. */
const TOGETHER = 64n;

/** A chain on its way up, as far as the next block refers to it. */
type Step = { readonly header: Header; readonly provisioners: Provisioners };

/** Told of every block whose state was made again. */
export type OnRemade = (height: bigint, tip: bigint) => void;

/**
 * Executes the own blocks whose states are missing, from the highest block that has one up to the tip: after a state was restored from
 * an older copy, or lost. Blocks were judged when they were accepted; here their state roots are compared. Blocks that are not final and
 * do not execute are taken off. Cost: a block's execution each, several at a time on disk.
 * @returns the highest block that has its state
 * @throws FaultError FAULT_DISK if a final block cannot be executed, or what it stands on is not kept any more
 * Spec: 06 §15, §20
 */
export async function remakeStates(
  ledger: LedgerStore,
  executor: Executor,
  signatures: Signatures,
  onRemade?: OnRemade,
): Promise<StoredBlock> {
  const tip = await ledger.tip();
  if (tip === undefined) throw fault({ reason: 'no blocks' });
  let base = await highestWithState(ledger, executor, tip);
  const { height: top } = tip.block.header;
  if (base.block.header.height === top) return base;
  let [before, parent] = await startOf(ledger, executor, base);
  for (let height = parent.header.height + 1n; height <= top; height++) {
    const stored = await ledger.at(height);
    if (stored === undefined) throw fault({ missingHeight: height });
    const { block, label } = stored;
    const request = {
      parentRoot: parent.header.stateHash,
      block,
      voters: votersOf(parent.header, before, signatures),
      slashes: slashesOf(block.header.failedIterations, block.faults),
    };
    const result = await executor.commit(request, height % TOGETHER !== 0n && height !== top);
    if ('refused' in result) {
      await executor.flush();
      if (label.kind === 'Final') throw fault({ missingStateOf: height, reason: result.detail });
      await takeOff(ledger, height);
      return base;
    }
    const provisioners = await executor.provisioners(result.root);
    if (label.kind === 'Final') await executor.finalize(block.header.stateHash, parent.header.stateHash);
    base = stored;
    before = parent;
    parent = { header: block.header, provisioners };
    onRemade?.(height, top);
  }
  await executor.flush();
  return base;
}

async function highestWithState(ledger: LedgerStore, executor: Executor, tip: StoredBlock): Promise<StoredBlock> {
  for (let at: StoredBlock | undefined = tip; at !== undefined; at = await ledger.at(at.block.header.height - 1n)) {
    if (await executor.has(at.block.header.stateHash)) return at;
    if (at.block.header.height === 0n) break;
  }
  throw fault({ missingStateOf: tip.block.header.height });
}

/** The block below and the block itself, with their stakes. Where a state below is gone, its stakes are taken to be those above. */
async function startOf(ledger: LedgerStore, executor: Executor, { block }: StoredBlock): Promise<[Step, Step]> {
  const { header } = block;
  const parent = { header, provisioners: await executor.provisioners(header.stateHash) };
  const below = header.height > 0n ? await ledger.at(header.height - 1n) : undefined;
  if (below === undefined) return [parent, parent];
  const { stateHash } = below.block.header;
  const known = await executor.has(stateHash);
  const provisioners = known ? await executor.provisioners(stateHash) : parent.provisioners;
  return [{ header: below.block.header, provisioners }, parent];
}

/** Who voted for a block of ours; its attestation was verified when it came. */
function votersOf(header: Header, { header: { seed }, provisioners }: Step, signatures: Signatures): Voters {
  if (header.height === 0n || header.iteration === 255) return [];
  const place = { prevBlockHash: header.prevBlockHash, round: header.height, iteration: header.iteration };
  const trusting = { ...signatures, verify: () => true };
  return verifyAttestation(header.att, place, undefined, { seed, provisioners, signatures: trusting, strict: false })
    .voters;
}

async function takeOff(ledger: LedgerStore, from: bigint): Promise<void> {
  for (let tip = await ledger.tip(); tip !== undefined && tip.block.header.height >= from; tip = await ledger.tip()) {
    if (tip.label.kind === 'Final') throw fault({ missingStateOf: tip.block.header.height });
    await ledger.removeTip();
  }
}

function fault(details: Readonly<Record<string, string | bigint>>): FaultError {
  return new FaultError('FAULT_DISK', { operation: 'repair', ...details });
}
