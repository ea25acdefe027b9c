import { seededRandom } from '@eventide/testkit';
import { expect, test } from 'vitest';
import { ModuleError } from '../errors.ts';
import { targets } from './parse.fuzz.ts';
import { parseModule } from './parse.ts';
import { validateBodies } from './validate.ts';

/** Code of the refusal. */
function judge(bytes: Uint8Array): string | undefined {
  try {
    validateBodies(parseModule(bytes));
    return undefined;
  } catch (error) {
    if (error instanceof ModuleError) return error.code;
    throw error;
  }
}

test('04 §2.1 on mutated modules the validator and V8 agree, but for features that are off', () => {
  const seeds = targets.flatMap((target) => [...target.seeds()]);
  const random = seededRandom(21);
  const verdicts = { accepted: 0, refused: 0 };
  for (let i = 0; i < 4000; i++) {
    const bytes = Uint8Array.from(seeds[random() % seeds.length] as Uint8Array);
    for (let k = random() % 4; k > 0; k--) bytes[8 + (random() % (bytes.length - 8))] = random() & 0xff;
    const code = judge(bytes);
    if (code !== 'VM_MODULE_FEATURE') expect(code === undefined).toBe(WebAssembly.validate(bytes));
    verdicts[code === undefined ? 'accepted' : 'refused']++;
  }
  expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(500);
});
