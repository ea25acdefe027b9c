import { equalBytes } from '@eventide/base';
import type { PublicKeyBytes } from '@eventide/ledger';
import type { Executor } from '../chain/ports.ts';

/**
 * The port of a chain whose node is alone: its own key holds all credits, whoever else staked. Others have nobody here to vote for
 * them, and a second stake that counts would exclude the only voter. Without a stake of its own all are drawn as usual.
 * Spec: 13 §3.1, 06 §7
 */
export function drawnAlone(executor: Executor, own: PublicKeyBytes): Executor {
  return {
    ...executor,
    async provisioners(root) {
      const all = await executor.provisioners(root);
      const alone = all.filter(({ key }) => equalBytes(key, own));
      return alone.length === 0 ? all : alone;
    },
  };
}
