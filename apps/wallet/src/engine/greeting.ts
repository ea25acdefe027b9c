import { utf8 } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';

/** What a user sees before typing a password, so that a page that imitates this one is noticed. No secret. Spec: 13 §5.5 */
export type Greeting = {
  /** The user's own words; may be empty. */
  readonly phrase: string;
  /** Number of a picture, 32 bits. */
  readonly picture: number;
};

const KEY = utf8('greeting');
const MOST_CHARACTERS = 60;

/** A greeting with a picture by chance. */
export function newGreeting(): Greeting {
  return { phrase: '', picture: crypto.getRandomValues(new Uint32Array(1))[0] as number };
}

export async function readGreeting(notes: KeyValueStore): Promise<Greeting | null> {
  const bytes = await notes.get(KEY);
  if (bytes === undefined) return null;
  try {
    const { phrase, picture } = JSON.parse(new TextDecoder().decode(bytes)) as Greeting;
    return cut({ phrase: String(phrase), picture: Number(picture) });
  } catch {
    return null;
  }
}

export async function writeGreeting(notes: KeyValueStore, greeting: Greeting): Promise<Greeting> {
  const kept = cut(greeting);
  await notes.put(KEY, utf8(JSON.stringify(kept)));
  return kept;
}

function cut({ phrase, picture }: Greeting): Greeting {
  return { phrase: phrase.slice(0, MOST_CHARACTERS), picture: picture >>> 0 };
}
