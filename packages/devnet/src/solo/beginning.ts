import type { NodeDoor } from '@eventide/node';
import { DevnetError } from '../errors.ts';
import type { Fork } from '../fork/takeover.ts';
import { type LocalGenesis, type LocalGenesisOptions, localGenesis } from '../genesis/localGenesis.ts';
import type { DevnetOptions } from './devnetOptions.ts';

/** A genesis of its own, or the state of another network. @throws DevnetError DEVNET_BAD_OPTION where the two contradict */
export async function beginning(
  options: DevnetOptions,
  choice: LocalGenesisOptions,
): Promise<{ readonly genesis: LocalGenesis; readonly fork?: Fork | undefined }> {
  if (options.fork === undefined) return { genesis: await localGenesis(choice) };
  const { load, contracts, stakes, protocol = 'eventide' } = options;
  if (load !== undefined || contracts !== undefined || stakes !== undefined || protocol !== 'eventide')
    throw new DevnetError('DEVNET_BAD_OPTION', {
      option: 'fork',
      expected: 'no dump, contracts, stakes or protocol beside it',
    });
  const { openFork } = await import('../fork/openFork.ts');
  const fork = await openFork({ ...options.fork, proofs: choice.proofs, seed: choice.seed });
  return { genesis: fork.genesis, fork };
}

/** Of a fork of a node of Rusk, contracts that are not here are asked for there. */
export async function apiDoor(
  door: NodeDoor,
  fork: Fork | undefined,
  url: string | undefined,
  closing: (() => unknown)[],
): Promise<NodeDoor> {
  if (fork?.pages !== undefined) return (await import('../fork/fetchedFirst.ts')).withFetchedFirst(door);
  if (fork?.genesis.network.protocol !== 'rusk-1.6' || url === undefined) return door;
  const { withOriginContracts } = await import('../fork/missingContracts.ts');
  const wrapped = withOriginContracts(door, url);
  closing.push(() => wrapped.close());
  return wrapped.door;
}
