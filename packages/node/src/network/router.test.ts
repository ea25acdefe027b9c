import { encodeMessage } from '@eventide/ledger';
import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { Router } from './router.ts';

const request = encodeMessage({ topic: 'GetMempool', payload: { nonce: new Uint8Array(8) } });
const router = (burst = 3): Router => new Router({ strict: true, budget: { burst, perSecond: 2 }, maxPeers: 2 });

describe('06 §6.1 router', () => {
  test('decodes what is well formed', () => {
    expect(router().route(request, 'a', 0)).toMatchObject({ ok: true, topic: 'GetMempool' });
  });

  test('14 §7 S9: refuses bytes after the payload, unknown topics and cut messages', () => {
    const longer = Uint8Array.of(...request, 0);
    const unknown = Uint8Array.from(request, (byte, i) => (i === 5 ? 99 : byte));
    for (const bytes of [longer, unknown, request.subarray(0, 9), new Uint8Array()])
      expect(router().route(bytes, 'a', 0)).toMatchObject({ ok: false, reason: 'malformed' });
  });

  test('noise never throws', () => {
    const random = seededRandom(3);
    const open = router(10_000);
    for (let i = 0; i < 2_000; i++) {
      const noise = Uint8Array.from({ length: random() % 300 }, (_, at) =>
        at === 5 ? 8 + (random() % 14) : random() & 0xff,
      );
      expect(typeof open.route(noise, 'a', 0).ok).toBe('boolean');
    }
  });

  test('06 §18 a flooding peer runs dry, others do not, and time fills it up again', () => {
    const one = router();
    const outcomes = Array.from({ length: 4 }, () => one.route(request, 'a', 0).ok);
    expect(outcomes).toEqual([true, true, true, false]);
    expect(one.route(request, 'b', 0).ok).toBe(true);
    expect(one.route(request, 'a', 499).ok).toBe(false);
    expect(one.route(request, 'a', 1_000).ok).toBe(true);
  });
});
