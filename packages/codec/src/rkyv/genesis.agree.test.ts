import { equalBytes, fromBase64, fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { type ArchiveType, decodeArchive, decodeCanonicalArchive, encodeArchive } from './archive.ts';
import { genesisTypes, rewardsType } from './genesis.fixture.ts';

type Measured = { readonly size: number; readonly align: number; readonly offsets?: Readonly<Record<string, number>> };
type Event = { readonly topic: string; readonly data: string };
type Call = {
  readonly to?: number | string;
  readonly contract?: number | string;
  readonly fn: string;
  readonly arg?: string;
};
type Step = Call & {
  readonly ret?: string;
  readonly events?: readonly Event[];
  readonly feeds?: readonly string[];
  readonly icc?: readonly (Call | string)[];
  readonly inner_calls?: readonly Call[];
};

const types: Readonly<Record<string, ArchiveType<unknown>>> = genesisTypes;
const measured = loadVectors<{ types: Readonly<Record<string, Measured>> }>('contracts/rkyv-layouts').types;

describe('05 §3 layouts', () => {
  test.each(Object.entries(measured))('%s: the rule of 01 §15 finds the measured offsets', (name, want) => {
    const { layout, offsets } = types[name] as ArchiveType<unknown>;
    expect([layout.size, layout.align]).toEqual([want.size, want.align]);
    if (want.offsets && name !== 'Vec') expect(offsets).toEqual(want.offsets);
  });

  test.each([
    ['BlobSidecar', 131_168, { data: 0, commitment: 131_072, proof: 131_120 }],
    ['BlobData', 131_201, { data: 0, hash: 131_169 }],
    ['KzgArgument', 160, { 0: 64, 1: 0, 2: 32, 3: 112 }],
    ['SchnorrArgument', 384, { 0: 0, 1: 32, 2: 192 }],
    ['PlonkArgument', 24, { 0: 0, 1: 8, 2: 16 }],
    ['MultisigArgument', 120, { 0: 0, 1: 8, 2: 16 }],
    ['RecoverArgument', 97, { 0: 0, 1: 32 }],
    ['NoteEntry', 768, { 0: 0, 1: 32 }],
  ])('03 §17.2, 04 §7.5 %s', (name, size, offsets) => {
    const type = types[name] as ArchiveType<unknown>;
    expect(type.layout.size).toBe(size);
    expect(type.offsets).toEqual(offsets);
  });
});

const key = genesisTypes.BlsPublicKey;
const argumentTypes: Readonly<Record<string, ArchiveType<unknown>>> = {
  spend_and_execute: genesisTypes.Transaction,
  refund: genesisTypes.u64,
  add_account_balance: genesisTypes['(BlsPublicKey,u64)'],
  sub_account_balance: genesisTypes['(BlsPublicKey,u64)'],
  add_contract_balance: genesisTypes['(ContractId,u64)'],
  sub_contract_balance: genesisTypes['(ContractId,u64)'],
  account: key,
  get_stake: key,
  get_stake_keys: key,
  leaves_from_height: genesisTypes.u64,
  deposit: genesisTypes.u64,
  convert: genesisTypes['transfer::Withdraw'],
  mint: genesisTypes['transfer::Withdraw'],
  mint_to_contract: genesisTypes.ContractToContract,
  contract_to_contract: genesisTypes.ContractToContract,
  contract_to_account: genesisTypes.ContractToAccount,
  stake_from_contract: genesisTypes.ReceiveFromContract,
  receive_reward: genesisTypes.ReceiveFromContract,
  receive_unstake: genesisTypes.ReceiveFromContract,
  receive_funds: genesisTypes.ReceiveFromContract,
  unstake_from_contract: genesisTypes.WithdrawToContract,
  withdraw_from_contract: genesisTypes.WithdrawToContract,
  reward: rewardsType,
  slash: genesisTypes['(BlsPublicKey,Option<u64>)'],
  hard_slash: genesisTypes['(BlsPublicKey,Option<u64>,Option<u8>)'],
  set_config: genesisTypes.StakeConfig,
  push_note: genesisTypes['(u64,Note)'],
  existing_nullifiers: genesisTypes['Vec<Scalar>'],
  sync: genesisTypes['(u64,u64)'],
  sync_accounts: genesisTypes['(u64,u64)'],
  sync_contract_balances: genesisTypes['(u64,u64)'],
  sync_nullifiers: genesisTypes['(u64,u64)'],
};
const returnTypes: Readonly<Record<string, ArchiveType<unknown>>> = {
  spend_and_execute: genesisTypes['Result<Vec<u8>,ContractError>'],
  account: genesisTypes.AccountData,
  get_stake: genesisTypes['Option<StakeData>'],
  get_stake_keys: genesisTypes['Option<StakeKeys>'],
  get_config: genesisTypes.StakeConfig,
  get_version: genesisTypes.u64,
  burnt_amount: genesisTypes.u64,
  num_notes: genesisTypes.u64,
  root: genesisTypes.Scalar,
  push_note: genesisTypes['Option<Note>'],
  existing_nullifiers: genesisTypes['Vec<Scalar>'],
};
const feedTypes: Readonly<Record<string, ArchiveType<unknown>>> = {
  stakes: genesisTypes['(StakeKeys,StakeData)'],
  prev_state_changes: genesisTypes['(BlsPublicKey,Option<StakeData>)'],
  leaves_from_height: genesisTypes.NoteLeaf,
  sync: genesisTypes.NoteLeaf,
  sync_accounts: genesisTypes['(AccountData,[u8;193])'],
  sync_contract_balances: genesisTypes['(ContractId,u64)'],
  sync_nullifiers: genesisTypes.Scalar,
};
const eventTypes: Readonly<Record<string, ArchiveType<unknown>>> = {
  moonlight: genesisTypes.MoonlightTransactionEvent,
  phoenix: genesisTypes.PhoenixTransactionEvent,
  convert: genesisTypes.ConvertEvent,
  deposit: genesisTypes.DepositEvent,
  stake: genesisTypes.StakeEvent,
  unstake: genesisTypes.StakeEvent,
  reward: rewardsType,
  slash: genesisTypes.SlashEvent,
  hard_slash: genesisTypes.SlashEvent,
  mint: genesisTypes.WithdrawEvent,
  contract_to_account: genesisTypes.ContractToAccountEvent,
  contract_to_contract: genesisTypes.ContractToContractEvent,
};

describe.each(['transactions/contract_io', 'contracts/wasm-trace', 'contracts/stake-abstraction-trace'])(
  '05 §3 %s',
  (file) => {
    const archives = loadVectors<{ steps: readonly Step[] }>(file).steps.flatMap((step, i) => archivesOf(step, i));

    test(`${archives.length} archives decode and encode to the same bytes`, () => {
      expect(archives.length).toBeGreaterThan(20);
      for (const { label, type, hex } of archives) {
        const value = decodeCanonicalArchive(type, fromHex(hex));
        expect(toHex(encodeArchive(type, value)), label).toBe(hex);
      }
    });

    test('every archive refuses to lose its last or first byte', () => {
      for (const { type, hex } of archives) {
        const bytes = fromHex(hex);
        expect(() => decodeCanonicalArchive(type, bytes.subarray(0, -1))).toThrow();
        expect(() => decodeCanonicalArchive(type, bytes.subarray(1))).toThrow();
      }
    });
  },
);

test('05 §3.4 stake-driver-vector: the archive of the data driver', () => {
  const vector = loadVectors<{ rkyvBase64: string; decoded: { value: string; chain_id: number } }>(
    'contracts/stake-driver-vector',
  );
  const bytes = fromBase64(vector.rkyvBase64);
  const stake = decodeArchive(genesisTypes.Stake, bytes);
  expect(stake.value).toBe(BigInt(vector.decoded.value));
  expect(stake.chain_id).toBe(vector.decoded.chain_id);
  expect(stake.keys.owner.kind).toBe('Account');
  expect(equalBytes(encodeArchive(genesisTypes.Stake, stake), bytes)).toBe(true);
});

type Archive = { readonly label: string; readonly type: ArchiveType<unknown>; readonly hex: string };

function archivesOf(step: Step, index: number): Archive[] {
  const found: Archive[] = [];
  const add = (label: string, type: ArchiveType<unknown> | undefined, hex: string | undefined): void => {
    if (type && hex) found.push({ label: `step ${index}: ${label}`, type, hex });
  };
  const inner = [...(step.icc ?? []), ...(step.inner_calls ?? [])].filter((call) => typeof call !== 'string');
  for (const call of [step, ...inner]) add(call.fn, argumentTypeOf(call), call.arg);
  add(`${step.fn} returns`, returnTypes[step.fn], step.ret);
  for (const feed of step.feeds ?? []) add(`${step.fn} feeds`, feedTypes[step.fn], feed);
  for (const event of step.events ?? []) add(`event ${event.topic}`, eventTypeOf(event), event.data);
  return found;
}

function argumentTypeOf({ fn, arg }: Call): ArchiveType<unknown> | undefined {
  const bytes = (arg?.length ?? 0) / 2;
  if (fn === 'stake') return bytes === genesisTypes.Stake.layout.size ? genesisTypes.Stake : undefined;
  if (fn === 'withdraw') return bytes >= 992 ? genesisTypes['stake::Withdraw'] : genesisTypes['transfer::Withdraw'];
  if (fn === 'unstake') return genesisTypes['stake::Withdraw'];
  return argumentTypes[fn];
}

function eventTypeOf({ topic, data }: Event): ArchiveType<unknown> | undefined {
  if (topic !== 'withdraw') return eventTypes[topic];
  return data.length / 2 === genesisTypes.StakeEvent.layout.size ? genesisTypes.StakeEvent : genesisTypes.WithdrawEvent;
}
