import { fileURLToPath } from 'node:url';
import { concatBytes } from '@eventide/base';
import { buildWalletCore } from './build/buildWalletCore.ts';
import { type Core, openCore } from './openCore.fixture.ts';

/** Our module, compiled at most once for all tests. */
export async function openOurs(): Promise<Core> {
  const cacheFolder = fileURLToPath(new URL('../../../.cache/local-network', import.meta.url));
  return openCore(await buildWalletCore({ cacheFolder }));
}

export type Gas = { readonly gasLimit: bigint; readonly gasPrice: bigint };
export type Answer = { readonly code: number; readonly tx: Uint8Array; readonly id: string };
export type Unproven = { readonly code: number; readonly tx: Uint8Array; readonly circuit: Uint8Array };

export const LEAF = 736;
export const ENTRY = 768;
export const MAYBE_OPENING = 2288;
const EMPTY = new Uint8Array(0);

/** The archive of a list of elements that point to nothing. */
export function listOf(items: readonly Uint8Array[], size: number): Uint8Array {
  const end = new Uint8Array(8);
  const view = new DataView(end.buffer);
  view.setInt32(0, -items.length * size, true);
  view.setUint32(4, items.length, true);
  return concatBytes(...items, end);
}

const text = (core: Core, at: number): string => new TextDecoder().decode(core.read(at, 64));

/** Calls whose answer is a transaction and its id, after arguments of their own. */
function answerOf(core: Core, name: string, ...args: readonly number[]): Answer {
  const [out, hash] = [core.room(4), core.room(64)];
  const code = core.call(name, ...args, out, hash);
  return code === 0 ? { code, tx: core.take(out), id: text(core, hash) } : { code, tx: EMPTY, id: '' };
}

export function profileOf(core: Core, seed: Uint8Array, index: number): Uint8Array {
  const out = core.room(160);
  core.call('generate_profile', core.put(seed), index, out);
  return core.read(out, 160);
}

export function rawAccounts(core: Core, accounts: Uint8Array): { readonly code: number; readonly raw: Uint8Array } {
  const out = core.room(4);
  const code = core.call('accounts_into_raw', core.buffer(accounts), out);
  return { code, raw: code === 0 ? core.take(out) : EMPTY };
}

export type Payload =
  | { readonly memo: Uint8Array }
  | { readonly name: Uint8Array; readonly args: Uint8Array; readonly contract: Uint8Array };

export function dataOf(core: Core, payload: Payload): Uint8Array {
  const length = (bytes: Uint8Array): number => {
    const four = new Uint8Array(4);
    new DataView(four.buffer).setUint32(0, bytes.length, true);
    return core.put(four);
  };
  const out = core.room(4);
  const pair = (bytes: Uint8Array): readonly number[] => [length(bytes), core.put(bytes)];
  const args =
    'memo' in payload
      ? [0, 0, 0, 0, core.room(32), ...pair(payload.memo)]
      : [...pair(payload.name), ...pair(payload.args), core.put(payload.contract), 0, 0];
  const code = core.call('create_tx_data', ...args, out);
  if (code !== 0) throw new Error(`create_tx_data: ${code}`);
  return core.take(out);
}

export type MoonlightArguments = Gas & {
  readonly seed: Uint8Array;
  readonly index: number;
  readonly receiver: Uint8Array | null;
  readonly value: bigint;
  readonly deposit: bigint;
  readonly nonce: bigint;
  readonly chainId: number;
  /** Archived. */
  readonly data: Uint8Array | null;
};

const amounts = (core: Core, { gasLimit, gasPrice }: Gas): readonly number[] => [
  core.u64(gasLimit),
  core.u64(gasPrice),
];

export function moonlightOf(core: Core, args: MoonlightArguments): Answer {
  const { seed, index, receiver, value, deposit, nonce, chainId, data } = args;
  return answerOf(
    core,
    'moonlight',
    core.put(seed),
    index,
    receiver === null ? 0 : core.put(receiver),
    core.u64(value),
    core.u64(deposit),
    ...amounts(core, args),
    core.u64(nonce),
    chainId,
    data === null ? 0 : core.buffer(data),
  );
}

export type CallArguments = Gas & {
  readonly rng: Uint8Array;
  readonly seed: Uint8Array;
  readonly index: number;
  readonly value: bigint;
  readonly nonce: bigint;
  readonly chainId: number;
};

export type CallName = 'moonlight_stake' | 'moonlight_unstake' | 'moonlight_stake_reward' | 'moonlight_to_phoenix';

export function callOf(core: Core, name: CallName, args: CallArguments): Answer {
  const { rng, seed, index, value, nonce, chainId } = args;
  const drawn = name === 'moonlight_stake' ? [] : [core.put(rng)];
  const rest = [core.put(seed), index, core.u64(value), ...amounts(core, args), core.u64(nonce), chainId];
  return answerOf(core, name, ...drawn, ...rest);
}

