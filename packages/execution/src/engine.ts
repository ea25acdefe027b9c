import type { Network } from '@eventide/params';
import type { Vm } from '@eventide/vm/vm';
import type { QueryCache } from './hostQueries/queryCache.ts';

/** What every execution needs: the contract engine, the network, and the verdicts found so far. */
export type Engine = { readonly vm: Vm; readonly network: Network; readonly cache: QueryCache };
