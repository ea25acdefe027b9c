import { toHex, utf8 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { byteVec, encodeArchive, struct, u8 } from '@eventide/codec/rkyv';
import { blsPublicKeyCodec, formatAccount } from '@eventide/crypto/bls/keys';
import { blake3 } from '@eventide/crypto/hash';
import { createEventideNetwork, type EventideGenesis, genesisParametersJson, type Network } from '@eventide/params';
import { ExecutionError } from '../errors.ts';
import type { GenesisFile } from './file.ts';

/** Verifier data (`.vd`) of the Phoenix circuits with 1 to 4 inputs. */
export type VerifierDataSet = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** A network of our own, as its genesis file and its circuits define it. */
export type EventideNetwork = {
  readonly network: Network;
  /** `prev_block_hash` of the genesis header: commits to all parameters. Spec: 14 §8 */
  readonly commitment: Uint8Array;
};

const SOUND_1 = 1;
const vd = byteVec();
const initType = struct(
  'Circuits',
  { set: u8, vd1: vd, vd2: vd, vd3: vd, vd4: vd },
  { set: 0, vd1: 4, vd2: 12, vd3: 20, vd4: 28 },
);

/**
 * @throws ExecutionError EXEC_GENESIS_FILE without owner or `[eventide]` table; ParamsError PARAMS_BAD_GENESIS
 * Spec: 14 §8
 */
export function eventideNetwork({ eventide, owner }: GenesisFile, verifierData: VerifierDataSet): EventideNetwork {
  if (eventide === undefined || owner === undefined) {
    throw new ExecutionError('EXEC_GENESIS_FILE', { at: 'eventide', expected: 'a table, and an owner' });
  }
  const idOf = (data: Uint8Array): string => toHex(blake3(data));
  const [vd1, vd2, vd3, vd4] = verifierData;
  const genesis: EventideGenesis = {
    ...eventide,
    verifierDataIds: [idOf(vd1), idOf(vd2), idOf(vd3), idOf(vd4)],
    owner: { base58: formatAccount(owner), hex: toHex(encode(blsPublicKeyCodec, owner)) },
  };
  return { network: createEventideNetwork(genesis), commitment: blake3(utf8(genesisParametersJson(genesis))) };
}

/** Argument of the transfer contract's `init`; set 0 is that of local `rusk-1.6` networks on our builds. Spec: 14 §6 */
export function circuitsArgument([vd1, vd2, vd3, vd4]: VerifierDataSet, set: 0 | 1 = SOUND_1): Uint8Array {
  return encodeArchive(initType, { set, vd1, vd2, vd3, vd4 });
}
