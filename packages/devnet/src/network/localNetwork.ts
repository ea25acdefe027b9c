import { join } from 'node:path';
import { DevnetError } from '../errors.ts';
import { type RunningNetwork, releaseLock, writeReady } from '../folder/runFile.ts';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import type { ChildExit } from '../process/childProcess.ts';
import type { ControlAnswer, ControlRequest, FromNode, NodeSetup } from '../process/protocol.ts';
import type { NetworkEvent } from './events.ts';
import { NodeProcess } from './nodeProcess.ts';
import type { SiteServers } from './sites.ts';

/** Everything a network is made of, chosen and ready to be started. */
export type NetworkParts = {
  readonly folder: string;
  /** File that the processes of nodes begin with. */
  readonly module: string;
  readonly genesis: LocalGenesis;
  readonly setups: readonly NodeSetup[];
  /** Pages, which may still be in the making. */
  readonly sites: Promise<SiteServers>;
  /** What others are told, but for what only running nodes and finished pages know. */
  readonly facts: Omit<RunningNetwork, 'nodes' | 'genesisHash'>;
  readonly onEvent: (event: NetworkEvent) => void;
  readonly onControl: (network: LocalNetwork, request: ControlRequest) => Promise<ControlAnswer>;
};

/** A network of several processes on this machine. Spec: 13 §3.1 */
export class LocalNetwork {
  readonly parts: NetworkParts;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #nodes: NodeProcess[] = [];
  #height = 0n;
  #genesisHash = '';
  #siteUrls: SiteServers['urls'] = {};
  #endedNow: () => void;
  #ending: Promise<void> | undefined;
  #waiting = new Set<{ readonly height: bigint; readonly resolve: () => void }>();

  constructor(parts: NetworkParts) {
    this.parts = parts;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#endedNow = resolve;
    for (const setup of parts.setups) this.adopt(setup);
  }

  /** In the order of their numbers. */
  get nodes(): readonly NodeProcess[] {
    return this.#nodes;
  }

  /** Takes one node more under its wing, not started. */
  adopt(setup: NodeSetup): NodeProcess {
    const { folder, onControl } = this.parts;
    const node: NodeProcess = new NodeProcess(setup, {
      module: this.parts.module,
      logFile: join(folder, 'logs', `node-${setup.number}.log`),
      onMessage: (message) => this.#onMessage(node, message),
      onControl: (request) => onControl(this, request),
      onDeath: (exit, again) => this.#onDeath(node, exit, again),
    });
    this.#nodes.push(node);
    return node;
  }

  /** Lets go of one that did not start. */
  forget(node: NodeProcess): void {
    const at = this.#nodes.indexOf(node);
    if (at >= 0) this.#nodes.splice(at, 1);
  }

  /** Highest block that was told. */
  get height(): bigint {
    return this.#height;
  }

  get ready(): RunningNetwork {
    return {
      ...this.parts.facts,
      urls: { ...this.parts.facts.urls, ...this.#siteUrls },
      genesisHash: this.#genesisHash,
      nodes: this.nodes.map(({ name, pid, setup }) => {
        const { host, apiPort, udpPort } = setup;
        return { name, pid, api: `http://${host}:${apiPort}`, udp: `${host}:${udpPort}` };
      }),
    };
  }

  /**
   * Starts every node and waits for a block that was not there before.
   * @throws DevnetError DEVNET_CHILD_ENDED, DEVNET_GENESIS_DIFFERS; the signal's reason
   */
  async start(signal: AbortSignal): Promise<void> {
    const answers = await unlessAborted(Promise.all(this.nodes.map((node) => node.start())), signal);
    const hashes = new Set(answers.map(({ genesisHash }) => genesisHash));
    if (hashes.size !== 1) throw new DevnetError('DEVNET_GENESIS_DIFFERS', { hashes: [...hashes].join(', ') });
    this.#genesisHash = [...hashes][0] as string;
    const highest = answers.reduce((most, { height }) => (height > most ? height : most), 0n);
    if (this.#height < highest) this.#height = highest;
    await this.waitForHeight(highest + 1n, signal);
  }

  /** Resolves with the pages when they are served. @throws the signal's reason */
  async sites(): Promise<SiteServers> {
    const sites = await this.parts.sites;
    this.#siteUrls = sites.urls;
    return sites;
  }

  /** Resolves at this height. @throws the signal's reason */
  waitForHeight(height: bigint, signal: AbortSignal): Promise<void> {
    if (this.#height >= height) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry = { height, resolve };
    this.#waiting.add(entry);
    return unlessAborted(promise, signal).finally(() => this.#waiting.delete(entry));
  }

  /** Ends all nodes, does something to their folders, and starts them again. */
  async whileStopped(action: () => void, signal: AbortSignal): Promise<void> {
    await this.stopNodes();
    action();
    this.#height = 0n;
    await this.start(signal);
    writeReady(this.parts.folder, this.ready);
  }

  /** @throws DevnetError DEVNET_BAD_OPTION */
  node(number: number): NodeProcess {
    const found = this.nodes[number - 1];
    if (found === undefined)
      throw new DevnetError('DEVNET_BAD_OPTION', { option: 'node', number, nodes: this.nodes.length });
    return found;
  }

  async stopNodes(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  /** Ends it, keeping its state: at most about two seconds. */
  stop(): Promise<void> {
    this.#ending ??= (async () => {
      await Promise.all([this.stopNodes(), this.parts.sites.then((sites) => sites.close())]);
      releaseLock(this.parts.folder);
      this.#endedNow();
    })();
    return this.#ending;
  }

  #onMessage(node: NodeProcess, message: FromNode): void {
    if (message.kind !== 'block') {
      if (message.kind === 'failed')
        this.parts.onEvent({ kind: 'fault', text: `${node.name} failed: ${message.code} ${message.message}` });
      // Others tell the same; one line is enough.
      if (message.kind === 'reverted' && node === this.#teller())
        this.parts.onEvent({ kind: 'note', text: `block ${message.height} ${message.hash.slice(0, 8)} was replaced` });
      return;
    }
    const { height } = message.block;
    if (height <= this.#height) return;
    this.#height = height;
    this.parts.onEvent({ kind: 'block', block: message.block });
    for (const waiting of this.#waiting) if (height >= waiting.height) waiting.resolve();
  }

  #teller(): NodeProcess | undefined {
    return this.nodes.find(({ running }) => running);
  }

  #onDeath(node: NodeProcess, { code, signal }: ChildExit, again: boolean): void {
    const left = this.nodes.filter(({ running }) => running).length;
    const cause = signal === 'SIGKILL' ? 'SIGKILL, likely out of memory' : (signal ?? `exit ${code}`);
    const next = again ? 'it is started once more' : `see ${join(this.parts.folder, 'logs', `${node.name}.log`)}`;
    this.parts.onEvent({
      kind: 'fault',
      text: `${node.name} stopped (${cause}), ${left} of ${this.nodes.length} run on; ${next}`,
    });
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
