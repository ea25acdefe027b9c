import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import type { SessionTrace } from '../session/traceListener.ts';

/** The frames of a call that a test made. */
export type TestTrace = SessionTrace & {
  /** Its name, with those of the suites around it. */
  readonly test: string;
};

/** A folder into which test processes write the frames of their calls, and what they wrote, in order. */
export type TraceFolder = { readonly path: string; read(): readonly TestTrace[]; remove(): void };

export function createTraceFolder(): TraceFolder {
  const path = mkdtempSync(join(tmpdir(), 'eventide-trace-'));
  return {
    path,
    read: () =>
      readdirSync(path)
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        .map((name) => deserialize(readFileSync(join(path, name))) as TestTrace),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
