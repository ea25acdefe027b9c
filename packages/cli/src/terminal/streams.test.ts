import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createClient, getHeight, http } from '@eventide/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeWhileRead } from './streams.ts';

const bin = join(import.meta.dirname, '../../bin/eventide.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-streams-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command as a process of its own, and how it ended. */
function eventide(line: string) {
  const env = { ...process.env, HOME: folder, EVENTIDE_HOME: join(folder, 'home') };
  const child: ChildProcess = spawn(process.execPath, [bin, ...line.split(' ')], { cwd: folder, env });
  const { stdout, stderr } = child as { stdout: Readable; stderr: Readable };
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { stdout, stderr, ended };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('13 §2.1 a reader that leaves', () => {
  test.each([
    ['version', 0],
    ['keys new --json', 0],
    ['keys check 1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111', 3],
    ['block decode 0102', 2],
  ])('%s: ends with %i as ever, and says nothing of it', async (line, exit) => {
    const { stdout, stderr, ended } = eventide(line);
    stdout.destroy();
    const [said, code] = await Promise.all([text(stderr), ended]);
    expect([code, said.replace(/^(error|next) .*\n/gm, '')]).toEqual([exit, '']);
  });

  test('progress that nobody reads is no reason to stop', async () => {
    const { stdout, stderr, ended } = eventide('block decode 0102');
    stderr.destroy();
    expect([await text(stdout), await ended]).toEqual(['', 2]);
  });

  test('a devnet stops in good order, and so does who watches it', async () => {
    const net = eventide(`devnet --mine interval:1 --port ${await freePort()} --json`);
    const lines = createInterface({ input: net.stdout });
    let url = '';
    for await (const line of lines) {
      const { event, urls } = JSON.parse(line);
      if (event !== 'ready') continue;
      url = urls.api;
      break;
    }
    const watcher = eventide(`block watch --json -n ${url}`);
    await once(watcher.stdout, 'data');
    watcher.stdout.destroy();
    expect([await text(watcher.stderr), await watcher.ended]).toEqual(['', 0]);
    const client = createClient({ transport: http(url), network: 'local' });
    expect(await getHeight(client)).toBeGreaterThan(0n);
    net.stdout.destroy();
    expect([await text(net.stderr), await net.ended]).toEqual(['', 0]);
    await expect(getHeight(client)).rejects.toThrow();
    expect(existsSync(join(folder, 'home', 'reports'))).toBe(false);
  });
});

describe('streams', () => {
  const failing = (code: string): Writable =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });

  test('what comes after the reader left is dropped, and told once', async () => {
    const stream = failing('EPIPE');
    let gone = 0;
    const write = writeWhileRead(stream, () => {
      gone += 1;
    });
    write('a');
    write('b');
    await new Promise((resolve) => stream.once('close', resolve));
    write('c');
    expect(gone).toBe(1);
  });

  test('a full disk behind it stays an error', () => {
    const stream = failing('ENOSPC');
    writeWhileRead(stream, () => {});
    expect(() => stream.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
  });
});
