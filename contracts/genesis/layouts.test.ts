import { layoutOf } from '@eventide/abi/interface/typeTable';
import { fromBase64, fromHex, toHex } from '@eventide/base';
import { encodeCall } from '@eventide/contract-sdk/client/connect';
import { createContractSession } from '@eventide/contract-sdk/session/contractSession';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { account, signature } from '../account.fixture.ts';
import {
  buildGenesis,
  deployGenesis,
  noCircuits,
  openGenesis,
  STAKE,
  TRANSFER,
  traceQueries,
} from './genesis.fixture.ts';

type Measured = { readonly size: number; readonly align: number; readonly offsets?: Record<string, number> };

/** Names of ours that differ from the measured table's. */
const renamed: Record<string, string> = {
  Withdraw: 'transfer::Withdraw',
  StakeWithdraw: 'stake::Withdraw',
  HeightNote: '(u64,Note)',
  IdValue: '(ContractId,u64)',
  KeyValue: '(BlsPublicKey,u64)',
  AccountEntry: '(AccountData,[u8;193])',
  CallOutcome: 'Result<Vec<u8>,ContractError>',
  StakeEntry: '(StakeKeys,StakeData)',
  SlashTerms: '(BlsPublicKey,Option<u64>)',
  HardSlash: '(BlsPublicKey,Option<u64>,Option<u8>)',
  Change: '(BlsPublicKey,Option<StakeData>)',
  SyncRange: '(u64,u64)',
};

describe('05 §3 layouts of the genesis contracts', () => {
  it.each(['transfer', 'stake'] as const)(
    '05 §3 every measured type of %s has its size, alignment and offsets',
    async (name) => {
      const { abi } = await buildGenesis(name);
      const { types } = loadVectors('contracts/rkyv-layouts') as { types: Record<string, Measured> };
      let compared = 0;
      for (const [own, def] of Object.entries(abi.types)) {
        const measured = types[renamed[own] ?? own];
        if (!measured || (name === 'stake' && own === 'WithdrawEvent')) continue;
        const { size, align } = layoutOf(own, abi.types);
        expect({ own, size, align }).toEqual({ own, size: measured.size, align: measured.align });
        if (def.kind !== 'struct' || !measured.offsets || renamed[own]?.startsWith('(')) continue;
        const offsets = Object.fromEntries(def.fields.map((field) => [field.name, field.offset]));
        for (const [field, offset] of Object.entries(measured.offsets)) {
          if (field in offsets) expect({ own, field, offset: offsets[field] }).toEqual({ own, field, offset });
        }
        compared++;
      }
      expect(compared).toBeGreaterThan(8);
    },
  );

  it('05 §4.2, §5.2 the methods are those of the originals, and three of 14 §6', async () => {
    const methods = async (name: 'transfer' | 'stake') =>
      (await buildGenesis(name)).abi.methods.map((m) => m.name).sort();
    expect(await methods('stake')).toEqual(
      'before_state_transition burnt_amount get_config get_stake get_stake_keys get_version hard_slash insert_stake prev_state_changes reward set_burnt_amount set_config slash stake stake_from_contract stakes unstake unstake_from_contract withdraw withdraw_from_contract'.split(
        ' ',
      ),
    );
    expect(await methods('transfer')).toEqual(
      'account add_account_balance add_contract_balance chain_id circuit_set contract_balance contract_to_account contract_to_contract convert deposit existing_nullifiers init leaves_from_height leaves_from_pos mint mint_to_contract num_notes opening push_note refund root spend_and_execute sub_account_balance sub_contract_balance sync sync_accounts sync_contract_balances sync_nullifiers update_root verifier_data withdraw'.split(
        ' ',
      ),
    );
  });
});

