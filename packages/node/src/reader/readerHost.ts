import { FaultError, isEventideError, toHex } from '@eventide/base';
import {
  accountAt,
  type Engine,
  executeTx,
  openBlock,
  provisionersAt,
  queryContract,
  traceTx,
} from '@eventide/execution';
import type { Hash } from '@eventide/ledger';
import { rulesAt } from '@eventide/params';
import { decodeTx } from '@eventide/tx';
import type { Handlers } from '../worker/wire.ts';
import type { ReadCall, ReaderCalls, Simulation } from './calls.ts';
import { openFeedSource } from './feedGate.ts';
import { contractCode, stateContracts } from './stateContracts.ts';
import { statePage } from './statePage.ts';

/** Answers reads on states that are never changed. `open` gives the engine to read with, `close` ends it. */
export function readerHandlers(
  open: (network: Engine['network']) => Promise<Engine>,
  close: () => Promise<void>,
): Handlers<ReaderCalls> {
  let engine: Engine | undefined;
  /** A root that is not known yet was committed meanwhile: looks again once. */
  const read = async <T>(work: (engine: Engine) => T): Promise<T> => {
    if (engine === undefined) throw new FaultError('FAULT_INTERNAL', { what: 'reader not open' });
    try {
      return work(engine);
    } catch (error) {
      if (!isEventideError(error, 'VM_BASE_UNKNOWN') && !isEventideError(error, 'VM_COMMIT_UNKNOWN')) throw error;
      await engine.vm.refresh();
      return work(engine);
    }
  };
  return {
    async open({ network }) {
      engine = await open(network);
    },
    query: (call) => read((opened) => queryContract(opened, { ...call, feeds: false }).data),
    feed: ({ gate, ...call }) => read((opened) => feed(opened, call, gate)),
    account: ({ root, key }) => read((opened) => accountAt(opened, root, key)),
    provisioners: ({ root }) => read((opened) => provisionersAt(opened, root)),
    owner: ({ root, contract }) => read(({ vm }) => vm.state(root).contract(toHex(contract))?.owner),
    simulate: ({ root, height, tx }) => read((opened) => simulate(opened, root, height, tx)),
    trace: ({ root, height, before, tx }) =>
      read((opened) => {
        const rules = rulesAt(opened.network, height);
        const decoded = before.map((bytes) => decodeTx(bytes, rules));
        return traceTx(opened, { root, height, before: decoded, tx: decodeTx(tx, rules) });
      }),
    statePage: ({ root, contract, page }) => read(({ vm }) => statePage(vm, root, contract, page)),
    stateContracts: ({ root, from }) => read(({ vm }) => stateContracts(vm, root, from)),
    contractCode: ({ root, contract }) => read(({ vm }) => contractCode(vm, root, contract)),
    async close() {
      await close();
    },
  };
}

function feed(engine: Engine, call: ReadCall, gate: ReaderCalls['feed']['ask']['gate']): readonly Uint8Array[] {
  if (gate === undefined) return queryContract(engine, call).feeds;
  // Known before anything is fed: the caller may look for the state again.
  engine.vm.state(call.root);
  const source = openFeedSource(gate);
  try {
    queryContract(engine, { ...call, onFeed: source.onFeed });
  } finally {
    source.end();
  }
  return [];
}

/** Spec: 08 §3, `transactions/simulate` */
function simulate(engine: Engine, root: Hash, height: bigint, bytes: Uint8Array): Simulation {
  const tx = decodeTx(bytes, rulesAt(engine.network, height));
  const block = openBlock(engine, root, height);
  try {
    const outcome = executeTx(block, tx);
    if (!outcome.ok) return { gasSpent: 0n, error: outcome.detail || outcome.reason };
    return { gasSpent: outcome.receipt.gasSpent, error: outcome.receipt.error };
  } finally {
    block.session.close();
  }
}
