import { concatBytes, intToBytesBe, intToBytesLe } from '@eventide/base';
import { CodecError, Reader } from '@eventide/codec';

/** Commitments of a verifier key, in the order of its bytes. The transcript has another order. Spec: 02 §11.1 */
export const KEY_COMMITMENTS = [
  'q_m',
  'q_l',
  'q_r',
  'q_o',
  'q_f',
  'q_c',
  'q_arith',
  'q_logic',
  'q_range',
  'q_fixed_group_add',
  'q_variable_group_add',
  's_sigma_1',
  's_sigma_2',
  's_sigma_3',
  's_sigma_4',
] as const;

export type KeyCommitment = (typeof KEY_COMMITMENTS)[number];

/** What depends on the trusted set-up: generators and the shifted one, compressed. Spec: 02 §3.1 */
export type OpeningKey = {
  /** 48 bytes. */
  readonly g: Uint8Array;
  /** 96 bytes. */
  readonly h: Uint8Array;
  /** τ·h, 96 bytes. */
  readonly xH: Uint8Array;
};

/** All a verifier needs to know of a circuit. Spec: 02 §11.1 */
export type VerifierData = {
  /** Of the transcript. */
  readonly label: Uint8Array;
  /** Rows as the key states them; the domain is the next power of two. */
  readonly keyRows: number;
  readonly commitments: Readonly<Record<KeyCommitment, Uint8Array>>;
  readonly openingKey: OpeningKey;
  /** Rows of the public inputs. */
  readonly publicRows: readonly number[];
  /** Domain size as the header states it. */
  readonly size: number;
  /** Rows as the header states them. Both numbers of rows enter the transcript. */
  readonly constraints: number;
};

export const OPENING_KEY_SIZE = 240;

const KEY_SIZE = 968;
const COMMITMENT_SIZE = 48;
/** Zero bytes at the end of a key: the reference writes and ignores them. */
const KEY_TAIL = KEY_SIZE - 8 - KEY_COMMITMENTS.length * COMMITMENT_SIZE;
const HEADER_WORDS = 6;

/** Spec: 02 §3.2 */
export function encodeOpeningKey({ g, h, xH }: OpeningKey): Uint8Array {
  return concatBytes(g, h, xH);
}

/** The first 240 bytes; points are not looked at. Spec: 02 §3.2 @throws CodecError */
export function decodeOpeningKey(bytes: Uint8Array): OpeningKey {
  const r = new Reader(bytes);
  return { g: r.bytes(48), h: r.bytes(96), xH: r.bytes(96) };
}

/** Header integers are big-endian, the key's row count little-endian. Spec: 02 §11.1 */
export function encodeVerifierData(data: VerifierData): Uint8Array {
  const { label, keyRows, commitments, openingKey, publicRows, size, constraints } = data;
  const header = [label.length, KEY_SIZE, OPENING_KEY_SIZE, publicRows.length, size, constraints];
  return concatBytes(
    ...header.map(word),
    label,
    intToBytesLe(BigInt(keyRows), 8),
    ...KEY_COMMITMENTS.map((name) => commitments[name]),
    new Uint8Array(KEY_TAIL),
    encodeOpeningKey(openingKey),
    ...publicRows.map(word),
  );
}

/**
 * Reads verifier data as the reference does: longer sections by prefix, bytes after the rows ignored. Whether the points
 * are points shows when a verifier is made from them.
 * @throws CodecError CODEC_TOO_SHORT, CODEC_RANGE
 * Spec: 02 §11.1
 */
export function decodeVerifierData(bytes: Uint8Array): VerifierData {
  const r = new Reader(bytes);
  const header = Array.from({ length: HEADER_WORDS }, () => readWord(r));
  const [labelSize, keySize, openingKeySize, publicCount, size, constraints] = header as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const label = r.bytes(labelSize);
  const key = new Reader(r.bytes(keySize));
  const openingKey = decodeOpeningKey(r.bytes(openingKeySize));
  const keyRows = safeNumber(key.u64());
  const commitments = Object.fromEntries(
    KEY_COMMITMENTS.map((name) => [name, key.bytes(COMMITMENT_SIZE)]),
  ) as VerifierData['commitments'];
  if (key.remaining < KEY_TAIL) throw new CodecError('CODEC_TOO_SHORT', { need: KEY_SIZE, have: keySize });
  if (publicCount * 8 > r.remaining) throw new CodecError('CODEC_TOO_SHORT', { rows: publicCount, have: r.remaining });
  const publicRows = Array.from({ length: publicCount }, () => readWord(r));
  return { label, keyRows, commitments, openingKey, publicRows, size, constraints };
}

function word(value: number): Uint8Array {
  return intToBytesBe(BigInt(value), 8);
}

function readWord(r: Reader): number {
  const view = r.bytes(8);
  return safeNumber(new DataView(view.buffer, view.byteOffset, 8).getBigUint64(0, false));
}

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new CodecError('CODEC_RANGE', { value });
  return Number(value);
}
