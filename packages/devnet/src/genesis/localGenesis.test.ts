import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalBytes, fromHex, toHex } from '@eventide/base';
import { accountAt, createQueryCache, eventideNetwork, parseGenesis, provisionersAt } from '@eventide/execution';
import { createMemoryStore } from '@eventide/store/memory';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { createVm } from '@eventide/vm/vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventideGenesisText } from './genesisText.ts';
import { defaultLocalGenesisOptions, type LocalGenesis, localGenesis } from './localGenesis.ts';
import { putImage } from './stateImage.ts';

let folder: string;
let genesis: LocalGenesis;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-genesis-'));
  genesis = await localGenesis(defaultLocalGenesisOptions, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function openState({ image, network }: LocalGenesis) {
  const store = createMemoryStore();
  await putImage(store, image);
  return { vm: await createVm({ store, hostQueries: () => undefined }), network, cache: createQueryCache() };
}

describe('14 §8 genesis of a local network', () => {
  test('is the same from the cache and computed again', async () => {
    expect(readdirSync(folder).filter((file) => file.startsWith('state-'))).toHaveLength(1);
    const again = await localGenesis(defaultLocalGenesisOptions, folder);
    rmSync(folder, { recursive: true });
    const fresh = await localGenesis(defaultLocalGenesisOptions, folder);
    for (const other of [again, fresh]) {
      expect(toHex(other.header.hash)).toBe(toHex(genesis.header.hash));
      expect(equalBytes(other.image, genesis.image)).toBe(true);
      expect(other.text).toBe(genesis.text);
    }
  });

  test('commits to the parameters that its file states', () => {
    const [vd1, vd2, vd3, vd4] = localKeys.map((key) => fromHex(key)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const { network, commitment } = eventideNetwork(parseGenesis(genesis.text), [vd1, vd2, vd3, vd4]);
    expect(network).toEqual(genesis.network);
    expect(toHex(commitment)).toBe(toHex(genesis.header.prevBlockHash));
  });

  test('endows users, faucet and provisioners', async () => {
    const engine = await openState(genesis);
    const root = genesis.header.stateHash;
    const { users, faucet } = genesis.accounts;
    for (const user of users) expect(accountAt(engine, root, user.publicKey).balance).toBe(100_000_000_000_000n);
    expect(accountAt(engine, root, faucet.publicKey).balance).toBe(10_000_000_000_000_000n);
    const staked = provisionersAt(engine, root).filter(({ data }) => data.amount !== null);
    expect(staked).toHaveLength(4);
  });

  test('depends on every option', async () => {
    const { accounts, code } = genesis;
    const text = (change: object) =>
      eventideGenesisText({ accounts, ...defaultLocalGenesisOptions, contracts: code.hashes, ...change });
    const texts = [{}, { users: 9 }, { provisioners: 3 }, { blockTimeSec: 1 }, { proofs: 'mock' }].map(text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('of protocol rusk-1.6 runs our builds under chain id 0', async () => {
    const rusk = await localGenesis({ ...defaultLocalGenesisOptions, protocol: 'rusk-1.6', proofs: 'mock' }, folder);
    expect(rusk.network).toMatchObject({ protocol: 'rusk-1.6', chainId: 0, proofs: 'mock' });
    const engine = await openState(rusk);
    const alice = rusk.accounts.users[0] as { publicKey: Parameters<typeof accountAt>[2] };
    expect(accountAt(engine, rusk.header.stateHash, alice.publicKey).balance).toBe(100_000_000_000_000n);
  });
});
