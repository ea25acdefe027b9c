import { fromHex } from '@eventide/base';
import { type FuzzTarget, loadVectors } from '@eventide/testkit';
import type { ContractAbi } from './contract.ts';
import { stakeAbi } from './stake/abi.ts';
import { transferAbi } from './transfer/abi.ts';
import { type AbiType, archive, unarchive } from './type/abiType.ts';

type Step = {
  readonly contract: string;
  readonly fn: string;
  readonly arg: string;
  readonly ret: string;
  readonly events: readonly { readonly source: string; readonly topic: string; readonly data: string }[];
  readonly feeds: readonly string[];
};

type Sample = { readonly name: string; readonly type: AbiType<unknown>; readonly bytes: Uint8Array };

/** One target per archived type that the recorded calls show. */
export const targets: FuzzTarget[] = [...group(samples())].map(([name, found]) => target(name, found));

/**
 * Archives have padding and order of their own, so accepted input need not come back; but what was read must encode, and
 * from then on stay the same. Its JSON, if it has one, must be readable.
 */
function target(name: string, found: readonly Sample[]): FuzzTarget {
  const { type } = found[0] as Sample;
  return {
    name: `abi/${name}`,
    seeds: () => found.map(({ bytes }) => bytes),
    decode: (bytes) => {
      const canonical = archive(type, unarchive(type, bytes));
      const again = archive(type, unarchive(type, canonical));
      if (canonical.some((byte, i) => byte !== again[i])) throw new Error('not stable');
      const json = JSON.stringify(type.toJson(unarchive(type, bytes)));
      return JSON.parse(json);
    },
  };
}

function group(all: readonly Sample[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of all) groups.set(sample.name, [...(groups.get(sample.name) ?? []), sample]);
  return groups;
}

function samples(): Sample[] {
  const { steps } = loadVectors<{ readonly steps: readonly Step[] }>('transactions/contract_io');
  return steps.flatMap((step) => {
    const abi = abiOf(step.contract);
    const found = abi.methods[step.fn];
    if (found === undefined) return [];
    const { argument, returns, feeds } = found;
    const sample = (type: AbiType<unknown> | undefined | null, hex: string): Sample[] =>
      type && hex !== '' ? [{ name: type.archive.name, type, bytes: fromHex(hex) }] : [];
    return [
      ...sample(argument, step.arg),
      ...sample(returns, step.ret),
      ...step.feeds.flatMap((hex) => sample(feeds, hex)),
      ...step.events.flatMap(({ source, topic, data }) => sample(abiOf(source).events[topic], data)),
    ];
  });
}

function abiOf(contract: string): ContractAbi {
  return contract === 'stake' ? stakeAbi : transferAbi;
}
