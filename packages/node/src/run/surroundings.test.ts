import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@eventide/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/loadConfig.ts';
import { provisionerKey, testGenesis } from '../start/node.fixture.ts';
import { lockFolder } from './folderLock.ts';
import { lockKey } from './keyLock.ts';
import { writeNetwork } from './network.fixture.ts';
import { nodeProver } from './nodeProver.ts';
import { resolveGenesis } from './resolveGenesis.ts';
import { runNode } from './runNode.ts';
import { toNodeOptions } from './toNodeOptions.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('13 §1.3 a folder belongs to one process', () => {
  const path = join(folder, 'locked');

  test('is taken and given back; a dead process holds nothing', async () => {
    const lock = await lockFolder(path);
    await lock.release();
    writeFileSync(join(path, 'node.lock'), '999999999');
    await (await lockFolder(path)).release();
  });

  test('is refused while somebody has it', async () => {
    writeFileSync(join(path, 'node.lock'), String(process.ppid));
    await expect(lockFolder(path)).rejects.toThrowCode('NODE_FOLDER_BUSY');
    rmSync(join(path, 'node.lock'));
  });

  test('is refused with another format, or where a file stands in its place', async () => {
    writeFileSync(join(path, 'format.json'), '{"format":99}');
    await expect(lockFolder(path)).rejects.toThrowCode('NODE_FORMAT');
    writeFileSync(join(folder, 'file'), '');
    await expect(lockFolder(join(folder, 'file'))).rejects.toThrowCode('NODE_NOT_WRITABLE');
  });
});

describe('13 §8 a key signs in one process of this machine', () => {
  const keys = join(folder, 'key-locks');
  const network = new Uint8Array(32).fill(1);

  test('a second one is refused, with who has it; other keys and other networks are free', async () => {
    const held = await lockKey(provisionerKey(0), network, keys);
    const [file] = readdirSync(keys) as [string];
    writeFileSync(join(keys, file), String(process.ppid));
    const refused = lockKey(provisionerKey(0), network, keys);
    await expect(refused).rejects.toThrowCode('NODE_KEY_IN_USE');
    await expect(refused).rejects.toMatchObject({ details: { pid: process.ppid, lock: join(keys, file) } });
    await (await lockKey(provisionerKey(1), network, keys)).release();
    await (await lockKey(provisionerKey(0), new Uint8Array(32).fill(2), keys)).release();
    await held.release();
    await (await lockKey(provisionerKey(0), network, keys)).release();
    expect(readdirSync(keys)).toEqual([]);
  });

  test('a process that is gone holds none', async () => {
    await lockKey(provisionerKey(0), network, keys);
    const [file] = readdirSync(keys) as [string];
    writeFileSync(join(keys, file), '999999999');
    await (await lockKey(provisionerKey(0), network, keys)).release();
  });
});

describe('08 §7 settings of the mempool and the prover', () => {
  test('reach the node', async () => {
    const genesis = await testGenesis();
    const text = `[mempool]
idle_interval = "5m"
max_queue_size = 5000
mempool_download_redundancy = 2
[kadcast]
kadcast_id = 224`;
    const { config } = loadConfig({ file: { name: 'f', text } });
    const { mempool } = toNodeOptions(config, genesis, undefined);
    expect(mempool).toMatchObject({ expiryCheckMs: 300_000, maxPending: 5_000, downloadPeers: 2 });
  });

  test('proofs with the parameters of the ceremony need their file', async () => {
    const genesis = { ...(await testGenesis()), srs: 'ceremony' as const };
    await expect(nodeProver(genesis, folder, undefined)).rejects.toThrowCode('NODE_CONFIG');
    await expect(nodeProver(genesis, folder, join(folder, 'none.crs'))).rejects.toThrowCode('NODE_CONFIG');
    const wrong = join(folder, 'wrong.crs');
    writeFileSync(wrong, 'not these');
    await expect(nodeProver(genesis, folder, wrong)).rejects.toThrowCode('PLONK_SRS_WRONG');
  });

  test('a node that is asked to serves proofs, and refuses what is none', { timeout: 60_000 }, async () => {
    const genesis = await testGenesis();
    const prover = await nodeProver(genesis, join(folder, 'proving'), undefined);
    await expect(prover.prove('sound-1/phoenix/1', new Uint8Array(3))).rejects.toThrowCode('CODEC_BAD_TAG');
    await expect(prover.prove('sound-1/phoenix/9', new Uint8Array(3))).rejects.toThrowCode('PROVE_UNKNOWN_CIRCUIT');
    await prover.close();
  });
});

describe('13 §8 what a run refuses', () => {
  const stopped = AbortSignal.abort();
  let config = '';
  beforeAll(async () => {
    const { configOf } = writeNetwork(join(folder, 'network'), await testGenesis(), 1, 21_390);
    config = readFileSync(configOf(0), 'utf8');
  });
  const loaded = (change: (text: string) => string = (text) => text) =>
    loadConfig({ file: { name: 'node.toml', text: change(config) }, flags: { role: 'observer' } });
  const run = (change?: (text: string) => string) =>
    runNode(loaded(change), { log: silentLog, env: {}, tell: () => {} }, stopped);

  test('the network of the file, with everything it says checked', async () => {
    expect((await resolveGenesis(loaded().config)).network).toMatchObject({ protocol: 'eventide', chainId: 224 });
    const refused = async (change: (text: string) => string, code: string) =>
      expect(resolveGenesis(loaded(change).config)).rejects.toThrowCode(code);
    await refused((text) => text.replace('kadcast_id = 224', 'kadcast_id = 225'), 'NODE_CONFIG');
    await refused((text) => `${text}\n[vm]\nblock_gas_limit = 5`, 'NODE_CONFIG');
    await refused((text) => text.replace('genesis.toml', 'none.toml'), 'NODE_CONFIG');
    await refused((text) => text.replace('/contracts"', '/none"'), 'EXEC_CONTRACT_MISSING');
    await refused((text) => text.replace(/contracts = .*/, ''), 'NODE_CONFIG');
    mkdirSync(join(folder, 'network/other'));
    for (const name of ['transfer_contract.wasm', 'stake_contract.wasm'])
      writeFileSync(join(folder, 'network/other', name), 'x');
    await refused((text) => text.replace('/contracts"', '/other"'), 'EXEC_CONTRACT_HASH');
  });

  test('a UDP port in use, before anything runs; the folder is free again', async () => {
    const socket = createSocket('udp4').bind(21_390, '127.0.0.1');
    await once(socket, 'listening');
    await expect(run()).rejects.toThrowCode('NODE_PORT_TAKEN');
    socket.close();
    const lines: string[] = [];
    await runNode(loaded(), { log: silentLog, env: {}, tell: ({ event }) => lines.push(event) }, stopped);
    expect(lines).toEqual(['ready', 'stopped']);
  });

  test('a key file that is asked for and not there', async () => {
    const without = loadConfig({
      file: { name: 'f', text: config.replace('node0.keys', 'none.keys') },
      flags: { role: 'provisioner' },
    });
    const running = runNode(without, { log: silentLog, env: {}, tell: () => {} }, stopped);
    await expect(running).rejects.toThrowCode('NODE_KEY_FILE');
  });
});
