import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevnet } from '@eventide/devnet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT } from '../../exit.ts';
import { runCli } from '../../run.ts';
import { validate } from '../../schema.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-cli-load-'));
  const net = await createDevnet();
  await net.mine(3);
  await net.dump(join(folder, 'saved'));
  await net.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('13 §3.2 devnet load goes on from a dump, which stays as it is', async () => {
  const before = readFileSync(join(folder, 'saved/manifest.json'), 'utf8');
  const stop = new AbortController();
  const heights: string[] = [];
  const events: string[] = [];
  const asked: Promise<void>[] = [];
  const exit = await runCli(['devnet', 'load', 'saved', '--port', '33031', '--json'], {
    out(text) {
      for (const line of text.trim().split('\n')) {
        const event = JSON.parse(line) as { readonly event: string; readonly urls?: { readonly api: string } };
        expect(validate('devnet', event)).toBe('');
        events.push(event.event);
        if (event.urls !== undefined) asked.push(heightOf(event.urls.api).then((height) => void heights.push(height)));
        if (event.event === 'ready') void Promise.all(asked).finally(() => stop.abort());
      }
    },
    err: () => undefined,
    readStdin: async () => new Uint8Array(),
    env: { HOME: folder, EVENTIDE_HOME: join(folder, 'home') },
    folder,
    isTerminal: false,
    signal: stop.signal,
  });
  expect(exit).toBe(EXIT.done);
  expect(events).toContain('ready');
  expect(heights).toEqual(['3']);
  expect(readFileSync(join(folder, 'saved/manifest.json'), 'utf8')).toBe(before);
});

async function heightOf(api: string): Promise<string> {
  const response = await fetch(`${api}/on/devnet/status`, { method: 'POST', headers: { 'eventide-devnet': '1' } });
  return ((await response.json()) as { readonly value: { readonly height: string } }).value.height;
}
