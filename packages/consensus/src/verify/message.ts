import { accept, equalBytes, refuse, type Verdict } from '@eventide/base';
import { type Block, headerHash, voteMessage } from '@eventide/ledger';
import { memberIndex } from '../bitset.ts';
import { LAST_ITERATION } from '../committee.ts';
import type { ConsensusMessage } from '../effects.ts';
import { placeOf } from '../relevance.ts';
import { iterationOf, type RoundState, voteContext } from '../roundState.ts';
import { verifyAttestation, verifyStepVotes } from './attestation.ts';

export type MessageReason =
  | 'MSG_WRONG_PARENT'
  | 'MSG_BAD_ITERATION'
  | 'MSG_NOT_GENERATOR'
  | 'MSG_NOT_MEMBER'
  | 'MSG_BAD_SIGNATURE'
  | 'MSG_BAD_BODY'
  | 'MSG_BAD_HASH'
  | 'MSG_BAD_VOTES'
  | 'MSG_BAD_RESULT';

/** Everything about a message of this round that can be judged without running its candidate. Spec: 06 §9.3, §10 */
export function verifyMessage(state: RoundState, message: ConsensusMessage): Verdict<MessageReason> {
  const { prevHash, signatures } = state.context;
  const { iteration, prevBlockHash } = placeOf(message);
  if (iteration > LAST_ITERATION) return refuse('MSG_BAD_ITERATION');
  if (!equalBytes(prevBlockHash, prevHash)) return refuse('MSG_WRONG_PARENT');
  if (message.topic === 'Candidate') return verifyCandidate(state, message.payload);
  if (message.topic === 'Quorum') {
    const { header, attestation } = message.payload;
    return verifyAttestation(attestation, header, undefined, voteContext(state)).verdict.ok
      ? accept()
      : refuse('MSG_BAD_VOTES');
  }
  if (message.topic === 'ValidationQuorum') {
    const { header, result } = message.payload;
    if (state.context.strict && result.quorum !== result.vote.kind) return refuse('MSG_BAD_RESULT');
    const { verdict } = verifyStepVotes(result.stepVotes, header, 'validation', result.vote, voteContext(state));
    return verdict.ok ? accept() : refuse('MSG_BAD_VOTES');
  }
  const { header, vote, sign } = message.payload;
  const step = message.topic === 'Validation' ? 'validation' : 'ratification';
  if (memberIndex(iterationOf(state, iteration).committees[step], sign.signer) === undefined)
    return refuse('MSG_NOT_MEMBER');
  const valid = signatures.verify(header.round, [sign.signer], sign.signature, voteMessage(header, step, vote));
  return valid ? accept() : refuse('MSG_BAD_SIGNATURE');
}

/** Checks that precede voting: transactions and faults are not covered by the signature. Spec: 06 §9.3 */
function verifyCandidate(state: RoundState, block: Block): Verdict<MessageReason> {
  const { header } = block;
  const { generator } = iterationOf(state, header.iteration);
  if (generator === undefined || !equalBytes(generator, header.generator)) return refuse('MSG_NOT_GENERATOR');
  const valid = state.context.signatures.verify(header.height, [generator], header.signature, header.hash);
  if (!valid) return refuse('MSG_BAD_SIGNATURE');
  if (state.context.strict && !equalBytes(headerHash(header), header.hash)) return refuse('MSG_BAD_HASH');
  return state.context.bodyMatches(block) ? accept() : refuse('MSG_BAD_BODY');
}
