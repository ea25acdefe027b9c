import type { BlockLine } from '../launch/lines.ts';

/** What a network tells while it starts and runs. Spec: 13 §1.1 */
export type NetworkEvent =
  | { readonly kind: 'setup'; readonly step: number; readonly name: string; readonly text: string; readonly ms: number }
  /** Something moved, is missing or was done, in a sentence. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'block'; readonly block: BlockLine }
  | { readonly kind: 'fault'; readonly text: string };
