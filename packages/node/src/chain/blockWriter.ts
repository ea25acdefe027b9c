import type { Chain } from './chain.ts';
import type { ChainServicePorts } from './chainService.ts';
import type { Application, ChainEffect } from './effects.ts';
import type { Finalizer } from './finalizer.ts';

/** Blocks that reach the disk together at most. */
const MAX_TOGETHER = 64;

/**
 * Puts blocks into state and ledger. While the next one is at hand they are put off, so that the disk is waited for once for many. The
 * state is always written first: a crash between both leaves states without blocks, which are harmless. Spec: 06 §15, §20
 */
export type BlockWriter = {
  /** More blocks are about to be handed in. */
  more: boolean;
  apply(job: number, application: Application): Promise<readonly ChainEffect[]>;
  /** Everything is on disk when it resolves. */
  flush(): Promise<void>;
};

export function createBlockWriter(
  chain: Chain,
  { executor, ledger, clock, network, onApplied }: ChainServicePorts,
  finalizer: Finalizer,
): BlockWriter {
  let putOff = 0;
  const flush = async (): Promise<void> => {
    if (putOff === 0) return;
    putOff = 0;
    await executor.flush();
    await ledger.flush();
  };
  const writer: BlockWriter = {
    more: false,
    flush,
    async apply(job, { request, change, final }) {
      await finalizer.idle();
      const later = (writer.more || chain.followed) && putOff < MAX_TOGETHER - 1;
      const result = await executor.commit(request, later);
      if ('refused' in result) return chain.applied(job, result, clock.nowMs());
      const [provisioners] = await Promise.all([
        executor.provisioners(result.root),
        ledger.apply(change, result.spent, result.events, later),
      ]);
      putOff = later ? putOff + 1 : 0;
      onApplied?.(change, result);
      finalizer.start(final);
      if (change.block.header.iteration === 255) network.broadcast({ topic: 'Block', payload: change.block });
      // The next one may be judged at once.
      await chain.foreseen(change.block.header.height + 1n);
      return chain.applied(job, { provisioners }, clock.nowMs());
    },
  };
  return writer;
}
