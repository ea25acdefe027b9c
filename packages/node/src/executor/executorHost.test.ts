import { systemClock } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type Block, blockCodec, genesisHeader, type Hash } from '@eventide/ledger';
import { createHeldStore, createMemoryStore } from '@eventide/store';
import { toNodeTx } from '@eventide/tx';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountBytes, payment, provisionerKey, testGenesis } from '../start/node.fixture.ts';
import type { Handlers } from '../worker/wire.ts';
import type { ExecutorCalls, WireExecution } from './calls.ts';
import { createExecutorHost } from './executorHost.ts';

let handlers: Handlers<ExecutorCalls>;
let genesisRoot: Hash;
let block: Block;
const disk = createMemoryStore();

/** A block to execute on the first state. */
function execution(over: Partial<Block['header']> = {}, txs = block.txs, parentRoot = genesisRoot): WireExecution {
  const bytes = encode(blockCodec, { ...block, txs, header: { ...block.header, ...over } });
  return { parentRoot, block: bytes, voters: [], slashes: [] };
}

beforeAll(async () => {
  const { network, text, code } = await testGenesis();
  handlers = createExecutorHost(createHeldStore(disk), systemClock).handlers;
  const setup = { genesis: { network, text, code }, begin: true, generationMs: 10_000, keptStates: 0 };
  genesisRoot = (await handlers.open(setup)) as Hash;
  const first = genesisHeader(network.genesisTimestampSec, genesisRoot);
  const header = {
    ...first,
    version: 1,
    height: 1n,
    generator: accountBytes(provisionerKey(0)),
    gasLimit: 3_000_000_000n,
  };
  const request = { parentRoot: genesisRoot, header, voters: [], slashes: [], maxTxBytes: 100_000 };
  const built = await handlers.build({ request, offer: [payment()] });
  expect(built.taken).toEqual([0]);
  const { stateHash, eventBloom, txRoot } = built;
  block = { header: { ...header, stateHash, eventBloom, txRoot }, txs: [toNodeTx(payment())], faults: [] };
});

describe('06 §13 a block and what its header says of it', () => {
  test.each<[string, () => WireExecution, string, string]>([
    ['another state root', () => execution({ stateHash: genesisRoot }), 'invalid', 'state root'],
    ['another filter of events', () => execution({ eventBloom: new Uint8Array(256) }), 'invalid', 'event bloom'],
    ['one transaction too few', () => execution({}, []), 'invalid', 'state root'],
    ['a transaction twice', () => execution({}, [...block.txs, ...block.txs]), 'invalid', 'transaction 1'],
    ['bytes that are no transaction', () => execution({}, [toNodeTx(Uint8Array.of(1, 2))]), 'invalid', 'malformed'],
    ['a gas limit below what it spent', () => execution({ gasLimit: 1n }), 'invalid', 'BLOCK_GAS_EXCEEDED'],
    ['no votes for its parent', () => execution({ height: 2n }), 'invalid', 'BLOCK_NO_VOTERS'],
    ['another generator', () => execution({ generator: accountBytes(77n) }), 'invalid', 'state root'],
    ['a state that is not there', () => execution({}, block.txs, new Uint8Array(32).fill(1)), 'moved', 'parent'],
  ])('is refused with %s, and leaves nothing', async (_, request, refused, detail) => {
    for (const kind of ['verify', 'commit'] as const) {
      const result = await handlers[kind]({ ...request(), later: false });
      expect(result).toMatchObject({ refused, detail: expect.stringContaining(detail) });
    }
    expect(await handlers.has(block.header.stateHash)).toBe(false);
    expect(await handlers.verify(execution())).toMatchObject({ root: block.header.stateHash });
  });

  test('that was judged is kept when it is told to, and is on disk when nothing is put off any more', async () => {
    const written = async (): Promise<number> => {
      let count = 0;
      for await (const _ of disk.range()) count++;
      return count;
    };
    const before = await written();
    expect(await handlers.commit({ ...execution(), later: true })).toMatchObject({ root: block.header.stateHash });
    expect(await handlers.has(block.header.stateHash)).toBe(true);
    expect(await written()).toBe(before);
    await handlers.flush(null);
    expect(await written()).toBeGreaterThan(before);
    await handlers.close(null);
  });
});
