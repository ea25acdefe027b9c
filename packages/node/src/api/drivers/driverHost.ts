import type { Json } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { createGuardedWorker, type GuardedWorker } from '@eventide/vm/guard';
import { BusyServer } from '../errors.ts';
import type { ContractDriver } from './dataDriver.ts';
import type { DriverReply, DriverRequest, DriverTask } from './driverRequest.ts';
import type { DriverStore } from './driverStore.ts';

const WAITING = 256;

/** A driver did not do what it was asked for; the message is its own. */
export class DriverFailure extends Error {
  override readonly name = 'DriverFailure';
}

/** Runs drivers that contracts' owners brought: foreign code, so in a worker with a clock and a bounded memory. Spec: 08 §3 */
export class DriverHost {
  readonly #store: DriverStore;
  readonly #worker: GuardedWorker;

  constructor(store: DriverStore, timeoutMs: number) {
    this.#store = store;
    const url = new URL(import.meta.url.endsWith('.ts') ? './driverWorker.ts' : './driverWorker.js', import.meta.url);
    this.#worker = createGuardedWorker({ url, timeoutMs, stackSizeMb: 4, queueLength: WAITING });
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
    return this.#worker.close();
  }

  async #ask(key: string, wasm: Uint8Array, task: DriverTask): Promise<DriverReply> {
    const reply = await this.#request({ key, wasm: undefined, task });
    return reply.kind === 'missing' ? this.#request({ key, wasm, task }) : reply;
  }

  async #request(request: DriverRequest): Promise<DriverReply> {
    try {
      return (await this.#worker.request(request)) as DriverReply;
    } catch (error) {
      if (isEventideError(error, 'VM_SESSION_BUSY')) throw new BusyServer(error);
      if (isEventideError(error, 'VM_DEADLINE')) throw new DriverFailure('the driver took too long', { cause: error });
      if (isEventideError(error, 'FAULT_WORKER')) throw new DriverFailure('the driver crashed', { cause: error });
      throw error;
    }
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
