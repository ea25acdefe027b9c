/** Longest run that one token copies, and shortest. */
export const MAX_MATCH = 258;
export const MIN_MATCH = 3;

const WINDOW = 32_768;
const WINDOW_MASK = WINDOW - 1;
const HASH_MASK = WINDOW - 1;
const HASH_SHIFT = 5;
/** Candidates looked at for a position that has nothing yet, and for one that already matches 32 bytes. */
const PROBES = 501;
const PROBES_WHEN_LONG = 126;
const LONG_ENOUGH = 32;
/** A match of this length is taken at once; a shorter one waits for what the next position offers. */
const GREEDY_LENGTH = 128;
/** The shortest match is not worth its distance from here on. */
const FAR = 8_192;

/** What a stream is made of: a byte as it is, or `length` bytes from `distance` back. */
export type TokenSink = {
  literal(byte: number): void;
  match(length: number, distance: number): void;
  /** Called after each step with the number of bytes that are behind the search. */
  advanced(position: number): void;
};

/**
 * Splits bytes into literals and matches exactly as the reference's compressor does at its tenth level: chains of positions by a
 * hash of three bytes, the longest of the first `PROBES` candidates, one step of patience. Positions wrap at 2^16 in the chains
 * and the position 0 of each turn is never found, as there. Spec: 02 §11.4
 */
export function tokenize(bytes: Uint8Array, sink: TokenSink): void {
  const chains = new Chains(bytes);
  let known = 0;
  let held: { readonly byte: number; readonly length: number; readonly distance: number } | undefined;
  let position = 0;
  while (position < bytes.length) {
    const ahead = Math.min(MAX_MATCH, bytes.length - position);
    chains.insertUpTo(position + ahead);
    known = Math.min(WINDOW - ahead, known);
    const byte = bytes[position] as number;
    const found = worthwhile(chains.longest(position, known, ahead, held?.length ?? MIN_MATCH - 1), position);
    let step = 1;
    if (held !== undefined && found.length <= held.length) {
      sink.match(held.length, held.distance);
      step = held.length - 1;
      held = undefined;
    } else {
      if (held !== undefined) sink.literal(held.byte);
      held = undefined;
      if (found.distance === 0) sink.literal(byte);
      else if (found.length >= GREEDY_LENGTH) {
        sink.match(found.length, found.distance);
        step = found.length;
      } else held = { byte, ...found };
    }
    position += step;
    known = Math.min(known + step, WINDOW);
    sink.advanced(position);
  }
}

type Found = { readonly length: number; readonly distance: number };

function worthwhile(found: Found, position: number): Found {
  const useless = found.length === MIN_MATCH && found.distance >= FAR;
  return useless || (position & WINDOW_MASK) === found.distance ? { length: 0, distance: 0 } : found;
}

/** Earlier positions with the same hash of three bytes, newest first. */
class Chains {
  readonly #bytes: Uint8Array;
  readonly #heads = new Uint16Array(WINDOW);
  readonly #next = new Uint16Array(WINDOW);
  #inserted = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Enters every position whose three bytes end before `end`. */
  insertUpTo(end: number): void {
    const bytes = this.#bytes;
    for (; this.#inserted + MIN_MATCH <= end; this.#inserted++) {
      const at = this.#inserted;
      const [a, b, c] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
      const hash = ((a << (2 * HASH_SHIFT)) ^ (b << HASH_SHIFT) ^ c) & HASH_MASK;
      this.#next[at & WINDOW_MASK] = this.#heads[hash] as number;
      this.#heads[hash] = at & 0xffff;
    }
  }

  /** The longest match above `length` bytes no further back than `reach`; distance 0 if there is none. */
  longest(position: number, reach: number, most: number, length: number): Found {
    const bytes = this.#bytes;
    let best: Found = { length, distance: 0 };
    if (most <= length) return best;
    let probes = length >= LONG_ENOUGH ? PROBES_WHEN_LONG : PROBES;
    let probe = position & WINDOW_MASK;
    for (;;) {
      let distance = 0;
      let candidate = -1;
      while (candidate < 0) {
        if (--probes === 0) return best;
        // Three links of the chain count as one probe.
        for (let link = 0; link < 3 && candidate < 0; link++) {
          const next = this.#next[probe] as number;
          distance = (position - next) & 0xffff;
          if (next === 0 || distance > reach) return best;
          probe = next & WINDOW_MASK;
          const at = position - distance;
          if (sameTwo(bytes, at + best.length - 1, position + best.length - 1)) candidate = at;
        }
      }
      if (distance === 0) return best;
      if (!sameTwo(bytes, candidate, position)) continue;
      let run = 2;
      while (run < most && bytes[candidate + run] === bytes[position + run]) run++;
      if (run <= best.length) continue;
      best = { length: run, distance };
      if (run === most) return best;
    }
  }
}

function sameTwo(bytes: Uint8Array, a: number, b: number): boolean {
  return bytes[a] === bytes[b] && bytes[a + 1] === bytes[b + 1];
}
