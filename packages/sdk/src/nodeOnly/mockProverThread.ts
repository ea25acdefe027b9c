import { parentPort } from 'node:worker_threads';
import { serveProver } from '@eventide/prover';
import { mockProver } from '../prover/provers.ts';
import { threadChannel } from './threadChannel.ts';

/** Entry of a thread of Node that makes mock proofs. */
if (parentPort !== null) serveProver(threadChannel(parentPort), mockProver());
