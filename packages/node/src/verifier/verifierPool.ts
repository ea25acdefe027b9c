import { type FaultError, threadModule } from '@eventide/base';
import { sequence } from '../worker/sequence.ts';
import { startThread, type Thread } from '../worker/thread.ts';
import type { Caller } from '../worker/wire.ts';
import type { VerifierCalls, VerifierSetup } from './calls.ts';
import { verifierHandlers } from './verifierHost.ts';

export type VerifierPool = {
  /** Verifies on the thread with the least to do. @throws FaultError FAULT_WORKER */
  verify(ask: VerifierCalls['verify']['ask']): Promise<VerifierCalls['verify']['answer']>;
  /** The same for signatures of blocks. @throws FaultError FAULT_WORKER */
  prove(ask: VerifierCalls['prove']['ask']): Promise<VerifierCalls['prove']['answer']>;
  /** Resolves with the fault of a thread that died. */
  readonly failed: Promise<FaultError>;
  close(): Promise<void>;
};

type Member = { readonly caller: Caller<VerifierCalls>; load: number; opened: Promise<void> | undefined };

/** Threads that verify transactions; each starts with its first one. Without threads the calling one verifies. */
export function createVerifierPool(setup: VerifierSetup, threads: number): VerifierPool {
  const started: Thread<VerifierCalls>[] = [];
  const failed = Promise.withResolvers<FaultError>();
  const members: Member[] = [];
  const start = (): Member => {
    let caller: Caller<VerifierCalls>;
    if (threads === 0) caller = sequence(verifierHandlers());
    else {
      const thread = startThread<VerifierCalls>({ url: threadModule('./verifierMain', import.meta.url) });
      started.push(thread);
      void thread.failed.then(failed.resolve);
      caller = thread;
    }
    const member = { caller, load: 0, opened: caller.call('open', setup) };
    members.push(member);
    return member;
  };
  const pick = (): Member => {
    const idle = members.toSorted((a, b) => a.load - b.load)[0];
    if (idle !== undefined && (idle.load === 0 || members.length >= Math.max(1, threads))) return idle;
    return start();
  };
  const call = async <K extends 'verify' | 'prove'>(
    kind: K,
    ask: VerifierCalls[K]['ask'],
  ): Promise<VerifierCalls[K]['answer']> => {
    const member = pick();
    member.load++;
    try {
      await member.opened;
      return await member.caller.call(kind, ask);
    } finally {
      member.load--;
    }
  };
  return {
    failed: failed.promise,
    verify: (ask) => call('verify', ask),
    prove: (ask) => call('prove', ask),
    async close() {
      await Promise.all(started.map((thread) => thread.close()));
    },
  };
}
