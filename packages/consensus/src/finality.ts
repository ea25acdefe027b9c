import type { Label } from '@eventide/ledger';

/** A block of the unsettled top of the chain. */
export type LabelledBlock = { readonly height: bigint; readonly label: Label };

/**
 * Labels after a block with `pni` previous non-attested iterations was accepted on top of `chain`, which starts with the last final
 * block and ends with the previous tip, ascending. Returns the new block's label and the changed ones of `chain`.
 * Spec: 06 §16
 */
export function rollFinality(
  chain: readonly LabelledBlock[],
  height: bigint,
  pni: number,
): { tip: Label; changed: LabelledBlock[] } {
  if (pni > 0) return { tip: { kind: 'Accepted', distance: BigInt(2 * pni) }, changed: [] };
  const labels = chain.map(({ label }) => label);
  confirmDownwards(chain, labels, height);
  finaliseUpwards(chain, labels, height);
  const changed = chain
    .map((block, i) => ({ height: block.height, label: labels[i] as Label }))
    .filter(({ label }, i) => label !== chain[i]?.label);
  return { tip: { kind: 'Attested', distance: 1n }, changed };
}

/** From the new block's parent down: a block is confirmed once enough stable blocks stand on it; the first that is not ends it. */
function confirmDownwards(chain: readonly LabelledBlock[], labels: Label[], height: bigint): void {
  let stable = 1n;
  for (let i = chain.length - 1; i > 0; i--) {
    const label = labels[i] as Label;
    if (label.kind === 'Final') return;
    if (label.kind !== 'Confirmed') {
      if (stable < label.distance) return;
      labels[i] = { kind: 'Confirmed', distance: height - (chain[i] as LabelledBlock).height };
    }
    stable += 1n;
  }
}

/** From the last final block up: confirmed blocks without a gap become final. */
function finaliseUpwards(chain: readonly LabelledBlock[], labels: Label[], height: bigint): void {
  for (let i = 1; i < chain.length && labels[i]?.kind === 'Confirmed'; i++) {
    labels[i] = { kind: 'Final', distance: height - (chain[i] as LabelledBlock).height };
  }
}
