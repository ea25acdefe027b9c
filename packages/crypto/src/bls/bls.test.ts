import { fromBase58, fromHex, toBase58, toHex, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeG1, decodeG2, encodeG1, encodeG2 } from '../bls12-381/encoding.ts';
import { addG1, isValidG1, isValidG2, mulG1, negateG2 } from '../bls12-381/group.ts';
import { G1_GENERATOR, G1_IDENTITY, G2_IDENTITY } from '../bls12-381/points.ts';
import { decodeG1Archive, decodeG2Archive, encodeG1Archive, encodeG2Archive } from '../bls12-381/raw.ts';
import { fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import { blsKeyCoefficient } from './hash.ts';
import {
  type BlsVersion,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSecretKeyCodec,
  blsSignatureCodec,
  formatAccount,
  parseAccount,
  randomBlsSecretKey,
} from './keys.ts';
import {
  blsAggregateKeys,
  blsAggregateSignatures,
  blsSignMultisig,
  blsSignTwoMultisig,
  blsVerifyMultisig,
} from './multisig.ts';
import { blsSign, blsVerify } from './sign.ts';

type Vectors = {
  legacy_v1: {
    single: { msg: string; pk: string; sig: string };
    multi: { msg: string; pks: string[]; aggregate_pk: string; sig: string };
  };
  seed_0xbeef: Record<string, string>;
  two_signers: Record<'v1' | 'v2', { aggregate_pk: string; sig: string }> & {
    msg_utf8: string;
    sks_le: string[];
    pks: string[];
  };
};
type Moonlight = {
  transactions: {
    sender: string;
    signature: string;
    signature_message: string;
    tx_id_le: string;
    fn_args: string;
    bls_v1_valid: boolean;
    bls_v2_valid: boolean;
  }[];
  rkyv_stake_withdraw: { account_rkyv200: string; signature_account_rkyv104: string; offsets: Record<string, unknown> };
};
const { legacy_v1: legacy, seed_0xbeef: beef, two_signers: two } = loadVectors<Vectors>('crypto/bls');
const { transactions, rkyv_stake_withdraw: archive } = loadVectors<Moonlight>('crypto/mainnet-moonlight');
const versions: BlsVersion[] = ['V1', 'V2'];
const refused = (reason: string) => ({ ok: false, reason });

describe('01 §9 BLS signatures', () => {
  test('01 §9 published V1 signature', () => {
    const { msg, pk, sig } = legacy.single;
    const parts = [decodeG2(fromHex(pk)), decodeG1(fromHex(sig)), fromHex(msg)] as const;
    expect(blsVerify('V1', ...parts)).toEqual({ ok: true });
    expect(blsVerify('V2', ...parts)).toEqual(refused('BLS_INVALID_SIGNATURE'));
  });

  test('01 §9 published V1 joint signature', () => {
    const { msg, pks, aggregate_pk: aggregate, sig } = legacy.multi;
    const keys = pks.map((pk) => decodeG2(fromHex(pk)));
    const signature = decodeG1(fromHex(sig));
    expect(toHex(encodeG2(blsAggregateKeys('V1', keys)))).toBe(aggregate);
    expect(blsVerifyMultisig('V1', keys, signature, fromHex(msg))).toEqual({ ok: true });
    expect(blsVerifyMultisig('V1', keys.toReversed(), signature, fromHex(msg))).toEqual({ ok: true });
    expect(blsVerifyMultisig('V1', keys.slice(1), signature, fromHex(msg))).toEqual(refused('BLS_INVALID_SIGNATURE'));
    expect(blsVerifyMultisig('V2', keys, signature, fromHex(msg))).toEqual(refused('BLS_INVALID_SIGNATURE'));
  });

  test('01 §9 keys of seed 0xbeef', () => {
    const secret = randomBlsSecretKey(stdRngFromU64(0xbeefn).randomBytes);
    expect(toHex(encode(blsSecretKeyCodec, secret))).toBe(beef.sk_le);
    expect(toHex(encode(blsPublicKeyCodec, blsPublicKey(secret)))).toBe(beef.pk);
    expect(toBase58(encode(blsSecretKeyCodec, secret))).toBe(beef.sk_b58);
    expect(formatAccount(blsPublicKey(secret))).toBe(beef.pk_b58);
    expect(parseAccount(beef.pk_b58 as string)).toEqual(blsPublicKey(secret));
  });

  test.each(versions)('01 §9 %s of seed 0xbeef', (version) => {
    const v = version.toLowerCase();
    const secret = fr.decode(fromHex(beef.sk_le as string));
    const key = blsPublicKey(secret);
    const message = utf8(beef.msg_utf8 as string);
    expect(toHex(fr.encode(blsKeyCoefficient(version, key)))).toBe(beef[`${v}_coefficient_le`]);
    expect(toHex(encode(blsSignatureCodec, blsSign(version, secret, message)))).toBe(beef[`${v}_sig`]);
    const share = blsSignMultisig(version, secret, key, message);
    expect(toHex(encode(blsSignatureCodec, share))).toBe(beef[`${v}_multisig`]);
    expect(toHex(encodeG2(blsAggregateKeys(version, [key])))).toBe(beef[`${v}_aggregate_of_one`]);
    expect(blsSignTwoMultisig(version, secret, key, [message, utf8('other')])).toEqual([
      share,
      blsSignMultisig(version, secret, key, utf8('other')),
    ]);
    expect(blsVerifyMultisig(version, [key], share, message)).toEqual({ ok: true });
    expect(blsVerify(version, key, share, message)).toEqual(refused('BLS_INVALID_SIGNATURE'));
  });

  test('01 §9 texts of the vector decode to the same bytes', () => {
    for (const name of Object.keys(beef).filter((key) => key.endsWith('_b58'))) {
      const hex = beef[name.replace('_b58', '')] ?? beef[name.replace('_b58', '_le')];
      if (hex !== undefined) expect(toHex(fromBase58(beef[name] as string))).toBe(hex);
    }
  });

  test.each(versions)('01 §9 %s of two signers', (version) => {
    const expected = two[version === 'V1' ? 'v1' : 'v2'];
    const message = utf8(two.msg_utf8);
    const secrets = two.sks_le.map((sk) => fr.decode(fromHex(sk)));
    const keys = secrets.map(blsPublicKey);
    expect(keys.map((key) => toHex(encodeG2(key)))).toEqual(two.pks);
    const shares = secrets.map((secret, i) => blsSignMultisig(version, secret, keys[i] as never, message));
    const signature = blsAggregateSignatures(shares);
    expect(toHex(encodeG1(signature))).toBe(expected.sig);
    expect(toHex(encodeG2(blsAggregateKeys(version, keys)))).toBe(expected.aggregate_pk);
    expect(blsVerifyMultisig(version, keys, signature, message)).toEqual({ ok: true });
    expect(blsVerifyMultisig(version, keys, addG1(signature, G1_GENERATOR), message)).toEqual(
      refused('BLS_INVALID_SIGNATURE'),
    );
    const [first, second] = [keys[0] as never, keys[1] as never];
    expect(blsVerifyMultisig(version, [first, first, second], signature, message)).toEqual(
      refused('BLS_INVALID_SIGNATURE'),
    );
  });

  test.each(transactions)('01 §9 mainnet Moonlight signature of $sender', (tx) => {
    const parts = [
      decodeG2(fromHex(tx.sender)),
      decodeG1(fromHex(tx.signature)),
      fromHex(tx.signature_message),
    ] as const;
    expect(blsVerify('V1', ...parts).ok).toBe(tx.bls_v1_valid);
    expect(blsVerify('V2', ...parts).ok).toBe(tx.bls_v2_valid);
    expect(toHex(fr.encode(hashToFr(fromHex(tx.signature_message + tx.signature))))).toBe(tx.tx_id_le);
  });

  test('01 §8.3 archived key and signature of a mainnet call', () => {
    const args = fromHex(transactions[1]?.fn_args as string);
    const accountAt = archive.offsets['account (G2, 200 bytes)'] as number;
    const signatureAt = archive.offsets['signature.account (G1, 104 bytes)'] as number;
    expect(toHex(args.subarray(accountAt, accountAt + 200))).toBe(archive.account_rkyv200);
    const account = decodeG2Archive(fromHex(archive.account_rkyv200));
    expect(isValidG2(account)).toBe(true);
    expect(toHex(encodeG2Archive(account))).toBe(archive.account_rkyv200);
    const signature = decodeG1Archive(args.subarray(signatureAt, signatureAt + 104));
    expect(isValidG1(signature)).toBe(true);
    expect(toHex(encodeG1Archive(signature))).toBe(archive.signature_account_rkyv104);
  });

  test.each(versions)('01 §9 %s refuses identities, empty lists and keys that cancel', (version) => {
    const message = utf8('m');
    const key = blsPublicKey(5n);
    const signature = blsSign(version, 5n, message);
    expect(blsVerify(version, key, signature, message)).toEqual({ ok: true });
    expect(blsVerify(version, key, signature, utf8('n'))).toEqual(refused('BLS_INVALID_SIGNATURE'));
    expect(blsVerify(version, G2_IDENTITY, G1_IDENTITY, message)).toEqual(refused('BLS_INVALID_POINT'));
    expect(blsVerify(version, key, G1_IDENTITY, message)).toEqual(refused('BLS_INVALID_POINT'));
    expect(blsVerifyMultisig(version, [], signature, message)).toEqual(refused('BLS_NO_KEYS'));
    expect(blsVerifyMultisig(version, [key, G2_IDENTITY], signature, message)).toEqual(refused('BLS_INVALID_POINT'));
    expect(() => blsAggregateKeys(version, [])).toThrowCode('CRYPTO_NO_KEYS');
    expect(() => blsAggregateKeys(version, [G2_IDENTITY])).toThrowCode('CRYPTO_INVALID_POINT');
    expect(blsKeyCoefficient(version, key)).not.toBe(blsKeyCoefficient(version, negateG2(key)));
  });

  test('01 §16 item 9: the secret 0 decodes, its key verifies nothing', () => {
    const zero = decode(blsSecretKeyCodec, new Uint8Array(32));
    expect(blsPublicKey(zero)).toEqual(G2_IDENTITY);
    expect(blsVerify('V2', blsPublicKey(zero), blsSign('V2', zero, utf8('m')), utf8('m')).ok).toBe(false);
  });

  test('01 §9 anybody forges V1: its message point has a public logarithm', () => {
    const [m1, m2] = [utf8('one'), utf8('two')];
    const ratio = fr.mul(hashToFr(m2), fr.inv(hashToFr(m1)));
    const forged = mulG1(ratio, blsSign('V1', 77n, m1));
    expect(blsVerify('V1', blsPublicKey(77n), forged, m2)).toEqual({ ok: true });
  });

  test('01 §12.3 accounts: refuses other lengths and points', () => {
    expect(() => parseAccount(toBase58(new Uint8Array(64)))).toThrowCode('TEXT_BAD_LENGTH');
    expect(() => parseAccount(toBase58(new Uint8Array(96)))).toThrowCode('CODEC_BAD_TAG');
    expect(() => parseAccount('0'.repeat(131))).toThrowCode('TEXT_BAD_BASE58');
    expect(() => parseAccount('1'.repeat(600))).toThrowCode('TEXT_TOO_LONG');
  });
});
