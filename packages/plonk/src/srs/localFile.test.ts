import { sha256 } from '@eventide/crypto/hash';
import { describe, expect, test } from 'vitest';
import { localSrs } from './local.ts';
import { localSrsFile, makeLocalSrsFile, readLocalSrsFile } from './localFile.ts';

describe('14 §8 the local string as a file', () => {
  test('what is made is what its digest says, and reads as the string itself; one bit off is refused', async () => {
    const bytes = makeLocalSrsFile();
    const read = await readLocalSrsFile(bytes, sha256);
    const made = localSrs(8);
    expect(read).toMatchObject({ name: made.name, insecure: true, openingKey: made.openingKey, trusted: true });
    expect(read.powers.subarray(0, made.powers.length)).toEqual(made.powers);
    expect(localSrsFile.fileName).toContain(localSrsFile.sha256.slice(0, 8));
    bytes[1_000_000] = (bytes[1_000_000] as number) ^ 1;
    await expect(readLocalSrsFile(bytes, sha256)).rejects.toThrowCode('PLONK_SRS_WRONG');
    await expect(readLocalSrsFile(bytes.subarray(1), sha256)).rejects.toThrowCode('PLONK_SRS_WRONG');
  });
});
