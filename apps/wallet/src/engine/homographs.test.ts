import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameProblem, siteSuspicion, skeletonOf } from './homographs.ts';

describe('13 §5.5 names that look alike', () => {
  test.each([
    ['Alice', 'Аlісе'],
    ['paypal', 'рауpаl'],
    ['Bob', 'ВОВ'],
    ['bob', 'b0b'],
    ['Ｂｏｂ', 'bob'],
    ['modern', 'modem'],
    ['lllinois', 'Illinois'],
    ['Zoë', 'Zoe'],
    ['vvallet', 'wallet'],
    ['Νiko', 'Niko'],
    ['νet', 'vet'],
  ])('%s and %s', (one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
  });

  test.each([
    ['Alice', 'Alicia'],
    ['Bob', 'Rob'],
    ['Анна', 'Инна'],
    ['Mum', 'Dad'],
    ['王', '玉'],
  ])('%s and %s are told apart', (one, other) => {
    expect(skeletonOf(one)).not.toBe(skeletonOf(other));
  });

  test('a name that is taken, whatever it is written with', () => {
    expect(nameProblem('Bоb', [])).toEqual({ kind: 'mixed' });
    expect(nameProblem('ВОВ', ['Bob'])).toEqual({ kind: 'taken', other: 'Bob' });
    expect(nameProblem(' bob ', ['Bob'])).toEqual({ kind: 'taken', other: 'Bob' });
    expect(nameProblem('Rob', ['Bob'])).toBeNull();
  });

  test.each(['Bo\u200bb', 'bob\u202ecod', '\u2066Bob', 'Bob\u3164', 'Bo\u00adb', 'Bob\u0007', 'Bo\u034fb'])(
    'letters that cannot be seen: %j',
    (name) => expect(nameProblem(name, [])).toEqual({ kind: 'hidden' }),
  );

  test.each(['Анна Bank', '王 Wang', 'Ελένη', 'José', 'O’Neill & Söhne', '👩‍👧 Mum', 'Bob 2', 'Ångström'])(
    'fine as it is: %s',
    (name) => expect(nameProblem(name, ['Somebody else'])).toBeNull(),
  );

  test('the skeleton of a skeleton is itself, and no text is too odd for one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(nameProblem(text, [text])).not.toBeNull();
        expect(skeletonOf(skeletonOf(text))).toBe(skeletonOf(text));
      }),
    );
  });
});

describe('13 §5.5 origins of sites', () => {
  const known = ['https://market.example', 'https://illume.example:8443'];

  test('one that reads like a site that was let in', () => {
    expect(siteSuspicion('https://rnarket.example', known)).toEqual({ kind: 'reads', like: known[0] });
    expect(siteSuspicion('https://i11ume.example', known)).toEqual({ kind: 'reads', like: known[1] });
    expect(siteSuspicion('http://market.example.', known)).toBeNull();
  });

  test('letters of other alphabets reach a wallet as xn--', () => {
    expect(siteSuspicion('https://xn--mrket-3ve.example', known)).toEqual({ kind: 'foreignLetters' });
    expect(siteSuspicion(new URL('https://mаrket.example').origin, known)).toEqual({ kind: 'foreignLetters' });
  });

  test('the same site, another port of it, and any other name are fine', () => {
    for (const origin of ['https://market.example', 'https://market.example:444', 'https://shop.example', 'null'])
      expect(siteSuspicion(origin, known)).toBeNull();
  });
});
