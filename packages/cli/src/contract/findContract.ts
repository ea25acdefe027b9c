import { type DescribedAbi, describeContract, parseContractAbi } from '@eventide/abi';
import { fromHex, toHex } from '@eventide/base';
import type { Input, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { readText } from '../input/bytes.ts';
import { readContracts } from './contractBook.ts';
import { genesisContracts } from './genesisContracts.ts';

/** A contract the user named. */
export type NamedContract = {
  /** As the user knows it: a name, else the beginning of the id. */
  readonly name: string;
  readonly id: Uint8Array;
  /** null: nothing tells its functions, bytes go in and out. */
  readonly abi: DescribedAbi | null;
};

/**
 * A contract by the name it was deployed under, `transfer`, `stake` or its id; `--abi` counts before what is known of it.
 * @throws CliError CLI_NOT_FOUND, CLI_FILE; AbiError ABI_BAD_FILE
 */
export async function findContract(
  io: Io,
  input: Pick<Input, 'options'>,
  genesisHash: string,
  text: string,
): Promise<NamedContract> {
  const given = await abiOption(io, input);
  const hex = text.replace(/^0x/, '').toLowerCase();
  const isId = /^[0-9a-f]{64}$/.test(hex);
  const known = genesisContracts.find(({ name, id }) => name === text || toHex(id) === hex);
  if (known !== undefined) return { name: known.name, id: known.id, abi: given ?? describeContract(known.file) };
  const entry = readContracts(io, genesisHash).findLast(({ name, id }) => (isId ? id === hex : name === text));
  if (entry !== undefined) {
    const abi = given ?? (entry.abi === null ? null : parseContractAbi(entry.abi));
    return { name: entry.name, id: fromHex(entry.id), abi };
  }
  if (isId) return { name: hex.slice(0, 8), id: fromHex(hex), abi: given };
  throw new CliError('CLI_NOT_FOUND', {
    contract: text.slice(0, 70),
    expected: 'a name given at deployment, transfer, stake, or 64 hex characters',
  });
}

/** The file that `--abi` names. @throws CliError CLI_FILE; AbiError ABI_BAD_FILE */
export async function abiOption(io: Io, { options }: Pick<Input, 'options'>): Promise<DescribedAbi | null> {
  return typeof options.abi === 'string' ? parseContractAbi(await readText(io, options.abi)) : null;
}

/** @throws CliError CLI_USAGE without any */
export function abiOf({ name, abi }: NamedContract): DescribedAbi {
  if (abi !== null) return abi;
  throw new CliError('CLI_USAGE', { contract: name, expected: '--abi <file>: nothing here tells its functions' });
}
