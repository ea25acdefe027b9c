import { createSimulatedClock, silentLog } from '@eventide/base';
import { localnet } from '@eventide/params';
import { buildMoonlight, encodeTx } from '@eventide/tx';
import { expect, test } from 'vitest';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { defaultMempoolOptions, Mempool } from './mempool.ts';
import { createMempoolService } from './mempoolService.ts';

const limits = { ...defaultMempoolOptions, maxPending: 2, expiryMs: 10_000, expiryCheckMs: 4_000 };

function pay(from: bigint): Uint8Array {
  const gas = { gasLimit: 100_000n, gasPrice: 1n };
  return encodeTx(buildMoonlight({ chainId: 0, from, to: undefined, value: 1n, gas, nonce: 1n }));
}

/** A service whose verdicts come when they are let go. */
function service() {
  const clock = createSimulatedClock(1_000);
  const events: NodeEvent[] = [];
  const held: (() => void)[] = [];
  const verified = Promise.withResolvers<void>();
  const made = createMempoolService({
    mempool: new Mempool({ proofs: () => false, chainId: 0 }, limits),
    limits,
    verifier: {
      verify: () => {
        const { promise, resolve } = Promise.withResolvers<{ ok: true; value: undefined }>();
        held.push(() => resolve({ ok: true, value: undefined }));
        if (held.length === limits.maxPending) verified.resolve();
        return promise;
      },
    },
    network: localnet,
    tip: () => ({ root: new Uint8Array(32), height: 1n }),
    account: async () => ({ balance: 10n ** 15n, nonce: 0n }),
    spent: async () => [],
    inLedger: async () => false,
    emit: (event) => events.push(event),
    broadcast: () => {},
    trust: () => {},
    clock,
    log: silentLog,
  });
  return { made, clock, events, held, verified: verified.promise };
}

test('no more are judged at a time than the settings allow; the others are told to come again', async () => {
  const { made, held, verified } = service();
  const first = [pay(2n), pay(3n)].map((tx) => made.door.submit(tx));
  await verified;
  expect(await made.door.submit(pay(4n))).toMatchObject({ ok: false, code: 'MEMPOOL_BUSY' });
  for (const release of held.splice(0)) release();
  expect(await Promise.all(first)).toMatchObject([{ ok: true }, { ok: true }]);
  const later = made.door.submit(pay(4n));
  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  expect(await later).toMatchObject({ ok: true });
  made.close();
});

test('those that have expired go when they are looked for, in the interval of the settings', async () => {
  const { made, clock, events, held } = service();
  const submitted = made.door.submit(pay(2n));
  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  await submitted;
  const removed = () => events.filter(({ kind }) => kind === 'removed').length;
  await clock.advance(10_500);
  expect([made.door.size, removed()]).toEqual([1, 0]);
  await clock.advance(2_000);
  expect([made.door.size, removed()]).toEqual([0, 1]);
  made.close();
});
