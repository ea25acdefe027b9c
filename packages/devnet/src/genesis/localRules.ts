import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '@eventide/base';
import { eventideNetwork, parseGenesis } from '@eventide/execution';
import { localnet, type Network } from '@eventide/params';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { networkFolder } from '../folder/dataFolder.ts';

/** Name of the genesis file in a network's folder. */
export const GENESIS_FILE = 'genesis.toml';

/** The network that a local folder's genesis file defines; undefined if there is none. @throws ExecutionError EXEC_GENESIS_FILE */
export function localNetworkRules(home: string, name: string): Network | undefined {
  const file = join(networkFolder(home, name), GENESIS_FILE);
  if (!existsSync(file)) return undefined;
  const genesis = parseGenesis(readFileSync(file, 'utf8'));
  if (genesis.eventide === undefined) return localnet;
  const [vd1, vd2, vd3, vd4] = localKeys.map((key) => fromHex(key)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return eventideNetwork(genesis, [vd1, vd2, vd3, vd4]).network;
}
