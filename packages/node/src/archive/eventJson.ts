import { eventToJson as abiEventToJson, type ContractAbi, stakeAbi, transferAbi } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import type { JsonValue } from '@eventide/ledger';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import type { ArchivedEvent, MoonlightGroup } from './archiveReader.ts';

const readable: ReadonlyMap<string, ContractAbi> = new Map<string, ContractAbi>([
  [toHex(TRANSFER_CONTRACT), transferAbi],
  [toHex(STAKE_CONTRACT), stakeAbi],
]);

/** An event as `contractEvents` shows it, its data as hex. Spec: 08 §5.1 */
export function eventToJson({ origin, topic, source, data }: ArchivedEvent): JsonValue {
  return { origin, topic, source, data: toHex(data) };
}

/** A group as the Moonlight history shows it, the data of genesis contracts as JSON. Spec: 08 §5.1 */
export function groupToJson({ origin, blockHeight, events }: MoonlightGroup): JsonValue {
  return {
    events: events.map(({ source, topic, data }) => ({ target: source, topic, data: readEvent(source, topic, data) })),
    origin,
    block_height: blockHeight,
  };
}

/** Hex where nobody knows better. Spec: 08 §4.5 */
function readEvent(source: string, topic: string, data: Uint8Array): JsonValue {
  const abi = readable.get(source);
  if (abi === undefined) return toHex(data);
  try {
    return abiEventToJson(abi, topic, data);
  } catch (error) {
    if (isEventideError(error)) return toHex(data);
    throw error;
  }
}
