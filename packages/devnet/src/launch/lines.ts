import { formatDusk, type Lux } from '@eventide/base';

/** A block as the live log tells it. Bytes are hex. */
export type BlockLine = {
  readonly height: bigint;
  readonly hash: string;
  /** `node-2`, or the short form of a foreign key. */
  readonly generator: string;
  readonly iteration: number;
  readonly txs: readonly TxLine[];
  readonly gas: bigint;
  /** Credits that voted in the attestation: validation and ratification. */
  readonly votes: number;
  readonly label: string;
  readonly finalHeight: bigint;
  readonly timestampSec: bigint;
};

export type TxLine = {
  readonly id: string;
  /** `shielded 2→2`, `public`, `stake.stake`. */
  readonly kind: string;
  readonly fee: Lux;
  readonly error: string | null;
};

/** Credits that a round can gather: 64 in validation, 64 in ratification. */
const ALL_VOTES = 128;

/** One line per block in fixed columns, and one per transaction below; at most 120 wide. Spec: 13 §1.1 */
export function formatBlock(block: BlockLine, time: string): string {
  const { height, hash, generator, iteration, txs, gas, votes, label, finalHeight } = block;
  const line = [
    `${time}  block ${String(height).padEnd(4)} ${shortHex(hash)}`,
    `by ${generator.padEnd(7)}`,
    `iter ${iteration}`,
    `${String(txs.length).padStart(3)} tx ${String(gas).padStart(11)} gas`,
    `votes ${String(votes).padStart(3)}/${ALL_VOTES}`,
    label.toLowerCase().padEnd(9),
    `final ${finalHeight}`,
  ].join('  ');
  return [line, ...txs.map((tx, i) => `            ${i === txs.length - 1 ? '└' : '├'} ${formatTx(tx)}`)].join('\n');
}

function formatTx({ id, kind, fee, error }: TxLine): string {
  const outcome = error === null ? 'ok' : `FAILED ${error}`;
  return `${shortHex(id)}  ${kind}  fee ${formatDusk(fee)} DUSK  ${outcome}`.slice(0, 106);
}

/** First and last four digits. */
export function shortHex(hex: string): string {
  return `${hex.slice(0, 4)}…${hex.slice(-4)}`;
}

/** `14:02:11` in the zone of the user. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}

/** `  3/5  Apps       wallet 166 kB   7 s`. Spec: 13 §1.1 */
export function formatStep(number: number, name: string, text: string, elapsedMs?: number): string {
  const took = elapsedMs === undefined ? '' : `${Math.max(0, Math.round(elapsedMs / 1000))} s`.padStart(5);
  return `  ${number}/5  ${name.padEnd(10)} ${took === '' ? text : `${text.padEnd(62)} ${took}`}`.trimEnd();
}

/** What everybody knows about the first accounts, as a table. */
export function formatAccounts(
  accounts: readonly {
    readonly name: string;
    readonly mnemonic: string;
    readonly dusk: string;
    readonly shielded: string;
  }[],
): string {
  const rows = accounts.map(({ name, mnemonic, dusk, shielded }) =>
    `  ${name.padEnd(10)} ${dusk.padStart(11)} ${shielded.padStart(15)}   ${shortWords(mnemonic)}`.trimEnd(),
  );
  return ['  Account    Public DUSK   Shielded DUSK   12 words', ...rows].join('\n');
}

/** `alpha x11 able`; other words in full. */
export function shortWords(mnemonic: string): string {
  const words = mnemonic.split(' ');
  const [first] = words;
  return words.slice(0, 11).every((word) => word === first) ? `${first} x11 ${words[11]}` : mnemonic;
}
