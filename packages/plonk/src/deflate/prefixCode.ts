/** A prefix code: length in bits and bits, lowest first, of each symbol; length 0 for those that do not occur. */
export type PrefixCode = { readonly lengths: Uint8Array; readonly codes: Uint16Array };

/**
 * The code of least total length for these counts, no longer than `limit` bits. Between equal weights a symbol goes before a
 * group, and among symbols the lower one gets the longer code: with that the result is unique. Spec: 02 §11.4
 */
export function codeFor(counts: ArrayLike<number>, limit: number): PrefixCode {
  const used = Array.from({ length: counts.length }, (_, symbol) => symbol)
    .filter((symbol) => (counts[symbol] as number) > 0)
    .sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b);
  const perLength = limited(leafDepths(used.map((symbol) => counts[symbol] as number)), used.length, limit);
  const lengths = new Uint8Array(counts.length);
  let last = used.length;
  for (let length = 1; length <= limit; length++) {
    const first = last - (perLength[length] as number);
    for (const symbol of used.slice(first, last)) lengths[symbol] = length;
    last = first;
  }
  return codeOfLengths(lengths);
}

/** The canonical code of given lengths. */
export function codeOfLengths(lengths: Uint8Array): PrefixCode {
  const next = new Uint32Array(34);
  const perLength = new Uint32Array(34);
  for (const length of lengths) if (length > 0) perLength[length]!++;
  for (let length = 2; length < 33; length++)
    next[length] = ((next[length - 1] as number) + (perLength[length - 1] as number)) << 1;
  const codes = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length > 0) codes[symbol] = reversed(next[length]!++, length);
  });
  return { lengths, codes };
}

/** How many leaves of the tree for these ascending weights lie at each depth. */
function leafDepths(weights: readonly number[]): number[] {
  const depths = new Array<number>(33).fill(0);
  if (weights.length === 1) depths[1] = 1;
  if (weights.length < 2) return depths;
  // Nodes in the order they are made: first all leaves, then the groups, whose weights ascend too.
  const nodes = [...weights];
  const parents: number[] = [];
  let leaf = 0;
  let group = weights.length;
  const lightest = (): number => {
    const groupIsLighter = group < nodes.length && (nodes[group] as number) < (nodes[leaf] as number);
    return leaf >= weights.length || groupIsLighter ? group++ : leaf++;
  };
  for (let merge = 1; merge < weights.length; merge++) {
    const [a, b] = [lightest(), lightest()];
    parents[a] = nodes.length;
    parents[b] = nodes.length;
    nodes.push((nodes[a] as number) + (nodes[b] as number));
  }
  const depth = new Array<number>(nodes.length).fill(0);
  for (let node = nodes.length - 2; node >= 0; node--) {
    depth[node] = (depth[parents[node] as number] as number) + 1;
    if (node < weights.length) depths[depth[node]!]!++;
  }
  return depths;
}

/** Moves leaves below `limit` up to it and pays with the nearest shorter ones until the code is complete again. */
function limited(depths: number[], leaves: number, limit: number): number[] {
  if (leaves <= 1) return depths;
  const counts = depths.slice(0, limit + 1);
  for (const deeper of depths.slice(limit + 1)) counts[limit]! += deeper;
  let total = 0;
  for (let length = 1; length <= limit; length++) total += (counts[length] as number) * 2 ** (limit - length);
  for (; total > 2 ** limit; total--) {
    counts[limit]!--;
    let shorter = limit - 1;
    while (shorter > 0 && counts[shorter] === 0) shorter--;
    if (shorter === 0) continue;
    counts[shorter]!--;
    counts[shorter + 1]! += 2;
  }
  return counts;
}

function reversed(code: number, length: number): number {
  let out = 0;
  for (let bit = 0; bit < length; bit++) out |= ((code >> bit) & 1) << (length - 1 - bit);
  return out;
}
