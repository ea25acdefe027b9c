import { fromHex, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { createMemoryStore } from '@eventide/store';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { Session } from './session.ts';
import { type BareModule, loadBare } from './testing/bare.ts';
import { idOf } from './testing/engine.ts';
import { GENESIS_CONTRACTS, referenceContracts } from './testing/references.ts';
import { createVm } from './vm.ts';

type GasCase = {
  readonly fn: string;
  readonly arg: string;
  readonly limit: number;
  readonly outcome: 'ok' | 'trap' | 'host_panic' | 'out_of_gas_check';
  readonly result?: number;
  readonly saved_remaining: string;
  readonly host_calls: [string, string | number][];
};
type Step = {
  readonly label: string;
  readonly height: number;
  readonly contract: number;
  readonly fn: string;
  readonly arg: string;
  readonly ret?: string;
  readonly panic?: string;
  readonly events?: { source: number; topic: string; data: string }[];
  readonly feeds?: string[];
  readonly hostQueries?: string[];
};

const gas = loadVectors<{ contracts: { path: string; sha256: string; cases: GasCase[] }[] }>('vm/gas-contracts');
const trace = loadVectors<{ steps: Step[] }>('contracts/wasm-trace');
const atHand = referenceContracts();

test('04 §11 the vectors name five contracts with their cases', () => {
  expect(gas.contracts.map(({ cases }) => cases.length)).toEqual([60, 80, 60, 120, 200]);
  expect(trace.steps.length).toBe(49);
});

const constants: Readonly<Record<string, number>> = { hq: 32, hd: 8, c: 0, caller: 1, callstack: 1, owner: 1 };

class StubPanic extends Error {}

/** One case under the host stub of the vectors. */
function runCase(bytes: Uint8Array, { fn, arg, limit }: GasCase, watchLoads: boolean): Record<string, unknown> {
  const calls: [string, string][] = [];
  const loaded: BareModule = loadBare(bytes, watchLoads, (name, remaining) => {
    calls.push([name, String(remaining)]);
    if (name === 'panic') throw new StubPanic();
    return constants[name];
  });
  const argument = fromHex(arg);
  loaded.bytes.set(argument, loaded.argumentBuffer);
  try {
    const { outcome, result, remaining } = loaded.call(fn, argument.length, BigInt(limit));
    return { outcome, result, remaining: String(remaining), calls };
  } catch (error) {
    if (error instanceof StubPanic) return { outcome: 'host_panic', calls };
    throw error;
  }
}

describe.each(gas.contracts.filter(({ sha256 }) => atHand.has(sha256)))('04 §6 gas of $path', ({ sha256, cases }) => {
  const bytes = atHand.get(sha256) as Uint8Array;

  test('every case, and what every host call sees', () => {
    for (const c of cases) {
      const run = runCase(bytes, c, false);
      expect(run.outcome, c.fn).toBe(c.outcome);
      expect(run.calls, c.fn).toEqual(c.host_calls.map(([name, seen]) => [name, String(seen)]));
      if (c.result !== undefined) expect(run.result, c.fn).toBe(c.result);
      if (c.outcome !== 'host_panic') expect(run.remaining, c.fn).toBe(c.saved_remaining);
    }
  });
});

const queries: string[] = [];
const yes = Uint8Array.of(1);
/** The archived list of scalars: elements, then offset and count. */
function scalarsOf(argument: Uint8Array): bigint[] {
  const view = new DataView(argument.buffer, argument.byteOffset, argument.byteLength);
  const root = argument.length - 8;
  const from = root + view.getInt32(root, true);
  return Array.from({ length: view.getUint32(root + 4, true) }, (_, i) => {
    return fr.fromMontgomery(argument.slice(from + 32 * i, from + 32 * i + 32));
  });
}

async function genesisSession(): Promise<Session> {
  const vm = await createVm({
    store: createMemoryStore(),
    hostQueries(name, argument) {
      queries.push(`${name}:${argument.length}`);
      if (name.startsWith('verify_')) return yes;
      if (name === 'hash') return new Uint8Array(32);
      return name === 'poseidon_hash' ? fr.toMontgomery(poseidonDigest('other', scalarsOf(argument))) : undefined;
    },
  });
  const session = vm.openSession(undefined, { feeds: true });
  session.meta.set('chain_id', yes);
  const unlimited = 2n ** 64n - 1n;
  for (const [n, sha256] of [
    [1, GENESIS_CONTRACTS.transfer],
    [2, GENESIS_CONTRACTS.stake],
  ] as const) {
    const bytecode = atHand.get(sha256) as Uint8Array;
    const result = session.deploy({ id: idOf(n), bytecode, owner: new Uint8Array(96), gasLimit: unlimited });
    expect(result.ok).toBe(true);
  }
  expect(session.call(idOf(1), 'update_root', new Uint8Array(), unlimited).ok).toBe(true);
  return session;
}

function runStep(session: Session, step: Step): Record<string, unknown> {
  queries.length = 0;
  const height = new Uint8Array(8);
  new DataView(height.buffer).setBigUint64(0, BigInt(step.height), true);
  session.meta.set('block_height', height);
  const result = session.call(idOf(step.contract), step.fn, fromHex(step.arg), 2n ** 64n - 1n);
  if (!result.ok) return { panic: result.failure.kind === 'panic' ? result.failure.message : result.failure };
  const { data, events, feeds } = result.receipt;
  return {
    ret: toHex(data),
    events: events.map(({ source, topic, data: bytes }) => ({ source: source[0], topic, data: toHex(bytes) })),
    feeds: feeds.map(toHex),
    hostQueries: [...queries],
  };
}

describe.runIf(Object.values(GENESIS_CONTRACTS).every((hash) => atHand.has(hash)))(
  '05 §1 the genesis contracts',
  () => {
    test('give the results, events, feeds and queries of the recorded trace', async () => {
      const session = await genesisSession();
      for (const step of trace.steps) {
        const { ret, panic, events = [], feeds = [], hostQueries = [] } = step;
        const expected = panic === undefined ? { ret, events, feeds, hostQueries } : { panic };
        expect(runStep(session, step), step.label).toEqual(expected);
      }
    });
  },
);
