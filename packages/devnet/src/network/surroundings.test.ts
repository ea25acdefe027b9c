import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Resources } from '../machine/resources.ts';
import type { NetworkEvent } from './events.ts';
import { defaultNetworkOptions, type NetworkOptions } from './options.ts';
import { planPorts } from './plan.ts';
import { startLocalNetwork } from './startLocalNetwork.ts';

const home = mkdtempSync(join(tmpdir(), 'eventide-surroundings-'));
afterAll(() => rmSync(home, { recursive: true }));

const MIB = 1024 * 1024;
const plenty: Resources = { availableBytes: () => 8_000 * MIB, freeDiskBytes: () => 90_000 * MIB, platform: 'linux' };
const options: NetworkOptions = { ...defaultNetworkOptions, home, sites: false };

/** What a start says first; then it is told to stop. */
async function start(resources: Partial<Resources>, changed: Partial<NetworkOptions> = {}) {
  const stop = new AbortController();
  const told: string[] = [];
  const onEvent = (event: NetworkEvent): void => {
    if (event.kind === 'note' && !stop.signal.aborted) told.push(event.text);
    stop.abort(new Error('told enough'));
  };
  const deps = { onEvent, signal: stop.signal, resources: { ...plenty, ...resources } };
  const error = await startLocalNetwork({ ...options, ...changed }, deps).then(
    () => undefined,
    (reason: unknown) => reason as { code?: string; message: string },
  );
  return { told, code: error?.code ?? error?.message };
}

describe('13 §1.3 what a network needs of its machine', () => {
  test('fewer nodes where memory is short', async () => {
    const short = { availableBytes: () => 1_638 * MIB };
    expect(await start(short, { name: 'few' })).toEqual({
      told: ['1.6 GB available: starting 3 nodes instead of 4'],
      code: 'told enough',
    });
  });

  test.each([
    ['too little memory', { availableBytes: () => 700 * MIB }, 'DEVNET_MEMORY_SHORT'],
    ['too little room on the disk', { freeDiskBytes: () => 180 * MIB }, 'DEVNET_DISK_SHORT'],
    ['a system without UDP between processes', { platform: 'win32' }, 'DEVNET_SYSTEM'],
  ] as const)('%s: nothing is started, nothing is written', async (name, resources, code) => {
    expect(await start(resources, { name: 'none' }), name).toEqual({ told: [], code });
    expect(existsSync(join(home, 'none'))).toBe(false);
  });

  test('nodes that cannot reach each other', async () => {
    // Of the addresses that are given to examples: no machine has it.
    expect((await start({}, { name: 'udp', host: '192.0.2.1' })).code).toBe('DEVNET_UDP_BLOCKED');
  });

  test('a default port in use moves on and says so, a requested one ends it', async () => {
    // The whole of 127.0.0.0/8 is this machine's own, so the default ports of another address are nobody's.
    const host = '127.0.97.13';
    const server = createServer().listen(8080, host);
    await once(server, 'listening');
    try {
      const { api, moved } = await planPorts(1, { host, base: undefined, sites: false });
      expect(api).toEqual([8081]);
      expect(moved).toEqual([
        expect.stringMatching(new RegExp(`^Port 8080 is used by pid ${process.pid} \\(.+\\), using 8081$`)),
      ]);
      await expect(planPorts(1, { host, base: 8080, sites: false })).rejects.toThrowCode('DEVNET_PORT_TAKEN');
    } finally {
      server.close();
    }
  });
});
