import { installScriptPolicy } from '@eventide/kit/page/scriptPolicy';
import { serveRpc } from '@eventide/kit/worker/rpc';
import { createEngine } from './engine.ts';

installScriptPolicy();

/** The key worker: the only place that ever holds a seed. */
const engine = createEngine((event, data) => emit(event, data));
const emit = serveRpc(self as never, engine as never);
