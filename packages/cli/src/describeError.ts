import { errorTexts } from './errorTexts.ts';

/** A sentence and a next step for a code; undefined for codes nobody throws. Spec: 13 §2.1 */
export function describeError(code: string): { readonly message: string; readonly next: string } | undefined {
  const text = errorTexts[code];
  return text === undefined ? undefined : { message: text[0], next: text[1] };
}
