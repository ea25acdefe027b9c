import { toHex, utf8 } from '@eventide/base';
import { ruesHeaders } from '@eventide/rues';
import { contractIdOf } from '../contractId.ts';
import { type ContractDriver, genesisAbi } from '../drivers/dataDriver.ts';
import type { Drivers } from '../drivers/drivers.ts';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import { formatSortedJson } from '../json.ts';
import type { LedgerDoor, NodeDoor } from '../nodeDoor.ts';
import { bytesAnswer, jsonAnswer, type RuesAnswer, type RuesRequest } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';
import { guarded } from './driver.ts';
import { MISSING_FEED, queryFailure } from './queryFailure.ts';

export type QueryGates = { readonly queries: Gate; readonly feeders: Gate };

/** Header of our nodes: read the state after this block, while it is kept. Spec: 13 §7 */
const AT_HEIGHT = 'eventide-at-height';

type Call = {
  readonly contract: Uint8Array;
  readonly fn: string;
  readonly argument: Uint8Array;
  /** State to read; the newest without. */
  readonly root: Uint8Array | undefined;
  /** Set if the client speaks JSON. */
  readonly driver: ContractDriver | undefined;
};

/** Reading contracts: raw or JSON, returned or fed. Spec: 08 §4.2 */
export function contractQueryRoutes(
  door: NodeDoor,
  drivers: Drivers,
  gates: QueryGates,
  feederGas: bigint,
): RuesRoute[] {
  return [
    {
      component: 'contracts',
      entity: true,
      handle: async (request) => {
        const call = await readCall(request, door, drivers);
        return request.headers[ruesHeaders.feeder] === undefined
          ? query(door, gates.queries, call)
          : feed(door, gates.feeders, call, feederGas, request.signal);
      },
    },
  ];
}

async function readCall(
  { uri, body, json, headers }: RuesRequest,
  { ledger }: NodeDoor,
  drivers: Drivers,
): Promise<Call> {
  const entity = uri.entity ?? '';
  const contract = contractIdOf(entity, 'Invalid contract bytes');
  const fn = uri.topic;
  const root = await rootAt(ledger, headers[AT_HEIGHT]);
  if (!json) return { contract, fn, argument: body.bytes, root, driver: undefined };
  const driver = await drivers.find(toHex(contract));
  if (driver === undefined) throw new RefusedRequest('notFound', `Unsupported contract ${entity}`);
  const argument = await guarded('invalidInput', 'Invalid JSON: ', () => driver.encodeInput(fn, body.text));
  return { contract, fn, argument, root, driver };
}

/** State after the block of this height. @throws RefusedRequest */
async function rootAt(ledger: LedgerDoor, height: string | undefined): Promise<Uint8Array | undefined> {
  if (height === undefined) return undefined;
  if (!/^\d{1,19}$/.test(height)) throw new RefusedRequest('invalidInput', `${AT_HEIGHT}: a height expected`);
  const found = await ledger.at(BigInt(height));
  if (found === undefined) throw new RefusedRequest('notFound', `no block ${height}`);
  return found.block.header.stateHash;
}

async function query(
  { state, identity }: NodeDoor,
  gate: Gate,
  { contract, fn, argument, root, driver }: Call,
): Promise<RuesAnswer> {
  if (feeds(contract, fn)) throw new RefusedRequest('vm', MISSING_FEED);
  let output: Uint8Array;
  try {
    output = await gate.run(() => state.query(contract, fn, argument, { root, gasLimit: identity.blockGasLimit }));
  } catch (error) {
    throw queryFailure(error);
  }
  if (driver === undefined) return bytesAnswer(output);
  try {
    return jsonAnswer(await driver.decodeOutput(fn, output));
  } catch {
    // As the reference: what the driver cannot read is handed out as it is.
    return bytesAnswer(output);
  }
}

async function feed(
  { state }: NodeDoor,
  gate: Gate,
  { contract, fn, argument, root, driver }: Call,
  gasLimit: bigint,
  signal: AbortSignal,
): Promise<RuesAnswer> {
  const leave = await gate.enter();
  // The signal of a request aborts at its end, whatever that was.
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const items = quietly(state.feed(contract, fn, argument, { root, gasLimit, signal }));
  return { kind: 'stream', json: driver !== undefined, items: driver ? jsonItems(items, driver, fn) : items };
}

/** A failure inside the call ends the stream: the answer has begun by then. Spec: 08 §4.2 */
async function* quietly(items: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* items;
  } catch (error) {
    if (queryFailure(error) === error) throw error;
  }
}

/** One array; it stays open if an item cannot be read. Spec: 08 §4.2 */
async function* jsonItems(
  items: AsyncIterable<Uint8Array>,
  driver: ContractDriver,
  fn: string,
): AsyncGenerator<Uint8Array> {
  let separator = '[';
  for await (const item of items) {
    let text: string;
    try {
      text = formatSortedJson(await driver.decodeOutput(fn, item));
    } catch {
      return;
    }
    yield utf8(separator + text);
    separator = ',';
  }
  yield utf8(separator === '[' ? '[]' : ']');
}

/** Genesis contracts tell which of their methods feed. */
function feeds(contract: Uint8Array, fn: string): boolean {
  const methods = genesisAbi(toHex(contract))?.methods;
  return methods !== undefined && Object.hasOwn(methods, fn) && methods[fn]?.feeds !== null;
}
