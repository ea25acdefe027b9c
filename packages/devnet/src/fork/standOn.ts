import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { createQueryCache, type Engine, provisionersAt, runBlock, takeOverState } from '@eventide/execution';
import type { Header } from '@eventide/ledger';
import { rulesAt } from '@eventide/params';
import { createVm } from '@eventide/vm/vm';
import { type LocalAccount, type LocalAccounts, localAccounts } from '../accounts/localAccounts.ts';
import type { SoloStores } from '../solo/soloStore.ts';
import { forkBlocks } from './forkBlocks.ts';
import type { OriginNetwork } from './originNetwork.ts';
import type { PageThread } from './pageThread.ts';
import { type Fork, takeoverOf, withOwnFirst, writeBlocks } from './takeover.ts';

/** What a fork goes on from: its blocks are known, the state of the last one is in the stores. */
export type Ground = {
  readonly genesis: Header;
  readonly block: Header;
  readonly rules: OriginNetwork & { readonly initArgument?: Uint8Array | undefined };
  /** Where pages come from that are not in the stores. */
  readonly pages?: PageThread | undefined;
};

/**
 * Puts two blocks on top of a state, which give a local provisioner a stake and the local faucet money, and put off when the stakes that
 * are there count.
 * @throws DevnetError DEVNET_FORK_UNSUPPORTED; ExecutionError EXEC_SYSTEM_CALL; of `pages` DEVNET_FORK_ORIGIN, DEVNET_FORK_STATE
 * Spec: 13 §3.2
 */
export async function standOn(stores: SoloStores, ground: Ground, seed: number): Promise<Fork> {
  const { genesis, block, rules, pages } = ground;
  const { accounts, blocks } = await buildState(stores, ground, seed);
  await writeBlocks(stores, ground, blocks);
  const { text, network, code, initArgument } = rules;
  const image = new Uint8Array();
  return {
    genesis: { accounts, text, network, code, initArgument, header: genesis, image },
    stores,
    pages,
    height: block.height,
    hash: block.hash,
    timestampSec: block.timestampSec,
  };
}

async function buildState(
  { state }: SoloStores,
  { block, rules, pages }: Ground,
  seed: number,
): Promise<{ readonly accounts: LocalAccounts; readonly blocks: readonly Header[] }> {
  const { network } = rules;
  const vm = await createVm({ store: state, hostQueries: () => undefined, source: pages });
  try {
    const engine = { vm, network, cache: createQueryCache() };
    const stakes = provisionersAt(engine, block.stateHash);
    const accounts = withOwnFirst(localAccounts(seed), stakes);
    const root = await takeOverState(engine, block.stateHash, takeoverOf(accounts, stakes, block.height + 1n));
    for (const base of [vm.baseOf(block.stateHash), block.stateHash])
      if (base !== undefined && vm.commitRoots.some((known) => known.every((byte, i) => byte === base[i])))
        await vm.finalize(base);
    const own = accounts.provisioners[0] as LocalAccount;
    if (pages !== undefined) runEmptyBlock(engine, root, block.height + 3n, own);
    return { accounts, blocks: forkBlocks(block, root, network, own, provisionersAt(engine, root)) };
  } finally {
    await vm.close();
  }
}

/** Fetches what every block needs: later an origin that is gone must end none. */
function runEmptyBlock(engine: Engine, previousRoot: Uint8Array, height: bigint, { publicKey }: LocalAccount): void {
  const generator = encode(blsPublicKeyCodec, publicKey);
  const { gas } = rulesAt(engine.network, height);
  const voters = [{ key: generator, credits: 1 }];
  const settlement = { generator, voters, slashes: [], transactions: [] };
  const outcome = runBlock(engine, { ...settlement, height, previousRoot, gasLimit: gas.blockLimit });
  if (outcome.ok) outcome.block.close();
}
