import { toHex } from '@eventide/base';
import { networkByName, rulesAt } from '@eventide/params';
import { txId } from '@eventide/tx/id';
import { inspectTx } from '@eventide/tx/inspect';
import { createPhoenixProofVerifier } from '@eventide/tx/phoenix/proofVerifier';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import { verifyTx } from '@eventide/tx/verify';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { parseHeight, readHexOrFile } from '../input/bytes.ts';
import { formatFields } from '../output.ts';
import { parseForm } from './txDecode.ts';

/** What a transaction shows by itself: form, fee, signature or proof, by the rules of a network at a height. Spec: 13 §2.2 */
export async function txVerify(io: Io, input: Input): Promise<Outcome> {
  const network = networkByName(String(input.options.network ?? 'mainnet'));
  const height = parseHeight(input.options.height);
  const rules = rulesAt(network, height);
  const found = inspectTx(await readHexOrFile(io, input.args[0] as string), parseForm(input.options.form));
  if (found.form === 'unproven')
    throw new CliError('CLI_BAD_INPUT', { what: 'transaction', problem: 'it has no proof yet' });
  const { tx } = found;
  const proofs = createPhoenixProofVerifier({ verifierData: knownVerifierData });
  const verdict = verifyTx(tx, rules, { proofs, chainId: network.chainId });
  const report = {
    valid: verdict.ok,
    ...(verdict.ok ? {} : { reason: verdict.reason }),
    kind: tx.kind,
    id: toHex(txId(tx)),
    network: network.name,
    height,
  };
  return {
    json: report,
    human: `${formatFields({ ...report, valid: verdict.ok ? 'yes' : 'no' })}\nNot looked at: balance, nonce, spent notes and roots, which only a node knows.`,
    exit: verdict.ok ? EXIT.done : EXIT.checkedFalse,
  };
}
