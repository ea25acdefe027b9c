import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@eventide/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/loadConfig.ts';
import { testGenesis } from '../start/node.fixture.ts';
import { lockFolder } from './folderLock.ts';
import { writeNetwork } from './network.fixture.ts';
import { resolveGenesis } from './resolveGenesis.ts';
import { runNode } from './runNode.ts';

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
