import { DevnetError } from '../errors.ts';
import { type Child, type ChildExit, startChild } from '../process/childProcess.ts';
import type { ControlAnswer, ControlRequest, FromNode, NodeSetup, ToNode } from '../process/protocol.ts';

/** The first process is asked to end; after this it is killed. */
const STOP_MS = 1_800;
/** A node that died is started again, once, after this. Spec: 13 §1.3 */
const RESTART_MS = 5_000;
/** A second death within this is no accident. */
const STABLE_MS = 60_000;

export type NodeProcessPorts = {
  /** File that its process begins with. */
  readonly module: string;
  readonly logFile: string;
  readonly onMessage: (message: FromNode) => void;
  readonly onControl: (request: ControlRequest) => Promise<ControlAnswer>;
  /** It died; `again`: it will be started once more. */
  readonly onDeath: (exit: ChildExit, again: boolean) => void;
};

/** One node of a network in a process of its own, watched over. */
export class NodeProcess {
  readonly setup: NodeSetup;
  readonly #ports: NodeProcessPorts;
  #child: Child<ToNode> | undefined;
  #wanted = false;
  #isCut = false;
  #startedAtMs = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #ready: { readonly resolve: (ready: NodeReady) => void; readonly reject: (error: unknown) => void } | undefined;

  constructor(setup: NodeSetup, ports: NodeProcessPorts) {
    this.setup = setup;
    this.#ports = ports;
  }

  get name(): string {
    return `node-${this.setup.number}`;
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** It does not hear some of the others. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Resolves when it answers. @throws DevnetError DEVNET_CHILD_ENDED if it ends before that */
  start(): Promise<NodeReady> {
    this.#wanted = true;
    this.#isCut = false;
    this.#startedAtMs = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<NodeReady>();
    this.#ready = { resolve, reject };
    const child = startChild<ToNode, FromNode>({
      module: this.#ports.module,
      logFile: this.#ports.logFile,
      onMessage: (message) => this.#onMessage(child, message),
      onExit: (exit) => this.#onExit(exit),
    });
    this.#child = child;
    child.send({ kind: 'start', setup: this.setup });
    return promise;
  }

  /** Ends it and leaves it so. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#restart);
    await this.#child?.stop({ kind: 'stop' }, STOP_MS);
  }

  /** Cuts the node off from these; an empty list heals. */
  cut(addresses: readonly string[]): void {
    this.#isCut = addresses.length > 0;
    this.#child?.send({ kind: 'cut', addresses });
  }

  /** Makes the node take up nothing, or go on. */
  pause(paused: boolean): void {
    this.#child?.send({ kind: 'pause', paused });
  }

  #onMessage(child: Child<ToNode>, message: FromNode): void {
    if (message.kind === 'ready') {
      this.#ready?.resolve({ api: message.api, genesisHash: message.genesisHash, height: BigInt(message.height) });
      this.#ready = undefined;
    }
    if (message.kind === 'failed')
      this.#ready?.reject(
        new DevnetError('DEVNET_CHILD_ENDED', {
          node: this.name,
          code: message.code,
          reason: message.message,
          log: this.#ports.logFile,
        }),
      );
    if (message.kind !== 'control') {
      this.#ports.onMessage(message);
      return;
    }
    const { id, request } = message;
    void this.#ports.onControl(request).then((answer) => child.send({ kind: 'answer', id, answer }));
  }

  #onExit(exit: ChildExit): void {
    this.#child = undefined;
    this.#ready?.reject(
      new DevnetError('DEVNET_CHILD_ENDED', {
        node: this.name,
        code: exit.code,
        signal: exit.signal,
        log: this.#ports.logFile,
      }),
    );
    const wasReady = this.#ready === undefined;
    this.#ready = undefined;
    if (!this.#wanted || !wasReady) return;
    const again = this.#restart === undefined || performance.now() - this.#startedAtMs > STABLE_MS;
    this.#ports.onDeath(exit, again);
    if (again) this.#restart = setTimeout(() => void this.start().catch(() => {}), RESTART_MS);
  }
}

export type NodeReady = { readonly api: string; readonly genesisHash: string; readonly height: bigint };
