import { parentPort } from 'node:worker_threads';
import { type DataDriver, loadDriver } from '@eventide/abi';
import { createLru, isEventideError } from '@eventide/base';
import { boundMemory } from './boundMemory.ts';
import { type DriverReply, type DriverRequest, type DriverTask, READY } from './driverRequest.ts';

const LOADED_DRIVERS = 16;
/** 32 MiB: ample for values of at most 3 MiB. */
const MAX_PAGES = 512;

const loaded = createLru<string, DataDriver>({ maxEntries: LOADED_DRIVERS });

parentPort?.on('message', async (message: DriverRequest) => parentPort?.postMessage(await answer(message)));
parentPort?.postMessage(READY);

async function answer({ key, wasm, task }: DriverRequest): Promise<DriverReply> {
  try {
    const known = loaded.get(key);
    if (known === undefined && wasm === undefined) return { kind: 'missing' };
    const driver = known ?? (await loadDriver(boundMemory(wasm as Uint8Array, MAX_PAGES)));
    loaded.set(key, driver);
    return run(driver, task);
  } catch (error) {
    // A driver that failed may have spoilt its memory.
    loaded.delete(key);
    return { kind: 'failed', text: textOf(error) };
  }
}

function run(driver: DataDriver, task: DriverTask): DriverReply {
  switch (task.do) {
    case 'encodeInput':
      return { kind: 'bytes', bytes: driver.encodeInput(task.name, task.json) };
    case 'schema':
      return { kind: 'text', text: driver.schema() };
    case 'version':
      return { kind: 'text', text: driver.version() };
    default:
      return { kind: 'json', text: JSON.stringify(driver[task.do](task.name, task.bytes)) };
  }
}

function textOf(error: unknown): string {
  const told = isEventideError(error) ? error.details.text : undefined;
  return typeof told === 'string' && told !== '' ? told : error instanceof Error ? error.message : String(error);
}
