import { concatBytes, fromHex, toHex } from '@eventide/base';
import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { blake2b256 } from '@eventide/crypto/hash';
import { JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import { decodeJubJubRaw, encodeJubJub } from '@eventide/crypto/jubjub/encoding';
import { addJubJub, mulJubJub } from '@eventide/crypto/jubjub/point';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeTx } from '../../envelope.ts';
import { type PhoenixPayload, type PhoenixTransaction, phoenixPayloadHash } from '../payload.ts';
import { phoenixVectors } from '../vectors.fixture.ts';
import { authSize, decodeAuth, decodeAuthOutputs, encodeAuth, encodeAuthOutputs, phoenixTxDigest } from './auth.ts';
import { proveAuth } from './prove.ts';
import { type AuthRequest, verifyAuth } from './verify.ts';

type Points = Readonly<Record<'npk' | 'A1' | 'A2' | 'B1' | 'B2', string>>;

const vectors = loadVectors<{
  readonly tx_digest: string;
  readonly tx_digest_cases: readonly {
    readonly case: string;
    readonly payload_a: string;
    readonly payload_b: string;
    readonly digest_a: string;
    readonly digest_b: string;
  }[];
  readonly payload_hash_le: string;
  readonly outputs: readonly [Points, Points];
  readonly auth_bytes: string;
  readonly auth_len: number;
  readonly secrets: {
    readonly k: readonly string[];
    readonly a: string;
    readonly b: string;
    readonly tA: readonly [string, string];
    readonly tB: readonly [string, string];
  };
  readonly cases: readonly { readonly case: string; readonly accepted: boolean }[];
}>('circuits/phoenix-auth');

const scalar = (hex: string): bigint => fl.decode(fromHex(hex));
const auth = fromHex(vectors.auth_bytes);
const outputs = concatBytes(
  ...vectors.outputs.flatMap(({ npk, A1, A2, B1, B2 }) => [npk, A1, A2, B1, B2]).map((hex) => fromHex(hex)),
);
const valid: AuthRequest = {
  payloadHash: fr.decode(fromHex(vectors.payload_hash_le)),
  txDigest: fromHex(vectors.tx_digest),
  inputs: 2,
  auth,
  outputs,
};
const secrets = {
  k: vectors.secrets.k.map(scalar),
  a: scalar(vectors.secrets.a),
  b: scalar(vectors.secrets.b),
  tA: [scalar(vectors.secrets.tA[0]), scalar(vectors.secrets.tA[1])] as const,
  tB: [scalar(vectors.secrets.tB[0]), scalar(vectors.secrets.tB[1])] as const,
};
const source = fromHex(phoenixVectors[1]?.payload ?? '');
const orderTwo = { u: 0n, v: fr.modulus - 1n };

function payloadOf(text: string): PhoenixPayload {
  const [, end, rest] = /^bytes 0\.\.(\d+) \(end excluded\) of the source payload, then ([0-9a-f]+)$/.exec(text) ?? [];
  const payload = concatBytes(source.subarray(0, Number(end)), fromHex(rest ?? ''));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(payload.length), true);
  const bytes = concatBytes(Uint8Array.of(0), length, payload, new Uint8Array(8));
  return (decodeTx(bytes, { strict: true }) as PhoenixTransaction).payload;
}

/** `bytes` with 32 of them replaced. */
function withPoint(bytes: Uint8Array, at: number, point: { u: bigint; v: bigint }): Uint8Array {
  const out = bytes.slice();
  out.set(encodeJubJub(point), at);
  return out;
}

function pointAt(bytes: Uint8Array, at: number): { u: bigint; v: bigint } {
  return decodeJubJubRaw(bytes.slice(at, at + 32));
}

describe('10 §6 tx_digest', () => {
  test('of the vector', () => {
    const tx = decodeTx(fromHex(phoenixVectors[1]?.tx ?? ''), { strict: true }) as PhoenixTransaction;
    expect(toHex(phoenixTxDigest(tx.payload))).toBe(vectors.tx_digest);
  });

  test.each(vectors.tx_digest_cases)('$case', (entry) => {
    const [a, b] = [payloadOf(entry.payload_a), payloadOf(entry.payload_b)];
    expect(phoenixPayloadHash(a)).toBe(phoenixPayloadHash(b));
    expect(toHex(phoenixTxDigest(a))).toBe(entry.digest_a);
    expect(toHex(phoenixTxDigest(b))).toBe(entry.digest_b);
  });
});

