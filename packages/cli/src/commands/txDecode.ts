import { isEventideError, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { txDigest, txId } from '@eventide/tx/id';
import { type InspectedTx, inspectTx, type TxForm } from '@eventide/tx/inspect';
import { txToJson } from '@eventide/tx/json';
import type { PhoenixTransaction } from '@eventide/tx/phoenix/payload';
import { splitProofField } from '@eventide/tx/phoenix/proofField';
import { phoenixPublicInputs } from '@eventide/tx/phoenix/verify';
import type { Transaction } from '@eventide/tx/transaction';
import type { Input, Io, OptionValue, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { readHexOrFile } from '../input/bytes.ts';
import { formatTree } from '../output.ts';

const FORMS: readonly TxForm[] = ['protocol', 'node', 'ledger', 'unproven'];

/** What the bytes of a transaction say, in any form it is passed around in. Spec: 13 §2.3 */
export async function txDecode(io: Io, input: Input): Promise<Outcome> {
  const bytes = await readHexOrFile(io, input.args[0] as string);
  const found = inspectTx(bytes, parseForm(input.options.form));
  const report = describeInspected(found, bytes.length);
  return { json: report, human: formatTree(report) };
}

/** @throws CliError CLI_BAD_INPUT */
export function parseForm(text: OptionValue): TxForm | undefined {
  if (text === undefined) return undefined;
  const form = FORMS.find((name) => name === text);
  if (form === undefined)
    throw new CliError('CLI_BAD_INPUT', { what: '--form', text: String(text), expected: FORMS.join(', ') });
  return form;
}

function describeInspected(found: InspectedTx, bytes: number): Record<string, unknown> {
  if (found.form === 'unproven') {
    const { inputs } = found.circuitInputs;
    return { form: found.form, bytes, circuitSet: found.set, inputs: inputs.length };
  }
  const { tx } = found;
  return {
    form: found.form,
    bytes,
    id: toHex(txId(tx)),
    digest: toHex(txDigest(tx)),
    chainId: tx.payload.chainId,
    ...(found.form === 'ledger' ? outcomeOf(found) : {}),
    ...(tx.kind === 'phoenix' ? proofOf(tx) : {}),
    tx: { ...txToJson(tx), ...dataOf(tx) },
  };
}

/** The circuit set by the form of the proof field (a network takes it from the height), and the statement proven. */
function proofOf({ payload, proofField }: PhoenixTransaction): Record<string, unknown> {
  for (const circuitSet of ['sound-1', 'aegis'] as const) {
    try {
      const field = splitProofField(circuitSet, proofField, payload.skeleton.nullifiers.length);
      return { circuitSet, publicInputs: phoenixPublicInputs(payload, field).map((input) => toHex(fr.encode(input))) };
    } catch (error) {
      if (!isEventideError(error)) throw error;
    }
  }
  return { circuitSet: null, publicInputs: null };
}

function outcomeOf({ spent }: Extract<InspectedTx, { form: 'ledger' }>): Record<string, unknown> {
  return { blockHeight: spent.blockHeight, gasSpent: spent.gasSpent, error: spent.error };
}

/** What the API's form leaves out: the parts of a deployment and of blobs. */
function dataOf({ payload: { data } }: Transaction): Record<string, unknown> {
  if (data?.kind === 'deploy') {
    return { deploy: { bytecodeBytes: data.bytecode.length, owner: toHex(data.owner), nonce: data.nonce } };
  }
  if (data?.kind === 'blob') return { blobs: data.blobs.map(({ hash }) => toHex(hash)) };
  return {};
}
