import { fileURLToPath } from 'node:url';
import { describedType } from '@eventide/abi/interface/describedType';
import { fromHex } from '@eventide/base';
import { encodeArchive } from '@eventide/codec/rkyv';
import type { BuiltContract } from '@eventide/contract-sdk/build/buildContract';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import type { CallReceipt } from '@eventide/contract-sdk/client/connect';
import { decodeEvent, decodeValue, encodeCall } from '@eventide/contract-sdk/client/connect';
import type { ContractSession } from '@eventide/contract-sdk/session/contractSession';
import { account, signature } from './account.fixture.ts';
import { buildGenesis, openGenesis, TRANSFER, type Verdicts } from './genesis/genesis.fixture.ts';

export function buildReference(name: string, logs = false): Promise<BuiltContract> {
  return buildCached(fileURLToPath(new URL(`./${name}/assembly/contract.ts`, import.meta.url)), { logs });
}

export { account, signature };

export type World = {
  readonly session: ContractSession;
  readonly verdicts: Verdicts;
  readonly contracts: Map<string, { readonly id: string; readonly built: BuiltContract }>;
  /** Adds a contract; the argument of its `init` as plain value. */
  deploy(name: string, id: string, init?: unknown): Promise<void>;
  /** A public transaction that calls a method, with a deposit; `refusal` is the text of a failed call. */
  send(from: number, contract: string, method: string, value: unknown, deposit?: bigint): Sent;
  /** A view. */
  view(contract: string, method: string, value?: unknown): unknown;
  balance(n: number): bigint;
};

export type Sent = {
  readonly value: unknown;
  readonly refusal: string | undefined;
  readonly events: readonly { topic: string; data: unknown }[];
};

const START = 10n ** 15n;

/** Our genesis contracts and ten accounts with 10^15 Lux each, whose transactions cost nothing but their values. */
export async function openWorld(): Promise<World> {
  const verdicts: Verdicts = new Map();
  const session = await openGenesis({ verdicts });
  const transfer = await buildGenesis('transfer');
  const contracts: World['contracts'] = new Map();
  const nonces = new Map<number, bigint>();
  for (let n = 1; n <= 10; n++) {
    session.call(
      TRANSFER,
      'add_account_balance',
      encodeCall(transfer.abi, 'add_account_balance', { account: account(n), value: START }),
    );
  }
  const known = (name: string): { id: string; built: BuiltContract } => {
    const found = contracts.get(name);
    if (!found) throw new Error(`no contract ${name}`);
    return found;
  };
  const decode = (receipt: CallReceipt): { topic: string; data: unknown }[] =>
    receipt.events.map((event) => {
      const built = [...contracts.values()].find(({ id }) => id === event.source)?.built ?? transfer;
      return decodeEvent(built.abi, event);
    });
  return {
    session,
    verdicts,
    contracts,
    async deploy(name, id, init) {
      const built = await buildReference(name);
      const method = built.abi.methods.find((m) => m.name === 'init');
      session.deploy(id, built, method ? encodeCall(built.abi, 'init', init) : undefined);
      contracts.set(name, { id, built });
    },
    send(from, name, method, value, deposit = 0n) {
      const { id, built } = known(name);
      const nonce = (nonces.get(from) ?? 0n) + 1n;
      nonces.set(from, nonce);
      const call = { contract: fromHex(id), fn_name: method, fn_args: encodeCall(built.abi, method, value) };
      const payload = {
        chain_id: 1,
        sender: account(from),
        receiver: account(from),
        value: 0n,
        deposit,
        fee: { gas_limit: 1n, gas_price: 1n, refund_address: account(from) },
        nonce,
        data: { kind: 'Call', value: call },
      };
      session.meta.set(
        'public_sender',
        encodeArchive(describedType('Option<BlsPublicKey>', {}).archive, account(from)),
      );
      const spent = session.call(
        TRANSFER,
        'spend_and_execute',
        encodeCall(transfer.abi, 'spend_and_execute', { kind: 'Moonlight', value: { payload, signature } }),
      );
      const refund = session.call(TRANSFER, 'refund', encodeCall(transfer.abi, 'refund', 1n));
      session.meta.delete('public_sender');
      const result = decodeOutcome(spent.data);
      const returns = built.abi.methods.find((m) => m.name === method)?.returns ?? 'void';
      return {
        value: result.ok && returns !== 'void' ? decodeValue(built.abi, returns, result.bytes) : undefined,
        refusal: result.ok ? undefined : result.text,
        events: [...decode(spent), ...decode(refund)].filter(({ topic }) => topic !== 'moonlight'),
      };
    },
    view(name, method, value) {
      const { id, built } = known(name);
      const { returns, feeds } = built.abi.methods.find((m) => m.name === method) ?? {};
      const receipt = session.call(id, method, encodeCall(built.abi, method, value));
      if (feeds) return receipt.feeds.map((fed) => decodeValue(built.abi, feeds, fed));
      return decodeValue(built.abi, returns as string, receipt.data);
    },
    balance(n) {
      const receipt = session.call(TRANSFER, 'account', encodeCall(transfer.abi, 'account', account(n)));
      return (decodeValue(transfer.abi, 'AccountData', receipt.data) as { balance: bigint }).balance;
    },
  };

  function decodeOutcome(data: Uint8Array): { ok: true; bytes: Uint8Array } | { ok: false; text: string } {
    const result = decodeValue(transfer.abi, 'CallOutcome', data) as
      | { kind: 'Ok'; value: Uint8Array }
      | { kind: 'Err'; value: { kind: string; value?: string } };
    if (result.kind === 'Ok') return { ok: true, bytes: result.value };
    return { ok: false, text: result.value.value ?? result.value.kind };
  }
}
