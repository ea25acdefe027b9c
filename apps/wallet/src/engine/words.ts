import { mnemonicSeed, mnemonicWords as wordlist } from '@eventide/crypto/keys/mnemonic';
import { isPublishedMnemonic } from '@eventide/sdk';
import type { WordCheck } from './protocol.ts';

const known: ReadonlySet<string> = new Set(wordlist);
const MOST = 6;

/** Words that begin like this, for completion. */
export function completeWord(prefix: string): readonly string[] {
  const start = prefix.trim().toLowerCase();
  return start === '' ? [] : wordlist.filter((word) => word.startsWith(start)).slice(0, MOST);
}

/** What typed words lack: names the unknown one, the number, or the checksum. Spec: 13 §5.1 */
export function checkWords(text: string): WordCheck {
  const words = text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  const index = words.findIndex((word) => !known.has(word));
  const unknown = words[index];
  if (unknown !== undefined) return { kind: 'unknown', index, word: unknown, near: nearest(unknown) };
  if (![12, 15, 18, 21, 24].includes(words.length)) return { kind: 'count', words: words.length };
  const sentence = words.join(' ');
  try {
    mnemonicSeed(sentence).fill(0);
  } catch {
    return { kind: 'checksum' };
  }
  return { kind: 'ok', published: isPublishedMnemonic(sentence) };
}

/** Listed words that differ by one letter, or begin the same. */
function nearest(word: string): readonly string[] {
  const near = wordlist.filter((candidate) => distance(word, candidate) <= 1);
  const start = wordlist.filter((candidate) => candidate.slice(0, 4) === word.slice(0, 4));
  return [...new Set([...near, ...start])].slice(0, 3);
}

/** Edit distance, as far as it matters here: 0, 1 or more. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 2;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  if (a.length === b.length) return a.slice(at + 1) === b.slice(at + 1) || isSwap(a, b, at) ? 1 : 2;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return long.slice(at + 1) === short.slice(at) ? 1 : 2;
}

function isSwap(a: string, b: string, at: number): boolean {
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
