import { serveScanner } from './wallet/scan/workerScanner.ts';

/** Entry of a browser's scanning worker. */
serveScanner(self as never);
