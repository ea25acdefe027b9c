import { describe, expect, test } from 'vitest';
import { type BlockLine, formatBlock, formatStep, shortWords } from './lines.ts';

const block: BlockLine = {
  height: 2n,
  hash: `41be${'0'.repeat(56)}0a77`,
  generator: 'node-4',
  iteration: 0,
  txs: [{ id: `9c1d${'0'.repeat(56)}e7a0`, kind: 'shielded 2→2', fee: 23_104_020n, error: null }],
  gas: 23_104_020n,
  votes: 128,
  label: 'Attested',
  finalHeight: 1n,
  timestampSec: 0n,
};

describe('13 §1.1 lines', () => {
  test('a block with a payment', () => {
    expect(formatBlock(block, '14:02:13')).toBe(
      [
        '14:02:13  block 2    41be…0a77  by node-4   iter 0    1 tx    23104020 gas  votes 128/128  attested   final 1',
        '            └ 9c1d…e7a0  shielded 2→2  fee 0.02310402 DUSK  ok',
      ].join('\n'),
    );
  });

  test('columns stay, and no line is wider than 120', () => {
    const widest = formatBlock(
      {
        ...block,
        height: 99_999n,
        iteration: 49,
        gas: 3_000_000_000n,
        txs: [{ ...(block.txs[0] as BlockLine['txs'][number]), error: 'x'.repeat(300) }],
        label: 'Confirmed',
        finalHeight: 99_998n,
      },
      '14:02:13',
    );
    for (const line of widest.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  test('a step', () => {
    expect(formatStep(3, 'Apps', 'wallet 166 kB', 7_100)).toBe(`  3/5  Apps       ${'wallet 166 kB'.padEnd(63)}  7 s`);
  });

  test('words', () => {
    expect(shortWords(`${'alpha '.repeat(11)}able`)).toBe('alpha x11 able');
    expect(shortWords('a b c d e f g h i j k l')).toBe('a b c d e f g h i j k l');
  });
});
