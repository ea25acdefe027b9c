import { stakeInterface, transferInterface } from '@eventide/abi/genesis/interfaces';
import type { Bench } from '@eventide/testkit';
import { measureTrace } from './gasTable.fixture.ts';
import { buildGenesis } from './genesis.fixture.ts';

export const area = 'contracts';

/** Sizes of the original modules. Spec: 05 §1 */
const originalBytes = { transfer: 533_408, stake: 237_873 };

/** Gas, pages and sizes of our genesis contracts beside the originals', same calls on the same VM. Goals: gas ≤ 0.5, pages ≤ 1. */
export async function run(bench: Bench): Promise<void> {
  for (const [name, { sha256 }] of Object.entries({ transfer: transferInterface, stake: stakeInterface })) {
    const { wasm, abi } = await buildGenesis(name as 'transfer' | 'stake');
    if (abi.sha256 !== sha256) throw new Error(`${name} is not the published build`);
    bench.figure(`${name}, bytes (original ${originalBytes[name as 'transfer']})`, wasm.length, 'bytes');
  }
  for (const { name, gas, originalGas, pages, originalPages } of await measureTrace()) {
    const share = Number(gas) / Number(originalGas);
    bench.figure(`${name} (original ${originalGas})`, Number(gas), `gas, ${share.toPrecision(2)} ×`);
    bench.figure(`  pages (original ${originalPages})`, pages, 'pages');
  }
}
