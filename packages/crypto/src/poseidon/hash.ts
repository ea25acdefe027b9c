import { loadKernels } from '@eventide/kernels';
import { CryptoError } from '../errors.ts';
import type { Fl } from '../fields/fl.ts';
import { type Fr, fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import { readIntLe } from '../fields/words.ts';
import { type SpongeCall, spongeTagInput } from './safe.ts';

/** What a hash is for; it enters the tag. `merkle4` and `merkle2` take exactly 4 and 2 inputs. Spec: 01 §6.2 */
export type PoseidonDomain = 'merkle4' | 'merkle2' | 'other';

const SEPARATORS: Readonly<Record<PoseidonDomain, bigint>> = { merkle4: 0x0fn, merkle2: 0x03n, other: 0n };
const ARITIES: Readonly<Record<PoseidonDomain, number | undefined>> = { merkle4: 4, merkle2: 2, other: undefined };
const RATE = 4;
const TRUNCATION = (1n << 250n) - 1n;
const MAX_CACHED_TAGS = 64;

const tags = new Map<string, Fr>();

/**
 * The Poseidon hash of `inputs`, one scalar. ⌈n / 4⌉ permutations.
 * @throws CryptoError CRYPTO_BAD_PATTERN for no input or a wrong arity (where the reference panics)
 * Spec: 01 §6.3
 */
export function poseidonDigest(domain: PoseidonDomain, inputs: readonly Fr[]): Fr {
  return run(domain, inputs, 1)[0] as bigint;
}

/** As `poseidonDigest` in domain `other`, with `count` outputs. Spec: 01 §6.3 */
export function poseidonDigestMany(inputs: readonly Fr[], count: number): Fr[] {
  return run('other', inputs, count);
}

/**
 * The digests in domain `other` of many inputs of one length: as `poseidonDigest` of each, several permutations at a time.
 * @throws CryptoError CRYPTO_BAD_PATTERN for inputs of different or no length
 * Spec: 01 §6.3
 */
export function poseidonDigestEach(rows: readonly (readonly Fr[])[]): Fr[] {
  const [first] = rows;
  if (first === undefined) return [];
  const tag = poseidonTag('other', first.length, 1);
  const stateSize = (1 + RATE) * fr.size;
  let states = new Uint8Array(rows.length * stateSize);
  rows.forEach((row, i) => {
    if (row.length !== first.length) throw new CryptoError('CRYPTO_BAD_PATTERN', { inputs: row.length });
    states.set(fr.encode(tag), i * stateSize);
  });
  for (let at = 0; at < first.length; at += RATE) {
    rows.forEach((row, i) => {
      for (let k = 0; k < RATE && at + k < row.length; k++) {
        const place = i * stateSize + (1 + k) * fr.size;
        const before = at === 0 ? 0n : readIntLe(states.subarray(place, place + fr.size));
        states.set(fr.encode(fr.add(before, row[at + k] as Fr)), place);
      }
    });
    states = new Uint8Array(loadKernels().poseidon.permuteMany(states));
  }
  return rows.map((_, i) => readIntLe(states.subarray(i * stateSize + fr.size, i * stateSize + 2 * fr.size)));
}

/** The low 250 bits of the digest in domain `other`, always a JubJub scalar. Spec: 01 §6.4 */
export function poseidonTruncated(inputs: readonly Fr[]): Fl {
  return truncateToFl(poseidonDigest('other', inputs));
}

/** The low 250 bits of a scalar, always a JubJub scalar. Spec: 01 §6.4 */
export function truncateToFl(value: Fr): Fl {
  return value & TRUNCATION;
}

/**
 * The digests of many nodes of a tree, four children each: two cost little more than one. Spec: 01 §7.2
 * @throws CryptoError CRYPTO_BAD_PATTERN for a node that has not four children
 */
export function poseidonMerkle4Many(nodes: readonly (readonly Fr[])[]): Fr[] {
  const rows = new Uint8Array(nodes.length * RATE * fr.size);
  nodes.forEach((children, i) => {
    if (children.length !== RATE) throw new CryptoError('CRYPTO_BAD_PATTERN', { inputs: children.length });
    children.forEach((child, k) => {
      rows.set(fr.encode(child), (i * RATE + k) * fr.size);
    });
  });
  const digests = loadKernels().poseidon.compressMany(poseidonTag('merkle4', RATE, 1), rows);
  return nodes.map((_, i) => readIntLe(digests.subarray(i * fr.size, (i + 1) * fr.size)));
}

/** The initial capacity element of one absorb of `inputs` and one squeeze of `outputs`. Spec: 01 §6.1 */
export function poseidonTag(domain: PoseidonDomain, inputs: number, outputs: number): Fr {
  const key = `${domain}/${inputs}/${outputs}`;
  const known = tags.get(key);
  if (known !== undefined) return known;
  const pattern: SpongeCall[] = [
    { kind: 'absorb', length: inputs },
    { kind: 'squeeze', length: outputs },
  ];
  const tag = hashToFr(spongeTagInput(pattern, SEPARATORS[domain]));
  if (tags.size < MAX_CACHED_TAGS) tags.set(key, tag);
  return tag;
}

function run(domain: PoseidonDomain, inputs: readonly Fr[], outputs: number): Fr[] {
  const arity = ARITIES[domain];
  if (arity !== undefined && inputs.length !== arity) {
    throw new CryptoError('CRYPTO_BAD_PATTERN', { domain, inputs: inputs.length });
  }
  const { poseidon } = loadKernels();
  let state = [poseidonTag(domain, inputs.length, outputs), 0n, 0n, 0n, 0n];
  for (let at = 0; at < inputs.length; at += RATE) {
    for (let i = 0; i < RATE && at + i < inputs.length; i++) {
      state[1 + i] = fr.add(state[1 + i] as bigint, inputs[at + i] as bigint);
    }
    state = poseidon.permute(state);
  }
  const out = state.slice(1, 1 + outputs);
  while (out.length < outputs) {
    state = poseidon.permute(state);
    out.push(...state.slice(1, 1 + outputs - out.length));
  }
  return out;
}
