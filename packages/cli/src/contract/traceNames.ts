import { type DescribedAbi, describeContract, parseContractAbi } from '@eventide/abi';
import { toHex } from '@eventide/base';
import type { Io } from '../command.ts';
import { readContracts, type SourcePlace } from './contractBook.ts';
import { genesisContracts } from './genesisContracts.ts';

/** What is known here of the contracts of a trace. */
export type TraceNames = {
  /** A contract's name, else the beginning of its id. */
  readonly nameOf: (contract: string) => string;
  readonly abiOf: (contract: string) => DescribedAbi | null;
  /** Where the sources of a contract stop with this text. */
  readonly placesOf: (contract: string, text: string) => readonly string[];
};

export type KnownContract = {
  readonly name: string;
  readonly abi: DescribedAbi | null;
  readonly places: readonly SourcePlace[];
};

const SHORT = 8;

/** Genesis contracts, and those deployed from this folder on this chain. */
export function createTraceNames(io: Io, genesisHash: string): TraceNames {
  const known = new Map<string, KnownContract>(
    genesisContracts.map(({ name, id, file }) => [toHex(id), { name, abi: describeContract(file), places: [] }]),
  );
  for (const { id, name, abi, places = [] } of readContracts(io, genesisHash)) {
    if (!known.has(id)) known.set(id, { name, abi: abi === null ? null : parseContractAbi(abi), places });
  }
  return traceNames(known);
}

/** Names of known contracts, by id in hex. */
export function traceNames(known: ReadonlyMap<string, KnownContract>): TraceNames {
  return {
    nameOf: (contract) => known.get(contract)?.name ?? contract.slice(0, SHORT),
    abiOf: (contract) => known.get(contract)?.abi ?? null,
    placesOf: (contract, text) =>
      (known.get(contract)?.places ?? [])
        .filter((place) => text === place.text || text.startsWith(`${place.text}: `))
        .map(({ at }) => at),
  };
}
