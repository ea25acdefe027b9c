import { equalBytes, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import { boolResult, readArgument } from './hostQueries/query.ts';
import { blsArgument } from './hostQueries/verifyBls.ts';

/**
 * Who acts without proof of being them: for a developer's node alone, others would refuse its blocks. The owner of the node may change
 * it between blocks. Spec: 13 §3.2
 */
export type Impersonated = {
  /** Public accounts (96-byte keys, hex) for which any signature holds. */
  readonly accounts: ReadonlySet<string>;
  /** Contract as which the transfer contract calls others; null: as itself. */
  readonly contract: Uint8Array | null;
};

/** The answer of `verify_bls` for an impersonated account; undefined for everybody else, who is asked for a signature. */
export function impersonatedAnswer(
  { accounts }: Impersonated,
  query: string,
  argument: Uint8Array,
): Uint8Array | undefined {
  if (query !== 'verify_bls' || accounts.size === 0) return undefined;
  const claim = readArgument(blsArgument, argument);
  if (claim === undefined) return undefined;
  return accounts.has(toHex(encode(blsPublicKeyCodec, claim.publicKey))) ? boolResult(true) : undefined;
}

/** The caller that a contract is told of. */
export function callerAs({ contract }: Impersonated, caller: Uint8Array): Uint8Array {
  return contract !== null && equalBytes(caller, TRANSFER_CONTRACT) ? contract : caller;
}
