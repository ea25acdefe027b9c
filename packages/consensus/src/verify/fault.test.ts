import { type Fault, type FaultItem, faultItemMessage, type Vote } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { culpritOf, type FaultContext, faultPairKey, verifyFault, verifyFaults } from './fault.ts';
import { world } from './world.fixture.ts';

const { parent, provisioners, signatures } = world;
const [first, second] = provisioners.map(({ key }) => key) as [Uint8Array, Uint8Array];
const vote = (n: number): Vote => ({ kind: 'Valid', hash: new Uint8Array(32).fill(n) });
type VoteFault = Exclude<Fault, { kind: 'DoubleCandidate' }>;
type Change = {
  readonly round?: bigint;
  readonly iteration?: number;
  readonly signer?: Uint8Array;
  readonly vote?: Vote;
};

/** A double validation vote; `change` applies to the second statement, `both` to both. */
function fault(change: Change = {}, both: Change = {}): Fault {
  const item = (data: Vote, over: Change): FaultItem<Vote> => ({
    header: { prevBlockHash: parent.hash, round: over.round ?? 2n, iteration: over.iteration ?? 0 },
    sign: { signer: over.signer ?? first, signature: new Uint8Array(48) },
    data,
  });
  const items = [item(vote(1), both), item(change.vote ?? vote(2), { ...both, ...change })] as const;
  const unsigned: Fault = { kind: 'DoubleValidationVote', items };
  const signed = (index: 0 | 1): FaultItem<Vote> => {
    const { signer } = items[index].sign;
    const signature = signatures.signer(signer).sign(2n, faultItemMessage(unsigned, index));
    return { ...items[index], sign: { signer, signature } };
  };
  return { kind: 'DoubleValidationVote', items: [signed(0), signed(1)] };
}

const context: FaultContext = {
  height: 5n,
  signatures,
  strict: true,
  heightOf: () => 1n,
  isPunished: () => false,
};
const outcome = (it: Fault, over: Partial<FaultContext> = {}): string => {
  const verdict = verifyFault(it, { ...context, ...over });
  return verdict.ok ? 'ok' : verdict.reason;
};

describe('06 §11 faults', () => {
  test('two contradicting votes are a fault of their signer', () => {
    expect(outcome(fault())).toBe('ok');
    expect(culpritOf(fault())).toEqual(first);
  });

  test.each<[string, Fault, Partial<FaultContext>]>([
    ['FAULT_DIFFERENT_PLACE', fault({ iteration: 1 }), {}],
    ['FAULT_DIFFERENT_PLACE', fault({ round: 3n }), {}],
    ['FAULT_DIFFERENT_SIGNER', fault({ signer: second }), {}],
    ['FAULT_SAME_STATEMENT', fault({ vote: vote(1) }), {}],
    ['FAULT_BAD_ROUND', fault({}, { round: 0n }), {}],
    ['FAULT_BAD_ROUND', fault({}, { round: 6n }), {}],
    ['FAULT_BAD_ROUND', fault(), { height: 2_163n }],
    ['FAULT_EMERGENCY', fault({}, { iteration: 16 }), {}],
    ['FAULT_FOREIGN_PARENT', fault(), { heightOf: () => undefined }],
    ['FAULT_FOREIGN_PARENT', fault(), { heightOf: () => 2n }],
    ['FAULT_PUNISHED', fault(), { isPunished: () => true }],
  ])('refuses %s', (reason, it, over) => {
    expect(outcome(it, over)).toBe(reason);
  });

  test('statements on different parents are no fault', () => {
    const { items } = fault() as VoteFault;
    const header = { ...items[1].header, prevBlockHash: new Uint8Array(32) };
    const apart: Fault = { kind: 'DoubleValidationVote', items: [items[0], { ...items[1], header }] };
    expect(outcome(apart)).toBe('FAULT_DIFFERENT_PLACE');
  });

  test('votes of one step prove nothing of another, and votes prove no candidates', () => {
    const { items } = fault() as VoteFault;
    expect(outcome({ kind: 'DoubleRatificationVote', items })).toBe('FAULT_BAD_SIGNATURE');
    const hashOf = ({ data }: FaultItem<Vote>): Uint8Array => ('hash' in data ? data.hash : new Uint8Array(32));
    const candidates = items.map((item) => ({ ...item, data: hashOf(item) })) as unknown as [
      FaultItem<Uint8Array>,
      FaultItem<Uint8Array>,
    ];
    expect(outcome({ kind: 'DoubleCandidate', items: candidates })).toBe('FAULT_BAD_SIGNATURE');
  });

  test('either statement may be the forged one', () => {
    const { items } = fault() as VoteFault;
    const forged = { ...items[0], sign: { ...items[0].sign, signature: items[1].sign.signature } };
    expect(outcome({ kind: 'DoubleValidationVote', items: [forged, items[1]] })).toBe('FAULT_BAD_SIGNATURE');
  });

  test('a forged statement is no fault', () => {
    const { items } = fault() as VoteFault;
    const forged = { ...items[1], sign: { ...items[1].sign, signature: items[0].sign.signature } };
    expect(outcome({ kind: 'DoubleValidationVote', items: [items[0], forged] })).toBe('FAULT_BAD_SIGNATURE');
  });

  test('the last block of its lifetime still punishes', () => {
    expect(outcome(fault(), { height: 2_162n })).toBe('ok');
  });

  test('14 §7 S8: twice in a block is refused, in either order, where rules are strict', () => {
    const { items } = fault() as VoteFault;
    const twice: Fault[] = [fault(), { kind: 'DoubleValidationVote', items: [items[1], items[0]] }];
    expect(faultPairKey(twice[0] as Fault)).toBe(faultPairKey(twice[1] as Fault));
    expect(verifyFaults(twice, context)).toMatchObject({ ok: false, reason: 'FAULT_TWICE' });
    expect(verifyFaults(twice, { ...context, strict: false }).ok).toBe(true);
    expect(verifyFaults([fault(), fault({ vote: vote(3) })], context).ok).toBe(true);
  });
});
