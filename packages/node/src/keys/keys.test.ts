import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, silentLog } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec, blsSecretKeyCodec } from '@eventide/crypto';
import { openKeyFile, sealKeyFile } from '@eventide/crypto/keys/keyFile';
import { systemRandom } from '@eventide/crypto/random';
import { voteMessage } from '@eventide/ledger';
import { afterAll, describe, expect, test } from 'vitest';
import { keyPassword, readConsensusKey } from './consensusKeys.ts';
import { openVoteGuard } from './voteGuard.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const given = (password: string | undefined) => async () => password;

describe('13 §8 key files', () => {
  const path = join(folder, 'consensus.keys');
  writeFileSync(path, sealKeyFile(77n, 'right', systemRandom), { mode: 0o600 });

  test('the key, by the right password only', async () => {
    expect(await readConsensusKey(path, given('right'), silentLog)).toBe(77n);
    await expect(readConsensusKey(path, given('wrong'), silentLog)).rejects.toThrow(/wrong password/);
    await expect(readConsensusKey(path, given(undefined), silentLog)).rejects.toThrow(/no password/);
    await expect(readConsensusKey(path, given('wrong'), silentLog)).rejects.toThrowCode('NODE_KEY_PASSWORD');
    await expect(readConsensusKey(path, given(undefined), silentLog)).rejects.toThrowCode('NODE_KEY_PASSWORD');
  });

  test('no file, no key; a file of something else is refused', async () => {
    expect(await readConsensusKey(join(folder, 'none'), given('x'), silentLog)).toBeUndefined();
    writeFileSync(join(folder, 'other'), 'hello');
    await expect(readConsensusKey(join(folder, 'other'), given('x'), silentLog)).rejects.toThrowCode('NODE_KEY_FILE');
    await expect(readConsensusKey(folder, given('x'), silentLog)).rejects.toThrowCode('NODE_KEY_FILE');
  });

  test('a file that others may read is complained about', async () => {
    const open = join(folder, 'open.keys');
    writeFileSync(open, sealKeyFile(77n, 'right', systemRandom), { mode: 0o644 });
    const lines: string[] = [];
    await readConsensusKey(
      open,
      given('right'),
      createLog(({ text }) => lines.push(text)),
    );
    expect(lines).toEqual(['key file is readable by others: chmod 600']);
    expect(statSync(open).mode & 0o777).toBe(0o644);
  });

  test('the password by environment, file, or credential', async () => {
    writeFileSync(join(folder, 'pw'), 'from file\n');
    writeFileSync(join(folder, 'consensus-keys-password'), 'from credential');
    expect(await keyPassword({ DUSK_CONSENSUS_KEYS_PASS: 'a', EVENTIDE_KEYS_PASSWORD_FILE: '/x' })).toBe('a');
    expect(await keyPassword({ EVENTIDE_KEYS_PASSWORD_FILE: join(folder, 'pw') })).toBe('from file');
    expect(await keyPassword({ CREDENTIALS_DIRECTORY: folder })).toBe('from credential');
    expect(await keyPassword({})).toBeUndefined();
    await expect(keyPassword({ EVENTIDE_KEYS_PASSWORD_FILE: '/none' })).rejects.toThrowCode('NODE_KEY_FILE');
  });

  test('a file of the old form is rewritten, and kept', async () => {
    const old = join(folder, 'old.keys');
    const { createCipheriv, createHash } = await import('node:crypto');
    const json = openedJson(sealKeyFile(5n, 'pw', systemRandom), 'pw');
    const iv = new Uint8Array(16).fill(3);
    const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update('pw').digest(), iv);
    writeFileSync(old, Buffer.concat([iv, cipher.update(json), cipher.final()]), { mode: 0o600 });
    expect(await readConsensusKey(old, given('pw'), silentLog)).toBe(5n);
    expect(openKeyFile(new Uint8Array(readFileSync(old)), 'pw').form).toBe('new');
    expect(existsSync(`${old}.old`)).toBe(true);
    expect(await readConsensusKey(old, given('pw'), silentLog)).toBe(5n);
  });
});

/** The plain content of a key file of the new form. */
function openedJson(file: Uint8Array, password: string): Uint8Array {
  const { secretKey, publicKey } = openKeyFile(file, password);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return Buffer.from(
    JSON.stringify({
      secret_key_bls: base64(encode(blsSecretKeyCodec, secretKey)),
      public_key_bls: base64(encode(blsPublicKeyCodec, publicKey)),
    }),
  );
}

describe('13 §8 no key votes twice', () => {
  const path = join(folder, 'votes');
  const header = { prevBlockHash: new Uint8Array(32).fill(1), round: 7n, iteration: 2 };
  const valid = voteMessage(header, 'validation', { kind: 'Valid', hash: new Uint8Array(32).fill(9) });
  const invalid = voteMessage(header, 'validation', { kind: 'Invalid', hash: new Uint8Array(32).fill(9) });
  const ratified = voteMessage(header, 'ratification', { kind: 'NoQuorum' });
  const next = voteMessage({ ...header, iteration: 3 }, 'validation', { kind: 'NoCandidate' });

  test('one vote per step, over restarts and cut records', () => {
    const guard = openVoteGuard(path);
    expect([valid, valid, invalid, ratified].map((vote) => guard.mayVote(vote))).toEqual([true, true, false, true]);
    guard.close();
    appendFileSync(path, next.subarray(0, 30));
    const again = openVoteGuard(path);
    expect([invalid, valid, next].map((vote) => again.mayVote(vote))).toEqual([false, true, true]);
    again.close();
    expect(readFileSync(path)).toHaveLength(3 * 74);
  });

  test('a folder that is gone is a fault', () => {
    expect(() => openVoteGuard(join(folder, 'none', 'votes'))).toThrowCode('FAULT_DISK');
  });
});
