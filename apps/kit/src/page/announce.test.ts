import { expect, test } from 'vitest';
import { announce, announceProgress, politeText, urgentText } from './announce.ts';

test('13 §5.4 progress is said at most every five seconds; results and warnings at once', () => {
  const said: string[] = [];
  for (let ms = 10_000; ms < 22_000; ms += 250) {
    announceProgress(`${ms}`, ms);
    if (said.at(-1) !== politeText.value) said.push(politeText.value);
  }
  expect(said).toEqual(['10000', '15000', '20000']);
  announce('done');
  expect(politeText.value).toBe('done');
  expect(urgentText.value).toBe('');
});
