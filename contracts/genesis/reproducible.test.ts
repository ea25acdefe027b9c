import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stakeInterface, transferInterface } from '@eventide/abi/genesis/interfaces';
import { buildContract } from '@eventide/contract-sdk/build/buildContract';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'eventide-genesis-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('12 §7 reproducible builds', () => {
  it.each([
    ['transfer', transferInterface],
    ['stake', stakeInterface],
  ])('12 §7 %s built from scratch in another folder has the published hash', async (name, published) => {
    cpSync(fileURLToPath(new URL('.', import.meta.url)), folder, { recursive: true });
    const { abi } = await buildContract(join(folder, name, 'assembly/contract.ts'));
    expect(abi.sha256).toBe(published.sha256);
  });
});
