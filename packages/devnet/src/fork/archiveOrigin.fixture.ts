import { join } from 'node:path';
import { systemClock } from '@eventide/base';
import { defaultNodeOptions, type RunningNode, startNode } from '@eventide/node';
import { startApi } from '@eventide/node/api/startApi';
import { type Client, createClient, deployContract, http, mockProver, waitForTx } from '@eventide/sdk';
import { defaultLocalGenesisOptions, type LocalGenesis, localGenesis } from '../genesis/localGenesis.ts';
import { nodeGenesis } from '../genesis/nodeGenesis.ts';
import { seedStateFolder } from '../genesis/stateFolder.ts';
import { createPersonas } from '../solo/personas.ts';

/** A node of a local network that keeps its chain on disk, with an API. */
export type DiskOrigin = {
  readonly url: string;
  readonly client: Client;
  readonly node: RunningNode;
  /** Deploys with alice's money; the contract's id, hex. */
  deploy(bytecode: Uint8Array): Promise<string>;
  close(): Promise<void>;
};

export function diskGenesis(protocol: 'eventide' | 'rusk-1.6'): Promise<LocalGenesis> {
  return localGenesis({ ...defaultLocalGenesisOptions, protocol, proofs: 'mock', provisioners: 1, blockTimeSec: 0 });
}

export async function startDiskOrigin(folder: string, genesis: LocalGenesis): Promise<DiskOrigin> {
  await seedStateFolder(join(folder, 'state'), genesis);
  const node = await startNode(
    {
      ...defaultNodeOptions,
      genesis: nodeGenesis(genesis),
      storage: { kind: 'disk', path: folder },
      provisioner: genesis.accounts.provisioners[0]?.secretKey,
      production: { kind: 'instant' },
      finality: 'instant',
      verifierThreads: 0,
    },
    { clock: systemClock },
  );
  const api = await startApi(node.door, { port: 0 });
  const client = createClient({ transport: http(api.url), network: 'local', prover: mockProver() });
  const personas = createPersonas(genesis.accounts, client);
  return {
    url: api.url,
    client,
    node,
    async deploy(bytecode) {
      const deployed = await deployContract(client, { from: await personas.synced('alice'), bytecode });
      await waitForTx(client, deployed.id, { until: 'executed' });
      return deployed.contract;
    },
    async close() {
      await personas.close();
      client.close();
      await api.close();
      await node.close();
    },
  };
}
