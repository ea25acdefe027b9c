import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { localnet } from './networks/localnet.ts';
import { rulesAt } from './rules.ts';
import { workPrices } from './workPrices.ts';

describe('14 §11 prices of work', () => {
  test('Dusk’s networks have none', () => {
    expect(rulesAt(localnet, 0n).workPrices).toBeUndefined();
    expect(rulesAt(localnet, 1_000n).workPrices).toBeUndefined();
  });

  test('the page of documentation names each', () => {
    const page = readFileSync(new URL('../../../docs/explanation/gas-of-host-queries.md', import.meta.url), 'utf8');
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .join('\n');
    const text = (value: number): string => value.toLocaleString('en-US');
    const { bulkBytes, hostCall, call, event, savedPage, freshPage, freePages } = workPrices;
    expect(rows).toContain(`\`memory.init\` | 1 for ${bulkBytes} |`);
    expect(rows).toContain(
      `| any host function (\`self_id\`, \`caller\`, \`owner\`, a query, …) | ${text(hostCall)} |`,
    );
    expect(rows).toContain(`| a call of another contract | ${text(call)} |`);
    expect(rows).toContain(`| an event, besides 4 for each byte | ${text(event)} |`);
    expect(rows).toContain(`| a page that a frame writes to for the first time | ${text(savedPage)} |`);
    expect(rows).toContain(`for the first time, beyond ${freePages} | ${text(freshPage)} |`);
  });
});
