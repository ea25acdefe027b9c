import { fromHex, toBase58, toHex, utf8 } from '@eventide/base';
import { blake3, sha256 } from '@eventide/crypto/hash';
import { genesisParametersJson } from '@eventide/params';
import { contractId } from '@eventide/tx';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { describe, expect, test } from 'vitest';
import { STAKE_ID, TRANSFER_ID } from '../chain/describeTx.ts';
import { readCode } from './readCode.ts';

const owner = new Uint8Array(96).fill(5);
const base58 = toBase58(owner);
const code = utf8('some code');
const other = utf8('other code');
const hash = (bytes: Uint8Array): string => toHex(sha256(bytes));

describe('13 §6 code of a deployed contract', () => {
  const idOf = (nonce: bigint): string => toHex(contractId({ bytecode: code, nonce, owner }));
  const read = (id: string, bytes = code, by = base58) => readCode({ id, code: bytes, owner: by, genesis: null });

  test('its id is the hash of code, owner and nonce', () => {
    expect(read(idOf(0n))).toEqual({
      size: 9,
      blake3: toHex(blake3(code)),
      sha256: hash(code),
      published: null,
      committed: null,
      nonce: 0n,
    });
    expect(read(idOf(999n)).nonce).toBe(999n);
  });

  test('other code, another owner, a later nonce and no owner prove nothing', () => {
    expect(read(idOf(1n), other).nonce).toBeNull();
    expect(read(idOf(1n), code, toBase58(new Uint8Array(96).fill(6))).nonce).toBeNull();
    expect(read(idOf(1_000n)).nonce).toBeNull();
    expect(read(idOf(1n), code, 'no key!').nonce).toBeNull();
  });
});

describe('14 §8 code of a genesis contract', () => {
  const ids = localKeys.map((hex) => toHex(blake3(fromHex(hex)))) as [string, string, string, string];
  const parameters = {
    chainId: 224,
    genesisTimestampSec: 7n,
    blockTimeSec: 2,
    srs: 'local-1',
    proofs: 'mock',
    contracts: { transfer: hash(code), stake: hash(other) },
    verifierDataIds: ids,
    owner: { base58, hex: toHex(owner) },
  } as const;
  const prevHash = toHex(blake3(utf8(genesisParametersJson(parameters))));
  const committed = (id: string, bytes: Uint8Array, otherCode: Uint8Array, by = base58, chainId = 224) =>
    readCode({ id, code: bytes, owner: by, genesis: { prevHash, timestampSec: 7n, chainId, otherCode } }).committed;

  test('the parameters behind the genesis block name it', () => {
    expect(committed(TRANSFER_ID, code, other)).toBe(true);
    expect(committed(STAKE_ID, other, code)).toBe(true);
  });

  test('not so with other code, another owner or on another chain', () => {
    expect(committed(TRANSFER_ID, other, other)).toBe(false);
    expect(committed(STAKE_ID, other, other)).toBe(false);
    expect(committed(TRANSFER_ID, code, other, toBase58(new Uint8Array(96).fill(6)))).toBe(false);
    expect(committed(TRANSFER_ID, code, other, '')).toBe(false);
    expect(committed(TRANSFER_ID, code, other, base58, 225)).toBe(false);
    expect(committed(TRANSFER_ID, code, other, base58, 1)).toBe(false);
  });

  test('code that nobody published, and a network that commits to none', () => {
    expect(readCode({ id: STAKE_ID, code, owner: base58, genesis: null })).toMatchObject({
      published: 'nobody',
      committed: null,
      nonce: null,
    });
  });
});
