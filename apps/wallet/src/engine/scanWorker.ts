import { serveScanner } from '@eventide/sdk/wallet/scan/workerScanner';

serveScanner(self as never);
