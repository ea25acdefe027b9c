import type { NodeDoor } from '@eventide/node';
import type { LateArchive } from '@eventide/node/archive/lateArchive';
import { type Client, deployContract, sendPublic, sendShielded, traceTx, waitForTx } from '@eventide/sdk';
import { DevnetError } from '../errors.ts';
import type { LocalGenesis, LocalGenesisOptions } from '../genesis/localGenesis.ts';
import type { Devnet, ForkedAt } from './devnet.ts';
import type { DevnetClock } from './devnetClock.ts';
import { writeDump } from './dump.ts';
import type { Impersonation } from './impersonation.ts';
import { pacedMining } from './pacedMining.ts';
import type { Personas } from './personas.ts';
import { blocksToSkip } from './skip.ts';
import type { SoloNode } from './soloNode.ts';

/** What a network of one node is made of. */
export type DevnetParts = {
  readonly node: SoloNode;
  /** The node as its API shows it. */
  readonly door: NodeDoor;
  readonly genesis: LocalGenesis;
  readonly choice: LocalGenesisOptions;
  readonly clock: DevnetClock;
  readonly client: Client;
  readonly personas: Personas;
  readonly acting: Impersonation;
  readonly archive: LateArchive;
  readonly forkedAt: ForkedAt | undefined;
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** The handle of a network over its parts. */
export function devnetOf(parts: DevnetParts): Devnet {
  const { node, door, genesis, clock, client, personas, acting, forkedAt } = parts;
  const { accounts } = genesis;
  const height = (): bigint => node.door.ledger.tip().block.header.height;
  return {
    url: parts.url,
    genesis,
    accounts,
    forkedAt,
    door,
    provisioners: () => node.provisioners,
    client,
    clock,
    wallet: (name) => personas.synced(name),
    mine: (count = 1) => node.mine(count),
    setMining: (mode) => node.setMode(pacedMining(mode, genesis)),
    async skip(target) {
      const from = height();
      await node.mine(Number(await blocksToSkip(node.door, target)));
      return { from, to: height() };
    },
    setClock: (mode) => clock.set(mode),
    snapshot: (name) => node.snapshot(name),
    snapshots: () => node.snapshots(),
    async revert(snapshot) {
      const reverted = await node.revert(typeof snapshot === 'number' ? snapshot : snapshot.id);
      // What was final is so no more, which an archive never hears of on a network.
      await parts.archive.forget();
      return reverted;
    },
    async fund(to, amount, { shielded = false } = {}) {
      const faucet = await (shielded ? personas.synced('faucet') : personas.open('faucet'));
      const receiver = [...accounts.users, accounts.faucet, ...accounts.provisioners].find(({ name }) => name === to);
      const key = receiver === undefined ? to : shielded ? receiver.address : receiver.account;
      const send = shielded ? sendShielded : sendPublic;
      const sent = await send(client, { from: faucet, to: key, value: amount });
      await waitForTx(client, sent.id, { until: 'executed' });
      return sent;
    },
    async deploy({ from, ...params }) {
      const deployed = await deployContract(client, { ...params, from: await personas.synced(from) });
      const { error } = await waitForTx(client, deployed.id, { until: 'executed' });
      if (error !== undefined) throw new DevnetError('DEVNET_UNSUPPORTED', { deploy: error });
      return deployed;
    },
    async impersonate(who) {
      const found = acting.start(who);
      if (found.kind === 'contract')
        throw new DevnetError('DEVNET_BAD_OPTION', {
          option: 'who',
          expected: 'an account: impersonateContract takes ids',
        });
      return acting.profile(found.account);
    },
    impersonateContract: (id) => void acting.start(id.toLowerCase()),
    release: (who) => acting.release(who),
    trace: (tx) => traceTx(client, typeof tx === 'string' ? { id: tx } : { tx }),
    async dump(folder) {
      if (forkedAt !== undefined)
        throw new DevnetError('DEVNET_UNSUPPORTED', { verb: 'dump', needs: 'a network that is no fork' });
      return writeDump(folder, { stores: node.stores, door: node.door, genesis: parts.choice, clock: clock.mode });
    },
    close: parts.close,
  };
}