describe('10 §6 authorisation', () => {
  const swap = (bytes: Uint8Array, x: number, y: number, size: number): Uint8Array =>
    concatBytes(
      bytes.subarray(0, x),
      bytes.subarray(y, y + size),
      bytes.subarray(x + size, y),
      bytes.subarray(x, x + size),
      bytes.subarray(y + size),
    );
  const statement = {
    payloadHash: valid.payloadHash,
    txDigest: valid.txDigest,
    outputs: decodeAuthOutputs(outputs),
  };
  const fresh = (change: Partial<typeof secrets>): Uint8Array =>
    proveAuth(statement, { ...secrets, ...change }, new Uint8Array(32), new StdRng(new Uint8Array(32)).randomBytes);
  const digestOf = (index: number): Uint8Array => fromHex(vectors.tx_digest_cases[index]?.digest_b ?? '');
  const requests: Readonly<Record<string, AuthRequest>> = {
    valid,
    'other payload hash': { ...valid, payloadHash: valid.payloadHash + 1n },
    'same payload hash, other tx_digest: call -> memo of the same bytes': { ...valid, txDigest: digestOf(0) },
    'same payload hash, other tx_digest: fn_name/fn_args boundary moved': { ...valid, txDigest: digestOf(1) },
    'same payload hash, other tx_digest: gas limit 500000000 x price 1 -> limit 1 x price 500000000': {
      ...valid,
      txDigest: digestOf(2),
    },
    'same payload hash, other tx_digest: fee.sender changed': { ...valid, txDigest: digestOf(3) },
    'rk prime shifted by G_NUMS': {
      ...valid,
      auth: withPoint(auth, 32, addJubJub(pointAt(auth, 32), JUBJUB_GENERATOR_NUMS)),
    },
    'rk prime shifted by order-2 point': {
      ...valid,
      auth: withPoint(auth, 32, addJubJub(pointAt(auth, 32), orderTwo)),
    },
    'A2 of output 1 encrypts another key': {
      ...valid,
      outputs: withPoint(outputs, 224, addJubJub(pointAt(outputs, 224), JUBJUB_GENERATOR_NUMS)),
    },
    'ciphertexts of outputs swapped': { ...valid, outputs: swap(outputs, 32, 192, 128) },
    'fresh proof for a shifted rk prime': {
      ...valid,
      auth: withPoint(fresh({}), 32, addJubJub(pointAt(auth, 32), JUBJUB_GENERATOR_NUMS)),
    },
    'fresh proof, A1 of output 0 shifted by the order-2 point, challenge ground to be even': {
      ...valid,
      outputs: withPoint(outputs, 32, addJubJub(pointAt(outputs, 32), orderTwo)),
    },
    'fresh proof, rk and rk prime the identity': { ...valid, auth: fresh({ k: [0n, secrets.k[1] as bigint] }) },
    'inputs swapped, responses swapped': { ...valid, auth: swap(swap(auth, 0, 64, 64), 160, 192, 32) },
  };

  test.each(vectors.cases)('$case: accepted $accepted', ({ case: name, accepted }) => {
    const request = requests[name];
    expect(request, name).toBeDefined();
    expect(verifyAuth(request as AuthRequest)).toBe(accepted);
  });

  test('a fresh proof of the same secrets is accepted, and encodes as it decodes', () => {
    const made = fresh({});
    expect(made.length).toBe(authSize(2));
    expect(vectors.auth_len).toBe(authSize(2));
    expect(verifyAuth({ ...valid, auth: made })).toBe(true);
    expect(encodeAuth(decodeAuth(auth, 2))).toEqual(auth);
    expect(encodeAuthOutputs(decodeAuthOutputs(outputs))).toEqual(outputs);
    expect(decodeAuth(auth, 2).keys[0]?.rkPrime).toEqual(mulJubJub(secrets.k[0] as bigint, JUBJUB_GENERATOR_NUMS));
  });

  test('a wrong secret gives a refused proof', () => {
    expect(verifyAuth({ ...valid, auth: fresh({ a: secrets.b }) })).toBe(false);
    expect(verifyAuth({ ...valid, auth: fresh({ tB: [secrets.tB[1], secrets.tB[0]] }) })).toBe(false);
  });

  test('refuses wrong lengths, counts and unreduced scalars', () => {
    expect(verifyAuth({ ...valid, inputs: 3 })).toBe(false);
    expect(verifyAuth({ ...valid, inputs: 0, auth: new Uint8Array(224) })).toBe(false);
    expect(verifyAuth({ ...valid, inputs: 5, auth: new Uint8Array(704) })).toBe(false);
    expect(verifyAuth({ ...valid, outputs: outputs.subarray(1) })).toBe(false);
    expect(verifyAuth({ ...valid, outputs: concatBytes(outputs, new Uint8Array(1)) })).toBe(false);
    const unreduced = auth.slice();
    unreduced.fill(0xff, 128, 160);
    expect(verifyAuth({ ...valid, auth: unreduced })).toBe(false);
  });

  test('the nonces depend on secret, randomness and statement', () => {
    const random = (): Uint8Array => new Uint8Array(32);
    const prove = (secret: Uint8Array, digest: Uint8Array): string =>
      toHex(proveAuth({ ...statement, txDigest: digest }, secrets, secret, random).subarray(128, 160));
    const base = prove(new Uint8Array(32), valid.txDigest);
    expect(prove(new Uint8Array(32), valid.txDigest)).toBe(base);
    expect(prove(blake2b256(new Uint8Array(1)), valid.txDigest)).not.toBe(base);
    expect(prove(new Uint8Array(32), blake2b256(new Uint8Array(1)))).not.toBe(base);
  });
});
