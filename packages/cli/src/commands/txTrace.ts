import { type TxTrace, traceTx } from '@eventide/sdk';
import { decodeKnownTx } from '@eventide/tx';
import type { Input, Io, Outcome } from '../command.ts';
import { createTraceNames } from '../contract/traceNames.ts';
import { plainTrace, traceLines } from '../contract/traceText.ts';
import { whyItFailed } from '../contract/whyItFailed.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readHexOrFile } from '../input/bytes.ts';
import { withConnection } from '../wallet/connect.ts';

/** Every frame of a transaction with its gas, events and reason; exit 3 if its call failed. Spec: 13 §3.4 */
export function txTrace(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, facts, signal }) => {
    const [text = ''] = input.args;
    const id = text.replace(/^0x/, '').toLowerCase();
    const trace = /^[0-9a-f]{64}$/.test(id)
      ? await traceTx(client, { id, signal })
      : await traceTx(client, { tx: await bytesOf(io, text, facts.strict), signal });
    const names = createTraceNames(io, facts.genesisHash);
    const { why, next } = whyItFailed(trace, names);
    const report = { ...plainTrace(trace, names), why, next };
    const reason = why === null ? '' : `\nwhy   ${why}${next === null ? '' : `\nnext  ${next}`}`;
    return {
      json: report,
      human: `${headLine(text, trace)}\n${traceLines(trace, names).join('\n')}${reason}`,
      exit: trace.error === null && trace.refusal === null ? EXIT.done : EXIT.checkedFalse,
    };
  });
}

/** Checked here, so that a slip of the keyboard is told as one. @throws CliError CLI_BAD_INPUT; CodecError, TxError */
async function bytesOf(io: Io, text: string, strict: boolean): Promise<Uint8Array> {
  if (text === '') throw new CliError('CLI_USAGE', { expected: 'a transaction id or its bytes' });
  const bytes = await readHexOrFile(io, text);
  decodeKnownTx(bytes, { strict });
  return bytes;
}

function headLine(text: string, { height, gasSpent, error, refusal }: TxTrace): string {
  const subject = text.length > 24 ? `${text.slice(0, 4)}…${text.slice(-4)}` : text;
  if (refusal !== null) return `tx ${subject}  REFUSED in block ${height}: ${refusal}`;
  if (error === null) return `tx ${subject}  ok in block ${height}, ${gasSpent} gas`;
  return `tx ${subject}  FAILED in block ${height}, charged ${gasSpent} gas (a failed call costs its whole limit)`;
}
