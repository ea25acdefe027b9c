import { equalBytes, isEventideError, toHex } from '@eventide/base';
import type { TxTrace } from '@eventide/execution';
import type { JsonValue } from '@eventide/ledger';
import { decodeTx, gasTerms } from '@eventide/tx';
import type { TracedCall, TraceStep } from '@eventide/vm/callTree';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import type { NodeDoor, TraceRead } from '../nodeDoor.ts';
import { jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';
import { queryFailure } from './queryFailure.ts';

const ID_BYTES = 32;

/**
 * `/on/eventide/trace`: every frame of a transaction. Body: the id of one that was executed (32 bytes), which runs again on the
 * state before it while that is kept, or protocol bytes, which run on the newest state. Spec: 13 §3.4
 */
export function traceRoute(door: NodeDoor, gate: Gate): RuesRoute {
  return {
    component: 'eventide',
    topic: 'trace',
    handle: async ({ body }) => {
      const read = body.bytes.length === ID_BYTES ? await executed(door, body.bytes) : newest(door, body.bytes);
      try {
        const trace = await gate.run(() => door.state.trace(read));
        return jsonAnswer({ height: read.height, ...traceJson(trace) });
      } catch (error) {
        if (isEventideError(error, 'VM_BASE_UNKNOWN'))
          throw new RefusedRequest('notFound', `the state before block ${read.height} is not kept`, { cause: error });
        throw queryFailure(error);
      }
    },
  };
}

async function executed({ ledger, mempool }: NodeDoor, id: Uint8Array): Promise<TraceRead> {
  const spent = await ledger.spent(id);
  if (spent === undefined) {
    const waiting = mempool.get(id);
    if (waiting === undefined) throw new RefusedRequest('notFound', 'transaction unknown');
    const { header } = ledger.tip().block;
    return {
      root: header.stateHash,
      height: header.height + 1n,
      before: [],
      tx: waiting.envelope.protocolBytes,
    };
  }
  const [block, parent] = await Promise.all([ledger.at(spent.blockHeight), ledger.at(spent.blockHeight - 1n)]);
  if (block === undefined || parent === undefined)
    throw new RefusedRequest('notFound', 'block of the transaction gone');
  const all = block.block.txs.map(({ protocolBytes }) => protocolBytes);
  const place = all.findIndex((bytes) => equalBytes(bytes, spent.tx.protocolBytes));
  if (place < 0) throw new RefusedRequest('notFound', 'block of the transaction gone');
  return {
    root: parent.block.header.stateHash,
    height: spent.blockHeight,
    before: all.slice(0, place),
    tx: all[place] as Uint8Array,
  };
}

function newest({ ledger, identity }: NodeDoor, tx: Uint8Array): TraceRead {
  try {
    if (gasTerms(decodeTx(tx, { strict: false })).gasLimit > identity.blockGasLimit)
      throw new RefusedRequest('invalidInput', 'Gas limit is too high.');
  } catch (error) {
    if (error instanceof RefusedRequest || !isEventideError(error)) throw error;
    throw new RefusedRequest('invalidInput', `Invalid transaction: ${error.message}`, { cause: error });
  }
  const { header } = ledger.tip().block;
  return { root: header.stateHash, height: header.height + 1n, before: [], tx };
}

function traceJson({ calls, receipt, refusal, omitted }: TxTrace): { readonly [key: string]: JsonValue } {
  return {
    gas_spent: receipt?.gasSpent ?? null,
    gas_limit: receipt?.gasLimit ?? null,
    error: receipt?.error ?? null,
    refusal: refusal ?? null,
    omitted,
    calls: calls.map(callJson),
  };
}

function callJson(call: TracedCall): JsonValue {
  const { contract, fn, argument, gasLimit, gasSpent, data, failure, at, steps } = call;
  return {
    contract: toHex(contract),
    fn,
    argument: toHex(argument),
    gas_limit: gasLimit,
    gas_spent: gasSpent,
    data: data === undefined ? null : toHex(data),
    failure:
      failure === undefined
        ? null
        : {
            kind: failure.kind,
            message: failure.kind === 'panic' ? failure.message : 'reason' in failure ? failure.reason : null,
            at: at ?? null,
          },
    steps: steps.map(stepJson),
  };
}

function stepJson(step: TraceStep): JsonValue {
  if (step.kind === 'call') return { call: callJson(step.call) };
  if (step.kind === 'log') return { log: step.line };
  const { source, topic, data } = step.event;
  return { event: { source: toHex(source), topic, data: toHex(data) } };
}
