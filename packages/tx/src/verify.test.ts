import { fromHex } from '@eventide/base';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import { localnet, mainnet, type Rules, rulesAt } from '@eventide/params';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { deployment, TRANSFER_CONTRACT } from './contracts/ids.ts';
import type { TransactionData } from './data.ts';
import { decodeTx, encodeTx } from './envelope.ts';
import { buildMoonlight, type MoonlightRequest } from './moonlight/build.ts';
import { buildPhoenix, type PhoenixRequest } from './phoenix/build.ts';
import type { PhoenixPayload, PhoenixTransaction } from './phoenix/payload.ts';
import { contractSender } from './phoenix/sender.ts';
import { attachProof } from './phoenix/unproven.ts';
import { ownerKey, placeholderProof, spendable } from './phoenix/vectors.fixture.ts';
import type { PhoenixProofRequest, PhoenixProofVerifier } from './phoenix/verify.ts';
import type { Transaction } from './transaction.ts';
import { type TxContext, type TxRefusal, verifyTx } from './verify.ts';

const rusk = rulesAt(localnet, 10n);
const ours: Rules = { ...rusk, protocol: 'eventide', circuitSet: 'sound-1', strict: true };
const beforeAegis = rulesAt(mainnet, 2_710_375n);

/** Accepts the placeholder of the vectors and nothing else: what is tested here is everything around the proof. */
const acceptPlaceholder: PhoenixProofVerifier = ({ proof }) => proof.every((byte, i) => byte === placeholderProof[i]);
const context: TxContext = { proofs: acceptPlaceholder };

function refusal(tx: Transaction, rules: Rules = ours, more: Partial<TxContext> = {}): TxRefusal | 'ok' {
  const verdict = verifyTx(tx, rules, { ...context, ...more });
  return verdict.ok ? 'ok' : verdict.reason;
}

function phoenix(set: Rules['circuitSet'], more: Partial<PhoenixRequest> = {}): PhoenixTransaction {
  const request: PhoenixRequest = {
    set,
    chainId: 224,
    from: ownerKey,
    to: phoenixPublicKey(derivePhoenixSecretKey(new Uint8Array(64).fill(1), 0)),
    inputs: spendable.slice(0, 2),
    value: 5n,
    gas: { gasLimit: 10_000_000n, gasPrice: 1n },
    ...more,
  };
  return attachProof(buildPhoenix(request, new StdRng(new Uint8Array(32).fill(4)).randomBytes), placeholderProof);
}

const aegisTx = phoenix('aegis');
const soundTx = phoenix('sound-1');

function changed(
  tx: PhoenixTransaction,
  change: (payload: PhoenixPayload) => Partial<PhoenixPayload>,
): PhoenixTransaction {
  return { ...tx, payload: { ...tx.payload, ...change(tx.payload) } };
}

