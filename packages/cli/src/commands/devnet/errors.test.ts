import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolder } from '@eventide/devnet/folder/dataFolder';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../exit.ts';
import { type CliRun, runWords } from '../../runner.fixture.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-errors-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

function run(line: string, home = '.eventide'): Promise<CliRun> {
  return runWords(line.split(' '), { folder, env: { HOME: folder, EVENTIDE_HOME: join(folder, home) } });
}

async function takenPort(): Promise<number> {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('13 §1.3 when something is wrong', () => {
  test('a requested port that is taken names who has it', async () => {
    const port = await takenPort();
    const { exit, err } = await run(`devnet --port ${port}`);
    expect(exit).toBe(EXIT.machine);
    expect(err).toContain(`Port ${port} is used by pid ${process.pid} (`);
    expect(err).toContain('next  choose others: --port-base 18080');
  });

  test('a requested base of ports that is taken, before any node starts', async () => {
    const port = await takenPort();
    const { exit, err } = await run(`devnet --nodes 4 --no-ui --port-base ${port}`);
    expect(exit).toBe(EXIT.machine);
    expect(err).toContain(`Port ${port} is used by`);
  });

  test('a folder that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { exit, err } = await run('devnet', 'file/home');
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(/Cannot write .*file\/home.*\nnext {2}EVENTIDE_HOME=<dir>/);
  });

  test('a folder that holds something else stays as it is', async () => {
    mkdirSync(join(folder, '.eventide/solo'), { recursive: true });
    writeFileSync(join(folder, '.eventide/solo/thesis.txt'), 'years of work');
    expect((await run('devnet')).err).toContain('DEVNET_FOREIGN_FOLDER');
    expect((await run('devnet reset --name solo --yes')).err).toContain('DEVNET_FOREIGN_FOLDER');
    expect(readFileSync(join(folder, '.eventide/solo/thesis.txt'), 'utf8')).toBe('years of work');
  });

  test('state of another version', async () => {
    const own = join(folder, '.eventide/solo');
    createFolder(own, {});
    const marker = join(own, 'eventide-local-network.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":3'));
    const { exit, err } = await run('devnet');
    expect(exit).toBe(EXIT.machine);
    expect(err).toContain('State has format 3, this version reads 1');
  });

  test.each([
    'devnet --nodes 2',
    'devnet --nodes 11',
    'devnet --nodes 4 --block-time 31',
    'devnet --mine sometimes',
    'devnet --proofs none',
    'devnet --protocol rusk-2',
    'devnet --accounts 11',
    'devnet --name ../up',
    'devnet --nodes 4 --protocol rusk-1.6 --proofs real',
    'devnet --nodes 4 --contracts x',
    'devnet --nodes 4 --port-base 80',
    'devnet --protocol rusk-1.6 --proofs real',
    'devnet --protocol rusk-1.6 --proofs real --crs nowhere.crs',
    'devnet --crs ceremony.crs',
    'devnet --nodes 4 --crs ceremony.crs',
    'devnet load nowhere',
    'devnet --fork 127.0.0.1:8080',
    'devnet --fork http://user:word@127.0.0.1:1',
    'devnet --fork http://127.0.0.1:1 --nodes 4',
    'devnet --fork http://127.0.0.1:1 --protocol rusk-1.6',
    'devnet --fork http://127.0.0.1:1 --state kept',
    'devnet --fork http://127.0.0.1:1 --fork-height x',
    'devnet --fork-height 5',
    'devnet --fork-state kept --nodes 4',
    'devnet --fork-state kept --protocol rusk-1.6',
  ])('%s is usage', async (line) => {
    const { exit, err } = await run(line);
    expect(exit).toBe(EXIT.usage);
    expect(err).toMatch(/\nnext {2}.+/);
  });

  test('a fork of a node that does not answer', async () => {
    const { exit, err } = await run('devnet --fork http://127.0.0.1:1');
    expect(exit).toBe(EXIT.unreachable);
    expect(err).toContain('NETWORK_UNREACHABLE');
  });

  test.each(['devnet status', 'devnet stop', 'devnet mine', 'devnet logs 1'])('%s without a network', async (line) => {
    expect((await run(line)).exit).toBe(EXIT.notFound);
  });

  test('--json puts the error into one object', async () => {
    const { err } = await run('devnet stop --json');
    expect(JSON.parse(err).error).toMatchObject({ code: 'DEVNET_NOT_RUNNING', next: expect.any(String) });
  });
});
