import { resolve } from 'node:path';
import { toHex } from '@eventide/base';
import { genesisRoot as computeRoot, knownGenesis } from '@eventide/execution';
import { networkByName } from '@eventide/params';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { formatFields } from '../output.ts';

/** State root of a public network's genesis, built here from the original contracts in a folder (SHA-256 checked). Spec: 13 §2.3 */
export async function genesisRoot(io: Io, input: Input): Promise<Outcome> {
  const network = networkByName(input.args[0] as string);
  const folder = input.options.contracts;
  if (typeof folder !== 'string')
    throw new CliError('CLI_USAGE', { expected: '--contracts, the folder of the original binaries' });
  const file = await knownGenesis(network.name as Parameters<typeof knownGenesis>[0]);
  const root = toHex(await computeRoot(network, file, resolve(io.folder, folder)));
  const report = { network: network.name, root };
  return { json: report, human: formatFields(report) };
}
