import { isEventideError } from '@eventide/base';
import { decodeTx, formatTxId, gasTerms, type Transaction } from '@eventide/tx';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import type { NodeDoor, Submission } from '../nodeDoor.ts';
import { jsonAnswer, NOTHING, type RuesAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** Checking, sending and trying transactions. Spec: 08 §3 */
export function transactionRoutes({ mempool, state, identity }: NodeDoor, gate: Gate): RuesRoute[] {
  const checked = async (bytes: Uint8Array, check: typeof mempool.submit): Promise<RuesAnswer> => {
    const submission = await gate.run(() => check.call(mempool, bytes));
    if (!submission.ok) throw refusal(submission, bytes);
    return NOTHING;
  };
  return [
    {
      component: 'transactions',
      topic: 'preverify',
      handle: ({ body }) => checked(body.bytes, mempool.preverify),
    },
    {
      component: 'transactions',
      topic: 'propagate',
      handle: ({ body }) => checked(body.bytes, mempool.submit),
    },
    {
      component: 'transactions',
      topic: 'simulate',
      handle: async ({ body }) => {
        const tx = decode(body.bytes, 'Invalid transaction: ');
        if (gasTerms(tx).gasLimit > identity.blockGasLimit) {
          throw new RefusedRequest('invalidInput', 'Gas limit is too high.');
        }
        const { gasSpent, error } = await gate.run(() => state.simulate(tx));
        return jsonAnswer({ 'gas-spent': gasSpent, error });
      },
    },
  ];
}

function refusal({ kind, text }: Extract<Submission, { ok: false }>, bytes: Uint8Array): RefusedRequest {
  if (kind === 'malformed') return new RefusedRequest('invalidInput', `Data: ${text}`);
  return new RefusedRequest('internal', `Tx ${formatTxId(decode(bytes, 'Data: '))} not accepted: ${text}`);
}

function decode(bytes: Uint8Array, prefix: string): Transaction {
  try {
    return decodeTx(bytes, { strict: false });
  } catch (error) {
    if (isEventideError(error)) throw new RefusedRequest('invalidInput', prefix + error.message, { cause: error });
    throw error;
  }
}
