import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CEREMONY_BYTES } from '@eventide/plonk/srs/parameters';
import { readCeremony } from '@eventide/prover/ceremonyFile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeProver } from './nodeProver.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-crs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('02 §3.3 the parameters of networks with value', () => {
  test('another length is refused unread, other bytes by their digest', async () => {
    const file = join(folder, 'parameters.crs');
    writeFileSync(file, 'not these');
    await expect(readCeremony(file)).rejects.toThrowCode('PLONK_SRS_WRONG');
    truncateSync(file, CEREMONY_BYTES);
    await expect(readCeremony(file)).rejects.toThrowCode('PLONK_SRS_WRONG');
    await expect(readCeremony(join(folder, 'none'))).rejects.toThrow('ENOENT');
  });

  test('a prover that is given a wrong file refuses to prove, and can be closed', async () => {
    const file = join(folder, 'wrong.crs');
    writeFileSync(file, 'not these');
    const prover = nodeProver({ srs: () => readCeremony(file), threads: 1 });
    await expect(prover.prove('aegis/phoenix/1', new Uint8Array())).rejects.toThrowCode('PLONK_SRS_WRONG');
    await prover.close();
  });
});
