import { fromHex } from '@eventide/base';
import { eventideNetwork, parseGenesis } from '@eventide/execution';
import { circuitsArgument } from '@eventide/execution/genesis/eventide';
import { genesisHeader, type Header } from '@eventide/ledger';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { DevnetError } from '../errors.ts';
import { buildImage } from './buildImage.ts';
import { contractsIn, genesisContracts } from './genesisContracts.ts';

/**
 * The genesis header of a file of ours with the setup parameters of local networks, computed from nothing.
 * @throws DevnetError DEVNET_BAD_OPTION for other parameters or contracts than those at hand; ExecutionError EXEC_GENESIS_FILE
 * Spec: 14 §8
 */
export async function genesisOfFile(text: string, contractsFolder?: string): Promise<Header> {
  const file = parseGenesis(text);
  const [vd1, vd2, vd3, vd4] = localKeys.map((key) => fromHex(key)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const { network, commitment } = eventideNetwork(file, [vd1, vd2, vd3, vd4]);
  if (file.eventide?.srs !== 'local-1' || file.owner === undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'srs', expected: 'local-1' });
  const code = contractsFolder === undefined ? await genesisContracts() : contractsIn(contractsFolder);
  const { transfer, stake } = file.eventide.contracts;
  if (code.hashes.transfer !== transfer || code.hashes.stake !== stake)
    throw new DevnetError('DEVNET_BAD_OPTION', {
      option: 'contracts',
      transfer: code.hashes.transfer,
      expected: transfer,
    });
  const initArgument = circuitsArgument([vd1, vd2, vd3, vd4]);
  const { stateRoot } = await buildImage(network, text, file.owner, { ...code, initArgument });
  return genesisHeader(network.genesisTimestampSec, stateRoot, commitment);
}
