import { concatBytes, equalBytes, intToBytesLe, utf8 } from '@eventide/base';
import { CodecError, Reader } from '@eventide/codec';
import { sha256 } from '@eventide/crypto/hash';
import { PlonkError } from '../errors.ts';
import { decodeOpeningKey, encodeOpeningKey, OPENING_KEY_SIZE } from '../keys/verifierData.ts';
import { POWER_SIZE, powerCount, type Srs } from './srs.ts';

const MAGIC = utf8('eventide-srs-1 ');
const DIGEST_SIZE = 32;
const MAX_NAME = 64;

/**
 * Bytes to keep a string between runs: it is made or decoded once and loads fast ever after. An insecure one says so in
 * readable text in its first line.
 */
export function encodeSrsCache(srs: Srs): Uint8Array {
  const mark = utf8(srs.insecure ? 'INSECURE, LOCAL NETWORKS ONLY\n' : 'ceremony\n');
  const name = utf8(srs.name);
  const body = concatBytes(
    MAGIC,
    Uint8Array.of(mark.length),
    mark,
    Uint8Array.of(srs.insecure ? 1 : 0, srs.format === 'compressed' ? 0 : 1, name.length),
    name,
    encodeOpeningKey(srs.openingKey),
    intToBytesLe(BigInt(powerCount(srs)), 8),
    srs.powers,
  );
  return concatBytes(body, sha256(body));
}

/**
 * The inverse. A digest guards against damage only: whoever may write the cache may forge it, so keep it where programs
 * are kept. @throws PlonkError PLONK_SRS_WRONG for damaged bytes, CodecError
 */
export function decodeSrsCache(bytes: Uint8Array): Srs {
  const end = bytes.length - DIGEST_SIZE;
  if (end < 0) throw new CodecError('CODEC_TOO_SHORT', { need: DIGEST_SIZE, have: bytes.length });
  const r = new Reader(bytes.subarray(0, end));
  if (!equalBytes(r.view(MAGIC.length), MAGIC)) throw new PlonkError('PLONK_SRS_WRONG', { rule: 'magic' });
  if (!equalBytes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) {
    throw new PlonkError('PLONK_SRS_WRONG', { rule: 'digest' });
  }
  r.view(r.u8());
  const insecure = r.bool();
  const format = r.bool() ? 'uncompressed' : 'compressed';
  const nameSize = r.u8();
  if (nameSize > MAX_NAME) throw new CodecError('CODEC_TOO_LONG', { max: MAX_NAME, count: nameSize });
  const name = r.text(nameSize);
  const openingKey = decodeOpeningKey(r.view(OPENING_KEY_SIZE));
  const count = r.u64();
  if (count * BigInt(POWER_SIZE[format]) !== BigInt(r.remaining)) {
    throw new CodecError('CODEC_RANGE', { powers: count, bytes: r.remaining });
  }
  return { name, insecure, openingKey, format, powers: r.rest(), trusted: true };
}
