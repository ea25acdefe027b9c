import { get, I32 } from '../emit/code.ts';
import type { Assembly } from './assembly.ts';
import { operand, plus, type Slot } from './slot.ts';

/**
 * Loops over single field operations for measuring: `yard_<field>_<what>(slots, rounds)` with eight pair slots at `slots`. Chains
 * feed their result back; the others do not. Spec: 11 §11
 */
export function yardstickArea({ module, fr, fp }: Assembly): void {
  for (const field of [fr, fp]) {
    const contract = field.normal(1.5);
    const loop = (
      what: string,
      body: (f: Parameters<Parameters<typeof module.fn>[2]>[0], s: readonly Slot[]) => void,
    ): void => {
      module.fn(`yard_${field.shape.field}_${what}`, [I32, I32], (f) => {
        f.repeat(1, () => {
          const slots = field.slots(get(0), 12, 0, contract);
          body(f, slots);
          field.ensure(slots[0] as Slot, contract, 'first slot');
        });
      });
    };
    const product = (k: number) => (f: Parameters<Parameters<typeof module.fn>[2]>[0], s: readonly Slot[]) => {
      field.dot(
        f,
        s[0] as Slot,
        Array.from({ length: k }, (_, i) => [operand(s[2 * i] as Slot), s[2 * i + 1] as Slot] as const),
      );
      field.lin(f, s[0] as Slot, [plus(s[0] as Slot)], 'reduce');
    };
    loop('mul', (f, s) => field.mul(f, s[0] as Slot, s[1] as Slot, s[2] as Slot));
    loop('mulChain', (f, s) => field.mul(f, s[0] as Slot, s[0] as Slot, s[2] as Slot));
    loop('sqr', (f, s) => field.sqr(f, s[0] as Slot, s[1] as Slot));
    loop('sqrChain', (f, s) => field.sqr(f, s[0] as Slot, s[0] as Slot));
    loop('carry', (f, s) => field.add(f, s[3] as Slot, s[1] as Slot, s[2] as Slot, 'carry'));
    loop('reduce', (f, s) => field.add(f, s[0] as Slot, s[1] as Slot, s[2] as Slot, 'reduce'));
    for (const k of [2, 4, 5]) loop(`dot${k}`, product(k));
  }
}
