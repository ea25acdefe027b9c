import { fromHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { openGenesis, STAKE, TRANSFER } from './genesis.fixture.ts';

type Step = {
  readonly contract: string;
  readonly fn: string;
  readonly arg: string;
  readonly label: string;
  readonly height?: string;
};

/** Gas of the original contracts for the same call of `wasm-trace`, and 64 KiB pages of both they changed. */
const originals: readonly (readonly [step: number, gas: bigint, pages: number])[] = [
  [0, 4878n, 4],
  [1, 97_733n, 4],
  [2, 18_512n, 4],
  [4, 15_392n, 5],
  [5, 25_974_865n, 9],
  [6, 19_458n, 5],
  [10, 25_970_698n, 9],
  [12, 120_059n, 3],
  [14, 71_485n, 3],
  [16, 31_263n, 3],
  [18, 81_640n, 6],
  [21, 26_026_680n, 9],
  [25, 26_063_611n, 9],
  [28, 175_583n, 5],
  [30, 25_620_854n, 5],
  [34, 184_696_991n, 5],
  [36, 11_612_661n, 5],
  [37, 22_683_985n, 5],
];

/** One call of the trace: what it cost the original and what it costs ours, on the same VM with the same bytes. */
export type GasRow = {
  readonly name: string;
  readonly gas: bigint;
  readonly originalGas: bigint;
  readonly pages: number;
  readonly originalPages: number;
};

/** Replays `wasm-trace` on our contracts, a commit after every call. Spec: 12 §8, §9 */
export async function measureTrace(): Promise<readonly GasRow[]> {
  const { steps } = loadVectors('contracts/wasm-trace') as { steps: Step[] };
  const session = await openGenesis();
  await session.commit();
  const rows: GasRow[] = [];
  for (const [i, step] of steps.entries()) {
    session.height = BigInt(step.height ?? 100);
    const result = session.tryCall(Number(step.contract) === 1 ? TRANSFER : STAKE, step.fn, fromHex(step.arg));
    await session.commit();
    const original = originals.find(([at]) => at === i);
    if (!original || !('gas' in result)) continue;
    rows.push({
      name: `${i} ${step.fn}: ${step.label}`,
      gas: result.gas,
      originalGas: original[1],
      pages: session.pagesWritten(TRANSFER).size + session.pagesWritten(STAKE).size,
      originalPages: original[2],
    });
  }
  await session.close();
  return rows;
}
