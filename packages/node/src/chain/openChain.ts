import { FaultError } from '@eventide/base';
import { type Signatures, verifyAttestation } from '@eventide/consensus';
import type { Block } from '@eventide/ledger';
import type { LedgerStore, StoredBlock } from '../ledgerStore/ledgerStore.ts';
import type { ChainStart } from './chainContext.ts';
import { HISTORY_BLOCKS, type PastBlock } from './history.ts';
import type { Executor } from './ports.ts';
import { type OnRemade, remakeStates } from './remakeStates.ts';
import type { ChainBlock } from './window.ts';

/**
 * What a chain starts from: writes genesis into an empty ledger, and makes the states again that its blocks lack. A state without its
 * block is harmless and stays. Spec: 06 §15, §20
 * @throws FaultError FAULT_DISK as `remakeStates`
 */
export async function openChain(
  ledger: LedgerStore,
  executor: Executor,
  genesis: Block,
  signatures: Signatures,
  onRemade?: OnRemade,
): Promise<ChainStart> {
  if ((await ledger.tip()) === undefined) {
    const label = { kind: 'Final', distance: 0n } as const;
    await ledger.apply({ block: genesis, label, labels: [], removed: [] }, []);
  }
  const tip = await remakeStates(ledger, executor, signatures, onRemade);
  const tail = await tailOf(ledger, tip);
  const blocks: ChainBlock[] = [];
  for (const [i, stored] of tail.entries()) {
    const provisioners = await executor.provisioners(stored.block.header.stateHash);
    const parent = blocks[i - 1];
    blocks.push({ block: stored.block, label: stored.label, provisioners, voters: [] });
    if (parent === undefined) continue;
    const { header } = stored.block;
    const place = { prevBlockHash: header.prevBlockHash, round: header.height, iteration: header.iteration };
    const context = {
      seed: parent.block.header.seed,
      provisioners: parent.provisioners,
      signatures,
      strict: false,
    };
    const { voters } = verifyAttestation(header.att, place, undefined, context);
    blocks[i] = { ...(blocks[i] as ChainBlock), voters };
  }
  return {
    blocks,
    history: await historyOf(ledger, tip.block.header.height),
    samples: await ledger.durations(),
    begun: await ledger.begun(),
  };
}

/** From the parent of the last final block to the tip, ascending. */
async function tailOf(ledger: LedgerStore, tip: StoredBlock): Promise<readonly StoredBlock[]> {
  const tail = [tip];
  let final = tip.label.kind === 'Final';
  for (let height = tip.block.header.height - 1n; height >= 0n; height--) {
    const stored = await ledger.at(height);
    if (stored === undefined) throw new FaultError('FAULT_DISK', { missingHeight: height });
    tail.unshift(stored);
    if (final) break;
    final = stored.label.kind === 'Final';
  }
  return tail;
}

async function historyOf(ledger: LedgerStore, tip: bigint): Promise<readonly PastBlock[]> {
  const from = tip > 2n * HISTORY_BLOCKS ? tip - 2n * HISTORY_BLOCKS : 0n;
  const history: PastBlock[] = [];
  for await (const { height, hash } of ledger.index(from)) {
    const block = await ledger.block(hash);
    if (block === undefined) throw new FaultError('FAULT_DISK', { missingHeight: height });
    history.push({ height, hash, faults: block.faults });
  }
  return history;
}
