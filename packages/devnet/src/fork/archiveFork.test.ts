import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { exportSnapshot } from '@eventide/node/backup/snapshot';
import { getAccount, getBlock, propagate, waitForTx } from '@eventide/sdk';
import { readContract } from '@eventide/sdk/calls/contract';
import { buildMoonlight, encodeTx } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { projectFolder } from '../genesis/projectFolder.ts';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';
import { diskGenesis, startDiskOrigin } from './archiveOrigin.fixture.ts';

const PROTOCOLS = ['eventide', 'rusk-1.6'] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-archive-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function counterCode(): Promise<Uint8Array> {
  const text = readFileSync(`${projectFolder()}/contracts/wat/counter.wat`, 'utf8');
  const { parseWat } = await wabt();
  return new Uint8Array(parseWat('counter.wat', text, { bulk_memory: true }).toBinary({}).buffer);
}

const count = async (net: Devnet, contract: string): Promise<number> =>
  (await readContract(net.client.transport, fromHex(contract), 'value'))[0] ?? -1;

/** Calls the counter with alice's money. */
async function increment(net: Devnet, contract: string): Promise<string | undefined> {
  const [alice] = net.accounts.users;
  if (alice === undefined) throw new Error('no alice');
  const { nonce } = await getAccount(net.client, { account: alice.account });
  const fnArgs = Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0);
  const data = { kind: 'call', contract: fromHex(contract), fnName: 'increment', fnArgs } as const;
  const gas = { gasLimit: 100_000_000n, gasPrice: 1n };
  const { chainId } = net.genesis.network;
  const call = { chainId, from: alice.secretKey, to: undefined, value: 0n, gas, nonce: nonce + 1n, data };
  const { error } = await waitForTx(net.client, await propagate(net.client, encodeTx(buildMoonlight(call))));
  return error ?? undefined;
}

const rootOf = (net: Devnet): string => toHex(net.door.ledger.tip().block.header.stateHash);

describe.each(PROTOCOLS)('13 §3.2 fork from an archive of a network of %s', (protocol) => {
  let chain: string;
  let archive: string;
  let contract: string;
  let height: bigint;
  beforeAll(async () => {
    chain = join(folder, protocol);
    archive = join(folder, `${protocol}-archive`);
    mkdirSync(chain);
    const origin = await startDiskOrigin(chain, await diskGenesis(protocol));
    contract = await origin.deploy(await counterCode());
    await origin.node.production.produce(2);
    height = origin.node.door.ledger.tip().block.header.height;
    await origin.close();
    expect(await exportSnapshot(chain, archive)).toMatchObject({ height });
  }, 400_000);

  test('needs nobody, holds every contract, and goes on from the very state', async () => {
    const fork = await createDevnet({ fork: { archive } });
    try {
      expect(fork.forkedAt).toMatchObject({ url: archive, height });
      expect(fork.genesis.network.protocol).toBe(protocol);
      expect(await count(fork, contract)).toBe(0);
      expect(await increment(fork, contract)).toBeUndefined();
      expect(await count(fork, contract)).toBe(3);
      expect((await getBlock(fork.client, height))?.height).toBe(height);
    } finally {
      await fork.close();
    }
  });

  test('is the fork that the node itself would give, or what its blocks make of a state folder', async () => {
    const origin = await startDiskOrigin(chain, await diskGenesis(protocol));
    const bare = join(folder, `${protocol}-bare`);
    cpSync(archive, bare, { recursive: true });
    rmSync(join(bare, 'snapshot.json'));
    try {
      const roots: string[] = [];
      const ways = [
        { archive },
        { archive: bare, url: origin.url },
        ...(protocol === 'eventide'
          ? [{ url: origin.url, cache: join(folder, 'pages'), pages: 'start' as const }]
          : []),
      ];
      for (const fork of ways) {
        const net = await createDevnet({ fork });
        await net.mine(2);
        roots.push(rootOf(net));
        await net.close();
      }
      expect(new Set(roots).size).toBe(1);
      await expect(createDevnet({ fork: { archive: bare } })).rejects.toMatchObject({
        code: 'DEVNET_FORK_UNSUPPORTED',
      });
      await expect(createDevnet({ fork: { archive: bare, url: origin.url, height: 0n } })).rejects.toMatchObject({
        code: 'DEVNET_FORK_HEIGHT',
      });
    } finally {
      await origin.close();
    }
  });

  test('what is damaged is found', async () => {
    const damaged = join(folder, `${protocol}-damaged`);
    cpSync(archive, damaged, { recursive: true });
    const memory = join(damaged, 'main/memory', contract);
    const [commit = ''] = readdirSync(memory);
    const [page = ''] = readdirSync(join(memory, commit));
    const file = join(memory, commit, page);
    writeFileSync(file, readFileSync(file).fill(1, 0, 1));
    await expect(createDevnet({ fork: { archive: damaged } })).rejects.toMatchObject({ code: 'VM_SNAPSHOT_ROOT' });
    await expect(createDevnet({ fork: { archive: folder } })).rejects.toMatchObject({ code: 'NODE_BACKUP' });
    await expect(createDevnet({ fork: { archive, height: height + 1n } })).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
    });
    await expect(createDevnet({ fork: {} })).rejects.toMatchObject({ code: 'DEVNET_BAD_OPTION' });
  });
});
