import { describe, expect, test } from 'vitest';
import { parseRoute } from './createRouter.ts';

describe('routes behind the hash', () => {
  test.each([
    ['', [], {}],
    ['#/', [], {}],
    ['#/send', ['send'], {}],
    ['#/tx/ab%2Fcd?from=1&to=x', ['tx', 'ab/cd'], { from: '1', to: 'x' }],
    ['#//a//b', ['a', 'b'], {}],
    ['#/a%ZZ', ['a%ZZ'], {}],
  ])('%s', (hash, path, query) => {
    expect(parseRoute(hash)).toEqual({ path, query });
  });
});
