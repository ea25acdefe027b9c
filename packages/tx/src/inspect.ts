import { equalBytes, isEventideError } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { decodeTx, encodeTx } from './envelope.ts';
import { TxError } from './errors.ts';
import { type NodeTx, nodeTxCodec } from './nodeTx.ts';
import { proverRequestCodec, type Sound1CircuitInputs } from './phoenix/proverRequest.ts';
import { type AegisCircuitInputs, txCircuitVecCodec } from './phoenix/txCircuitVec.ts';
import { type SpentTx, spentTxCodec } from './spentTx.ts';
import type { Transaction } from './transaction.ts';

/** Bytes of a transaction in one of the forms it is passed in. Spec: 13 §2.3 */
export type InspectedTx =
  | { readonly form: 'protocol'; readonly tx: Transaction }
  | { readonly form: 'node'; readonly tx: Transaction; readonly envelope: NodeTx }
  | { readonly form: 'ledger'; readonly tx: Transaction; readonly spent: SpentTx }
  | { readonly form: 'unproven'; readonly set: 'aegis'; readonly circuitInputs: AegisCircuitInputs }
  | { readonly form: 'unproven'; readonly set: 'sound-1'; readonly circuitInputs: Sound1CircuitInputs };

/** Names of the forms. */
export type TxForm = InspectedTx['form'];

type Attempt = { readonly name: string; readonly result: InspectedTx | string };

const strict = { strict: true } as const;

/** A decoder of one form. `name` tells the kinds of a form apart. */
type Decoder = {
  readonly form: TxForm;
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => InspectedTx;
};

const decoders: readonly Decoder[] = [
  { form: 'protocol', name: 'protocol', decode: (bytes) => ({ form: 'protocol', tx: decodeTx(bytes, strict) }) },
  {
    form: 'node',
    name: 'node',
    decode(bytes) {
      const envelope = decode(nodeTxCodec, bytes);
      return { form: 'node', envelope, tx: decodeTx(envelope.protocolBytes, strict) };
    },
  },
  {
    form: 'ledger',
    name: 'ledger',
    decode(bytes) {
      const spent = decode(spentTxCodec, bytes);
      return { form: 'ledger', spent, tx: decodeTx(spent.tx.protocolBytes, strict) };
    },
  },
  {
    form: 'unproven',
    name: 'unproven aegis',
    decode: (bytes) => ({ form: 'unproven', set: 'aegis', circuitInputs: decode(txCircuitVecCodec, bytes) }),
  },
  {
    form: 'unproven',
    name: 'unproven sound-1',
    decode: (bytes) => ({ form: 'unproven', set: 'sound-1', circuitInputs: decode(proverRequestCodec, bytes) }),
  },
];

/**
 * What the bytes are: accepted only if exactly one form decodes and encodes to the very input again.
 * @param form looks at this form alone
 * @throws TxError TX_UNKNOWN_FORM; its details name each form with what was wrong, or `decodes`
 * Spec: 13 §2.3
 */
export function inspectTx(bytes: Uint8Array, form?: TxForm): InspectedTx {
  const attempts = decoders
    .filter((decoder) => form === undefined || decoder.form === form)
    .map((decoder): Attempt => ({ name: decoder.name, result: attempt(decoder, bytes) }));
  const found = attempts.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
  if (found.length === 1) return found[0] as InspectedTx;
  throw new TxError('TX_UNKNOWN_FORM', {
    bytes: bytes.length,
    ...Object.fromEntries(attempts.map(({ name, result }) => [name, describe(result)])),
  });
}

/** The bytes of what `inspectTx` found. */
export function encodeInspected(inspected: InspectedTx): Uint8Array {
  switch (inspected.form) {
    case 'protocol':
      return encodeTx(inspected.tx);
    case 'node':
      return encode(nodeTxCodec, inspected.envelope);
    case 'ledger':
      return encode(spentTxCodec, inspected.spent);
    case 'unproven':
      return inspected.set === 'aegis'
        ? encode(txCircuitVecCodec, inspected.circuitInputs)
        : encode(proverRequestCodec, inspected.circuitInputs);
  }
}

function attempt(decoder: Decoder, bytes: Uint8Array): InspectedTx | string {
  try {
    const inspected = decoder.decode(bytes);
    return equalBytes(encodeInspected(inspected), bytes) ? inspected : 'encodes to other bytes';
  } catch (error) {
    // Being another form is the answer asked for; its code tells why.
    if (isEventideError(error)) return error.code;
    throw error;
  }
}

function describe(result: InspectedTx | string): string {
  return typeof result === 'string' ? result : 'decodes';
}
