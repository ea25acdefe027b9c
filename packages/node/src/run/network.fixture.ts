import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sealKeyFile } from '@eventide/crypto/keys/keyFile';
import { systemRandom } from '@eventide/crypto/random';
import { provisionerKey } from '../start/node.fixture.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';
import type { RunLine } from './runNode.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const PASSWORD = 'not a secret';

/** A local network's files in a folder: genesis, contracts, and one configuration and key file per node. */
export type NetworkFiles = { readonly folder: string; readonly configOf: (node: number) => string };

export function writeNetwork(folder: string, genesis: NodeGenesis, nodes: number, udpBase: number): NetworkFiles {
  mkdirSync(`${folder}/contracts`, { recursive: true });
  writeFileSync(`${folder}/genesis.toml`, genesis.text);
  writeFileSync(`${folder}/contracts/transfer_contract.wasm`, genesis.code.transfer);
  writeFileSync(`${folder}/contracts/stake_contract.wasm`, genesis.code.stake);
  const addresses = Array.from({ length: nodes }, (_, i) => `127.0.0.1:${udpBase + i}`);
  const configOf = (node: number): string => `${folder}/node${node}.toml`;
  addresses.forEach((address, i) => {
    writeFileSync(`${folder}/node${i}.keys`, sealKeyFile(provisionerKey(i), PASSWORD, systemRandom), { mode: 0o600 });
    writeFileSync(
      configOf(i),
      `log_level = "warn"
log_type = "plain"
[chain]
db_path = "${folder}/node${i}"
consensus_keys_path = "${folder}/node${i}.keys"
[http]
listen_address = "127.0.0.1:0"
[telemetry]
listen_address = "127.0.0.1:0"
[kadcast]
kadcast_id = 224
public_address = "${address}"
bootstrapping_nodes = ${JSON.stringify(addresses.filter((other) => other !== address))}
[eventide]
genesis = "${folder}/genesis.toml"
contracts = "${folder}/contracts"
bootstrap_retry = "1s"
start_peers = 2
`,
    );
  });
  return { folder, configOf };
}

export type NodeProcess = {
  readonly child: ChildProcess;
  readonly ready: Extract<RunLine, { event: 'ready' }>;
  /** Ends it by a signal; its exit code. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
};

/** Spawns a node; resolves with its first line. Rejects with what it wrote to standard error if it ends before. */
export async function spawnNode(config: string, flags: readonly string[] = []): Promise<NodeProcess> {
  const env = { ...process.env, DUSK_CONSENSUS_KEYS_PASS: PASSWORD };
  const child = spawn(process.execPath, [main, '--config', config, ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (data: Uint8Array) => {
    complaints = (complaints + new TextDecoder().decode(data)).slice(-4_000);
  });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (first === undefined) throw new Error(`node ended: ${complaints}`);
  return {
    child,
    ready: JSON.parse(first[0] as string),
    async end(signal) {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** Hash of the block at a height, as soon as it is final. Looks again at every block that the node announces. */
export async function finalHash(node: NodeProcess, height: number): Promise<string> {
  const socket = new WebSocket(`${node.ready.api?.replace('http', 'ws')}/on`);
  const look = async (): Promise<string | undefined> => {
    const query = `query { block(height: ${height}) { header { hash } } lastBlockPair { json } }`;
    const response = await fetch(`${node.ready.api}/on/graphql/query`, { method: 'POST', body: query });
    const { block, lastBlockPair } = (await response.json()) as {
      readonly block: { readonly header: { readonly hash: string } } | null;
      readonly lastBlockPair: { readonly json: { readonly last_finalized_block: readonly [number, string] } };
    };
    return lastBlockPair.json.last_finalized_block[0] >= height ? block?.header.hash : undefined;
  };
  try {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    socket.addEventListener('error', () => reject(new Error('the node’s socket broke')), { once: true });
    socket.addEventListener('message', async ({ data }) => {
      try {
        // The first message is the session's id.
        if (typeof data === 'string') await subscribe(node, data);
        const hash = await look();
        if (hash !== undefined) resolve(hash);
      } catch (error) {
        reject(error);
      }
    });
    return await promise;
  } finally {
    socket.close();
  }
}

async function subscribe({ ready }: NodeProcess, session: string): Promise<void> {
  const headers = { 'rusk-session-id': session };
  const response = await fetch(`${ready.api}/on/blocks/statechange`, { headers });
  if (!response.ok) throw new Error(`subscription refused: ${response.status}`);
}
