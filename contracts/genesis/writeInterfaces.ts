import { writeFileSync } from 'node:fs';
import { buildGenesis } from './genesis.fixture.ts';

// Writes the ABI files of the genesis contracts into packages/abi: to run after a change of a contract, whose hash stands in its file.
for (const name of ['transfer', 'stake'] as const) {
  const { abi } = await buildGenesis(name);
  const file = new URL(`../../packages/abi/src/genesis/${name}.abi.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(abi, null, 2)}\n`);
}
