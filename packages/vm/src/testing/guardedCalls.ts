import { serveGuarded } from '../serveGuarded.ts';
import { assemble } from './assemble.ts';
import { deployAll, idOf, openTestVm } from './engine.ts';

const UNLIMITED = 2n ** 64n - 1n;

const runaway = assemble({
  functions: {
    echo: { code: 'local.get 0' },
    endless: { code: 'loop 0x40 br 0 end unreachable' },
    deep: { code: 'local.get 0 call $deep i32.const 1 i32.add' },
  },
});

/** Runs the named export of a contract that misbehaves, with unlimited gas. */
serveGuarded(async (message) => {
  const { fn } = message as { fn: string };
  const session = (await openTestVm()).openSession(undefined);
  deployAll(session, [runaway]);
  const result = session.call(idOf(1), fn, Uint8Array.of(5), UNLIMITED);
  return result.ok ? result.receipt.data : result.failure.kind;
});
