import { bytesToIntBe, concatBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { byteVec, encodeArchive, vec } from '@eventide/codec/rkyv';
import { blsPublicKey, blsSign, blsSignMultisig, encodeG1Archive, encodeG2Archive, fr } from '@eventide/crypto';
import { frArchive } from '@eventide/crypto/archives';
import { createEventideNetwork, devnet, localnet, mainnet, rulesAt } from '@eventide/params';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { allQueries, createHostQueries } from './hostQueries.ts';
import { createQueryCache } from './queryCache.ts';

const eventide = createEventideNetwork({
  chainId: 224,
  genesisTimestampSec: 0n,
  blockTimeSec: 2,
  srs: 'local-1',
  proofs: 'real',
  contracts: { transfer: '00'.repeat(32), stake: '00'.repeat(32) },
  verifierDataIds: ['00'.repeat(32), '00'.repeat(32), '00'.repeat(32), '00'.repeat(32)],
  owner: { base58: '1', hex: '00'.repeat(96) },
});

function ask(name: string, argument: Uint8Array, txDigest: Uint8Array | null = null): Uint8Array | undefined {
  const answer = createHostQueries(rulesAt(eventide, 1n), createQueryCache(), () => txDigest)(name, argument);
  return answer === undefined || answer instanceof Uint8Array ? answer : answer.run();
}

const vecHeader = (at: number, from: number, count: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setInt32(0, from - at, true);
  new DataView(bytes.buffer).setUint32(4, count, true);
  return bytes;
};

type Case = { query: string; scalar_inputs?: string[]; input?: string; result_be_hex?: string; result?: string };

describe('04 §7.5 answers', () => {
  const { cases } = loadVectors<{ cases: Case[] }>('vm/host-queries');
  it.each(cases)('$query of the recorded input', ({ query, scalar_inputs = [], input, result_be_hex, result }) => {
    const scalars = scalar_inputs.map((hex) => fr.decode(fromHex(hex)));
    const bytes = input === undefined ? concatBytes(...scalar_inputs.map((hex) => fromHex(hex))) : fromHex(input);
    const argument =
      query === 'poseidon_hash' ? encodeArchive(vec(frArchive), scalars) : encodeArchive(byteVec(), bytes);
    const answer = ask(query, argument) as Uint8Array;
    if (result !== undefined) expect(toHex(answer)).toBe(result);
    else expect(fr.fromMontgomery(answer)).toBe(bytesToIntBe(fromHex(result_be_hex as string)));
  });

  it('bad arguments get the fallback', () => {
    const fallbacks: Record<string, number> = {
      hash: 32,
      poseidon_hash: 32,
      keccak256: 32,
      sha256: 32,
      poseidon_merkle: 32,
    };
    for (const { name } of allQueries) {
      for (const argument of [new Uint8Array(), new Uint8Array(7).fill(255), new Uint8Array(400).fill(255)]) {
        const answer = ask(name, argument) as Uint8Array;
        const length = fallbacks[name] ?? { secp256k1_recover: 66, jubjub_decode: 8 }[name] ?? 1;
        // 400 bytes of anything are a Schnorr or KZG argument, a wrong one.
        expect([name, answer.length]).toEqual([name, length]);
        if (name !== 'jubjub_decode') expect([name, answer.every((byte) => byte === 0)]).toEqual([name, true]);
      }
    }
  });

  it('poseidon_hash of nothing traps', () => {
    expect(() => ask('poseidon_hash', encodeArchive(vec(frArchive), []))).toThrow();
  });

  it('verify_bls: the signed message, not another, and version by height', () => {
    const message = utf8('message!');
    const key = encodeG2Archive(blsPublicKey(7n));
    const signature = blsSign('V2', 7n, message);
    const argument = (text: Uint8Array): Uint8Array =>
      concatBytes(text, vecHeader(8, 0, 8), key, encodeG1Archive(signature));
    expect(ask('verify_bls', argument(message))).toEqual(Uint8Array.of(1));
    expect(ask('verify_bls', argument(utf8('messagE!')))).toEqual(Uint8Array.of(0));
    const before = createHostQueries(rulesAt(mainnet, 1n), createQueryCache());
    expect(before('verify_bls', argument(message))).toEqual(Uint8Array.of(0));
  });

  it('verify_bls_multisig: exactly the signers, at least one', () => {
    const message = utf8('message!');
    const keys = [3n, 5n].map((secret) => blsPublicKey(secret));
    const shares = [3n, 5n].map((secret, i) => blsSignMultisig('V2', secret, keys[i] as never, message));
    const one = shares[0] as (typeof shares)[0];
    const argument = (count: number): Uint8Array =>
      concatBytes(
        encodeG2Archive(keys[0] as never),
        message,
        vecHeader(208, 200, 8),
        vecHeader(216, 0, count),
        encodeG1Archive(one),
      );
    expect(ask('verify_bls_multisig', argument(1))).toEqual(Uint8Array.of(1));
    expect(ask('verify_bls_multisig', argument(0))).toEqual(Uint8Array.of(0));
  });
});

describe('14 §5 the queries of our networks', () => {
  type Pair = { argument_hex: string; result_hex: string };
  const vectors = loadVectors<{
    poseidon_merkle: Pair[];
    jubjub_decode: Pair[];
    verify_phoenix_auth: { argument_hex: string };
  }>('network/eventide');
  const auth = loadVectors<{ tx_digest: string }>('circuits/phoenix-auth');

  it.each(vectors.poseidon_merkle)('poseidon_merkle %#', ({ argument_hex, result_hex }) => {
    expect(toHex(ask('poseidon_merkle', fromHex(argument_hex)) as Uint8Array)).toBe(result_hex);
  });

  it.each(vectors.jubjub_decode)('jubjub_decode %#', ({ argument_hex, result_hex }) => {
    expect(toHex(ask('jubjub_decode', fromHex(argument_hex)) as Uint8Array)).toBe(result_hex);
  });

  it('verify_phoenix_auth: only while the transaction with this digest runs', () => {
    const argument = fromHex(vectors.verify_phoenix_auth.argument_hex);
    const digest = fromHex(auth.tx_digest);
    expect(ask('verify_phoenix_auth', argument, digest)).toEqual(Uint8Array.of(1));
    expect(ask('verify_phoenix_auth', argument, null)).toEqual(Uint8Array.of(0));
    expect(
      ask(
        'verify_phoenix_auth',
        argument,
        digest.map((byte) => byte ^ 1),
      ),
    ).toEqual(Uint8Array.of(0));
    argument[40] = (argument[40] as number) ^ 1;
    expect(ask('verify_phoenix_auth', argument, digest)).toEqual(Uint8Array.of(0));
  });

  it('a verdict is remembered for its transaction only', () => {
    const argument = fromHex(vectors.verify_phoenix_auth.argument_hex);
    let digest: Uint8Array | null = fromHex(auth.tx_digest);
    const queries = createHostQueries(
      { ...rulesAt(eventide, 1n), queryPrice: () => 0n },
      createQueryCache(),
      () => digest,
    );
    expect(queries('verify_phoenix_auth', argument)).toEqual(Uint8Array.of(1));
    digest = new Uint8Array(32);
    expect(queries('verify_phoenix_auth', argument)).toEqual(Uint8Array.of(0));
    digest = null;
    expect(queries('verify_phoenix_auth', argument)).toEqual(Uint8Array.of(0));
  });
});

describe('04 §7.1 activation', () => {
  it('a query that is not active is not registered', () => {
    const at = (network: typeof mainnet, height: bigint) =>
      createHostQueries(rulesAt(network, height), createQueryCache());
    const argument = encodeArchive(byteVec(), utf8('abc'));
    expect(at(mainnet, 1n)('sha256', argument)).toBeUndefined();
    expect(at(mainnet, 0n)('sha256', argument)).toBeDefined();
    expect(at(devnet, 1n)('sha256', argument)).toBeDefined();
    expect(at(localnet, 1n)('poseidon_merkle', argument)).toBeUndefined();
    expect(at(localnet, 1n)('toString', argument)).toBeUndefined();
  });

  it('a priced query runs only when it is paid', () => {
    const rules = { ...rulesAt(devnet, 1n), queryPrice: () => 5n };
    const answer = createHostQueries(rules, createQueryCache())('hash', new Uint8Array());
    expect(answer).toMatchObject({ price: 5n });
  });
});
