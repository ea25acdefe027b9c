import { workerData } from 'node:worker_threads';
import { systemClock } from '@eventide/base';
import { createHeldStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { serve } from '../worker/serve.ts';
import type { ExecutorCalls } from './calls.ts';
import { createExecutorHost } from './executorHost.ts';

const store = createHeldStore(openLmdbStore({ path: workerData as string }));
const { handlers } = createExecutorHost(store, systemClock);

serve<ExecutorCalls>({
  ...handlers,
  async close() {
    await handlers.close(null);
    await store.close();
  },
});
