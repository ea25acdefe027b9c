import { readFile, writeFile } from 'node:fs/promises';
import { toHex } from '@eventide/base';
import { findNonce, type KadcastNodeOptions, parseAddress, peerId } from '@eventide/kadcast';

/**
 * The same options with the proof of work of an earlier start at this address; it is looked for once and kept in the folder. A second of
 * work the first time. Spec: 07 §2
 */
export async function withKeptNonce(options: KadcastNodeOptions, folder: string): Promise<KadcastNodeOptions> {
  const { publicAddress, nonce, difficulty } = options.overlay;
  if (nonce !== undefined) return options;
  const file = `${folder}/kadcast.nonce`;
  const [address, known] = (await readFile(file, 'utf8').catch(() => '')).trim().split(' ');
  if (address === `${publicAddress}/${difficulty}` && /^[0-9a-f]{8}$/.test(known ?? ''))
    return { ...options, overlay: { ...options.overlay, nonce: known } };
  const found = toHex(findNonce(peerId(parseAddress(publicAddress)), difficulty));
  // Without it the next start looks again.
  await writeFile(file, `${publicAddress}/${difficulty} ${found}\n`).catch(() => undefined);
  return { ...options, overlay: { ...options.overlay, nonce: found } };
}
