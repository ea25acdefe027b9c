import { createSimulatedClock } from '@eventide/base';
import { genesisHeader } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { consensusProduction, GatedProduction, type ProductionMode } from './production.ts';

/** A chain that makes each permitted block when told to, with so many of the waiting transactions. */
function world(mode: ProductionMode) {
  const clock = createSimulatedClock();
  let permits = 0;
  let waiting = 0;
  let height = 0n;
  const production = new GatedProduction(mode, { permit: () => permits++, waiting: () => waiting, clock });
  const header = () => ({ ...genesisHeader(0n, new Uint8Array(32)), height });
  const accept = (taken = waiting): void => {
    height++;
    waiting -= taken;
    const spent = Array.from({ length: taken }, () => ({}));
    production.hear({ kind: 'accepted', block: { header: header() }, spent } as unknown as NodeEvent);
  };
  const include = (): void => {
    waiting++;
    production.hear({ kind: 'included' } as NodeEvent);
  };
  return { production, clock, accept, include, permits: () => permits };
}

describe('13 §3.1 when a node alone makes blocks', () => {
  test('instant: once for transactions that come together, again for those that did not fit', async () => {
    const { clock, accept, include, permits } = world({ kind: 'instant' });
    include();
    include();
    expect(permits()).toBe(0);
    await clock.advance(5);
    expect(permits()).toBe(1);
    accept(1);
    await clock.advance(5);
    expect(permits()).toBe(2);
    // This block could take nothing: it is not followed by another one.
    accept(0);
    await clock.advance(1_000);
    expect(permits()).toBe(2);
    include();
    await clock.advance(5);
    expect(permits()).toBe(3);
  });

  test('interval: one at a time, whatever waits', async () => {
    const { production, clock, accept, permits } = world({ kind: 'interval', intervalMs: 100 });
    production.start();
    await clock.advance(350);
    expect(permits()).toBe(1);
    accept();
    await clock.advance(100);
    expect(permits()).toBe(2);
    production.close();
    expect(clock.pending).toBe(0);
  });

  test('manual: so many as asked, orders one after the other', async () => {
    const { production, accept, permits } = world({ kind: 'manual' });
    const two = production.produce(2);
    const one = production.produce(1);
    expect(permits()).toBe(1);
    for (let i = 0; i < 3; i++) accept();
    expect((await two).map(({ height }) => height)).toEqual([1n, 2n]);
    expect((await one).map(({ height }) => height)).toEqual([3n]);
    expect(permits()).toBe(3);
    expect(await production.produce(0)).toEqual([]);
  });

  test('the mode can change; closing ends orders; a node among others takes none', async () => {
    const { production, clock, include, permits } = world({ kind: 'manual' });
    include();
    await clock.advance(100);
    expect(permits()).toBe(0);
    production.setMode({ kind: 'instant' });
    await clock.advance(5);
    expect(permits()).toBe(1);
    expect(() => production.setMode({ kind: 'consensus' })).toThrowCode('NODE_NOT_MANUAL');
    const order = production.produce(1);
    production.close();
    await expect(order).rejects.toThrowCode('NODE_CLOSED');
    await expect(production.produce(1)).rejects.toThrowCode('NODE_CLOSED');
    await expect(consensusProduction.produce(1)).rejects.toThrowCode('NODE_NOT_MANUAL');
  });
});
