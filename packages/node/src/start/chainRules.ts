import { fromHex } from '@eventide/base';
import { type Network, rulesAt } from '@eventide/params';
import type { ChainRules } from '../chain/judgeBlock.ts';

/** What the chain looks at of the rules of a height. Spec: 14 §3 */
export function chainRules(network: Network, height: bigint): ChainRules {
  const { strict, gas, consensus, emergencyKey } = rulesAt(network, height);
  return {
    strict,
    gasLimit: gas.blockLimit,
    minBlockTimeSec: Number(consensus.minBlockTimeSec),
    emergencyKey: emergencyKey === null ? null : fromHex(emergencyKey),
  };
}
