import { decode, encode } from '@eventide/codec';
import { fl } from '@eventide/crypto/fields/fl';
import { type PhoenixSecretKey, phoenixPublicKey, phoenixViewKey } from '@eventide/crypto/keys/phoenix';
import { NoteTree } from '@eventide/crypto/merkle/noteTree';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import { localnet, type Rules, rulesAt } from '@eventide/params';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signStake, signStakeWithdraw, verifyStake, verifyStakeWithdraw } from './contracts/stake.ts';
import { signWithdraw, verifyWithdraw, type WithdrawOwner } from './contracts/withdraw.ts';
import type { TransactionData } from './data.ts';
import { decodeTx, encodeTx } from './envelope.ts';
import { formatTxId } from './id.ts';
import { buildMoonlight } from './moonlight/build.ts';
import { buildPhoenix, type SpendableNote } from './phoenix/build.ts';
import { createNote, refundNote } from './phoenix/createNote.ts';
import { type Note, noteCodec, noteHash } from './phoenix/note.ts';
import { proverRequestCodec } from './phoenix/proverRequest.ts';
import { noteSenderAddress, openNote, scanNote } from './phoenix/scan.ts';
import { txCircuitVecCodec } from './phoenix/txCircuitVec.ts';
import { attachProof } from './phoenix/unproven.ts';
import { verifyTx } from './verify.ts';

const rules = rulesAt(localnet, 10n);
const strict = { strict: true };
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const small = fc.bigInt({ min: 0n, max: 10n ** 15n });
const bytes = (max: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: max });
const id = fc.uint8Array({ minLength: 32, maxLength: 32 });

const dataArbitrary: fc.Arbitrary<TransactionData> = fc.oneof(
  fc.record({ kind: fc.constant('memo' as const), memo: bytes(512) }),
  fc.record({
    kind: fc.constant('call' as const),
    contract: id,
    fnName: fc.string({ unit: 'binary', maxLength: 40 }),
    fnArgs: bytes(200),
  }),
  fc.record({
    kind: fc.constant('deploy' as const),
    bytecodeHash: id,
    bytecode: bytes(300),
    owner: bytes(100),
    initArgs: fc.option(bytes(60)),
    nonce: u64,
  }),
  fc.record({
    kind: fc.constant('blob' as const),
    blobs: fc.array(fc.record({ hash: id, sidecar: fc.constant(null) }), { maxLength: 7 }),
  }),
);

/** Notes of one owner in a tree, with openings. */
function fund(owner: PhoenixSecretKey, values: readonly bigint[], rng: StdRng): SpendableNote[] {
  const tree = new NoteTree();
  const address = phoenixPublicKey(owner);
  const notes = values.map((value, i): Note => {
    const type = i % 2 === 0 ? 'obfuscated' : 'transparent';
    const senderBlinders = { A: fl.random(rng.randomBytes), B: fl.random(rng.randomBytes) };
    const blinder = type === 'obfuscated' ? fl.random(rng.randomBytes) : 0n;
    const note = createNote(
      { type, receiver: address, sender: address, senderBlinders, value, blinder },
      rng.randomBytes,
    );
    return { ...note, pos: BigInt(i * 7) };
  });
  for (const note of notes) tree.insert(note.pos, noteHash(note));
  return notes.map((note) => ({ note, opening: tree.opening(note.pos) }));
}

