import { KadcastError } from '../errors.ts';
import { uninitialised } from '../uninitialised.ts';
import { BlockSymbols } from './blockSymbols.ts';
import { symbolProgram } from './encode.ts';
import { type BlockParams, blockParams, type Oti, type SourceBlock, sourceBlock } from './params.ts';
import { internalId, repairFew } from './repairFew.ts';
import { rowEngine } from './rowEngine.ts';
import { blockShape } from './shape.ts';
import { buildPlan } from './solve.ts';
import { SymbolLayout } from './symbols.ts';

/** Missing symbols up to which `repairFew` is the faster way: measured on symbols of 1296 bytes. */
const FEW = 24;

/** The payload is reserved once this part of it has come: a claim alone costs nothing, and little is copied twice. */
const RESERVE_AT = 1 / 16;

/**
 * Collects packets of one object and yields the payload as soon as they determine it.
 * Symbols are stored as they come, and after a sixteenth of them in their place in the payload; memory grows with what was
 * received, not with what the sender claims.
 * Spec: 07 §6.3, §8.5
 */
export class ObjectDecoder {
  readonly #oti: Oti;
  /** Blocks of which something was received. */
  readonly #blocks: (BlockDecoder | undefined)[] = [];
  /** Whole symbols, where the layout lets them lie side by side. */
  #payload: Uint8Array | undefined;
  #open: number;
  #storedBytes = 0;

  /** `oti` must have been checked (`decodeOti`). */
  constructor(oti: Oti) {
    this.#oti = oti;
    this.#open = oti.sourceBlocks;
  }

  /** Bytes held: the payload, once reserved, and the symbols outside it. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  /**
   * Takes symbol `id` of block `number`; a copy is kept. Returns the payload once all blocks are known.
   * Symbols of a known block, repeated ones and those of blocks that do not exist are ignored.
   * @throws KadcastError KADCAST_SYMBOL if the symbol has not exactly T bytes. Spec: 07 §6.3
   */
  push(number: number, id: number, symbol: Uint8Array): Uint8Array | undefined {
    if (symbol.length !== this.#oti.symbolSize) {
      throw new KadcastError('KADCAST_SYMBOL', { bytes: symbol.length, symbolSize: this.#oti.symbolSize });
    }
    if (number >= this.#oti.sourceBlocks) return undefined;
    const block = this.#blocks[number] ?? this.#openBlock(number);
    if (block.known) return undefined;
    if (this.#payload === undefined) this.#reserve(symbol.length);
    if (!block.symbols.add(id, symbol)) return undefined;
    if (this.#payload === undefined || id >= block.symbols.sources) this.#storedBytes += symbol.length;
    if (!block.trySolve()) return undefined;
    this.#open--;
    return this.#open === 0 ? this.#assemble() : undefined;
  }

  #openBlock(number: number): BlockDecoder {
    const block = new BlockDecoder(sourceBlock(this.#oti, number), this.#oti.symbolSize);
    this.#blocks[number] = block;
    if (this.#payload !== undefined) block.settle(this.#payload);
    return block;
  }

  /** `arriving`: bytes about to be stored. */
  #reserve(arriving: number): void {
    const { transferLength, symbolSize, subBlocks } = this.#oti;
    if (subBlocks > 1 || this.#storedBytes + arriving < transferLength * RESERVE_AT) return;
    this.#payload = uninitialised(Math.ceil(transferLength / symbolSize) * symbolSize);
    this.#storedBytes = this.#payload.length;
    for (const block of this.#blocks) {
      if (block === undefined) continue;
      block.settle(this.#payload);
      this.#storedBytes += block.symbols.looseCount * symbolSize;
    }
  }

  #assemble(): Uint8Array {
    const { transferLength } = this.#oti;
    if (this.#payload !== undefined) return this.#payload.subarray(0, transferLength);
    const payload = new Uint8Array(transferLength);
    const layout = new SymbolLayout(this.#oti);
    for (const block of this.#blocks) block?.emit(payload, layout);
    return payload;
  }
}

class BlockDecoder {
  readonly #block: SourceBlock;
  readonly #symbolSize: number;
  readonly symbols: BlockSymbols;
  /** Received symbols before the next attempt makes sense. */
  #tryAt: number;
  #patience = 1;
  known = false;

  constructor(block: SourceBlock, symbolSize: number) {
    this.#block = block;
    this.#symbolSize = symbolSize;
    this.symbols = new BlockSymbols(block.symbols, symbolSize);
    this.#tryAt = block.symbols;
  }

  /** Source symbols are kept in their place in the payload from now on. */
  settle(payload: Uint8Array): void {
    const { offset, symbols } = this.#block;
    this.symbols.settle(payload.subarray(offset, offset + symbols * this.#symbolSize));
  }

  /**
   * Attempts cost milliseconds, and a hostile sender can pick symbols that never suffice: after each failure twice as many
   * further symbols are awaited.
   */
  trySolve(): boolean {
    if (this.symbols.sourceCount === this.#block.symbols) {
      this.known = true;
    } else if (this.symbols.count >= this.#tryAt) {
      this.known = this.#solve();
      this.#tryAt = this.symbols.count + this.#patience;
      this.#patience *= 2;
    }
    return this.known;
  }

  /** Writes the source symbols, all of them known, into the payload. */
  emit(payload: Uint8Array, layout: SymbolLayout): void {
    for (let id = 0; id < this.#block.symbols; id++)
      layout.write(payload, this.#block, id, this.symbols.get(id) as Uint8Array);
  }

  /** Computes the missing source symbols. */
  #solve(): boolean {
    const params = blockParams(this.#block.symbols);
    const missing = new Int32Array(params.K - this.symbols.sourceCount);
    for (let id = 0, n = 0; n < missing.length; id++) if (!this.symbols.has(id)) missing[n++] = id;
    const repair = missing.length <= FEW ? repairFew : solveAll;
    const firstSlot = repair(params, this.symbols, missing, this.#symbolSize);
    if (firstSlot === undefined) return false;
    missing.forEach((id, i) => {
      this.symbols.add(id, rowEngine().view(firstSlot + i, this.#symbolSize));
    });
    return true;
  }
}

/** Solves the whole system for the symbols received; the missing ones then lie from the resulting slot on. */
function solveAll(
  params: BlockParams,
  symbols: BlockSymbols,
  missing: Int32Array,
  symbolSize: number,
): number | undefined {
  const ids = Int32Array.from(symbols.ids());
  const plan = buildPlan(
    params,
    ids.map((id) => internalId(params, id)),
    columnsOf(params, missing),
  );
  if (plan === undefined) return undefined;
  const engine = rowEngine();
  engine.open(plan.slots + missing.length, symbolSize);
  ids.forEach((id, i) => {
    engine.write(plan.firstInput + i, symbols.get(id) as Uint8Array);
  });
  engine.run(plan.program);
  engine.run(symbolProgram(plan, missing, plan.slots));
  return plan.slots;
}

/** Intermediate symbols that these source symbols are sums of. */
function columnsOf(params: BlockParams, ids: Int32Array): Int32Array {
  const { starts, columns } = blockShape(params).rows;
  const out: number[] = [];
  for (const id of ids) {
    const row = params.S + id;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) out.push(columns[at] as number);
  }
  return Int32Array.from(out);
}
