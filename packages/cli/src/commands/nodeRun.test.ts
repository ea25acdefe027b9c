import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeProcess, spawnNode, writeNetwork } from '@eventide/node/run/network.fixture';
import { testGenesis } from '@eventide/node/start/node.fixture';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../exit.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'eventide-node-run-'));
/** Of the tests' own. */
const UDP_BASE = 32_000 + (process.pid % 300) * 2;
const RIGHT = { DUSK_CONSENSUS_KEYS_PASS: 'not a secret' };
let running: NodeProcess;
let config: string;

beforeAll(async () => {
  const { configOf } = writeNetwork(folder, await testGenesis({ blockTimeSec: 1 }), 2, UDP_BASE);
  config = readFileSync(configOf(1), 'utf8');
  // Alone with the only stake, it makes its blocks.
  const alone = readFileSync(configOf(0), 'utf8').replace('start_peers = 2', 'start_peers = 0');
  writeFileSync(configOf(0), alone);
  running = await spawnNode(configOf(0));
}, 300_000);
afterAll(async () => {
  await running.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** `eventide node run` in this process, with the configuration of the second node as `change` leaves it. */
function run(change: (text: string) => string, env: Record<string, string> = RIGHT): Promise<CliRun> {
  const file = join(folder, 'changed.toml');
  writeFileSync(file, change(config));
  const signal = AbortSignal.abort();
  return runWords(['node', 'run', '--config-file', file], { folder, env: { HOME: folder, ...env }, signal });
}

const apiAt = (address: string) => (text: string) => text.replace(/(\[http\]\nlisten_address = ").*"/, `$1${address}"`);

describe('13 §10 J10, issue of bad surroundings: what stops a node before it begins', () => {
  test('another password: exit 7, and none', async () => {
    const wrong = await run((text) => text, { DUSK_CONSENSUS_KEYS_PASS: 'wrong' });
    expect(wrong.exit).toBe(EXIT.locked);
    expect(wrong.err).toMatch(/^error NODE_KEY_PASSWORD .*wrong password.*\nnext {2}DUSK_CONSENSUS_KEYS_PASS/);
    expect(wrong.err).not.toContain('"wrong"');
    expect((await run((text) => text, {})).exit).toBe(EXIT.locked);
  });

  test('a key that a running node signs with: refused with its pid, whatever folder', async () => {
    const { exit, err } = await run((text) => text.replace('node1.keys', 'node0.keys'));
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(new RegExp(`^error NODE_KEY_IN_USE .*pid ${running.child.pid}.*\nnext  stop one of the two`));
  });

  test('a folder that a running node has open', async () => {
    const { exit, err } = await run((text) => text.replace(/node1"/, 'node0"'));
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(new RegExp(`^error NODE_FOLDER_BUSY .*pid ${running.child.pid}`));
  });

  test('addresses in use: of the API, and of other nodes', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const taken = await run(apiAt(`127.0.0.1:${port}`));
    server.close();
    expect(taken.exit).toBe(EXIT.machine);
    expect(taken.err).toMatch(new RegExp(`^error API_PORT_TAKEN .*${port}.*\nnext  .*--http-listen-addr`));
    const udp = await run((text) => text.replaceAll(`:${UDP_BASE + 1}"`, `:${UDP_BASE}"`));
    expect(udp.exit).toBe(EXIT.machine);
    expect(udp.err).toMatch(/^error NODE_PORT_TAKEN /);
  });

  test('a key file of something else, an unknown network, another genesis', async () => {
    writeFileSync(join(folder, 'words.keys'), 'alpha alpha alpha', { mode: 0o600 });
    const key = await run((text) => text.replace('node1.keys', 'words.keys'));
    expect(key.exit).toBe(EXIT.usage);
    expect(key.err).toMatch(/^error NODE_KEY_FILE .*not a key file/);
    const network = await run((text) => text.replace('kadcast_id = 224', 'kadcast_id = 77'));
    expect(network.exit).toBe(EXIT.usage);
    expect(network.err).toMatch(/^error NODE_CONFIG .*kadcast/);
  });

  test('a database that is none: told with what to do, and left as it is', async () => {
    const ledger = join(folder, 'broken', 'ledger');
    mkdirSync(ledger, { recursive: true });
    const garbage = Buffer.alloc(65_536, 0xa5);
    writeFileSync(join(ledger, 'data.mdb'), garbage);
    const { exit, err } = await run((text) => text.replace(/node1"/, 'broken"'));
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(/^error FAULT_DISK .*\nnext {2}.+/);
    expect(readFileSync(join(ledger, 'data.mdb')).equals(garbage)).toBe(true);
  });

  test('the folder of a node whose chain begins otherwise', async () => {
    const other = join(folder, 'other');
    writeNetwork(other, await testGenesis({ blockTimeSec: 2 }), 1, UDP_BASE + 1);
    await run((text) => text);
    const { exit, err } = await run((text) => text.replace(`${folder}/genesis.toml`, `${other}/genesis.toml`));
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(/^error NODE_OTHER_GENESIS .*\nnext {2}.+/);
  });
});