describe('03 §6 a shielded payment from both ends', () => {
  test('build, encode, decode, verify; receiver and sender find their notes; the refund comes home', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.array(small, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom<Rules['circuitSet']>('aegis', 'sound-1'),
        fc.boolean(),
        (seed, values, part, set, transparent) => {
          const rng = new StdRng(seed);
          const [from, to] = [1, 2].map((): PhoenixSecretKey => {
            const a = fl.random(rng.randomBytes);
            return { a, b: fl.random(rng.randomBytes) };
          }) as [PhoenixSecretKey, PhoenixSecretKey];
          const gas = { gasLimit: 1_000n, gasPrice: 3n };
          const inputs = fund(from, [(values[0] as bigint) + 3_000n, ...values.slice(1)], rng);
          const total = values.reduce((sum, value) => sum + value, 0n);
          const value = (total * BigInt(Math.round(part * 1000))) / 1000n;
          const request = { set, chainId: 1, from, to: phoenixPublicKey(to), inputs, value, transparent, gas };
          const unproven = buildPhoenix(request, rng.randomBytes);
          const tx = attachProof(unproven, new Uint8Array(1008).fill(1));
          const read = decodeTx(encodeTx(tx), strict);
          expect(read).toEqual(tx);
          expect(verifyTx(read, { ...rules, circuitSet: set }, { proofs: () => true })).toEqual({ ok: true });
          const [payment, change] = tx.payload.skeleton.outputs;
          expect(scanNote(phoenixViewKey(to), payment)?.value).toBe(value);
          expect(scanNote(phoenixViewKey(from), payment)).toBeNull();
          expect(openNote(from, change)?.value).toBe(total - value);
          expect(noteSenderAddress(to, payment)).toEqual(phoenixPublicKey(from));
          const refund = refundNote(tx.payload.fee, 400n, 0n) as Note;
          expect(openNote(from, refund)?.value).toBe(1_800n);
          expect(noteSenderAddress(from, refund)).toEqual(phoenixPublicKey(from));
          expect(unproven.circuit).toBe(`${set}/phoenix/${inputs.length}`);
          if (unproven.set === 'aegis') {
            const sent = encode(txCircuitVecCodec, unproven.circuitInputs);
            expect(sent.length).toBe(872 + 2778 * inputs.length);
            expect(decode(txCircuitVecCodec, sent)).toEqual(unproven.circuitInputs);
          } else {
            const sent = encode(proverRequestCodec, unproven.circuitInputs);
            expect(sent.length).toBe(162 + 2421 * inputs.length);
            expect(decode(proverRequestCodec, sent)).toEqual(unproven.circuitInputs);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  test('03 §3.1 notes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), u64, u64, (seed, value, pos) => {
        const rng = new StdRng(seed);
        const [spendable] = fund({ a: 3n, b: 4n }, [value], rng);
        const note = { ...(spendable as SpendableNote).note, pos };
        expect(decode(noteCodec, encode(noteCodec, note))).toEqual(note);
      }),
      { numRuns: 10 },
    );
  });
});

describe('03 §7 Moonlight', () => {
  test('build, encode, decode, verify', () => {
    fc.assert(
      fc.property(dataArbitrary, small, u64, fc.integer({ min: 0, max: 255 }), (data, value, nonce, chainId) => {
        const request = { chainId, from: 77n, gas: { gasLimit: 10n, gasPrice: 1n }, value, nonce, data };
        const tx = buildMoonlight(request);
        const read = decodeTx(encodeTx(tx), strict);
        expect(read).toEqual(tx);
        expect(formatTxId(read)).toBe(formatTxId(tx));
      }),
      { numRuns: 15 },
    );
  });
});

describe('03 §14.1 signed messages', () => {
  const rng = new StdRng(new Uint8Array(32).fill(8));
  const owners: readonly WithdrawOwner[] = [
    { kind: 'phoenix', secret: { a: 5n, b: 6n } },
    { kind: 'moonlight', secret: 7n },
  ];
  const contract = new Uint8Array(32).fill(2);

  test.each(owners)('withdraw to $kind', (owner) => {
    for (const token of [
      { kind: 'phoenix', nullifiers: [1n, 2n] },
      { kind: 'moonlight', nonce: 4n },
    ] as const) {
      const withdraw = signWithdraw({ contract, value: 9n, token, owner }, rng.randomBytes);
      expect(verifyWithdraw(withdraw, 'V2')).toBe(true);
      expect(verifyWithdraw({ ...withdraw, value: 10n }, 'V2')).toBe(false);
      expect(verifyWithdraw({ ...withdraw, token: { kind: 'moonlight', nonce: 5n } }, 'V2')).toBe(false);
      const other = owners.find(({ kind }) => kind !== owner.kind) as WithdrawOwner;
      const crossed = signWithdraw({ contract, value: 9n, token, owner: other }, rng.randomBytes).signature;
      expect(verifyWithdraw({ ...withdraw, signature: crossed }, 'V2')).toBe(false);
    }
  });

  test('stake and unstake', () => {
    const secrets = { account: 11n, owner: 12n };
    const stake = signStake({ chainId: 1, value: 10n ** 12n }, secrets);
    expect(verifyStake(stake, 'V2')).toBe(true);
    expect(verifyStake({ ...stake, chainId: 2 }, 'V2')).toBe(false);
    const byContract = signStake({ chainId: 1, value: 1n, ownerContract: contract }, { account: 11n, owner: 11n });
    expect(verifyStake(byContract, 'V2')).toBe(true);
    expect(stake.keys.owner.kind).toBe('account');
    const token = { kind: 'moonlight', nonce: 4n } as const;
    const withdraw = signWithdraw({ contract, value: 9n, token, owner: owners[1] as WithdrawOwner }, rng.randomBytes);
    const unstake = signStakeWithdraw(withdraw, secrets);
    const owner = stake.keys.owner.kind === 'account' ? stake.keys.owner.account : undefined;
    if (owner === undefined) throw new Error('expected an account');
    expect(verifyStakeWithdraw(unstake, owner, 'V2')).toBe(true);
    expect(verifyStakeWithdraw(unstake, stake.keys.account, 'V2')).toBe(false);
    expect(verifyStakeWithdraw({ ...unstake, withdraw: { ...withdraw, value: 8n } }, owner, 'V2')).toBe(false);
  });
});
