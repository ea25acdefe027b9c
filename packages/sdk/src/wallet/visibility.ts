import type { SentKind } from './store/records.ts';

/** Who can see a part of an action: `public` everybody, `receiver` the receiver alone, `contract` the called contract, `nobody` else. */
export type Viewer = 'public' | 'receiver' | 'contract' | 'account public, notes hidden' | 'nobody';

export type Visibility = {
  readonly sender: Viewer;
  readonly receiver: Viewer;
  readonly amount: Viewer;
  /** Further facts everybody sees. */
  readonly alsoPublic: readonly (
    | 'memo'
    | 'nonce'
    | 'fee'
    | 'number of notes'
    | 'contract, function, arguments'
    | 'deposit'
    | 'code'
  )[];
  /** What the node that is used learns in any case. */
  readonly node: 'your address on the network and what you send, not which notes are yours';
};

export type VisibleAction = {
  readonly kind: SentKind;
  /** Which side pays, where both can. */
  readonly payFrom?: 'public' | 'shielded' | undefined;
};

const node = 'your address on the network and what you send, not which notes are yours';

/** Who can see what of an action, shown before it is confirmed. Spec: 13 §5.2 */
export function visibility({ kind, payFrom = 'public' }: VisibleAction): Visibility {
  switch (kind) {
    case 'sendPublic':
    case 'sendBlobs':
      return { sender: 'public', receiver: 'public', amount: 'public', alsoPublic: ['memo', 'nonce', 'fee'], node };
    case 'sendShielded':
      return {
        sender: 'receiver',
        receiver: 'nobody',
        amount: 'receiver',
        alsoPublic: ['memo', 'fee', 'number of notes'],
        node,
      };
    case 'mergeNotes':
      return { sender: 'nobody', receiver: 'nobody', amount: 'nobody', alsoPublic: ['fee', 'number of notes'], node };
    case 'shield':
      return {
        sender: 'account public, notes hidden',
        receiver: 'nobody',
        amount: 'public',
        alsoPublic: ['nonce', 'fee'],
        node,
      };
    case 'unshield':
      return { sender: 'nobody', receiver: 'public', amount: 'public', alsoPublic: ['fee', 'number of notes'], node };
    case 'stake':
    case 'unstake':
    case 'claimReward':
      return { sender: 'public', receiver: 'nobody', amount: 'public', alsoPublic: ['fee'], node };
    case 'contractCall':
      return payFrom === 'shielded'
        ? {
            sender: 'nobody',
            receiver: 'contract',
            amount: 'public',
            alsoPublic: ['contract, function, arguments', 'deposit', 'fee', 'number of notes'],
            node,
          }
        : {
            sender: 'public',
            receiver: 'contract',
            amount: 'public',
            alsoPublic: ['contract, function, arguments', 'deposit', 'nonce', 'fee'],
            node,
          };
    case 'deploy':
      return { sender: 'public', receiver: 'nobody', amount: 'nobody', alsoPublic: ['code', 'fee'], node };
  }
}
