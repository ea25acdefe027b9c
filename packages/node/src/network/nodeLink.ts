import type { FaultError } from '@eventide/base';
import type { NodeTx } from '@eventide/tx';
import type { PeersDoor } from '../api/nodeDoor.ts';
import type { ChainNetwork } from '../chain/chainService.ts';

/** The way to other nodes. */
export type NodeLink = {
  readonly chain: ChainNetwork;
  readonly peers: PeersDoor;
  /** Own transactions. */
  readonly broadcastTx: (envelope: NodeTx) => void;
  /** `ip:port` that others see; empty without a network. */
  readonly address: string;
  /** Resolves with the fault that ended it. */
  readonly failed: Promise<FaultError>;
  close(): Promise<void>;
};

/** Of a node alone: nobody hears, nobody speaks. */
export function noLink(): NodeLink {
  const nothing = (): void => {};
  return {
    chain: { broadcast: nothing, relay: nothing, send: nothing, ask: nothing, askBlocks: nothing, report: nothing },
    peers: { alive: async () => [], table: async () => [] },
    broadcastTx: nothing,
    address: '',
    failed: new Promise(() => {}),
    close: async () => {},
  };
}
