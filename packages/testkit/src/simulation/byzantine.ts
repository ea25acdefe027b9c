import type { Signer } from '@eventide/consensus';
import { type Block, headerHash, type Message, type Vote, voteMessage } from '@eventide/ledger';

/** How a faulty node lies. `halves`: one half of the network hears one thing, the other half another. */
export type Behaviour = 'silent' | 'equivocate' | 'doubleVote' | 'invalidCandidate' | 'withhold' | 'flood';

export const BEHAVIOURS: readonly Behaviour[] = [
  'silent',
  'equivocate',
  'doubleVote',
  'invalidCandidate',
  'withhold',
  'flood',
];

/** A message with the part of the network that hears it. */
export type Utterance = { readonly message: Message; readonly to: 'all' | 'even' | 'odd' };

/** Messages a flooding node adds to each of its own. */
const FLOOD = 8;

/** What a faulty node sends in place of a message of its own. */
export function distort(
  behaviour: Behaviour,
  message: Message,
  own: Signer,
  random: () => number,
): readonly Utterance[] {
  const honest: Utterance = { message, to: 'all' };
  if (behaviour === 'silent') return [];
  if (behaviour === 'withhold') return message.topic === 'Quorum' ? [] : [{ message, to: 'even' }];
  if (behaviour === 'equivocate' && message.topic === 'Candidate')
    return [
      { message, to: 'even' },
      {
        message: resealed(message.payload, own, { timestampSec: message.payload.header.timestampSec + 1n }),
        to: 'odd',
      },
    ];
  if (behaviour === 'invalidCandidate' && message.topic === 'Candidate')
    return [
      { message: resealed(message.payload, own, { stateHash: new Uint8Array(32).fill(random() & 0xff) }), to: 'all' },
    ];
  if (behaviour === 'doubleVote')
    return [
      { message, to: 'even' },
      { message: contradicted(message, own), to: 'odd' },
    ];
  if (behaviour === 'flood') return [honest, ...flood(message, own, random)];
  return [honest];
}

function resealed(block: Block, own: Signer, change: Partial<Block['header']>): Message {
  const fields = { ...block.header, ...change };
  const hash = headerHash(fields);
  const header = { ...fields, hash, signature: own.sign(fields.height, hash) };
  return { topic: 'Candidate', payload: { ...block, header } };
}

/** The same vote, said the other way round. */
function contradicted(message: Message, own: Signer): Message {
  if (message.topic !== 'Validation' && message.topic !== 'Ratification') return message;
  const { header, vote } = message.payload;
  const other: Vote = vote.kind === 'Valid' ? { kind: 'NoCandidate' } : { kind: 'Valid', hash: header.prevBlockHash };
  const step = message.topic === 'Validation' ? 'validation' : 'ratification';
  const sign = { signer: own.key, signature: own.sign(header.round, voteMessage(header, step, other)) };
  return { ...message, payload: { ...message.payload, vote: other, sign } } as Message;
}

/** Votes of rounds long past, far ahead and of iterations that do not exist, some well signed. */
function flood(message: Message, own: Signer, random: () => number): readonly Utterance[] {
  if (message.topic !== 'Validation') return [];
  return Array.from({ length: FLOOD }, (): Utterance => {
    const { header, vote } = message.payload;
    const round = header.round + BigInt(random() % 16) - 4n;
    const other = { ...header, round: round < 0n ? 0n : round, iteration: random() % 256 };
    const signature = own.sign(other.round, voteMessage(other, 'validation', vote));
    const payload = { header: other, vote, sign: { signer: own.key, signature } };
    return { message: { topic: 'Validation', payload }, to: 'all' };
  });
}
