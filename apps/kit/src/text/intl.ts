const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();
const ages = new Map<string, Intl.RelativeTimeFormat>();
const plurals = new Map<string, Intl.PluralRules>();
const points = new Map<string, string>();

/** A number format, made once per language and options: making one takes longer than a screen of numbers. */
export function numberFormat(locale: string, options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

/** A date format, made once per language and options. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

/** "3 sec. ago", made once per language. */
export function ageFormat(locale: string): Intl.RelativeTimeFormat {
  return once(ages, locale, undefined, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
}

/** Which plural form a count takes, made once per language. */
export function pluralRules(locale: string): Intl.PluralRules {
  return once(plurals, locale, undefined, () => new Intl.PluralRules(locale));
}

/** What stands between the whole and the fraction. */
export function decimalPoint(locale: string): string {
  return once(points, locale, undefined, () => {
    const parts = numberFormat(locale).formatToParts(0.5);
    return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  });
}

function once<F>(known: Map<string, F>, locale: string, options: object | undefined, make: () => F): F {
  const key = options === undefined ? locale : `${locale} ${JSON.stringify(options)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
