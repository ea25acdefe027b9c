import { toHex } from '@eventide/base';
import { contractIdOf } from '../contractId.ts';
import type { ContractDriver } from '../drivers/dataDriver.ts';
import type { Drivers } from '../drivers/drivers.ts';
import { BusyServer, RefusedRequest } from '../errors.ts';
import { bytesAnswer, jsonAnswer, type RuesAnswer, type RuesBody } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** JSON ↔ archives through a contract's driver. Spec: 08 §3 */
export function driverRoutes(drivers: Drivers): RuesRoute[] {
  return [
    {
      component: 'driver',
      entity: true,
      handle: async ({ uri, body }) => {
        const entity = uri.entity ?? '';
        const driver = await drivers.find(toHex(contractIdOf(entity, 'Invalid contractId')));
        if (driver === undefined) {
          throw new RefusedRequest('notFound', `No data driver for contract id ${entity} found.`);
        }
        const colon = uri.topic.indexOf(':');
        const method = colon < 0 ? uri.topic : uri.topic.slice(0, colon);
        const target = colon < 0 ? '' : uri.topic.slice(colon + 1);
        const run = RUNS[method];
        if (run === undefined) throw new RefusedRequest('notFound', `Unsupported data driver method ${method}`);
        return guarded('dataDriver', '', () => run(driver, target, body));
      },
    },
  ];
}

type Run = (driver: ContractDriver, target: string, body: RuesBody) => Promise<RuesAnswer>;

const RUNS: Readonly<Record<string, Run>> = {
  __proto__: null as unknown as Run,
  decode_event: async (driver, target, { bytes }) => jsonAnswer(await driver.decodeEvent(target, bytes)),
  decode_input_fn: async (driver, target, { bytes }) => jsonAnswer(await driver.decodeInput(target, bytes)),
  decode_output_fn: async (driver, target, { bytes }) => jsonAnswer(await driver.decodeOutput(target, bytes)),
  encode_input_fn: async (driver, target, { text }) => bytesAnswer(await driver.encodeInput(target, text)),
  get_schema: async (driver) => ({ kind: 'text', text: await driver.schema() }),
  get_version: async (driver) => ({ kind: 'text', text: await driver.version() }),
};

/** What a driver refuses is the request's fault, of this kind. @throws RefusedRequest, BusyServer */
export async function guarded<T>(
  kind: 'dataDriver' | 'invalidInput',
  prefix: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BusyServer) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new RefusedRequest(kind, prefix + text, { cause: error });
  }
}
