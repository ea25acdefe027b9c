import { type ReadonlySignal, signal } from '@preact/signals';
import { pluralRules } from './intl.ts';

/** A sentence with `{name}` places, or one per plural form of `count`. */
export type Message = string | { readonly one: string; readonly other: string };
/** Sentences of one language by key. */
export type Catalogue = Readonly<Record<string, Message>>;
/** Values for the places of a sentence. */
export type MessageValues = Readonly<Record<string, string | number>>;

export type Messages<K extends string> = {
  /** Language in use; reading it in a component redraws the component on a change. */
  readonly locale: ReadonlySignal<string>;
  readonly locales: readonly string[];
  setLocale(locale: string): void;
  /** The sentence of `key`; `values.count` picks the plural form. */
  t(key: K, values?: MessageValues): string;
  /** Whether a key exists, for keys made from codes. */
  has(key: string): key is K;
};

/** Language for tests of layout: every sentence 40 % longer, with accents. */
export const PSEUDO_LOCALE = 'en-XA';

/**
 * Sentences of an app in several languages that have the same keys. The first catalogue fills what another lacks.
 * Spec: 13 §5.4
 */
export function createMessages<K extends string>(
  catalogues: Readonly<Record<string, Readonly<Record<K, Message>>>>,
  initial: string,
): Messages<K> {
  const locales = Object.keys(catalogues);
  const first = locales[0] as string;
  const known = (wanted: string): string => {
    if (wanted === PSEUDO_LOCALE) return wanted;
    return locales.find((locale) => wanted === locale || wanted.startsWith(`${locale}-`)) ?? first;
  };
  const locale = signal(known(initial));
  return {
    locale,
    locales,
    setLocale: (wanted) => {
      locale.value = known(wanted);
    },
    has: (key): key is K => Object.hasOwn(catalogues[first] as object, key),
    t: (key, values = {}) => {
      const catalogue = catalogues[locale.value] ?? (catalogues[first] as Readonly<Record<K, Message>>);
      const message = catalogue[key] ?? catalogues[first]?.[key] ?? key;
      const text =
        typeof message === 'string'
          ? message
          : message[pluralRules(locale.value).select(Number(values.count)) === 'one' ? 'one' : 'other'];
      return fill(locale.value === PSEUDO_LOCALE ? pseudo(text) : text, values);
    },
  };
}

function fill(text: string, values: MessageValues): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

const accents: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', n: 'ñ', c: 'ç', y: 'ý' };

/** Places stay as they are, so that values are still filled in. */
function pseudo(text: string): string {
  const body = text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : part.replace(/[aeiouncy]/g, (letter) => accents[letter] ?? letter)))
    .join('');
  return `[${body}${' ·'.repeat(Math.ceil(text.length * 0.2))}]`;
}