describe('05 §5.3 the reference’s own archive of a signed stake', () => {
  it('05 §5.3 the contract has both signatures checked over the recorded message', async () => {
    const { rkyvBase64, decoded } = loadVectors('contracts/stake-driver-vector') as {
      rkyvBase64: string;
      decoded: { readonly msg: string; readonly chain_id?: number };
    };
    const message = fromHex(decoded.msg);
    const queries = traceQueries();
    const asked: string[] = [];
    const session = await createContractSession({
      chainId: message[0] as number,
      height: 100n,
      hostQueries: (name, argument) => {
        if (name === 'verify_bls') {
          const length = new DataView(argument.buffer, argument.byteOffset).getUint32(argument.length - 308, true);
          asked.push(toHex(argument.subarray(0, length)));
        }
        return queries(name, argument);
      },
    });
    const [transfer, stake] = [await buildGenesis('transfer'), await buildGenesis('stake')];
    deployGenesis(session, { transfer, stake, circuits: noCircuits });
    const value = new DataView(message.buffer, message.byteOffset).getBigUint64(193, true);
    const send = (method: string, argument: unknown) =>
      session.call(TRANSFER, method, encodeCall(transfer.abi, method, argument));
    send('add_account_balance', { account: account(1), value: value + 10n });
    const call = { contract: fromHex(STAKE), fn_name: 'stake', fn_args: fromBase64(rkyvBase64) };
    const fee = { gas_limit: 1n, gas_price: 1n, refund_address: account(1) };
    const parties = { sender: account(1), receiver: account(1), value: 0n, deposit: value };
    const payload = { chain_id: message[0], ...parties, fee, nonce: 1n, data: { kind: 'Call', value: call } };
    const { events } = send('spend_and_execute', { kind: 'Moonlight', value: { payload, signature } });
    expect(events.map(({ topic }) => topic)).toEqual(['deposit', 'stake']);
    expect(asked.slice(1)).toEqual([decoded.msg, decoded.msg]);
    await session.close();
  });
});

describe('05 §4.2 reading the note tree', () => {
  it('05 §4.2 openings lead to the root; positions beyond it have none', async () => {
    const { abi } = await buildGenesis('transfer');
    const session = await openGenesis();
    const note = (value: number) => {
      const cipher = new Uint8Array(68);
      cipher[0] = value;
      const one = fromHex('feffffff0100000002480300fab78458f54fbcecef4f8c996f05c5ac59b12418');
      const extended = [...new Uint8Array(32), ...one, ...one, ...new Uint8Array(64)];
      return {
        note_type: 'Transparent',
        value_commitment: new Uint8Array(64),
        stealth_address: Uint8Array.from([...extended, ...extended]),
        pos: 0n,
        value_enc: cipher,
        sender: { kind: 'ContractInfo', value: new Uint8Array(128) },
      };
    };
    for (let i = 1; i <= 6; i++)
      session.call(TRANSFER, 'push_note', encodeCall(abi, 'push_note', { height: BigInt(i), note: note(i) }));
    expect(
      session.call(TRANSFER, 'push_note', encodeCall(abi, 'push_note', { height: 9n, note: note(0) })).data[0],
    ).toBe(0);
    const root = session.call(TRANSFER, 'root').data;
    for (const pos of [0n, 3n, 5n]) {
      const opening = session.call(TRANSFER, 'opening', encodeCall(abi, 'opening', pos)).data;
      expect(opening.length).toBe(2288);
      expect(toHex(opening.subarray(8 + 2176, 8 + 2208))).toBe(toHex(root));
      const positions = new DataView(opening.buffer, opening.byteOffset + 8 + 2208);
      expect([15, 16].map((l) => positions.getUint32(4 * l, true))).toEqual([Number(pos >> 2n), Number(pos & 3n)]);
    }
    expect(session.call(TRANSFER, 'opening', encodeCall(abi, 'opening', 6n)).data).toEqual(new Uint8Array(2288));
    const feeds = (method: string, value: unknown): number =>
      session.call(TRANSFER, method, encodeCall(abi, method, value)).feeds.length;
    expect([0n, 4n, 7n].map((h) => feeds('leaves_from_height', h))).toEqual([6, 3, 0]);
    expect([0n, 4n, 6n, 9n].map((p) => feeds('leaves_from_pos', p))).toEqual([6, 2, 0, 0]);
    expect(feeds('sync', { from: 1n, limit: 2n })).toBe(2);
    expect(feeds('sync', { from: 5n, limit: 2n ** 64n - 1n })).toBe(1);
    await session.close();
  });
});
