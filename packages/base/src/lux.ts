import { EventideError } from './errors.ts';

/** An amount in Lux; 1 DUSK = 10^9 Lux. */
export type Lux = bigint;

/** Lux in one DUSK. */
export const LUX_PER_DUSK: Lux = 1_000_000_000n;

const U64_MAX = 0xffff_ffff_ffff_ffffn;

export type LuxErrorCode = 'LUX_BAD_AMOUNT' | 'LUX_TOO_PRECISE' | 'LUX_TOO_LARGE';

/** A text is not an amount of DUSK. */
export class LuxError extends EventideError<LuxErrorCode> {
  override readonly name = 'LuxError';
}

/**
 * `'12.5'` → `12_500_000_000n`. Digits and one point; no sign, exponent, separator or blank. `'7lux'` is taken as Lux.
 * @throws LuxError LUX_BAD_AMOUNT, LUX_TOO_PRECISE (a tenth decimal), LUX_TOO_LARGE (above 2^64 − 1 Lux)
 */
export function parseDusk(text: string): Lux {
  if (text.length > 40) throw new LuxError('LUX_BAD_AMOUNT', { characters: text.length });
  const lux = /^(\d+)lux$/.exec(text);
  if (lux) return checkRange(BigInt(lux[1] as string));
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new LuxError('LUX_BAD_AMOUNT', { text });
  const decimals = match[2] ?? '';
  if (decimals.length > 9) throw new LuxError('LUX_TOO_PRECISE', { decimals: decimals.length });
  return checkRange(BigInt(match[1] as string) * LUX_PER_DUSK + BigInt(decimals.padEnd(9, '0')));
}

/** `12_500_000_000n` → `'12.5'`; trailing zeros are left out. Negative amounts keep their sign. */
export function formatDusk(amount: Lux): string {
  const sign = amount < 0n ? '-' : '';
  const size = amount < 0n ? -amount : amount;
  const decimals = (size % LUX_PER_DUSK).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${size / LUX_PER_DUSK}${decimals === '' ? '' : `.${decimals}`}`;
}

function checkRange(amount: bigint): Lux {
  if (amount > U64_MAX) throw new LuxError('LUX_TOO_LARGE');
  return amount;
}
