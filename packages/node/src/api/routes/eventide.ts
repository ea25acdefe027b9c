import { decodeFeed, encodeArgument, toNote, transferAbi } from '@eventide/abi';
import { concatBytes, intToBytesLe, isEventideError } from '@eventide/base';
import { decode, encode, type Reader } from '@eventide/codec';
import { blockCodec } from '@eventide/ledger';
import { noteCodec, TRANSFER_CONTRACT } from '@eventide/tx';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import type { NodeDoor } from '../nodeDoor.ts';
import { bytesAnswer, type RuesAnswer, type RuesRequest } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';
import { queryFailure } from './queryFailure.ts';

/** The extension routes, as `node/info` lists them. Spec: 14 §9 */
export const EXTENSION_ROUTES = [
  'eventide/compact_notes',
  'eventide/state_page',
  'eventide/state_contracts',
  'eventide/contract_code',
  'eventide/block',
  'eventide/trace',
] as const;

/** Of a note: type, commitment, address, position, encrypted value; not the sender. Spec: 14 §9 */
const COMPACT_NOTE_BYTES = 173;
const ID_BYTES = 32;

/** Routes that only our nodes answer. Spec: 14 §9 */
export function eventideRoutes(door: NodeDoor, feeders: Gate, feederGas: bigint): RuesRoute[] {
  return [
    {
      component: 'eventide',
      topic: 'compact_notes',
      handle: (request) => compactNotes(door, request, feeders, feederGas),
    },
    {
      component: 'eventide',
      topic: 'state_page',
      handle: async ({ body }) => {
        const { root, contract, page } = read(body.bytes, (r) => ({
          root: r.bytes(ID_BYTES),
          contract: r.bytes(ID_BYTES),
          page: r.u64(),
        }));
        const found = await ofKnownState(() => door.state.statePage(root, contract, page));
        if (found === undefined) throw new RefusedRequest('notFound', 'state, contract or page unknown');
        return bytesAnswer(found);
      },
    },
    {
      component: 'eventide',
      topic: 'state_contracts',
      handle: async ({ body }) => {
        const { root, from } = read(body.bytes, (r) => ({ root: r.bytes(ID_BYTES), from: r.u32() }));
        const found = await ofKnownState(() => door.state.stateContracts(root, from));
        if (found === undefined) throw new RefusedRequest('notFound', 'state unknown');
        return bytesAnswer(found);
      },
    },
    {
      component: 'eventide',
      topic: 'contract_code',
      handle: async ({ body }) => {
        const { root, contract } = read(body.bytes, (r) => ({ root: r.bytes(ID_BYTES), contract: r.bytes(ID_BYTES) }));
        const found = await ofKnownState(() => door.state.contractCode(root, contract));
        if (found === undefined) throw new RefusedRequest('notFound', 'state or contract unknown');
        return bytesAnswer(found);
      },
    },
    {
      component: 'eventide',
      topic: 'block',
      handle: async ({ body }) => {
        const hash = read(body.bytes, (r) => r.bytes(ID_BYTES));
        const found = await door.ledger.byHash(hash);
        if (found === undefined) throw new RefusedRequest('notFound', 'block unknown');
        return bytesAnswer(encode(blockCodec, found.block));
      },
    },
  ];
}

/** undefined for a state that is not there, or not any longer. */
async function ofKnownState<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isEventideError(error, 'VM_COMMIT_UNKNOWN')) return undefined;
    throw error;
  }
}

async function compactNotes(
  { state }: NodeDoor,
  { body, signal }: RuesRequest,
  gate: Gate,
  gasLimit: bigint,
): Promise<RuesAnswer> {
  const range = read(body.bytes, (r) => [r.u64(), r.u64()] as const);
  const leave = await gate.enter();
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const leaves = state.feed(TRANSFER_CONTRACT, 'sync', encodeArgument(transferAbi, 'sync', range), {
    gasLimit,
    signal,
  });
  return { kind: 'stream', json: false, items: compacted(leaves) };
}

/** Each leaf as `block_height u64 ‖ 173 bytes of the note`. A failure cuts the answer off, so that it cannot pass for whole. */
async function* compacted(leaves: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const leaf of leaves) {
      const { blockHeight, note } = decodeFeed(transferAbi, 'sync', leaf);
      yield concatBytes(intToBytesLe(blockHeight, 8), encode(noteCodec, toNote(note)).subarray(0, COMPACT_NOTE_BYTES));
    }
  } catch (error) {
    throw queryFailure(error);
  }
}

function read<T>(bytes: Uint8Array, fields: (r: Reader) => T): T {
  try {
    return decode({ read: fields, write: () => undefined }, bytes);
  } catch (error) {
    throw new RefusedRequest('invalidInput', 'malformed request', { cause: error });
  }
}