export type Inputs = {
  readonly leaves: readonly Uint8Array[];
  /** Archives of options. */
  readonly openings: readonly Uint8Array[];
  /** Archived. */
  readonly root: Uint8Array;
};

export type PhoenixArguments = Gas &
  Inputs & {
    readonly rng: Uint8Array;
    readonly seed: Uint8Array;
    readonly index: number;
    readonly receiver: Uint8Array;
    readonly value: bigint;
    readonly obfuscated: boolean;
    readonly deposit: bigint;
    readonly chainId: number;
    readonly data: Uint8Array | null;
  };

function unprovenOf(core: Core, name: string, ...args: readonly number[]): Unproven {
  const [tx, proof] = [core.room(4), core.room(4)];
  const code = core.call(name, ...args, tx, proof);
  return code === 0 ? { code, tx: core.take(tx), circuit: core.take(proof) } : { code, tx: EMPTY, circuit: EMPTY };
}

export function phoenixOf(core: Core, args: PhoenixArguments): Unproven {
  const { rng, seed, index, receiver, leaves, openings, root, value, obfuscated, deposit, chainId, data } = args;
  return unprovenOf(
    core,
    'phoenix',
    core.put(rng),
    core.put(seed),
    index,
    core.put(receiver),
    core.buffer(listOf(leaves, LEAF)),
    core.buffer(listOf(openings, MAYBE_OPENING)),
    core.put(root),
    core.u64(value),
    obfuscated ? 1 : 0,
    core.u64(deposit),
    ...amounts(core, args),
    chainId,
    data === null ? 0 : core.buffer(data),
  );
}

export type UnshieldArguments = Gas &
  Inputs & {
    readonly rng: Uint8Array;
    readonly seed: Uint8Array;
    readonly index: number;
    /** Archived. */
    readonly nullifiers: readonly Uint8Array[];
    readonly value: bigint;
    readonly chainId: number;
  };

export function unshieldOf(core: Core, args: UnshieldArguments): Unproven {
  const { rng, seed, index, leaves, openings, nullifiers, root, value, chainId } = args;
  return unprovenOf(
    core,
    'phoenix_to_moonlight',
    core.put(rng),
    core.put(seed),
    index,
    core.buffer(listOf(leaves, LEAF)),
    core.buffer(listOf(openings, MAYBE_OPENING)),
    core.buffer(listOf(nullifiers, 32)),
    core.put(root),
    core.u64(value),
    ...amounts(core, args),
    chainId,
  );
}

export function provenOf(core: Core, tx: Uint8Array, proof: Uint8Array): Answer {
  return answerOf(core, 'into_proven', core.buffer(tx), core.buffer(proof));
}

export type Owned = {
  readonly code: number;
  /** The archived lists, one per key. */
  readonly lists: Uint8Array;
  readonly height: bigint;
  readonly pos: bigint;
};

export function ownedOf(core: Core, seed: Uint8Array, indexes: readonly number[], leaves: Uint8Array): Owned {
  const [out, info] = [core.room(4), core.room(16)];
  const keys = core.put(Uint8Array.of(indexes.length, ...indexes));
  const code = core.call('map_owned', core.put(seed), keys, core.buffer(leaves), out, info);
  const view = new DataView(core.read(info, 16).buffer);
  return {
    code,
    lists: code === 0 ? core.take(out) : EMPTY,
    height: view.getBigUint64(0, true),
    pos: view.getBigUint64(8, true),
  };
}

export type Balance = { readonly code: number; readonly value: bigint; readonly spendable: bigint };

export function balanceOf(core: Core, seed: Uint8Array, index: number, leaves: Uint8Array): Balance {
  const info = core.room(16);
  const code = core.call('balance', core.put(seed), index, core.buffer(leaves), info);
  const view = new DataView(core.read(info, 16).buffer);
  return { code, value: view.getBigUint64(0, true), spendable: view.getBigUint64(8, true) };
}

export type Picked = { readonly code: number; readonly list: Uint8Array };

export function pickedOf(core: Core, seed: Uint8Array, index: number, value: bigint, entries: Uint8Array): Picked {
  const at = core.buffer(entries);
  const code = core.call('pick_notes', core.put(seed), index, core.u64(value), at);
  const length = new DataView(core.memory.buffer).getUint32(at, true);
  return { code, list: core.read(at + 4, length) };
}

export type Positions = { readonly code: number; readonly positions: Uint8Array };

export function bookmarksOf(core: Core, leaves: Uint8Array, count: number): Positions {
  const out = core.room(4);
  const code = core.call('bookmarks', core.buffer(leaves), out);
  const at = code === 0 ? new DataView(core.memory.buffer).getUint32(out, true) : 0;
  return { code, positions: code === 0 ? core.read(at, 8 * count) : EMPTY };
}

export function displayOf(core: Core, scalar: Uint8Array): { readonly code: number; readonly text: string } {
  const out = core.room(64);
  const code = core.call('display_scalar', core.put(scalar), out);
  return { code, text: text(core, out) };
}
