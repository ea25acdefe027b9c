import { formatDusk, isEventideError, type Lux, parseDusk } from '@eventide/base';

/** What is wrong with an amount as typed. `ambiguous`: it may be thousands or a fraction. */
export type AmountProblem = 'wrong' | 'ambiguous';

/**
 * An amount as typed in a language, with its separators or with a point: above zero, at most nine decimals. A single separator of
 * thousands before three digits may as well be meant as the decimal one (`1,000`): nobody guesses about money.
 */
export function readAmount(text: string, locale: string): Lux | AmountProblem {
  const clean = text.replace(/[\s'’_]/g, '');
  const decimal = decimalSign(locale);
  const group = decimal === '.' ? ',' : '.';
  const [whole, fraction] = partsOf(clean, decimal, group);
  if (whole === null) return 'ambiguous';
  return parsed(fraction === undefined ? whole : `${whole}.${fraction}`);
}

/** An amount as its field shows it: without groups, with the language's decimal sign. */
export function typedAmount(lux: Lux, locale: string): string {
  return formatDusk(lux).replace('.', decimalSign(locale));
}

type Parts = readonly [whole: string | null, fraction?: string | undefined];

function partsOf(text: string, decimal: string, group: string): Parts {
  const has = (sign: string): number => text.split(sign).length - 1;
  if (has(decimal) > 0 && has(group) > 0) {
    const sign = text.lastIndexOf(decimal) > text.lastIndexOf(group) ? decimal : group;
    const [whole = '', ...fractions] = text.split(sign);
    return [ungrouped(whole, sign === decimal ? group : decimal), fractions.join(sign)];
  }
  for (const sign of [decimal, group]) {
    if (has(sign) > 1) return [ungrouped(text, sign)];
  }
  if (has(group) === 1 && /^[1-9]\d{0,2}.\d{3}$/.test(text)) return [null];
  const [whole = '', fraction] = text.split(has(group) === 1 ? group : decimal);
  return [whole, fraction];
}

/** Without the signs between its groups of three; other groups make it no number. */
function ungrouped(text: string, sign: string): string {
  const [first = '', ...groups] = text.split(sign);
  const wellFormed = /^\d{1,3}$/.test(first) && groups.every((digits) => /^\d{3}$/.test(digits));
  return wellFormed ? [first, ...groups].join('') : 'no number';
}

function parsed(text: string): Lux | AmountProblem {
  try {
    const value = parseDusk(text);
    return value > 0n ? value : 'wrong';
  } catch (error) {
    if (isEventideError(error)) return 'wrong';
    throw error;
  }
}

function decimalSign(locale: string): string {
  return locale.startsWith('de') ? ',' : '.';
}
