/** What is wrong with a name for an address. */
export type NameProblem =
  /** Letters that nobody sees, or that turn the direction of writing. */
  | { readonly kind: 'hidden' }
  /** Letters of several alphabets in one word. */
  | { readonly kind: 'mixed' }
  /** Another one in the book reads the same. */
  | { readonly kind: 'taken'; readonly other: string };

/** Each letter before the one it is drawn like: Cyrillic, Greek, Latin with strokes, digits. */
const DRAWN_ALIKE =
  'аa вb гr еe зe кk мm нh оo пn рp сc тt уy хx ѕs іi јj ԁd ԛq ԝw һh ӏl αa βb γy εe ηn ιi κk μu νv οo ρp τt υu χx ωw ıi ɑa ɡg ɩi øo đd ħh łl ŧt 0o 1l 5s |l il';
/** Greek capitals, which are drawn like others than their small ones. */
const CAPITALS_ALIKE = 'ΗH ΜM ΝN ΡP ΥY ΖZ';
const pairsOf = (pairs: string): ReadonlyMap<string, string> =>
  new Map(pairs.split(' ').map((pair) => [pair.slice(0, -1), pair.slice(-1)] as const));
const drawnAlike = pairsOf(DRAWN_ALIKE);
const capitalsAlike = pairsOf(CAPITALS_ALIKE);

const ALPHABETS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
/** Blank letters of Hangul and Braille, joiners, marks of direction. */
const HIDDEN = /[\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\u034f/u;
/** Joins pictures into one; there it is seen. */
const PICTURE_JOINER = /(\p{Extended_Pictographic}\ufe0f?)\u200d/gu;

/** What a text looks like, whatever it is written with: equal for texts that people take for one another. */
export function skeletonOf(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}|\p{Cf}|\s/gu, '');
  const small = drawn(letters, capitalsAlike).toLowerCase();
  // Twice: a Cyrillic і is drawn like i, which is drawn like l.
  return drawn(drawn(small, drawnAlike), drawnAlike).replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** Why `name` must not stand beside these names; null if it may. Spec: 13 §5.5 */
export function nameProblem(name: string, others: readonly string[]): NameProblem | null {
  if (HIDDEN.test(name.replace(PICTURE_JOINER, '$1'))) return { kind: 'hidden' };
  if (name.split(/[^\p{L}\p{M}]+/u).some(isMixed)) return { kind: 'mixed' };
  const skeleton = skeletonOf(name);
  const other = others.find((taken) => skeletonOf(taken) === skeleton);
  return other === undefined ? null : { kind: 'taken', other };
}

/** What is suspicious about the origin of a site that asks. */
export type SiteSuspicion =
  /** Its name has letters of other alphabets, which may be drawn like Latin ones. */
  | { readonly kind: 'foreignLetters' }
  /** It reads like this site, which the user let in, and is another. */
  | { readonly kind: 'reads'; readonly like: string };

/** Why a site may not be the one it looks like; null if nothing shows it. `origin` as browsers give it, so in ASCII. Spec: 13 §5.5 */
export function siteSuspicion(origin: string, known: readonly string[]): SiteSuspicion | null {
  if (known.includes(origin)) return null;
  const host = hostOf(origin);
  const like = known.find((other) => hostOf(other) !== host && skeletonOf(hostOf(other)) === skeletonOf(host));
  if (like !== undefined) return { kind: 'reads', like };
  return host.split('.').some((label) => label.startsWith('xn--')) ? { kind: 'foreignLetters' } : null;
}

function drawn(text: string, alike: ReadonlyMap<string, string>): string {
  return Array.from(text, (letter) => alike.get(letter) ?? letter).join('');
}

function isMixed(word: string): boolean {
  return ALPHABETS.filter((alphabet) => alphabet.test(word)).length > 1;
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}
