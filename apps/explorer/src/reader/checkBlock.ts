import { equalBytes, fromHex, isEventideError } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec, blsSignatureCodec, blsVerifyMultisig } from '@eventide/crypto';
import { type HashableHeader, headerFromJson, headerHash, merkleRoot } from '@eventide/ledger';
import { decodeTx, txDigest } from '@eventide/tx';
import type { BlockCheck, BlockToCheck } from './protocol.ts';

/**
 * What this browser can verify of a block by itself: its hash, its transactions, its place and its seed. What cannot even be read
 * does not fit. Cost: two pairings. Spec: 13 §6, 06 §9
 */
export function checkBlock(block: BlockToCheck): readonly BlockCheck[] {
  const { below } = block;
  let header: HashableHeader;
  try {
    header = headerFromJson(block.headerJson);
  } catch {
    return [{ check: 'checkHash', ok: false }];
  }
  const own: readonly BlockCheck[] = [
    { check: 'checkHash', ok: equalBytes(headerHash(header), fromHex(block.hash)) },
    {
      check: 'checkRoot',
      ok: fits(() => equalBytes(merkleRoot(block.txs.map((tx) => digest(tx, block))), header.txRoot)),
    },
  ];
  if (below === null) return own;
  return [
    ...own,
    { check: 'checkLink', ok: equalBytes(header.prevBlockHash, fromHex(below.hash)) },
    { check: 'checkSeed', ok: fits(() => isSeed(header, fromHex(below.seed))) },
  ];
}

function digest(bytes: Uint8Array, rules: Pick<BlockToCheck, 'strict'>): Uint8Array {
  return txDigest(decodeTx(bytes, rules));
}

/** The generator's multisignature over the seed of the block below. Spec: 06 §7 */
function isSeed(header: HashableHeader, below: Uint8Array): boolean {
  const key = decode(blsPublicKeyCodec, header.generator);
  return blsVerifyMultisig('V2', [key], decode(blsSignatureCodec, header.seed), below).ok;
}

/** Bytes that do not decode do not fit. */
function fits(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (isEventideError(error)) return false;
    throw error;
  }
}