describe('14 §4 Phoenix verdicts', () => {
  test('both sets accept their own, after a trip through bytes', () => {
    expect(refusal(decodeTx(encodeTx(aegisTx), rusk), rusk)).toBe('ok');
    expect(refusal(decodeTx(encodeTx(soundTx), ours))).toBe('ok');
    expect(soundTx.proofField.length).toBe(1425);
  });

  test('the verifier is asked for the circuit, version and public inputs of the rules', () => {
    const asked: PhoenixProofRequest[] = [];
    const record: PhoenixProofVerifier = (request) => asked.push(request) > 0;
    refusal(aegisTx, rusk, { proofs: record });
    refusal(soundTx, ours, { proofs: record });
    refusal(aegisTx, beforeAegis, { proofs: record });
    expect(asked.map(({ set, inputs, version, publicInputs }) => [set, inputs, version, publicInputs.length])).toEqual([
      ['aegis', 2, 'V3', 30],
      ['sound-1', 2, 'V3', 18],
      ['aegis', 2, beforeAegis.plonk, 30],
    ]);
  });

  test('each half alone is refused: authorisation without proof, proof without authorisation', () => {
    const noProof = { ...soundTx, proofField: soundTx.proofField.with(1424, 0) };
    const noAuth = { ...soundTx, proofField: soundTx.proofField.with(300, (soundTx.proofField[300] as number) ^ 1) };
    expect(refusal(noProof)).toBe('TX_BAD_PROOF');
    expect(refusal(noAuth)).toBe('TX_BAD_AUTH');
  });

  test('fields of the other set, or of another length, are refused', () => {
    expect(refusal(soundTx, rusk)).toBe('TX_BAD_PROOF');
    expect(refusal(aegisTx, ours)).toBe('TX_BAD_PROOF_FIELD');
    const field = soundTx.proofField;
    expect(refusal({ ...soundTx, proofField: field.with(0, 2) })).toBe('TX_BAD_PROOF_FIELD');
    expect(refusal({ ...soundTx, proofField: new Uint8Array([...field, 0]) })).toBe('TX_BAD_PROOF_FIELD');
    expect(refusal({ ...aegisTx, proofField: placeholderProof.subarray(1) }, rusk)).toBe('TX_BAD_PROOF_FIELD');
    expect(refusal({ ...aegisTx, proofField: new Uint8Array([...placeholderProof, 9]) }, rusk)).toBe('ok');
  });

  test('10 §13.2 row d: rewriting what the payload hash omits passes aegis and fails sound-1', () => {
    const split = (payload: PhoenixPayload): Partial<PhoenixPayload> => ({
      fee: { ...payload.fee, gasLimit: 1n, gasPrice: 10_000_000n },
    });
    expect(refusal(changed(aegisTx, split), rusk)).toBe('ok');
    expect(refusal(changed(soundTx, split))).toBe('TX_BAD_AUTH');
  });

  test.each<[string, TxRefusal, (payload: PhoenixPayload) => Partial<PhoenixPayload>]>([
    ['no input', 'TX_INPUT_COUNT', ({ skeleton }) => ({ skeleton: { ...skeleton, nullifiers: [] } })],
    [
      'five inputs',
      'TX_INPUT_COUNT',
      ({ skeleton }) => ({ skeleton: { ...skeleton, nullifiers: [1n, 2n, 3n, 4n, 5n] } }),
    ],
    [
      'a nullifier twice',
      'TX_NULLIFIER_REPEATED',
      ({ skeleton }) => ({ skeleton: { ...skeleton, nullifiers: [7n, 7n] } }),
    ],
    ['a fee above u64', 'TX_FEE_OVERFLOW', ({ fee }) => ({ fee: { ...fee, gasLimit: 2n ** 63n, gasPrice: 2n } })],
    ['another fee than proven', 'TX_FEE_MISMATCH', ({ fee }) => ({ fee: { ...fee, gasLimit: fee.gasLimit + 1n } })],
    ['gas for nothing', 'TX_GAS_PRICE', ({ fee }) => ({ fee: { ...fee, gasPrice: 0n } })],
    [
      'a refund to somebody else',
      'TX_REFUND_MISMATCH',
      ({ fee, skeleton }) => ({ fee: { ...fee, refundTo: skeleton.outputs[0].stealthAddress } }),
    ],
    [
      'an output sent by a contract',
      'TX_BAD_SENDER',
      ({ skeleton }) => ({
        skeleton: {
          ...skeleton,
          outputs: [{ ...skeleton.outputs[0], sender: contractSender('mint', TRANSFER_CONTRACT) }, skeleton.outputs[1]],
        },
      }),
    ],
  ])('refuses %s', (_, reason, change) => {
    expect(refusal(changed(soundTx, change))).toBe(reason);
  });

  test('refuses spent nullifiers and the wrong chain', () => {
    const spentNullifiers = new Set(soundTx.payload.skeleton.nullifiers.slice(1));
    expect(refusal(soundTx, ours, { state: { spentNullifiers } })).toBe('TX_NULLIFIER_SPENT');
    expect(refusal(soundTx, ours, { state: { spentNullifiers: new Set([1n]) }, chainId: 224 })).toBe('ok');
    expect(refusal(soundTx, ours, { chainId: 1 })).toBe('TX_CHAIN_ID');
  });

  test('the refund check begins with Aegis', () => {
    const other = changed(aegisTx, ({ fee, skeleton }) => ({
      fee: { ...fee, refundTo: skeleton.outputs[0].stealthAddress },
    }));
    expect(refusal(other, rusk)).toBe('TX_REFUND_MISMATCH');
    expect(refusal(other, beforeAegis)).toBe('ok');
  });
});

