import { toHex } from '@eventide/base';
import type { Signer, ToSign } from '@eventide/consensus';
import type { BlsVersion } from '@eventide/crypto/bls/keys';

/** Of two blocks: a seed is asked for again by the next iteration of its round. The oldest go. */
const MOST_KEPT = 8;

/**
 * The same signer, which makes what is foreseen two at a time: for a node alone, whose key signs header, both votes and the next seed of
 * every block. What it makes leaves it only when it is asked for. Spec: 13 §3.2
 */
export function signAhead(signer: Signer, versionAt: (round: bigint) => BlsVersion): Signer {
  const { signTwo } = signer;
  if (signTwo === undefined) return signer;
  const kept = new Map<string, Uint8Array>();
  const nameOf = ({ round, message }: ToSign): string => `${versionAt(round)}/${toHex(message)}`;
  const keep = (asked: ToSign, signature: Uint8Array): void => {
    kept.set(nameOf(asked), signature);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
  };
  return {
    ...signer,
    sign: (round, message) => kept.get(nameOf({ round, message })) ?? signer.sign(round, message),
    foresee(asked) {
      for (let i = 0; i + 1 < asked.length; i += 2) {
        const [first, second] = asked.slice(i, i + 2) as [ToSign, ToSign];
        if (versionAt(first.round) !== versionAt(second.round)) continue;
        const [one, other] = signTwo(first.round, [first.message, second.message]);
        keep(first, one);
        keep(second, other);
      }
    },
  };
}
