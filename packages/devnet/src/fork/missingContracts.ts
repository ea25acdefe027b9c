import { isEventideError, toHex } from '@eventide/base';
import { ExecutionError } from '@eventide/execution';
import type { NodeDoor, Submission } from '@eventide/node';
import { type Client, createClient, http } from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import { decodeKnownTx, STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { mempoolBehind } from './mempoolBehind.ts';

/** Of what a question at the origin answers, and how long one may take. */
const MOST_ANSWER_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** Contracts that are known to be at the origin or not. */
const MOST_KNOWN = 4_096;
const REFUSED = 'DEVNET_FORK_NO_STATE';

/**
 * A door that knows of the contracts of a forked node of Rusk, whose state is not told: what is asked of them is asked there, as they are
 * now, and transactions that call them are refused. Close it with the fork.
 * Spec: 13 §3.2
 */
export function withOriginContracts(door: NodeDoor, url: string): { readonly door: NodeDoor; close(): void } {
  const client = createClient({ transport: http(url) });
  const { state, mempool } = door;
  const isLocal = async (contract: Uint8Array): Promise<boolean> => (await state.owner(contract)) !== undefined;
  const atOrigin = ownersAt(client);
  const checked = async (bytes: Uint8Array, then: () => Promise<Submission>): Promise<Submission> => {
    const called = calledBy(bytes);
    if (called === undefined || (await isLocal(called)) || (await atOrigin(called)) === undefined) return then();
    const text = `${REFUSED}: the state of contract ${toHex(called)} is not here; a fork of a node of Rusk holds the genesis contracts only; --fork-state takes an archive of its whole state`;
    return { ok: false, kind: 'refused', code: REFUSED, text };
  };
  return {
    door: {
      ...door,
      mempool: mempoolBehind(mempool, checked),
      state: {
        ...state,
        async query(contract, method, argument, options) {
          if (await isLocal(contract)) return state.query(contract, method, argument, options);
          return ask(client, contract, method, argument, false, options?.signal);
        },
        async *feed(contract, method, argument, options) {
          if (await isLocal(contract)) yield* state.feed(contract, method, argument, options);
          else yield await ask(client, contract, method, argument, true, options?.signal);
        },
        owner: async (contract) => (await state.owner(contract)) ?? atOrigin(contract),
      },
    },
    close: () => client.close(),
  };
}

/** The owner of a contract of the origin; undefined if it has none of that id. @throws NetworkError */
function ownersAt({ transport }: Client): (contract: Uint8Array) => Promise<Uint8Array | undefined> {
  const known = new Map<string, Uint8Array>();
  return async (contract) => {
    const id = toHex(contract);
    const owner = known.get(id);
    if (owner !== undefined) return owner;
    try {
      const answer = await post(transport, `/on/contract_owner:${id}/owner`, { binary: true, timeoutMs: TIMEOUT_MS });
      const found = await answer.bytes(MOST_ANSWER_BYTES);
      if (known.size < MOST_KNOWN) known.set(id, found);
      return found;
    } catch (error) {
      if (isEventideError(error, 'NETWORK_REFUSED')) return undefined;
      throw error;
    }
  };
}

/** The contract that a transaction calls, if it is none of the genesis; bytes that are no transaction are for others to refuse. */
function calledBy(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const { data } = decodeKnownTx(bytes, { strict: false }).payload;
    if (data?.kind !== 'call') return undefined;
    const genesis = [TRANSFER_CONTRACT, STAKE_CONTRACT].map(toHex);
    return genesis.includes(toHex(data.contract)) ? undefined : data.contract;
  } catch (error) {
    if (isEventideError(error)) return undefined;
    throw error;
  }
}

/** @throws ExecutionError EXEC_QUERY_FAILED in the words of the origin, or that it does not answer */
async function ask(
  { transport }: Client,
  contract: Uint8Array,
  method: string,
  body: Uint8Array,
  feeder: boolean,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    const path = `/on/contracts:${toHex(contract)}/${method}`;
    const answer = await post(transport, path, { body, feeder, binary: true, signal, timeoutMs: TIMEOUT_MS });
    return await answer.bytes(MOST_ANSWER_BYTES);
  } catch (cause) {
    if (!isEventideError(cause)) throw cause;
    const told = cause.details.reason;
    const failure = typeof told === 'string' ? told : `the origin of the fork does not answer: ${cause.code}`;
    throw new ExecutionError('EXEC_QUERY_FAILED', { method, failure }, { cause });
  }
}
