import type { Prover } from '@eventide/prover';
import { type ChainFacts, type Client, createClient, NetworkError, type Transport } from '@eventide/sdk';

/** Lux per unit of gas where no node tells what others pay: the least that is taken. */
export const OFFLINE_GAS_PRICE = 1n;

/** A client for signing while no node answers: it knows its chain from an earlier visit and asks nobody. Spec: 13 §5.3 */
export function offlineClient(facts: ChainFacts, prover: Prover): Client {
  return { ...createClient({ transport: nowhere, prover }), chain: async () => facts };
}

const nowhere: Transport = {
  url: 'offline',
  request: () => Promise.reject(new NetworkError('NETWORK_UNREACHABLE', { url: 'offline' })),
  events: null,
  close() {},
};

/** For what the wallet knows by itself. */
export const unasked: Client = createClient({ transport: nowhere });

/** Facts as they are kept: amounts and gas as decimal text. */
export type KeptFacts = Omit<ChainFacts, 'gas'> & { readonly gas: Readonly<Record<keyof ChainFacts['gas'], string>> };

export function keepFacts({ gas, ...facts }: ChainFacts): KeptFacts {
  return { ...facts, gas: eachOf(gas, String) };
}

export function readFacts({ gas, ...facts }: KeptFacts): ChainFacts {
  return { ...facts, gas: eachOf(gas, BigInt) };
}

function eachOf<K extends string, A, B>(values: Readonly<Record<K, A>>, change: (value: A) => B): Record<K, B> {
  const changed = Object.entries<A>(values).map(([name, value]) => [name, change(value)]);
  return Object.fromEntries(changed) as Record<K, B>;
}