describe('03 §16 Moonlight verdicts', () => {
  const secret = deriveBlsSecretKey(new Uint8Array(64), 0);
  const build = (more: Partial<MoonlightRequest> = {}): Transaction =>
    buildMoonlight({ chainId: 1, from: secret, gas: { gasLimit: 100n, gasPrice: 2n }, nonce: 3n, value: 5n, ...more });
  const account = (balance: bigint, nonce: bigint): Partial<TxContext> => ({ state: { account: { balance, nonce } } });

  test('accepts what the account can pay', () => {
    expect(refusal(build())).toBe('ok');
    expect(refusal(build(), ours, account(205n, 2n))).toBe('ok');
    expect(refusal(build(), ours, account(205n, 1n))).toBe('ok');
  });

  test.each<[string, TxRefusal, Partial<TxContext>]>([
    ['a balance too low', 'TX_BALANCE_SHORT', account(204n, 2n)],
    ['a nonce that was used', 'TX_NONCE_USED', account(205n, 3n)],
  ])('refuses %s', (_, reason, more) => expect(refusal(build(), ours, more)).toBe(reason));

  test('refuses sums above u64', () => {
    const tx = build() as Extract<Transaction, { kind: 'moonlight' }>;
    const rich = { ...tx, payload: { ...tx.payload, value: 2n ** 64n - 1n } };
    expect(refusal(rich)).toBe('TX_AMOUNT_OVERFLOW');
  });

  test('refuses signatures over something else, and of the other version', () => {
    const tx = build() as Extract<Transaction, { kind: 'moonlight' }>;
    expect(refusal({ ...tx, payload: { ...tx.payload, nonce: 4n } })).toBe('TX_BAD_SIGNATURE');
    expect(refusal(tx, { ...ours, bls: 'V1' })).toBe('TX_BAD_SIGNATURE');
  });

  test('03 §11.1 the mainnet transactions hold under version 1 alone', () => {
    const { transactions } = loadVectors<{
      readonly transactions: readonly { raw: string; bls_v1_valid: boolean; bls_v2_valid: boolean }[];
    }>('crypto/mainnet-moonlight');
    for (const { raw, bls_v1_valid, bls_v2_valid } of transactions) {
      const tx = decodeTx(fromHex(raw), beforeAegis);
      expect(refusal(tx, { ...beforeAegis, bls: 'V1' }) === 'ok').toBe(bls_v1_valid);
      expect(refusal(tx, { ...beforeAegis, bls: 'V2' }) === 'ok').toBe(bls_v2_valid);
    }
    const { v1 } = loadVectors<{ readonly v1: { readonly tx: string } }>('transactions/moonlight');
    expect(refusal(decodeTx(fromHex(v1.tx), beforeAegis), beforeAegis)).toBe('ok');
    expect(refusal(decodeTx(fromHex(v1.tx), rusk), rusk)).toBe('TX_BAD_SIGNATURE');
  });

  describe('03 §13.1 preconditions', () => {
    const plenty = { gasLimit: 10_000_000n, gasPrice: 2000n };
    const wasm = (bytes: number): TransactionData =>
      deployment({ bytecode: new Uint8Array(bytes), owner: new Uint8Array(96), initArgs: null, nonce: 0n });
    const blobs = (count: number): TransactionData => ({
      kind: 'blob',
      blobs: Array.from({ length: count }, () => ({ hash: new Uint8Array(32), sidecar: null })),
    });
    const stranger: TransactionData = {
      kind: 'call',
      contract: new Uint8Array(32),
      fnName: 'f',
      fnArgs: new Uint8Array(),
    };
    const features = (more: Partial<Rules['features']>): Rules => ({
      ...rusk,
      features: { ...rusk.features, ...more },
    });

    test.each<[string, TxRefusal | 'ok', Partial<MoonlightRequest>, Rules, Partial<TxContext>]>([
      ['a deployment', 'ok', { data: wasm(50_000), gas: plenty }, rusk, {}],
      ['a cheap deployment', 'TX_DEPLOY_PRICE', { data: wasm(1), gas: { ...plenty, gasPrice: 1999n } }, rusk, {}],
      ['too little gas', 'TX_DEPLOY_GAS', { data: wasm(1), gas: { ...plenty, gasLimit: 4_999_999n } }, rusk, {}],
      ['too little gas for its bytes', 'TX_DEPLOY_GAS', { data: wasm(100_001), gas: plenty }, rusk, {}],
      [
        'deployments switched off',
        'TX_DEPLOY_DISABLED',
        { data: wasm(1), gas: plenty },
        features({ deployWasm32: false, deployWasm64: false }),
        {},
      ],
      [
        '32 bits off, width unknown',
        'ok',
        { data: wasm(1), gas: plenty },
        features({ deployWasm32: false, deployWasm64: true }),
        {},
      ],
      [
        '32 bits off',
        'TX_DEPLOY_DISABLED',
        { data: wasm(1), gas: plenty },
        features({ deployWasm32: false, deployWasm64: true }),
        { isMemory64: () => false },
      ],
      [
        '64 bits off',
        'TX_DEPLOY_DISABLED',
        { data: wasm(1), gas: plenty },
        features({ deployWasm32: true, deployWasm64: false }),
        { isMemory64: () => true },
      ],
      ['a call', 'ok', { data: stranger }, rusk, {}],
      ['a call switched off', 'TX_CALL_DISABLED', { data: stranger }, features({ thirdPartyCalls: false }), {}],
      [
        'a call of the transfer contract',
        'ok',
        { data: { ...stranger, contract: TRANSFER_CONTRACT } },
        features({ thirdPartyCalls: false }),
        {},
      ],
      ['six blobs', 'ok', { data: blobs(6), gas: plenty }, rusk, {}],
      ['no blob', 'TX_BLOB_COUNT', { data: blobs(0), gas: plenty }, rusk, {}],
      ['seven blobs', 'TX_BLOB_COUNT', { data: blobs(7), gas: plenty }, rusk, {}],
      [
        'too little gas for blobs',
        'TX_BLOB_GAS',
        { data: blobs(2), gas: { ...plenty, gasLimit: 1_999_999n } },
        rusk,
        {},
      ],
      ['blobs switched off', 'TX_BLOB_DISABLED', { data: blobs(1), gas: plenty }, features({ blob: false }), {}],
      ['missing sidecars', 'TX_SIDECAR_MISSING', { data: blobs(1), gas: plenty }, rusk, { verifyBlob: () => true }],
    ])('%s: %s', (_, expected, request, rules, more) => {
      expect(refusal(build(request), rules, more)).toBe(expected);
    });

    test('wrong sidecars', () => {
      const sidecar = { commitment: new Uint8Array(48), proof: new Uint8Array(48), data: new Uint8Array(131_072) };
      const data: TransactionData = { kind: 'blob', blobs: [{ hash: new Uint8Array(32), sidecar }] };
      const tx = build({ data, gas: plenty });
      expect(refusal(tx, rusk, { verifyBlob: () => false })).toBe('TX_SIDECAR_INVALID');
      expect(refusal(tx, rusk, { verifyBlob: () => true })).toBe('ok');
    });
  });
});
