import { readFileSync } from 'node:fs';
import { inspectModule } from '@eventide/contract-sdk/build/checkModule';
import { relayModule } from '@eventide/contract-sdk/session/relay';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { expectCounter } from '../plainCounter.fixture.ts';

describe('04 §2 a contract written by hand', () => {
  it('04 §2 deploys, counts, tells and refuses', async () => {
    const text = readFileSync(new URL('./counter.wat', import.meta.url), 'utf8');
    const { parseWat } = await wabt();
    const parsed = parseWat('counter.wat', text, { bulk_memory: true });
    const wasm = new Uint8Array(parsed.toBinary({}).buffer);
    inspectModule(wasm);
    await expectCounter(wasm);
  });

  it('12 §7 the relay of test sessions is what its text says', async () => {
    const text = readFileSync(new URL('../../packages/contract-sdk/src/session/relay.wat', import.meta.url), 'utf8');
    const { parseWat } = await wabt();
    expect(new Uint8Array(parseWat('relay.wat', text, { bulk_memory: true }).toBinary({}).buffer)).toEqual(relayModule);
  });
});
