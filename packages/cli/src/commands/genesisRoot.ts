import { resolve } from 'node:path';
import { toHex } from '@eventide/base';
import { genesisRoot as computeRoot } from '@eventide/execution';
import { type Network, networkByName } from '@eventide/params';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { formatFields } from '../output.ts';
import { readGenesis } from './genesis.ts';

/** Printed where the contracts are ours. Spec: 13 §2.3 */
const OURS = 'Eventide contracts, root differs from Rusk';

/**
 * State root of a genesis, built here: with the original contracts of a folder or of two files (SHA-256 checked), or else with ours.
 * A file of ours begins with the contracts it names. Spec: 13 §2.3
 */
export async function genesisRoot(io: Io, input: Input): Promise<Outcome> {
  const { name, file, text } = await readGenesis(io, input.args[0] as string);
  const originals = originalsOf(io, input.options);
  if (file.eventide !== undefined) {
    if (typeof originals === 'object')
      throw new CliError('CLI_USAGE', { expected: '--contracts, for a genesis of protocol eventide' });
    const { genesisOfFile } = await import('@eventide/devnet');
    const header = await genesisOfFile(text, originals);
    return report(name, header.stateHash, 'eventide');
  }
  const network = networkOf(input.options.as, name);
  if (originals !== undefined) return report(name, await computeRoot(network, file, originals), 'original');
  const { rootOnOurContracts } = await import('@eventide/devnet');
  return report(name, await rootOnOurContracts(network, file), 'eventide', OURS);
}

/** Rules come from a known network; those of the reference's local one for a file. */
function networkOf(as: unknown, name: string): Network {
  if (typeof as === 'string') return networkByName(as);
  return networkByName(/^(mainnet|testnet|devnet)$/.test(name) ? name : 'localnet');
}

type Originals = string | { readonly transfer: string; readonly stake: string };

/** @throws CliError CLI_USAGE for half of a pair, or both ways at once */
function originalsOf(io: Io, { contracts, transfer, stake }: Input['options']): Originals | undefined {
  if (typeof contracts === 'string' && transfer === undefined && stake === undefined)
    return resolve(io.folder, contracts);
  if (contracts !== undefined) throw new CliError('CLI_USAGE', { expected: '--contracts, or --transfer and --stake' });
  if (typeof transfer === 'string' && typeof stake === 'string')
    return { transfer: resolve(io.folder, transfer), stake: resolve(io.folder, stake) };
  if (transfer !== undefined || stake !== undefined)
    throw new CliError('CLI_USAGE', { expected: 'both --transfer and --stake' });
  return undefined;
}

function report(network: string, root: Uint8Array, contracts: 'original' | 'eventide', note?: string): Outcome {
  const facts = { network, root: toHex(root), contracts };
  return { json: facts, human: formatFields(note === undefined ? facts : { ...facts, note }) };
}
