import { workerData } from 'node:worker_threads';
import { createQueryCache } from '@eventide/execution';
import { openLmdbStore } from '@eventide/store/lmdb';
import { createVm } from '@eventide/vm/vm';
import { serve } from '../worker/serve.ts';
import type { ReaderCalls } from './calls.ts';
import { readerHandlers } from './readerHost.ts';

const store = openLmdbStore({ path: workerData as string });

serve<ReaderCalls>(
  readerHandlers(
    async (network) => ({
      vm: await createVm({ store, hostQueries: () => undefined, keptMemories: 16 }),
      network,
      cache: createQueryCache(),
    }),
    () => store.close(),
  ),
);
