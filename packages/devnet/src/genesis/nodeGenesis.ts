import type { NodeGenesis } from '@eventide/node';
import type { LocalGenesis } from './localGenesis.ts';

/** A local network's genesis as a node takes it. */
export function nodeGenesis({ network, text, code, initArgument, header }: LocalGenesis): NodeGenesis {
  const { transfer, stake } = code;
  return {
    network,
    text,
    code: { transfer, stake, initArgument },
    stateRoot: header.stateHash,
    commitment: header.prevBlockHash,
    srs: network.protocol === 'eventide' ? 'local-1' : 'ceremony',
  };
}
