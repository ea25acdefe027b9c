import { type DescribedAbi, describeContract, parseContractAbi } from '@eventide/abi';
import { toHex } from '@eventide/base';
import type { Io } from '../command.ts';
import { readContracts, type SourcePlace } from './contractBook.ts';
import { genesisContracts } from './genesisContracts.ts';

/** What is known here of the contracts of a trace. */
export type TraceNames = {
  /** A contract's name, else the beginning of its id. */
  readonly nameOf: (contract: string) => string;
  /** The known contract whose id an id looks like that nobody has; undefined if it looks like none. */
  readonly nearestTo: (contract: string) => { readonly name: string; readonly id: string } | undefined;
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
/** Of 64: ids that have nothing to do with each other share four digits or so. */
const MOST_LIKELY_DIGITS = 32;

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
    nearestTo(contract) {
      const [nearest] = [...known]
        .map(([id, { name }]) => ({ id, name, alike: alikeDigits(id, contract) }))
        .sort((a, b) => b.alike - a.alike);
      return nearest !== undefined && nearest.alike >= MOST_LIKELY_DIGITS ? nearest : undefined;
    },
    abiOf: (contract) => known.get(contract)?.abi ?? null,
    placesOf: (contract, text) =>
      (known.get(contract)?.places ?? [])
        .filter((place) => text === place.text || text.startsWith(`${place.text}: `))
        .map(({ at }) => at),
  };
}

/** Digits that are the same in the same places: a slip of the keyboard leaves nearly all of them. */
function alikeDigits(id: string, other: string): number {
  let count = 0;
  for (let i = 0; i < id.length; i++) if (id[i] === other[i]) count++;
  return count;
}
