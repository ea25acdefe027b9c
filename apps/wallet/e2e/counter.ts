import { fileURLToPath } from 'node:url';
import { describeContract } from '@eventide/abi';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import type { AbiSource } from '@eventide/sdk';
import type { Stage } from '../../kit/e2e/stage.ts';

const source = fileURLToPath(new URL('../../../contracts/counter/assembly/contract.ts', import.meta.url));

/** A contract that counts, from 40 on, deployed by bob. */
export async function deployCounter(stage: Stage): Promise<{ readonly contract: string; readonly abi: AbiSource }> {
  const { wasm, abi } = await buildCached(source);
  const { contract } = await stage.net.deploy({
    from: 'bob',
    bytecode: wasm,
    abi: describeContract(abi as never),
    args: { start: 40n },
  });
  return { contract, abi };
}
