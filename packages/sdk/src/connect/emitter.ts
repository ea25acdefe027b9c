import type { ConnectEvents } from './types.ts';

type AnyHandler = (payload: never) => void;

/** Handlers by event, called in the order of their registration. */
export class ConnectEmitter {
  readonly #handlers = new Map<string, { readonly handler: AnyHandler; readonly once: boolean }[]>();

  add(event: string, handler: AnyHandler, once: boolean): void {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), { handler, once }]);
  }

  remove(event: string, handler: AnyHandler): void {
    this.#handlers.set(
      event,
      (this.#handlers.get(event) ?? []).filter((it) => it.handler !== handler),
    );
  }

  removeAll(event?: string): void {
    if (event === undefined) this.#handlers.clear();
    else this.#handlers.delete(event);
  }

  emit<K extends keyof ConnectEvents>(event: K, payload: ConnectEvents[K]): void {
    const all = this.#handlers.get(event) ?? [];
    this.#handlers.set(
      event,
      all.filter(({ once }) => !once),
    );
    for (const { handler } of all) (handler as (value: ConnectEvents[K]) => void)(payload);
  }
}
