import type { Block } from '@eventide/ledger';
import type { Application } from './effects.ts';
import type { Judgement } from './judgeBlock.ts';
import type { Window } from './window.ts';

/** What a block that was judged changes in state and ledger: itself, labels below it, blocks it replaces. Spec: 06 §15, §16 */
export function applicationOf(
  block: Block,
  judgement: Extract<Judgement, { ok: true }>,
  window: Window,
  instantFinality: boolean,
): Application {
  const { height } = block.header;
  const labels = instantFinality ? window.allFinal(height) : window.labelsWith(height, judgement.pni);
  const final = instantFinality ? { height } : labels.changed.findLast(({ label }) => label.kind === 'Final');
  const settled = final === undefined ? undefined : instantFinality ? block.header : window.header(final.height);
  const below = final === undefined ? undefined : window.header(final.height - 1n);
  return {
    request: judgement.request,
    change: {
      block,
      label: labels.tip,
      labels: labels.changed,
      removed: window.from(height).map((old) => old.block),
    },
    final:
      settled === undefined || below === undefined
        ? undefined
        : { root: settled.stateHash, parentRoot: below.stateHash },
  };
}
