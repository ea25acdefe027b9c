import { isEventideError } from '@eventide/base';

/** What travels instead of an error object: class and stack stay where they were. */
export type RpcFailure = {
  readonly code: string;
  readonly message: string;
  /** What the user can do about it, in the words of the error's own package. */
  readonly next?: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
};

/** A failed call; `code` is that of the error on the other side. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: string;
  readonly next: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(failure: RpcFailure) {
    super(failure.message);
    this.code = failure.code;
    this.next = failure.next;
    this.details = failure.details;
  }
}

/** Anything with `postMessage` and `onmessage`: a worker, its scope, a port. */
export type RpcPort = {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
};

type Request =
  | { readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly abort: number };
type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: RpcFailure }
  | { readonly event: string; readonly data: unknown };

/** Methods a worker offers; each gets a signal as its last argument that fires when the caller gives up. */
export type RpcMethods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Methods as the caller sees them: the trailing signal becomes optional and everything is a promise. */
export type RpcCalls<M> = {
  readonly [K in keyof M]: M[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

/** The caller's side. `fail` ends every open call, for a worker that died. */
export type RpcClient<M> = {
  readonly call: RpcCalls<M>;
  on(event: string, listener: (data: never) => void): () => void;
  fail(message: string): void;
};

/** Talks to `serveRpc` on the other side of a port. An `AbortSignal` as last argument cancels the call over there. */
export function createRpcClient<M>(port: RpcPort): RpcClient<M> {
  let nextId = 1;
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, Set<(data: never) => void>>();
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ('event' in data) {
      for (const listener of listeners.get(data.event) ?? []) listener(data.data as never);
      return;
    }
    const waiting = open.get(data.id);
    open.delete(data.id);
    if ('failure' in data) waiting?.reject(new RpcError(data.failure));
    else waiting?.resolve(data.result);
  };
  const send = (method: string, args: readonly unknown[]): Promise<unknown> => {
    const last = args.at(-1);
    const signal = last instanceof AbortSignal ? last : undefined;
    const id = nextId++;
    return new Promise((resolve, reject) => {
      open.set(id, { resolve, reject });
      port.postMessage({ id, method, args: signal === undefined ? args : args.slice(0, -1) } satisfies Request);
      const abort = (): void => port.postMessage({ abort: id } satisfies Request);
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
    });
  };
  const call = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          send(String(method), args),
    },
  ) as RpcCalls<M>;
  return {
    call,
    on: (event, listener) => {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
      return () => all.delete(listener);
    },
    fail: (message) => {
      for (const { reject } of open.values()) reject(new RpcError({ code: 'WORKER_LOST', message, details: {} }));
      open.clear();
    },
  };
}

/** The worker's side: runs calls and lets `emit` push events. */
export function serveRpc(port: RpcPort, methods: RpcMethods): (event: string, data: unknown) => void {
  const running = new Map<number, AbortController>();
  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    if ('abort' in data) {
      running.get(data.abort)?.abort();
      return;
    }
    const { id, method, args } = data;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (run === undefined) throw new RpcError({ code: 'RPC_UNKNOWN', message: `no method ${method}`, details: {} });
      const result = await run(...(args as never[]), controller.signal as never);
      port.postMessage({ id, result } satisfies Answer);
    } catch (error) {
      port.postMessage({ id, failure: failureOf(error) } satisfies Answer);
    } finally {
      running.delete(id);
    }
  };
  return (event, data) => port.postMessage({ event, data } satisfies Answer);
}

/** What may be said about an error across a port and on a screen. */
export function failureOf(error: unknown): RpcFailure {
  if (error instanceof RpcError)
    return { code: error.code, message: error.message, next: error.next, details: error.details };
  if (isEventideError(error)) {
    const { next } = error as { readonly next?: string };
    return { code: error.code, message: error.message, next, details: plain(error.details) };
  }
  if (error instanceof DOMException && error.name === 'AbortError')
    return { code: 'ABORTED', message: 'aborted', details: {} };
  return { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error), details: {} };
}

/** Details hold texts and numbers; anything else is said by its text, so that every message can be cloned. */
function plain(details: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? String(value) : value,
    ]),
  );
}
