import { createLru } from '@eventide/base';
import { KadcastError } from '../errors.ts';
import { ltColumns, MAX_ROW_WEIGHT } from './matrix.ts';
import { blockParams, type Oti, type SourceBlock, sourceBlock } from './params.ts';
import { ProgramWriter } from './program.ts';
import { rowEngine } from './rowEngine.ts';
import { buildPlan, type Plan } from './solve.ts';
import { SymbolLayout } from './symbols.ts';

/** Block number and symbol id before each symbol. Spec: 07 §6.1 */
export const PAYLOAD_ID_BYTES = 4;

/** Most encoding symbol ids a block may use. */
const SYMBOL_IDS = 1 << 24;
/** Plans kept, by number of source symbols; real traffic has few sizes. */
const CACHED_PLANS = 64;
/** Words of all plans kept: 32 MB. */
const CACHED_WORDS = 8 * 1024 * 1024;

/** Encoded packets: `count` records of `stride` bytes, each `headroom` free bytes, payload id, symbol. */
export type Packets = {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly stride: number;
};

/**
 * All packets of a payload in sending order: per block its source symbols, then `repair` repair symbols.
 * `headroom` bytes are left free before each for what the caller puts there.
 * @throws KadcastError KADCAST_OTI if payload and `oti` do not fit. Spec: 07 §6.1, §8
 */
export function encodePackets(payload: Uint8Array, oti: Oti, repair: number, headroom = 0): Packets {
  if (payload.length === 0 || payload.length !== oti.transferLength) {
    throw new KadcastError('KADCAST_OTI', { bytes: payload.length, transferLength: oti.transferLength });
  }
  const blocks = Array.from({ length: oti.sourceBlocks }, (_, number) => sourceBlock(oti, number));
  const count = blocks.reduce((sum, block) => sum + block.symbols + repair, 0);
  const stride = headroom + PAYLOAD_ID_BYTES + oti.symbolSize;
  const bytes = new Uint8Array(count * stride);
  const layout = new SymbolLayout(oti);
  let at = headroom;
  blocks.forEach((block, number) => {
    if (block.symbols + repair > SYMBOL_IDS) throw new KadcastError('KADCAST_OTI', { repair });
    const first = at;
    for (let id = 0; id < block.symbols + repair; id++, at += stride) {
      bytes[at] = number;
      bytes[at + 1] = id >>> 16;
      bytes[at + 2] = id >>> 8;
      bytes[at + 3] = id;
      if (id < block.symbols) layout.read(payload, block, id, bytes, at + PAYLOAD_ID_BYTES);
    }
    if (repair > 0) addRepair(bytes, first + PAYLOAD_ID_BYTES, stride, block, oti.symbolSize, repair);
  });
  return { bytes, count, stride };
}

/** Fills in the repair symbols of one block, whose first source symbol lies at `at`. */
function addRepair(
  bytes: Uint8Array,
  at: number,
  stride: number,
  block: SourceBlock,
  size: number,
  repair: number,
): void {
  const plan = encodingPlan(block.symbols);
  const { Kp } = plan.params;
  const engine = rowEngine();
  engine.open(plan.slots + repair, size);
  for (let i = 0; i < block.symbols; i++) {
    engine.write(plan.firstInput + i, bytes.subarray(at + i * stride, at + i * stride + size));
  }
  engine.run(plan.program);
  const ids = Int32Array.from({ length: repair }, (_, i) => Kp + i);
  engine.run(symbolProgram(plan, ids, plan.slots));
  const start = at + block.symbols * stride;
  for (let i = 0; i < repair; i++) bytes.set(engine.view(plan.slots + i, size), start + i * stride);
}

/** Computes the symbols with these internal ids into slots from `firstSlot` on. */
export function symbolProgram(plan: Plan, internalIds: Int32Array, firstSlot: number): Int32Array {
  const columns = new Int32Array(MAX_ROW_WEIGHT);
  const out = new ProgramWriter(internalIds.length * 10);
  for (let i = 0; i < internalIds.length; i++) {
    const end = ltColumns(plan.params, internalIds[i] as number, columns, 0);
    out.gather(firstSlot + i);
    for (let k = 0; k < end; k++) out.source(plan.firstIntermediate + (columns[k] as number));
  }
  return out.finish();
}

const plans = createLru<number, Plan>({
  maxEntries: CACHED_PLANS,
  maxWeight: CACHED_WORDS,
  weigh: (plan) => plan.program.length,
});

/** The plan for a full block of `symbols` source symbols; kept, least recently used first out. */
export function encodingPlan(symbols: number): Plan {
  const known = plans.get(symbols);
  if (known !== undefined) return known;
  const ids = Int32Array.from({ length: symbols }, (_, i) => i);
  // The source symbols of a block always determine it: RFC 6330 §5.6 chose J(K') so.
  const built = buildPlan(blockParams(symbols), ids) as Plan;
  const plan = { ...built, program: built.program.slice() };
  plans.set(symbols, plan);
  return plan;
}
