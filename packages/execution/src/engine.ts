import type { Network } from '@eventide/params';
import type { Vm } from '@eventide/vm/vm';
import type { QueryCache } from './hostQueries/queryCache.ts';
import type { Impersonated } from './impersonated.ts';

/** What every execution needs: the contract engine, the network, the verdicts found so far, and who acts unproven, if anybody may. */
export type Engine = {
  readonly vm: Vm;
  readonly network: Network;
  readonly cache: QueryCache;
  readonly impersonated?: Impersonated | undefined;
};
