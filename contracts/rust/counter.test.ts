import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspectModule } from '@eventide/contract-sdk/build/checkModule';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { expectCounter } from '../plainCounter.fixture.ts';

const source = fileURLToPath(new URL('./counter.rs', import.meta.url));

/** Builds by the guide's command; undefined where no compiler with the target is installed. */
function build(): Uint8Array | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'counter-'));
  try {
    const guide = /^ {4}(rustc .*?)\n\n/ms.exec(
      readFileSync(new URL('./README.md', import.meta.url), 'utf8'),
    )?.[1] as string;
    const [, ...flags] = guide.replaceAll(/\\\s*/g, '').trim().split(/\s+/);
    const target = join(folder, 'counter.wasm');
    const args = flags.map((flag) => (flag === 'counter.rs' ? source : flag === 'counter.wasm' ? target : flag));
    execFileSync('rustc', args, { stdio: 'pipe' });
    return new Uint8Array(readFileSync(target));
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    if (code === 'ENOENT' || /target may not be installed|can't find crate for `core`/.test(String(stderr)))
      return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function expectContract(wasm: Uint8Array): Promise<void> {
  expect([...inspectModule(wasm).methods].sort()).toEqual(['increment', 'value']);
  await expectCounter(wasm);
}

describe('12 §10 a contract compiled by plain Rust', () => {
  it('12 §10 what the compiler made, kept as text, deploys and runs', async () => {
    const text = readFileSync(new URL('./counter.wat', import.meta.url), 'utf8');
    const { parseWat } = await wabt();
    await expectContract(new Uint8Array(parseWat('counter.wat', text).toBinary({}).buffer));
  });

  const wasm = build();
  if (wasm)
    it('12 §10 the build of the guide by the compiler that is installed here does the same', () =>
      expectContract(wasm));
});
