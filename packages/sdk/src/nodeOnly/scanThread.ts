import { parentPort } from 'node:worker_threads';
import { serveScanner } from '../wallet/scan/workerScanner.ts';
import { threadChannel } from './threadChannel.ts';

/** Entry of a scanning thread of Node. */
if (parentPort !== null) serveScanner(threadChannel(parentPort));
