import { decodeReturn, transferAbi } from '@eventide/abi';
import { createQueryCache, provisionersAt, queryContract, rebuildState, takeOverState } from '@eventide/execution';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { createVm } from '@eventide/vm/vm';
import { localAccounts } from '../accounts/localAccounts.ts';
import { ruskGenesisText } from '../genesis/genesisText.ts';
import { circuitsOf } from '../genesis/localGenesis.ts';
import { createSoloStores } from '../solo/soloStore.ts';
import { forkBlocks } from './forkBlocks.ts';
import { blockOf, type Origin } from './origin.ts';
import { originFeeds } from './originFeeds.ts';
import { badState } from './originRoutes.ts';
import { ruskForkNetwork } from './ruskNetwork.ts';
import { type Fork, type ForkOptions, takeoverOf, withOwnFirst, writeBlocks } from './takeover.ts';
import { takingContracts } from './takingContracts.ts';

/**
 * Puts the genesis contracts of a node of Rusk together from what they feed: balances, notes, nullifiers and stakes are there, and the tree
 * of notes has the origin's root. Contracts of others are not: their state is not told. The fork runs by the rules of `rusk-1.6` with
 * chain id 0, so that nothing signed for it is valid in a public network.
 * @throws DevnetError DEVNET_FORK_STATE; NetworkError
 * Spec: 13 §3.2
 */
export async function openRuskFork(origin: Origin, { proofs, seed, onProgress, signal }: ForkOptions): Promise<Fork> {
  const { fed, hash, notesRoot } = await originFeeds(
    origin.client,
    ({ notes }) => onProgress?.({ contracts: 2, pages: notes, fetched: notes }),
    signal,
  );
  const block = await blockOf(origin.client, hash, signal);
  const stores = createSoloStores();
  try {
    const accounts = withOwnFirst(localAccounts(seed), fed.stakes);
    const code = await takingContracts();
    const network = await ruskForkNetwork(origin.genesis, code.hashes, { proofs, seed });
    const initArgument = circuitsOf('rusk-1.6');
    const vm = await createVm({ store: stores.state, hostQueries: () => undefined });
    try {
      const engine = { vm, network, cache: createQueryCache() };
      const rebuilt = await rebuildState(engine, fed, accounts.faucet.publicKey, { ...code, initArgument });
      const query = { root: rebuilt, contract: TRANSFER_CONTRACT, method: 'root', argument: new Uint8Array() };
      if (decodeReturn(transferAbi, 'root', queryContract(engine, query).data) !== notesRoot)
        throw badState({ reason: 'the notes do not lead to the root of their tree', notes: fed.notes.length });
      const root = await takeOverState(engine, rebuilt, takeoverOf(accounts, fed.stakes, block.height + 1n));
      await vm.finalize(rebuilt);
      const own = accounts.provisioners[0] as (typeof accounts.provisioners)[number];
      await writeBlocks(
        stores,
        { ...origin, block },
        forkBlocks(block, root, network, own, provisionersAt(engine, root)),
      );
    } finally {
      await vm.close();
    }
    const text = ruskGenesisText({ accounts, users: 1, provisioners: 1 });
    const image = new Uint8Array();
    return {
      genesis: { accounts, text, network, code, initArgument, header: origin.genesis, image },
      stores,
      height: block.height,
      hash: block.hash,
      timestampSec: block.timestampSec,
    };
  } catch (error) {
    await stores.ledger.close();
    await stores.state.close();
    throw error;
  }
}
