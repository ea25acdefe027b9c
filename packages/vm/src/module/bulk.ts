import type { Operator } from './decode.ts';
import type { Meter } from './gas.ts';
import type { Layout } from './layout.ts';
import type { Locals } from './locals.ts';
import { emitTakeOperand } from './lower64.ts';
import type { Sink } from './sink.ts';
import { I32, I64 } from './types.ts';

/** Rewrites operators on ranges of a memory or a table within one function. */
export class BulkOperators {
  readonly #out: Sink;
  readonly #layout: Layout;
  readonly #locals: Locals;
  readonly #meter: Meter;

  constructor(out: Sink, layout: Layout, locals: Locals, meter: Meter) {
    this.#out = out;
    this.#layout = layout;
    this.#locals = locals;
    this.#meter = meter;
  }

  /** `memory.copy`, `fill` and `init`: checked, paid, marked, then done. Spec: 04 §3.3 */
  memory(op: Operator): void {
    const { name } = op.info;
    const isWide = (memory: number): boolean => this.#layout.module.memories[memory]?.wide === true;
    if (name === 'memory.copy') {
      const length = emitTakeOperand(this.#out, this.#locals, 'length', isWide(op.a) && isWide(op.b));
      const source = emitTakeOperand(this.#out, this.#locals, 'source', isWide(op.b));
      const target = emitTakeOperand(this.#out, this.#locals, 'target', isWide(op.a));
      this.#checkRange(target, length, op.a);
      this.#checkRange(source, length, op.b);
      this.#payFor(length);
      if (this.#layout.watchLoads) this.#lookRange(source, length);
      this.#markRange(target, length);
      this.#narrowLocal(target).u8(0x20).u32(source).u8(0xa7).u8(0x20).u32(length).op(0xa7, 0xfc, 0x0a, 0, 0);
      return;
    }
    const narrow = this.#locals.scratch('value', I32);
    if (name === 'memory.fill') {
      const length = emitTakeOperand(this.#out, this.#locals, 'length', isWide(op.a));
      this.#out.u8(0x21).u32(narrow);
      const target = emitTakeOperand(this.#out, this.#locals, 'target', isWide(op.a));
      this.#checkRange(target, length, op.a);
      this.#payFor(length);
      this.#markRange(target, length);
      this.#narrowLocal(target).u8(0x20).u32(narrow).u8(0x20).u32(length).op(0xa7, 0xfc, 0x0b, 0);
      return;
    }
    const length = emitTakeOperand(this.#out, this.#locals, 'length', false);
    this.#out.u8(0x21).u32(narrow);
    const target = emitTakeOperand(this.#out, this.#locals, 'target', isWide(op.b));
    this.#checkRange(target, length, op.b);
    this.#payFor(length);
    this.#markRange(target, length);
    this.#narrowLocal(target).u8(0x20).u32(narrow).u8(0x20).u32(length).u8(0xa7);
    this.#out.op(0xfc, 0x08).u32(op.a).u8(0);
  }

  /** Takes gas for so many bytes, before anything is touched. */
  #payFor(length: number): void {
    const { bulkBytes } = this.#layout;
    if (bulkBytes > 0) this.#meter.pay(length, Math.log2(bulkBytes));
  }

  /** The operator's count of entries is on top of the stack; an entry costs 32: engines check and tell each one's type. */
  payForEntries(): void {
    if (this.#layout.bulkBytes === 0) return;
    const count = this.#locals.scratch('length', I64);
    this.#out.u8(0xad).u8(0x22).u32(count).u8(0xa7);
    this.#meter.pay(count, -5);
  }

  #checkRange(at: number, length: number, memory: number): void {
    const { lengthGlobal, checkFunction } = this.#layout;
    this.#out
      .u8(0x20)
      .u32(at)
      .u8(0x20)
      .u32(length)
      .u8(0x23)
      .u32(lengthGlobal + memory)
      .u8(0x10)
      .u32(checkFunction);
  }

  #markRange(at: number, length: number): void {
    this.#out.u8(0x20).u32(at).u8(0x20).u32(length).u8(0x10).u32(this.#layout.markFunction);
  }

  #lookRange(at: number, length: number): void {
    this.#out.u8(0x20).u32(at).u8(0x20).u32(length).u8(0x10).u32(this.#layout.lookRangeFunction);
  }

  #narrowLocal(local: number): Sink {
    return this.#out.u8(0x20).u32(local).u8(0xa7);
  }

  /** V8 refuses to grow a table beyond 10^7 entries; the reference has no such limit (04 §10, 22). */
  growTable(op: Operator): void {
    const out = this.#out;
    const by = this.#locals.scratch('grow by', I32);
    const result = this.#locals.scratch('grown', I32);
    const maximum = this.#layout.module.tables[op.a]?.maximum ?? 0xffff_ffff;
    out.u8(0x22).u32(by);
    out.raw(this.#layout.module.bytes.subarray(op.from, op.to));
    out.u8(0x22).u32(result).op(0x41).i32(-1).op(0x46, 0x04, 0x40);
    out
      .op(0xfc, 0x10)
      .u32(op.a)
      .u8(0xad)
      .u8(0x20)
      .u32(by)
      .op(0xad, 0x7c, 0x42)
      .i64(BigInt(maximum))
      .op(0x58, 0x04, 0x40);
    out.u8(0x10).u32(this.#layout.privateFunction.beyond).op(0x0b, 0x0b).u8(0x20).u32(result);
  }
}
