import { LUX_PER_DUSK, type Lux } from '@eventide/base';
import { ageFormat, dateFormat, decimalPoint, numberFormat } from './intl.ts';

/** Whole part with group separators and the fraction without trailing zeros, in the reader's language. */
export function amountParts(lux: Lux, locale: string): { readonly whole: string; readonly fraction: string } {
  const size = lux < 0n ? -lux : lux;
  const whole = numberFormat(locale).format(size / LUX_PER_DUSK);
  const digits = (size % LUX_PER_DUSK).toString().padStart(9, '0').replace(/0+$/, '');
  const point = decimalPoint(locale);
  return { whole: `${lux < 0n ? '−' : ''}${whole}`, fraction: digits === '' ? '' : `${point}${digits}` };
}

/** An amount as one text, for titles and sentences. */
export function amountText(lux: Lux, locale: string): string {
  const { whole, fraction } = amountParts(lux, locale);
  return `${whole}${fraction} DUSK`;
}

/** A whole number with group separators. */
export function countText(value: number | bigint, locale: string): string {
  return numberFormat(locale).format(value);
}

/** "3 seconds ago" in the reader's language; both times in milliseconds. */
export function agoText(atMs: number, nowMs: number, locale: string): string {
  const format = ageFormat(locale);
  const seconds = Math.round((atMs - nowMs) / 1_000);
  const steps: readonly [number, Intl.RelativeTimeFormatUnit][] = [
    [60, 'second'],
    [60, 'minute'],
    [24, 'hour'],
    [Number.POSITIVE_INFINITY, 'day'],
  ];
  let value = seconds;
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size) return format.format(Math.round(value), unit);
    value /= size;
  }
  return format.format(Math.round(value), 'day');
}

/** Date and time in the reader's language and time zone. */
export function dateText(atMs: number, locale: string): string {
  return dateFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

/** Size in bytes, kB or MB. */
export function sizeText(bytes: number, locale: string): string {
  if (bytes < 1_000) return `${countText(bytes, locale)} B`;
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${numberFormat(locale, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}

/** Text cut into groups of four characters. */
export function groupsOfFour(text: string): string[] {
  return text.match(/.{1,4}/g) ?? [];
}

/** First and last characters of a long text. */
export function shortened(text: string, edge = 6): string {
  return text.length <= 2 * edge + 1 ? text : `${text.slice(0, edge)}…${text.slice(-edge)}`;
}
