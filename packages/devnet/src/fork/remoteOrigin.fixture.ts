import { MessageChannel, Worker } from 'node:worker_threads';

/** `lying`: pages with a wrong bit; `silent`: pages never come; `gone`: connections are cut. */
export type ProxyMode = 'honest' | 'lying' | 'silent' | 'gone';
export type OriginData = { readonly modules: readonly Uint8Array[] };
export type OriginOrder = {
  readonly mode?: ProxyMode;
  /** After the answer. */
  readonly forget?: boolean;
  readonly mine?: number;
  /** Deploys the next module. */
  readonly deploy?: boolean;
  /** Gives an account money. */
  readonly fund?: string;
  readonly close?: boolean;
};
export type OriginAnswer = {
  readonly url: string;
  readonly height: bigint;
  /** Routes, one a request. */
  readonly asked: readonly string[];
  readonly contracts: readonly string[];
};

export type RemoteOrigin = {
  readonly url: string;
  /** Resolves when it is done. */
  order(order: OriginOrder): Promise<OriginAnswer>;
  close(): Promise<void>;
};

/** A network whose API answers while this thread stands still. */
export async function startRemoteOrigin(modules: readonly Uint8Array[]): Promise<RemoteOrigin> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./remoteOrigin.child.fixture.ts', import.meta.url), {
    workerData: { modules, port: port2 } satisfies OriginData & { readonly port: unknown },
    transferList: [port2],
  });
  const answered = (): Promise<OriginAnswer> =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      port1.once('message', (answer) => {
        worker.off('error', reject);
        resolve(answer);
      });
    });
  const { url } = await answered();
  const order = (what: OriginOrder): Promise<OriginAnswer> => {
    const answer = answered();
    port1.postMessage(what);
    return answer;
  };
  return {
    url,
    order,
    async close() {
      await order({ close: true });
      port1.close();
      await worker.terminate();
    },
  };
}
