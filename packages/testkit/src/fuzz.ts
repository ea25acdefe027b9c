import { isEventideError } from '@eventide/base';

/** One decoder family under fuzz. A `*.fuzz.ts` file exports `targets: FuzzTarget[]`; `npm run fuzz` and a small test run them. */
export type FuzzTarget = {
  /** `<package>/<family>`, e.g. `crypto/jubjub-point`. */
  readonly name: string;
  /** Valid encodings that mutations start from. */
  readonly seeds: () => readonly Uint8Array[];
  /** Decodes; throws only `EventideError`s. */
  readonly decode: (bytes: Uint8Array) => unknown;
  /** Bytes of a decoded value; must equal the input. Left out for formats that are lenient by specification. */
  readonly encode?: ((value: never) => Uint8Array) | undefined;
};

export type FuzzReport = {
  readonly name: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
};

/** A small seeded generator (mulberry32), so that a failure can be replayed. Values in [0, 2^32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/**
 * Feeds `inputs` mutated encodings. A decoder may refuse with a typed error or accept a value that encodes to the same bytes.
 * @throws Error naming target, seed and input for anything else
 */
export function runFuzz(target: FuzzTarget, inputs: number, seed: number): FuzzReport {
  const random = seededRandom(seed);
  const seeds = target.seeds();
  let accepted = 0;
  for (let i = 0; i < inputs; i++) {
    const input = mutate(seeds[random() % seeds.length] as Uint8Array, random);
    let value: unknown;
    try {
      value = target.decode(input.slice());
    } catch (error) {
      if (isEventideError(error)) continue;
      throw new Error(`${target.name}: untyped error on ${hex(input)} (seed ${seed}, input ${i}): ${String(error)}`, {
        cause: error,
      });
    }
    accepted++;
    if (target.encode && !same(target.encode(value as never), input)) {
      throw new Error(`${target.name}: accepted but does not round-trip: ${hex(input)} (seed ${seed}, input ${i})`);
    }
  }
  return { name: target.name, inputs, accepted, refused: inputs - accepted };
}

function mutate(seed: Uint8Array, random: () => number): Uint8Array {
  const kind = random() % 8;
  if (kind === 0) return seed.slice();
  if (kind === 1) return seed.slice(0, random() % (seed.length + 1));
  if (kind === 2) return noise((random() % (2 * seed.length + 2)) | 0, random);
  if (kind === 3) return extended(seed, random);
  const out = seed.slice();
  const edits = 1 + (random() % 4);
  for (let i = 0; i < edits && out.length > 0; i++) {
    const at = random() % out.length;
    if (kind <= 5) out[at] = (out[at] as number) ^ (1 << (random() % 8));
    else if (kind === 6) out[at] = [0, 1, 0x7f, 0x80, 0xff][random() % 5] as number;
    else out.fill(random() & 1 ? 0xff : 0, at, at + 1 + (random() % 9));
  }
  return out;
}

function extended(seed: Uint8Array, random: () => number): Uint8Array {
  const out = new Uint8Array(seed.length + 1 + (random() % 16));
  out.set(seed);
  for (let i = seed.length; i < out.length; i++) out[i] = random() & 0xff;
  return out;
}

function noise(length: number, random: () => number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = random() & 0xff;
  return out;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4096), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
