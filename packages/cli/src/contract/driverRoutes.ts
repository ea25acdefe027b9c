import { isEventideError, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec, blsSignatureCodec, parseAccount } from '@eventide/crypto/bls/keys';
import { blsSign } from '@eventide/crypto/bls/sign';
import { sha3_256 } from '@eventide/crypto/hash';
import type { Client, Profile } from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import { asObject, asText, asTextOrNull, parseExact } from '@eventide/sdk/json';
import { CliError } from '../errors.ts';

/** Largest driver a node takes. Spec: 08 §1 */
const MAX_DRIVER_BYTES = 2_097_152;

/** Hands a data driver to a node, signed by the contract's owner. @throws NetworkError NETWORK_REFUSED. Spec: 08 §3 */
export async function uploadDriver(
  client: Client,
  { id, driver, from, signal }: { id: Uint8Array; driver: Uint8Array; from: Profile; signal: AbortSignal },
): Promise<void> {
  if (driver.length > MAX_DRIVER_BYTES)
    throw new CliError('CLI_BAD_INPUT', { what: 'driver', bytes: driver.length, most: MAX_DRIVER_BYTES });
  const signature = blsSign('V2', from.wallet.secretsOf(from.index).bls, sha3_256(driver));
  const headers = { sign: toHex(encode(blsSignatureCodec, signature)) };
  await post(client.transport, `/on/contract:${toHex(id)}/upload_driver`, { body: driver, headers, signal });
}

/** The driver a node holds. @throws CliError CLI_NOT_FOUND. Spec: 08 §3 */
export async function downloadDriver(client: Client, id: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await post(client.transport, `/on/contract:${toHex(id)}/download_driver`, { signal });
    return await response.bytes(MAX_DRIVER_BYTES);
  } catch (error) {
    if (isEventideError(error, 'NETWORK_REFUSED') && error.details.status === 404)
      throw new CliError('CLI_NOT_FOUND', { driver: toHex(id) }, { cause: error });
    throw error;
  }
}

/** What a node tells of a contract. */
export type ContractMetadata = {
  /** Bytes as deployed: 96 are an account. */
  readonly owner: Uint8Array;
  readonly driverSignature: string | null;
};

/** @throws CliError CLI_NOT_FOUND for a contract the chain does not have. Spec: 08 §3 */
export async function readMetadata(client: Client, id: Uint8Array, signal: AbortSignal): Promise<ContractMetadata> {
  const response = await post(client.transport, `/on/contract:${toHex(id)}/metadata`, { signal });
  const json = asObject(parseExact(await response.text()), 'metadata');
  const owner = asText(json.owner, 'owner');
  if (owner === '') throw new CliError('CLI_NOT_FOUND', { contract: toHex(id) });
  return {
    owner: encode(blsPublicKeyCodec, parseAccount(owner)),
    driverSignature: asTextOrNull(json.driver_signature, 'driver_signature'),
  };
}

/** Owner bytes of an account. */
export function ownerBytes(account: string): Uint8Array {
  return encode(blsPublicKeyCodec, parseAccount(account));
}
