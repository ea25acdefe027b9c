import { type Block, genesisHeader } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { Foresight } from './foresight.ts';
import type { ChainBlock } from './window.ts';

const hashOf = (height: number, branch: number): Uint8Array => Uint8Array.of(branch, height >> 8, height & 255);
const at = (height: number, branch = 0, below = branch): Block => ({
  header: {
    ...genesisHeader(0n, new Uint8Array(32)),
    height: BigInt(height),
    hash: hashOf(height, branch),
    prevBlockHash: hashOf(height - 1, below),
  },
  txs: [],
  faults: [],
});
const tip = (height: number): ChainBlock => ({
  block: at(height),
  label: { kind: 'Attested', distance: 1n },
  provisioners: [],
  voters: [],
});
const range = (from: number, to: number, branch = 0): Block[] =>
  Array.from({ length: to - from + 1 }, (_, i) => at(from + i, branch));

/** What was looked at: parent, first and last height. */
function watched(): { foresight: Foresight; looks: [number, number, number][]; end: (() => void)[] } {
  const looks: [number, number, number][] = [];
  const end: (() => void)[] = [];
  const foresight = new Foresight((parent, blocks) => {
    const heights = [parent.block, blocks[0] as Block, blocks.at(-1) as Block].map((b) => Number(b.header.height));
    looks.push(heights as [number, number, number]);
    return new Promise((resolve) => end.push(resolve));
  });
  return { foresight, looks, end };
}

describe('06 §17 blocks that are looked at before their turn', () => {
  test('those that follow the tip, whichever order they come in; later ones from where it ended', () => {
    const { foresight, looks } = watched();
    foresight.look(tip(10), [at(13), at(12)]);
    foresight.look(tip(10), [at(14), at(16)]);
    expect(looks).toEqual([]);
    foresight.look(tip(10), [at(11)]);
    foresight.look(tip(12), range(15, 20));
    expect(looks).toEqual([
      [10, 11, 14],
      [14, 15, 20],
    ]);
  });

  test('few are not worth it, and many are looked at in parts', () => {
    const { foresight, looks } = watched();
    foresight.look(tip(0), range(1, 3));
    expect(looks).toEqual([]);
    foresight.look(tip(0), range(4, 100));
    foresight.look(tip(1), []);
    expect(looks).toEqual([
      [0, 1, 64],
      [64, 65, 100],
    ]);
  });

  test('who waits for one of them waits until the look has ended', async () => {
    const { foresight, end } = watched();
    foresight.look(tip(0), range(1, 5));
    const proven = foresight.proven(3n);
    expect(proven).toBeInstanceOf(Promise);
    expect(foresight.proven(6n)).toBeUndefined();
    end[0]?.();
    await proven;
    await new Promise((resolve) => setImmediate(resolve));
    expect(foresight.proven(3n)).toBeUndefined();
  });

  test('another branch is looked at from the tip again', () => {
    const { foresight, looks } = watched();
    foresight.look(tip(0), range(1, 8, 1));
    const rest = range(2, 9);
    foresight.look(tip(0), [at(1), ...rest]);
    expect(looks).toEqual([
      [0, 1, 8],
      [0, 1, 9],
    ]);
  });

  test('blocks far above the tip, and those below it, are not kept', () => {
    const { foresight, looks } = watched();
    foresight.look(tip(10), [...range(5, 10), ...range(600, 700)]);
    foresight.look(tip(599), []);
    expect(looks).toEqual([]);
  });

  test('without a way to look nothing happens', () => {
    const foresight = new Foresight(undefined);
    foresight.look(tip(0), range(1, 9));
    expect(foresight.proven(1n)).toBeUndefined();
  });
});
