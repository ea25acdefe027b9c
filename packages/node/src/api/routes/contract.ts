import { decodeReturn, encodeArgument, transferAbi } from '@eventide/abi';
import { fromHex, toBase58, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsVerify } from '@eventide/crypto';
import { blsPublicKeyCodec, blsSignatureCodec } from '@eventide/crypto/bls/keys';
import { sha3_256 } from '@eventide/crypto/hash';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { contractIdOf } from '../contractId.ts';
import type { Drivers } from '../drivers/drivers.ts';
import { RefusedRequest } from '../errors.ts';
import type { StateDoor } from '../nodeDoor.ts';
import { bytesAnswer, jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

const SIGNATURE_BYTES = 48;
const UPLOADED = 'driver upload ok';

/** What is known of a contract besides its state, and its driver. Spec: 08 §3, §14 */
export function contractRoutes(state: StateDoor, drivers: Drivers): RuesRoute[] {
  return [
    {
      component: 'contract',
      topic: 'status',
      entity: true,
      handle: async ({ uri }) => {
        const id = contractIdOf(uri.entity ?? '', 'Invalid contract ID: 64 hex digits expected');
        const argument = encodeArgument(transferAbi, 'contract_balance', id);
        const data = await state.query(TRANSFER_CONTRACT, 'contract_balance', argument);
        return jsonAnswer({ balance: decodeReturn(transferAbi, 'contract_balance', data) });
      },
    },
    {
      component: 'contract',
      topic: 'metadata',
      entity: true,
      handle: async ({ uri }) => {
        const id = contractIdOf(uri.entity ?? '', 'Invalid contract id');
        const owner = (await state.owner(id)) ?? new Uint8Array(0);
        const [driver, signature] = await Promise.all([
          drivers.store.bytecode(toHex(id)),
          drivers.store.signature(toHex(id)),
        ]);
        return jsonAnswer({
          owner: toBase58(owner),
          contract_owner: toHex(owner),
          driver_available: driver !== undefined,
          driver_signature: signature === undefined ? null : toHex(signature),
          created_at: null,
        });
      },
    },
    {
      component: 'contract',
      topic: 'upload_driver',
      entity: true,
      handle: async ({ uri, headers, body }) => {
        const sign = headers.sign;
        if (sign === undefined || sign === '') throw new RefusedRequest('invalidInput', 'Signature missing');
        const id = contractIdOf(uri.entity ?? '', 'Invalid contract id');
        const signature = verifyOwner(await ownerOf(state, id), sign, body.bytes);
        await drivers.store.put(toHex(id), body.bytes, signature);
        return { kind: 'text', text: UPLOADED };
      },
    },
    {
      component: 'contract',
      topic: 'download_driver',
      entity: true,
      handle: async ({ uri }) => {
        const id = contractIdOf(uri.entity ?? '', 'Invalid contract id');
        const wasm = await drivers.store.bytecode(toHex(id));
        if (wasm === undefined) throw new RefusedRequest('notFound', 'Driver not found');
        return { kind: 'bytes', bytes: wasm, raw: true, headers: { 'content-type': 'application/wasm' } };
      },
    },
    {
      component: 'contract_owner',
      entity: true,
      handle: async ({ uri }) =>
        bytesAnswer(await ownerOf(state, contractIdOf(uri.entity ?? '', 'Invalid contract id'))),
    },
  ];
}

async function ownerOf(state: StateDoor, id: Uint8Array): Promise<Uint8Array> {
  const owner = await state.owner(id);
  if (owner === undefined) throw new RefusedRequest('notFound', 'Contract owner not found: no such contract');
  return owner;
}

/** The signature's bytes. @throws RefusedRequest */
function verifyOwner(owner: Uint8Array, sign: string, wasm: Uint8Array): Uint8Array {
  const key = attempt(() => decode(blsPublicKeyCodec, owner), 'verification', 'Invalid owner public key found');
  const bytes = attempt(
    () => fromHex(sign, SIGNATURE_BYTES),
    'invalidInput',
    'Invalid signature: 96 hex digits expected',
  );
  const signature = attempt(() => decode(blsSignatureCodec, bytes), 'invalidInput', 'Invalid signature: not a point');
  if (!blsVerify('V2', key, signature, sha3_256(wasm)).ok) {
    throw new RefusedRequest('verification', 'Signature verification failed: invalid signature');
  }
  return bytes;
}

function attempt<T>(read: () => T, kind: 'verification' | 'invalidInput', message: string): T {
  try {
    return read();
  } catch (error) {
    throw new RefusedRequest(kind, message, { cause: error });
  }
}
