import { equalBytes, utf8 } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import { blake3, sha256 } from '@eventide/crypto/hash';
import { decodeOpeningKey, encodeOpeningKey, OPENING_KEY_SIZE } from '@eventide/plonk/keys/verifierData';
import { localSrsSteps } from '@eventide/plonk/srs/local';
import { localSrsFile, readLocalSrsFile } from '@eventide/plonk/srs/localFile';
import { importCeremony } from '@eventide/plonk/srs/parameters';
import { POWER_SIZE, powerCount, type Srs } from '@eventide/plonk/srs/srs';
import type { KeyValueStore } from '@eventide/store';

export type SrsRequest = {
  readonly signal?: AbortSignal | undefined;
  /** The share that is there, 0 to 1; never called for a string that was kept. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
};

/** Brings at least `count` powers; may keep more. */
export type SrsSource = (count: number, request?: SrsRequest) => Promise<Srs>;

/** Brings the file of the local string's first powers (`localSrsFile`); rejects if it is not at hand. */
export type FetchLocalSrs = (fileName: string, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * The insecure string of local networks: out of its file where one is at hand and right, else generated once and kept in `store`; one
 * that is too short is continued. Generating takes about 2 s at 2^15 powers, a tenth of a second at a time. Spec: 14 §8
 */
export function localSrsSource(store: KeyValueStore, fetchFile?: FetchLocalSrs): SrsSource {
  let filed: Promise<Srs | undefined> | undefined;
  const fromFile = async (signal?: AbortSignal): Promise<Srs | undefined> => {
    if (fetchFile === undefined) return undefined;
    filed ??= fetchFile(localSrsFile.fileName, signal)
      .then((bytes) => readLocalSrsFile(bytes, platformSha256))
      // No file, or not the right one: nothing is lost but time.
      .catch(() => {
        filed = undefined;
        return undefined;
      });
    return filed;
  };
  return async (count, { signal, onProgress } = {}) => {
    if (count <= localSrsFile.powers) {
      const short = await fromFile(signal);
      if (short !== undefined) return short;
      signal?.throwIfAborted();
    }
    const known = (await readSrs(store, 'local-1')) ?? (await fromFile(signal));
    if (known !== undefined && powerCount(known) >= count) return known;
    const steps = localSrsSteps(count, known);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      onProgress?.(step.value);
      await pause();
      signal?.throwIfAborted();
    }
    await writeSrs(store, step.value);
    return step.value;
  };
}

/** The platform's own where it has one: at bare addresses pages have none. */
async function platformSha256(bytes: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  return subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
}

/** Lets this thread hear what was sent to it, e.g. that nobody wants the proof any more. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A string that is at hand. */
export function fixedSrsSource(srs: Srs): SrsSource {
  return async () => srs;
}

export type CeremonyOptions = {
  /** Brings the parameter file of public networks, 6,292,032 bytes; read when the first circuit is compiled. */
  readonly read: () => Promise<Uint8Array>;
  /** Keeps the parameters once they were found right, so that the file is needed once. */
  readonly store?: KeyValueStore | undefined;
};

/**
 * The parameters that public networks use, from their file and no other: its SHA-256 is pinned. A refused file is read again at the
 * next call. The source throws PlonkError PLONK_SRS_WRONG. Spec: 02 §3.3
 */
export function ceremonySrsSource({ read, store }: CeremonyOptions): SrsSource {
  let known: Promise<Srs> | undefined;
  const load = async (): Promise<Srs> => {
    const kept = store === undefined ? undefined : await readSrs(store, CEREMONY);
    if (kept !== undefined) return kept;
    const srs = importCeremony(await read());
    if (store !== undefined) await writeSrs(store, srs);
    return srs;
  };
  return () => {
    known ??= load().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

type Stored = { readonly digest: Uint8Array; readonly srs: Srs };

/** The name `importCeremony` gives. */
const CEREMONY = 'ceremony';
const NAME_BYTES = 64;

const storedCodec: Codec<Stored> = {
  write(w, { digest, srs }) {
    w.bytes(digest, 32);
    w.bytes32(utf8(srs.name));
    w.bool(srs.insecure);
    w.bytes(encodeOpeningKey(srs.openingKey), OPENING_KEY_SIZE);
    w.bool(srs.format === 'compressed');
    w.bytes(srs.powers);
  },
  read(r) {
    const digest = r.bytes(32);
    const name = r.text(r.length32(NAME_BYTES));
    const insecure = r.bool();
    const openingKey = decodeOpeningKey(r.bytes(OPENING_KEY_SIZE));
    const format = r.bool() ? 'compressed' : 'uncompressed';
    const powers = r.bytes(r.remaining - (r.remaining % POWER_SIZE[format]));
    return { digest, srs: { name, insecure, openingKey, format, powers, trusted: true } };
  },
};

/** A string kept earlier; undefined if there is none or its bytes have changed since. */
export async function readSrs(store: KeyValueStore, name: string): Promise<Srs | undefined> {
  const bytes = await store.get(srsKey(name));
  if (bytes === undefined) return undefined;
  const { digest, srs } = decode(storedCodec, bytes);
  return equalBytes(blake3(srs.powers), digest) ? srs : undefined;
}

/** Keeps a string; it must fit one value of the store (64 MiB). */
export async function writeSrs(store: KeyValueStore, srs: Srs): Promise<void> {
  await store.put(srsKey(srs.name), encode(storedCodec, { digest: blake3(srs.powers), srs }));
}

function srsKey(name: string): Uint8Array {
  return utf8(`srs/1/${name}`);
}
