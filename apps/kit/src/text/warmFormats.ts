import { idleTask } from '../page/nextTask.ts';
import { dateText } from './format.ts';
import { ageFormat, dateFormat, decimalPoint, numberFormat, pluralRules } from './intl.ts';

/** What the first screen with numbers needs; the first use of each reads the browser's data of the language. */
const usual: readonly ((locale: string) => unknown)[] = [
  (locale) => numberFormat(locale).format(1_234n),
  decimalPoint,
  (locale) => pluralRules(locale).select(1),
  (locale) => dateText(0, locale),
  (locale) => dateFormat(locale, { timeStyle: 'short' }).format(0),
  (locale) => ageFormat(locale).format(-1, 'second'),
];

/**
 * Makes the formats of a language ready while the page has nothing else to do, each in a task of its own: together with the drawing of
 * a screen they are what blocks input longest. Resolves when all are made. Spec: 13 §5.3
 */
export async function warmFormats(locale: string, idle: () => Promise<void> = idleTask): Promise<void> {
  for (const make of usual) {
    await idle();
    make(locale);
  }
}
