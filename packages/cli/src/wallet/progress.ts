import type { ProveProgress } from '@eventide/prover';
import type { SyncProgress } from '@eventide/sdk';
import type { GlobalFlags, Io } from '../command.ts';

/** Work shorter than this stays silent. Spec: 13 §0 */
const SILENT_MS = 300;
/** On a terminal one line changes; elsewhere a line every so often. */
const LINE_MS = 2_000;

/** Tells on standard error what takes long. `done` clears the line. */
export type ProgressLine = { show(text: string): void; done(): void };

export function progressLine(
  io: Io,
  { quiet, json }: Pick<GlobalFlags, 'quiet' | 'json'>,
  nowMs = () => performance.now(),
): ProgressLine {
  const began = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    show(text) {
      const now = nowMs();
      if (quiet || json || now - began < SILENT_MS) return;
      if (io.isTerminal) {
        io.err(`\r\u001b[K${text}`);
        open = true;
      } else if (now - shownMs >= LINE_MS) {
        io.err(`${text}\n`);
        shownMs = now;
      }
    },
    done() {
      if (open) io.err('\r\u001b[K');
    },
  };
}

export function syncText({ phase, done, total, etaSec }: SyncProgress): string {
  const left = etaSec === null ? '' : `, ${Math.ceil(etaSec)} s left`;
  return `syncing ${phase} ${done} of ${total}${left}`;
}

export function proveText({ phase, fraction, etaMs }: ProveProgress): string {
  const left = etaMs === null ? '' : `, ${Math.ceil(etaMs / 1_000)} s left`;
  return `proving ${phase} ${Math.floor(fraction * 100)} %${left}`;
}
