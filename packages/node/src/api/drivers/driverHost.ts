import type { Json } from '@eventide/abi';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { ContractDriver } from './dataDriver.ts';
import type { DriverReply, DriverTask } from './driverRequest.ts';
import type { DriverStore } from './driverStore.ts';
import { DriverFailure, DriverThread } from './driverThread.ts';

/** Runs drivers that contracts' owners brought: foreign code, so in a thread with a clock and a bounded memory. Spec: 08 §3 */
export class DriverHost {
  readonly #store: DriverStore;
  readonly #thread: DriverThread;

  constructor(store: DriverStore, timeoutMs: number) {
    this.#store = store;
    this.#thread = new DriverThread(timeoutMs);
  }

  /** The driver of a contract, by hex id; undefined if its owner brought none. */
  async find(id: string): Promise<ContractDriver | undefined> {
    const wasm = await this.#store.bytecode(id);
    if (wasm === undefined) return undefined;
    const key = toHex(sha256(wasm));
    const ask = (task: DriverTask): Promise<DriverReply> => this.#ask(key, wasm, task);
    const json = async (task: DriverTask): Promise<Json> => JSON.parse(textOf(await ask(task))) as Json;
    return {
      encodeInput: async (name, text) => bytesOf(await ask({ do: 'encodeInput', name, json: text })),
      decodeInput: (name, bytes) => json({ do: 'decodeInput', name, bytes }),
      decodeOutput: (name, bytes) => json({ do: 'decodeOutput', name, bytes }),
      decodeEvent: (name, bytes) => json({ do: 'decodeEvent', name, bytes }),
      schema: async () => textOf(await ask({ do: 'schema' })),
      version: async () => textOf(await ask({ do: 'version' })),
    };
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #ask(key: string, wasm: Uint8Array, task: DriverTask): Promise<DriverReply> {
    const reply = await this.#thread.request({ key, wasm: undefined, task });
    return reply.kind === 'missing' ? this.#thread.request({ key, wasm, task }) : reply;
  }
}

function textOf(reply: DriverReply): string {
  if (reply.kind === 'text' || reply.kind === 'json') return reply.text;
  throw new DriverFailure(reply.kind === 'failed' ? reply.text : reply.kind);
}

function bytesOf(reply: DriverReply): Uint8Array {
  if (reply.kind === 'bytes') return reply.bytes;
  throw new DriverFailure(reply.kind === 'failed' ? reply.text : reply.kind);
}
