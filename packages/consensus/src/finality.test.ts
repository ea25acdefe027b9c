import type { Label } from '@eventide/ledger';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { type LabelledBlock, rollFinality } from './finality.ts';

const { cases } = loadVectors<{ cases: { pni: number[]; labels_after: string[][] }[] }>('consensus/finality');

const text = (label: Label): string => `${label.kind}(${label.distance})`;

describe('06 §16 rolling finality', () => {
  test.each(cases.map(({ pni, labels_after }) => [pni.join(' '), pni, labels_after] as const))(
    'PNI %s',
    (_, pni, expected) => {
      const chain: LabelledBlock[] = [{ height: 0n, label: { kind: 'Final', distance: 0n } }];
      pni.forEach((iterations, i) => {
        const height = BigInt(i + 1);
        const lastFinal = chain.findLastIndex(({ label }) => label.kind === 'Final');
        const { tip, changed } = rollFinality(chain.slice(lastFinal), height, iterations);
        for (const { height: at, label } of changed) chain[Number(at)] = { height: at, label };
        chain.push({ height, label: tip });
        expect(chain.slice(1).map(({ label }) => text(label))).toEqual(expected[i]);
      });
    },
  );
});
