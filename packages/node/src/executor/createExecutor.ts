import { encode } from '@eventide/codec';
import { type Block, blockCodec, emptyAttestation, type Hash } from '@eventide/ledger';
import type { NodeTx } from '@eventide/tx';
import type { Built, Executed, ExecutionRequest, Executor, Refused } from '../chain/ports.ts';
import type { Caller } from '../worker/wire.ts';
import type { ExecutorCalls, WireExecuted, WireExecution } from './calls.ts';

/** Transactions offered for one candidate: twice what fits, since some may prove unusable. */
const MAX_OFFERED = 2_000;
const MAX_OFFERED_BYTES = 2_500_000;

/** The port of the chain over the executor's thread. */
export function createExecutor(caller: Caller<ExecutorCalls>): Executor {
  const answerOf = (result: WireExecuted | Refused, { block }: ExecutionRequest): Executed | Refused =>
    'refused' in result ? result : toExecuted(result, block);
  let putOff = false;
  return {
    verify: async (request) => answerOf(await caller.call('verify', toWire(request)), request),
    async commit(request, later = false) {
      if (later) putOff = true;
      return answerOf(await caller.call('commit', { ...toWire(request), later }), request);
    },
    async flush() {
      if (!putOff) return;
      putOff = false;
      await caller.call('flush', null);
    },
    async build(request, txs) {
      const offer = offerOf(txs);
      const offered = offer.map(({ protocolBytes }) => protocolBytes);
      const { taken, ...built } = await caller.call('build', { request, offer: offered });
      return { ...built, txs: taken.map((place) => offer[place] as NodeTx) } satisfies Built;
    },
    has: (root) => caller.call('has', root),
    provisioners: (root) => caller.call('provisioners', root),
    finalize: (finalRoot: Hash, parentRoot: Hash) => caller.call('finalize', { finalRoot, parentRoot }),
  };
}

/** A block's own attestation plays no part in its execution; candidates have none yet. */
function toWire({ parentRoot, block, voters, slashes }: ExecutionRequest): WireExecution {
  const bare = { ...block, header: { ...block.header, att: emptyAttestation() } };
  return { parentRoot, block: encode(blockCodec, bare), voters, slashes };
}

function toExecuted({ root, results, events }: WireExecuted, block: Block): Executed {
  const blockHeight = block.header.height;
  const spent = block.txs.map((tx, i) => ({ tx, blockHeight, ...(results[i] as WireExecuted['results'][number]) }));
  return { root, spent, events };
}

function offerOf(txs: Iterable<NodeTx>): readonly NodeTx[] {
  const offer: NodeTx[] = [];
  let bytes = 0;
  for (const tx of txs) {
    bytes += tx.protocolBytes.length;
    if (offer.length >= MAX_OFFERED || bytes > MAX_OFFERED_BYTES) break;
    offer.push(tx);
  }
  return offer;
}
