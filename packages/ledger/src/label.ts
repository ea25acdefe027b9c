import type { Codec } from '@eventide/codec';
import { badTag } from './bytes.ts';

/**
 * How settled a block is. `distance`: stable successors still needed (Accepted, Attested), or the distance in blocks at which
 * the state was reached (Confirmed, Final). Spec: 06 §16
 */
export type Label = { readonly kind: 'Accepted' | 'Attested' | 'Confirmed' | 'Final'; readonly distance: bigint };

const KINDS = ['Accepted', 'Attested', 'Confirmed', 'Final'] as const;

/** 9 bytes. Spec: 06 §3 */
export const labelCodec: Codec<Label> = {
  write(w, label) {
    w.u8(KINDS.indexOf(label.kind));
    w.u64(label.distance);
  },
  read(r) {
    const tag = r.u8();
    const kind = KINDS[tag];
    if (kind === undefined) throw badTag(tag, 'label');
    return { kind, distance: r.u64() };
  },
};
