import { describe, expect, test } from 'vitest';
import { get, I32 } from '../emit/code.ts';
import { Mod } from '../emit/module.ts';
import { Field } from '../gen/field.ts';
import { fmaBackend } from '../gen/fieldFma.ts';
import { simdBackend } from '../gen/fieldSimd.ts';
import { minus, plus, times } from '../gen/slot.ts';
import { assertWithin, linearBound, normalBound, preparedBound, productBound, pulledBackBound } from './bound.ts';

const module = new Mod();
const fr = new Field(module, fmaBackend(module, 'Fr'));
const fp = new Field(module, fmaBackend(module, 'Fp'));
const integer = new Field(new Mod(), simdBackend(new Mod(), 'Fp'));

/** Generates one function over three slots within `value` moduli. */
const generate = (
  field: Field,
  value: number,
  body: (f: Parameters<Parameters<Mod['fn']>[2]>[0], s: ReturnType<Field['slots']>) => void,
) => {
  const own = new Mod();
  own.fn('body', [I32], (f) => body(f, field.slots(get(0), 4, 0, field.normal(value))));
};

describe('11 §1.2 bound checker', () => {
  test('accepts what the kernels do', () => {
    generate(fp, 2, (f, [u, v, w]) => {
      fp.lin(f, u!, [plus(v!), minus(w!)], 'raw');
      fp.mul(f, w!, u!, u!);
      fp.ensure(w!, fp.normal(2), 'product');
    });
  });

  test('bug 1: a sum times a constant beyond 2^53', () => {
    expect(() =>
      generate(fp, 2, (f, [u, v, w, t]) => fp.lin(f, t!, [times(12, u!), times(-12, v!), times(-12, w!)], 'reduce')),
    ).toThrowCode('KERNEL_BOUND_LIMB');
  });

  test('bug 2: a pull-back whose factor does not reduce keeps the value and breaks the contract', () => {
    // "reduce" that only carries is the finish 'carry': the value stays what it was.
    expect(() =>
      generate(fp, 40, (f, [u, t]) => {
        fp.lin(f, t!, [plus(u!)], 'carry');
        fp.ensure(t!, fp.normal(1), 'reduced');
      }),
    ).toThrowCode('KERNEL_BOUND_CONTRACT');
  });

  test('bug 3: a loop that doubles its value every turn does not meet its own contract', () => {
    const step = (finish: 'carry' | 'reduce') =>
      generate(fp, 2, (f, [t, z]) => {
        const contract = fp.normal(2);
        fp.lin(f, z!, [times(3, t!), times(-2, z!)], finish);
        fp.ensure(z!, contract, 'loop');
      });
    expect(() => step('carry')).toThrowCode('KERNEL_BOUND_CONTRACT');
    expect(() => step('reduce')).not.toThrow();
  });

  test('bug 4: products of limbs beyond the exact split are refused', () => {
    expect(() =>
      generate(fr, 1, (f, [u, v, w]) => {
        fr.add(f, u!, v!, w!);
        fr.mul(f, w!, u!, u!);
      }),
    ).toThrowCode('KERNEL_BOUND_LIMB');
    expect(() =>
      generate(fr, 1, (f, [u, v, w]) => {
        fr.add(f, u!, v!, w!);
        fr.sqr(f, w!, u!);
      }),
    ).toThrowCode('KERNEL_BOUND_LIMB');
  });

  test('a slot nobody wrote is refused', () => {
    expect(() => generate(fr, 1, (f, [u]) => fr.mul(f, u!, fr.slot(get(0)), u!))).toThrowCode('KERNEL_BOUND_UNSET');
    expect(() => assertWithin(fr.shape, undefined, fr.product, 'x')).toThrowCode('KERNEL_BOUND_UNSET');
  });

  test('the limits of the table: scales 2 for Fr, 16 for Fp', () => {
    const scaled = (field: Field, scale: number) => linearBound(field.shape, [{ k: scale, bound: field.normal(0.5) }]);
    const product = (field: Field, a: number, b: number) =>
      productBound(field.shape, [{ a: scaled(field, a), b: scaled(field, b) }]);
    expect(() => product(fr, 2, 1)).not.toThrow();
    expect(() => product(fr, 2, 2)).toThrowCode('KERNEL_BOUND_LIMB');
    expect(() => product(fp, 4, 4)).not.toThrow();
    expect(() => product(fp, 4, 5)).toThrowCode('KERNEL_BOUND_LIMB');
  });

  test('a prepared factor: 1.76 moduli for a carried operand, scale 2 at most, rows pulled back', () => {
    const rows = fr.normal(0.51);
    const scaled = (scale: number, value = 0.5) => linearBound(fr.shape, [{ k: scale, bound: fr.normal(value) }]);
    const carried = preparedBound(fr.shape, fr.normal(2), rows);
    expect(carried.value).toBeGreaterThan(1.5);
    expect(carried.value).toBeLessThan(1.76);
    expect(carried.limbs).toEqual(fr.normal(carried.value).limbs);
    expect(preparedBound(fr.shape, scaled(2), rows).value).toBeGreaterThan(2.5);
    expect(() => preparedBound(fr.shape, scaled(3), rows)).toThrowCode('KERNEL_BOUND_LIMB');
    expect(() => preparedBound(fr.shape, fr.normal(2), scaled(3))).toThrowCode('KERNEL_BOUND_LIMB');
    expect(preparedBound(fp.shape, fp.normal(2), fp.normal(0.51)).value).toBeLessThan(2.6);
    // A loop that feeds its result back through a prepared factor keeps its contract, through a sum it does not.
    const step = (finish: 'carry' | 'reduce') =>
      generate(fr, 2, (f, [t, z]) => {
        const factor = fr.slot(get(0), 4 * fr.size, rows);
        fr.mulPrepared(f, z!, t!, factor);
        fr.lin(f, t!, [plus(t!), plus(z!)], finish);
        fr.ensure(t!, fr.normal(2), 'loop');
      });
    expect(() => step('carry')).toThrowCode('KERNEL_BOUND_CONTRACT');
    expect(() => step('reduce')).not.toThrow();
  });

  test('values beyond the top limb are refused', () => {
    expect(() => normalBound(fr.shape, 200)).toThrowCode('KERNEL_BOUND_VALUE');
    expect(() => fr.normal(30)).not.toThrow();
  });

  test('a wide pull-back is chosen where k·p leaves 53 bits', () => {
    expect(pulledBackBound(fr.shape, fr.normal(2)).wide).toBe(false);
    expect(pulledBackBound(fr.shape, fr.normal(20)).wide).toBe(true);
    expect(pulledBackBound(fr.shape, fr.normal(20)).bound.value).toBeLessThan(0.51);
  });

  test('integer tiers: columns stay inside 64 bits, limbs inside 32', () => {
    const raw = (k: number) => linearBound(integer.shape, [{ k, bound: integer.normal(0.5) }]);
    expect(() => raw(16)).toThrowCode('KERNEL_BOUND_LIMB');
    expect(() => productBound(integer.shape, [{ a: raw(6), b: raw(5) }])).not.toThrow();
    expect(() => productBound(integer.shape, [{ a: raw(7), b: raw(7) }])).toThrowCode('KERNEL_BOUND_LIMB');
  });
});
