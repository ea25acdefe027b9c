import { fromHex } from '@eventide/base';
import { eventideNetwork, type GenesisFile, genesisRootOf, parseGenesis } from '@eventide/execution';
import { circuitsArgument } from '@eventide/execution/genesis/eventide';
import { genesisHeader, type Header } from '@eventide/ledger';
import type { Network } from '@eventide/params';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { DevnetError } from '../errors.ts';
import { buildImage } from './buildImage.ts';
import { contractsIn, genesisContracts } from './genesisContracts.ts';
import { circuitsOf } from './localGenesis.ts';

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

/**
 * State root that a genesis of the reference's format has on our builds of its contracts: receipts are equal, this root is another.
 * @throws ExecutionError EXEC_SYSTEM_CALL; ContractSdkError
 * Spec: 13 §2.3, §3.1
 */
export async function rootOnOurContracts(network: Network, file: GenesisFile): Promise<Uint8Array> {
  const { transfer, stake, hashes } = await genesisContracts();
  const code = { transfer, stake, initArgument: circuitsOf('rusk-1.6') };
  return genesisRootOf({ ...network, contracts: hashes }, file, code);
}
