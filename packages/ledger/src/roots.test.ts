import { fromHex, toHex } from '@eventide/base';
import { blake3 } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { bloomMayContain, eventBloom } from './bloom.ts';
import { merkleRoot } from './merkleRoot.ts';

const merkle = loadVectors<{ cases: { leaves: string[]; root: string }[] }>('consensus/merkle');
const txRoot = loadVectors<{ txs: { digest: string }[]; txroot: string }>('consensus/mainnet-txroot');
const bloom = loadVectors<{ cases: { input_hex: string; blake3: string; bits: { byte: number; mask: number }[] }[] }>(
  'consensus/bloom',
);
const { headers } = loadVectors<{ headers: { event_bloom: string }[] }>('consensus/mainnet-headers');

describe('06 §5.1 block trees', () => {
  test.each(merkle.cases.map(({ leaves, root }) => [leaves.length, leaves, root] as const))(
    '%i leaves',
    (_, leaves, root) => {
      expect(toHex(merkleRoot(leaves.map((leaf) => fromHex(leaf))))).toBe(root);
    },
  );

  test('the root of a mainnet block', () => {
    expect(toHex(merkleRoot(txRoot.txs.map(({ digest }) => fromHex(digest))))).toBe(txRoot.txroot);
  });

  test('refuses more leaves than the tree holds', () => {
    expect(() => merkleRoot(Array.from({ length: 2 ** 15 + 1 }, () => new Uint8Array(32)))).toThrow(RangeError);
  });
});

describe('06 §5.3 event bloom', () => {
  test.each(bloom.cases)('bits of $input_hex', ({ input_hex: input, blake3: digest, bits }) => {
    expect(toHex(blake3(fromHex(input)))).toBe(digest);
    const filter = eventBloom([
      {
        source: fromHex(input).subarray(0, 32),
        topic: new TextDecoder().decode(fromHex(input).subarray(32)),
        data: new Uint8Array(),
      },
    ]);
    for (const { byte, mask } of bits) expect((filter[byte] as number) & mask).toBe(mask);
  });

  test('every mainnet block rewards', () => {
    const stake = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 : 0));
    for (const header of headers) expect(bloomMayContain(fromHex(header.event_bloom), stake, 'reward')).toBe(true);
  });

  test('an absent event is absent', () => {
    const filter = eventBloom([{ source: new Uint8Array(32), topic: 'a', data: new Uint8Array() }]);
    expect(bloomMayContain(filter, new Uint8Array(32), 'a')).toBe(true);
    expect(bloomMayContain(filter, new Uint8Array(32), 'b')).toBe(false);
  });
});
