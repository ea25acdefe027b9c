import { fromHex } from '@eventide/base';
import { type Codec, decode, encode, type Reader } from '@eventide/codec';
import { type FuzzTarget, loadVectors } from '@eventide/testkit';
import { readBlob, writeBlob } from './blob/blob.ts';
import { readData, writeData } from './data.ts';
import { decodeTx, encodeTx } from './envelope.ts';
import { encodeInspected, inspectTx } from './inspect.ts';
import { nodeTxCodec, toNodeTx } from './nodeTx.ts';
import { decodeAuth, encodeAuth } from './phoenix/auth/auth.ts';
import { phoenixFeeCodec } from './phoenix/fee.ts';
import { noteCodec } from './phoenix/note.ts';
import { proverRequestCodec } from './phoenix/proverRequest.ts';
import { txSkeletonCodec } from './phoenix/skeleton.ts';
import { txCircuitVecCodec } from './phoenix/txCircuitVec.ts';
import { spentTxCodec } from './spentTx.ts';

type Hexes = { readonly transactions: readonly { readonly tx: string; readonly tx_circuit_vec: string }[] };

const blobCodec = { write: writeBlob, read: readBlob };

function vectors(name: string): Hexes['transactions'] {
  return loadVectors<Hexes>(name).transactions;
}

function phoenix(): Uint8Array[] {
  return vectors('transactions/phoenix').map(({ tx }) => fromHex(tx));
}

function moonlight(): Uint8Array[] {
  return vectors('transactions/moonlight').map(({ tx }) => fromHex(tx));
}

function notes(): Uint8Array[] {
  const { notes } = loadVectors<{ readonly notes: readonly { readonly bytes: string }[] }>('transactions/notes');
  return notes.map(({ bytes }) => fromHex(bytes));
}

function skeletons(): Uint8Array[] {
  return phoenix().map((bytes) => bytes.slice(18, 18 + 660 + 64));
}

function target<T>(name: string, codec: Codec<T>, seeds: () => readonly Uint8Array[]): FuzzTarget {
  return {
    name: `tx/${name}`,
    seeds,
    decode: (bytes) => decode(codec, bytes),
    encode: (value) => encode(codec, value),
  };
}

/** Blobs are large; a small one without content and one with an incomplete sidecar reach every branch. */
function blobs(): Uint8Array[] {
  const hash = new Uint8Array(32).fill(3);
  return [encode(blobCodec, { hash, sidecar: null }), new Uint8Array([...hash, 1, ...new Uint8Array(200)])];
}

/** `sound-1` requests of one input, from the circuit inputs of `aegis`. */
function proverRequests(): Uint8Array[] {
  return vectors('transactions/phoenix').map(({ tx_circuit_vec }) => {
    const { inputs, outputs, ...rest } = decode(txCircuitVecCodec, fromHex(tx_circuit_vec));
    return encode(proverRequestCodec, {
      ...rest,
      outputs,
      inputs: inputs.slice(0, 1).map((input) => ({
        ...input,
        ...input.note,
        notePk: input.note.stealthAddress.notePk,
        alpha: 5n,
      })),
    });
  });
}

export const targets: FuzzTarget[] = [
  target('note', noteCodec, notes),
  target('phoenix-skeleton', txSkeletonCodec, skeletons),
  target('phoenix-fee', phoenixFeeCodec, () => phoenix().map((bytes) => bytes.slice(18 + 724, 18 + 724 + 209))),
  target('data', { write: writeData, read: (r: Reader) => readData(r) }, () =>
    moonlight().map((bytes) => bytes.slice(bytes.length > 300 ? 156 : 148, -48)),
  ),
  target('blob', blobCodec, blobs),
  target('tx-circuit-vec', txCircuitVecCodec, () =>
    vectors('transactions/phoenix').map(({ tx_circuit_vec }) => fromHex(tx_circuit_vec)),
  ),
  target('prover-request', proverRequestCodec, proverRequests),
  target('node-envelope', nodeTxCodec, () => moonlight().map((bytes) => encode(nodeTxCodec, toNodeTx(bytes)))),
  target('spent-tx', spentTxCodec, () =>
    moonlight().map((bytes) =>
      encode(spentTxCodec, { tx: toNodeTx(bytes), blockHeight: 1n, gasSpent: 2n, error: 'Panic: größe' }),
    ),
  ),
  {
    name: 'tx/phoenix-strict',
    seeds: phoenix,
    decode: (bytes) => decodeTx(bytes, { strict: true }),
    encode: encodeTx,
  },
  { name: 'tx/phoenix-lenient', seeds: phoenix, decode: (bytes) => stable(bytes) },
  {
    name: 'tx/moonlight-strict',
    seeds: moonlight,
    decode: (bytes) => decodeTx(bytes, { strict: true }),
    encode: encodeTx,
  },
  { name: 'tx/moonlight-lenient', seeds: moonlight, decode: (bytes) => stable(bytes) },
  {
    name: 'tx/auth',
    seeds: () => [fromHex(loadVectors<{ readonly auth_bytes: string }>('circuits/phoenix-auth').auth_bytes)],
    decode: (bytes) => decodeAuth(bytes, 2),
    encode: encodeAuth,
  },
  {
    name: 'tx/inspect',
    seeds: () => [...phoenix(), ...moonlight(), ...proverRequests()],
    decode: (bytes) => inspectTx(bytes),
    encode: encodeInspected,
  },
];

/** What lenient decoding accepts is, once encoded, canonical. */
function stable(bytes: Uint8Array): unknown {
  const tx = decodeTx(bytes, { strict: false });
  return decodeTx(encodeTx(tx), { strict: true });
}
