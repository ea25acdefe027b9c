import { runFuzz } from '@eventide/testkit';
import { expect, test } from 'vitest';
import { targets } from './parse.fuzz.ts';

test.each(targets)('04 §2 fuzz: $name', (target) => {
  const { accepted, refused } = runFuzz(target, 3000, 11);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
