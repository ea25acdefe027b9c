import {
  AccountSyncer,
  AddressSyncer,
  type Balance,
  type BookEntry,
  Bookkeeper,
  Bookmark,
  type Builder,
  type HistoryEntry,
  type Key,
  Network,
  type Notes,
  type Profile,
  ProfileGenerator,
  type StakeInfo,
} from './w3sper.fixture.js';

/** What a wallet that is built on w3sper does, in a page. Its own part is the treasury, which the library leaves to wallets. */
let network: Network;
let profile: Profile;
let entry: BookEntry;
let notes: Notes = new Map();
let account: Balance;
let stake: StakeInfo;
let bookmark = 0n;
const heard: string[] = [];

/** Connects and opens the first profile of a seed. */
export async function open(url: string, seed: number[]) {
  [notes, bookmark] = [new Map(), 0n];
  network = await Network.connect(url);
  profile = await new ProfileGenerator(() => Uint8Array.from(seed)).default;
  entry = new Bookkeeper({ address: () => notes, account: (_: Key) => account, stakeInfo: () => stake }).as(profile);
  await network.blocks.on.accepted?.(({ payload }) =>
    heard.push(String((payload.header as { height: number }).height)),
  );
  await network.transactions.on.removed?.(() => heard.push('removed'));
  const { version, chainId } = await network.node.info;
  return {
    version,
    chainId,
    account: String(profile.account),
    address: String(profile.address),
    height: await network.blockHeight,
    gasPrice: await network.blocks.gasPrice,
    provisioners: (await network.node.provisioners()).length,
  };
}

/** Comes to the tip, from the first note or from where it was. */
export async function sync({ fromHeight }: { fromHeight?: boolean } = {}) {
  const accounts = new AccountSyncer(network);
  const addresses = new AddressSyncer(network);
  [account, stake] = [
    (await accounts.balances([profile]))[0] as Balance,
    (await accounts.stakes([profile]))[0] as StakeInfo,
  ];
  const from = fromHeight === true ? 0n : Bookmark.from(bookmark);
  const known = new Set([...notes.keys()].map(String));
  for await (const [[owned], info] of await addresses.notes([profile], { from })) {
    for (const [nullifier, note] of owned ?? []) if (!known.has(String(nullifier))) notes.set(nullifier, note);
    bookmark = info.bookmark;
  }
  const spent = new Set((await addresses.spent([...notes.keys()])).map((key) => String(new Uint8Array(key))));
  notes = new Map([...notes].filter(([nullifier]) => !spent.has(String(nullifier))));
  return { shielded: await entry.info.balance('address'), account, stake, notes: notes.size };
}

export const sendPublic = (to: string, value: bigint, memo: string) => run(entry.transfer(value).memo(memo).to(to));
export const sendShielded = (to: string, value: bigint) => run(entry.transfer(value).to(to).obfuscated());
export const shield = (value: bigint) => run(entry.shield(value));
export const unshield = (value: bigint) => run(entry.unshield(value));
export const stakeNow = (value: bigint) => run(entry.stake(value));
export const topUp = (value: bigint) => run(entry.topup(value));
export const unstake = (value?: bigint) => run(entry.unstake(value));
export const withdraw = (value: bigint) => run(entry.withdraw(value));

/** What moved public money, newest first. */
export async function history(): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (const stream of await new AccountSyncer(network).history([profile], { order: 'desc' }))
    for await (const found of stream) entries.push(found);
  return entries;
}

/** Heights of blocks and removals from the mempool that were told since the last call. */
export function told(): string[] {
  return heard.splice(0);
}

export async function close(): Promise<boolean> {
  await network.disconnect();
  return network.connected;
}

async function run(builder: Builder) {
  const { hash } = await network.execute(builder.gas({ limit: 500_000_000n }));
  const executed = await network.transactions.withId(hash).once.executed?.();
  return {
    hash,
    paid: executed?.gasPaid ?? 0n,
    error: executed?.payload.err ?? null,
    memo: executed?.memo({ as: 'string' }) ?? null,
    call: executed?.call() ?? null,
  };
}
