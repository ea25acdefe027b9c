import { availableParallelism } from 'node:os';
import type { Scanner } from '../wallet/scan/scanner.ts';
import type { ScanAnswer, ScanRequest } from '../wallet/scan/workerScanner.ts';
import { createWorkerScanner } from '../wallet/scan/workerScanner.ts';
import { startThread } from './threadChannel.ts';

const MAX_THREADS = 8;

/** Scans in threads of Node; close it at the end. Spec: 13 §4 */
export function nodeScanner({
  threads = Math.min(availableParallelism(), MAX_THREADS),
}: {
  readonly threads?: number | undefined;
} = {}): Scanner {
  let scanner: ReturnType<typeof createWorkerScanner> | undefined;
  const workers = Array.from({ length: threads }, () =>
    startThread<ScanRequest, ScanAnswer>(new URL('./scanThread.ts', import.meta.url), (reason) =>
      scanner?.fail(reason),
    ),
  );
  scanner = createWorkerScanner(workers);
  return scanner;
}
