import { Barrier } from './barrier.ts';
import { Binary } from './binary.ts';
import { createOperator, type Operator, readOperator } from './decode.ts';
import { emitCanonicalNan } from './floats.ts';
import { emitEntryChecks, frameBytes, Meter, STACK_BYTES, STACK_EMPTY } from './gas.ts';
import { type Layout, movedFunction, referencedFunction } from './layout.ts';
import { Locals } from './locals.ts';
import { accessReach, emitAccess, emitNarrow, emitTakeOperand } from './lower64.ts';
import { emitRelaxed } from './relaxed.ts';
import { Sink } from './sink.ts';
import { mayTrap } from './traps.ts';
import { F32, F64, type FunctionBody, type FunctionType, I32, I64, V128 } from './types.ts';
import { type BodyFacts, HAS_CALLS, HAS_ELSE } from './validate.ts';

type Frame = {
  readonly code: number;
  /** A branch reaches the end of this block. */
  branched: boolean;
  /** The `then` arm of an `if` with `else` ended reachable. */
  thenReached: boolean;
  hasElse: boolean;
  /** Is the saved counter set on all ways that were seen to lead to the end, and was it at the head? */
  fresh: boolean;
  readonly freshAtHead: boolean;
  /** Charges before an `if` that each of its arms pays. */
  readonly pending: number;
};

const storedTypes: Readonly<Record<string, number>> = { i: I32, l: I64, f: F32, d: F64, v: V128 };

/** Rewrites one function body: gas, stack bound, write barrier, 64-bit lowering, canonical NaNs. Spec: 04 §9.2 */
export class BodyRewriter {
  readonly #layout: Layout;
  readonly #type: FunctionType;
  readonly #facts: BodyFacts;
  readonly #body: FunctionBody;
  readonly #out: Sink = new Sink(1024);
  readonly #locals: Locals;
  readonly #meter: Meter;
  readonly #barrier: Barrier;
  /** Local that holds the depth, as i64. */
  readonly #depth: number;
  readonly #frames: Frame[] = [];
  readonly #op: Operator = createOperator();
  #store = 0;
  #block = 0;
  /** Blocks opened inside code that can never run; -1 while code can run. */
  #dead = -1;

  constructor(layout: Layout, type: FunctionType, facts: BodyFacts, body: FunctionBody) {
    this.#layout = layout;
    this.#type = type;
    this.#facts = facts;
    this.#body = body;
    const params = type.params.length;
    this.#locals = new Locals(params, facts.locals.length, layout.carry ? 2 : 0);
    const counter = layout.carry ? params : this.#locals.scratch('gas', I64);
    this.#depth = layout.carry ? params + 1 : this.#locals.scratch('depth', I64);
    const saved = layout.carry && facts.mayTrap ? this.#locals.scratch('saved', I64) : undefined;
    this.#meter = new Meter(this.#out, layout, counter, saved);
    this.#barrier = new Barrier(this.#out, layout, this.#locals);
  }

  /** The new body, with its local declarations. */
  run(): Sink {
    this.#enter();
    this.#pushFrame(2, 0);
    const r = new Binary(this.#layout.module.bytes, this.#body.from, this.#body.to);
    while (!r.done) {
      readOperator(r, this.#op);
      if (this.#dead < 0) this.#live(this.#op);
      else this.#skip(this.#op);
    }
    this.#leave();
    const code = new Sink(this.#out.length + 64);
    this.#locals.write(code, this.#body.locals);
    return code.append(this.#out);
  }

  #enter(): void {
    const { carry, gasGlobal, stackGlobal } = this.#layout;
    const { counter, saved } = this.#meter;
    const out = this.#out;
    if (!carry) {
      out.u8(0x23).u32(gasGlobal).op(0x42, 1, 0x7c, 0x21).u32(counter);
      out.u8(0x23).u32(stackGlobal).op(0xad, 0x42).i64(STACK_EMPTY).op(0x7c, 0x21).u32(this.#depth);
    }
    if (this.#callsOut()) emitEntryChecks(out, this.#meter, this.#depth, this.#frameBytes(), gasGlobal);
    else this.#meter.check();
    if (saved !== undefined) out.u8(0x20).u32(counter).op(0x42, 1, 0x7d, 0x21).u32(saved);
    out.u8(0x02);
    this.#blockOfResults();
  }

  #leave(): void {
    if (this.#layout.carry) this.#out.u8(0x20).u32(this.#meter.counter);
    else this.#meter.save();
    this.#out.u8(0x0b);
  }

  #callsOut(): boolean {
    return this.#facts.callsIndirect || this.#facts.calls.size > 0;
  }

  #frameBytes(): number {
    return frameBytes(this.#facts.locals.length, this.#facts.depth);
  }

  #blockOfResults(): void {
    const { results } = this.#type;
    if (results.length === 0) this.#out.u8(0x40);
    else if (results.length === 1) this.#out.u8(results[0] as number);
    else this.#out.i32(this.#layout.extraType({ params: [], results }));
  }

  /** Inside code that can never run only the nesting matters. */
  #skip(op: Operator): void {
    if (op.info.store) this.#store++;
    if (op.info.immediate === 'block') {
      this.#dead++;
      this.#block++;
    } else if (op.code === 0x0b && this.#dead > 0) this.#dead--;
    else if (this.#dead === 0 && (op.code === 0x05 || op.code === 0x0b)) {
      if (op.code === 0x05) this.#else(false);
      else this.#end(false);
    }
  }

  #kill(): void {
    this.#meter.forget();
    this.#dead = 0;
  }

  #live(op: Operator): void {
    const { info } = op;
    this.#meter.charge(info.price);
    if (mayTrap(op)) this.#meter.settle();
    switch (info.immediate) {
      case 'block':
        this.#openBlock(op);
        return;
      case 'label':
        this.#branchesTo(op.a);
        this.#meter.flush();
        this.#raw(op);
        if (op.code === 0x0c) this.#kill();
        return;
      case 'labels':
        for (const depth of op.list) this.#branchesTo(depth);
        this.#meter.flush();
        this.#raw(op);
        this.#kill();
        return;
      case 'function':
        if (op.code === 0xd2) this.#out.u8(0xd2).u32(referencedFunction(this.#layout, op.a));
        else this.#call(op.a);
        return;
      case 'indirect':
        this.#callIndirect(op);
        return;
      case 'local':
        this.#out.u8(op.code).u32(this.#locals.moved(op.a));
        return;
      case 'access':
      case 'accessLane':
        this.#access(op);
        return;
      case 'memory':
        if (op.info.name === 'memory.fill') this.#bulk(op);
        else this.#sizeOrGrow(op);
        return;
      case 'memoryMemory':
      case 'dataMemory':
        this.#bulk(op);
        return;
      case 'tableTable':
      case 'segmentTable':
        this.#payForEntries();
        this.#raw(op);
        return;
      case 'table':
        if (op.info.name === 'table.grow' || op.info.name === 'table.fill') this.#payForEntries();
        if (op.info.name === 'table.grow') this.#growTable(op);
        else this.#raw(op);
        return;
      case 'none':
        this.#plain(op);
        return;
      default:
        this.#raw(op);
    }
  }

  #raw(op: Operator): void {
    this.#out.raw(this.#layout.module.bytes.subarray(op.from, op.to));
  }

  #plain(op: Operator): void {
    switch (op.code) {
      case 0x00:
        this.#meter.flush();
        this.#meter.save();
        this.#out.u8(0x00);
        this.#kill();
        return;
      case 0x05:
        this.#else(true);
        return;
      case 0x0b:
        this.#end(true);
        return;
      case 0x0f:
        this.#meter.flush();
        this.#branchesTo(this.#frames.length - 1);
        this.#out.u8(0x0c).u32(this.#frames.length - 1);
        this.#kill();
        return;
      default:
        if (op.code < 0x300 || !emitRelaxed(this.#out, this.#locals, op.info.name)) this.#raw(op);
        emitCanonicalNan(this.#out, this.#locals, op.code);
    }
  }

  #openBlock(op: Operator): void {
    const meter = this.#meter;
    const facts = this.#facts.blocks[this.#block++] as number;
    const inArms = op.code === 0x04 && (facts & HAS_ELSE) !== 0;
    if (op.code !== 0x02 && !inArms) meter.flush();
    // A loop without calls leaves the saved counter alone, so that it needs to be set once; others come back with it unset.
    if (op.code === 0x03 && (facts & HAS_CALLS) === 0) meter.settle();
    else if (op.code === 0x03) meter.fresh = meter.saved === undefined;
    this.#raw(op);
    this.#pushFrame(op.code, inArms ? meter.pending : 0);
    if (op.code === 0x03) meter.check();
  }

  #pushFrame(code: number, pending: number): void {
    const { fresh } = this.#meter;
    const open = { branched: false, thenReached: false, hasElse: false, fresh: true };
    this.#frames.push({ ...open, code, freshAtHead: fresh, pending });
  }

  #branchesTo(depth: number): void {
    const frame = this.#frames[this.#frames.length - 1 - depth];
    if (!frame) return;
    frame.branched = true;
    frame.fresh &&= this.#meter.fresh;
  }

  /** `reached`: can the operator before be the last one executed? Spec: 04 §6.2 */
  #else(reached: boolean): void {
    const frame = this.#frames.at(-1) as Frame;
    if (reached) {
      this.#meter.flush();
      frame.fresh &&= this.#meter.fresh;
    }
    frame.thenReached = reached;
    frame.hasElse = true;
    this.#out.u8(0x05);
    this.#dead = -1;
    this.#meter.fresh = frame.freshAtHead;
    this.#meter.pending = frame.pending;
  }

  #end(reached: boolean): void {
    const frame = this.#frames.pop() as Frame;
    const isIf = frame.code === 0x04;
    const outermost = this.#frames.length === 0;
    if (reached && (frame.branched || isIf || outermost)) this.#meter.flush();
    this.#out.u8(0x0b);
    const branched = frame.code !== 0x03 && frame.branched;
    const overIf = isIf && (!frame.hasElse || frame.thenReached);
    this.#meter.fresh = frame.fresh && (!reached || this.#meter.fresh) && (!isIf || frame.hasElse || frame.freshAtHead);
    if (reached || branched || overIf) {
      this.#dead = -1;
      return;
    }
    this.#dead = 0;
    if (!outermost) this.#out.u8(0x00);
  }

  #call(index: number): void {
    const { layout, out, meter } = { layout: this.#layout, out: this.#out, meter: this.#meter };
    const imported = layout.module.imports[index];
    if (imported || !layout.carry) {
      meter.flush();
      meter.save();
      if (imported === undefined || layout.loud.has(index)) this.#saveDepth();
      out.u8(0x10).u32(movedFunction(layout, index));
      meter.reload();
    } else {
      meter.pass();
      out.u8(0x20).u32(this.#depth).u8(0x10).u32(movedFunction(layout, index));
      meter.returned();
    }
    if (layout.loud.has(index)) this.#barrier.reset();
  }

  #callIndirect(op: Operator): void {
    const { layout, out, meter } = { layout: this.#layout, out: this.#out, meter: this.#meter };
    meter.flush();
    meter.save();
    if (layout.carry) {
      const target = this.#locals.scratch('target', I32);
      out.u8(0x21).u32(target);
      meter.pass();
      out.u8(0x20).u32(this.#depth).u8(0x20).u32(target);
      out.u8(0x11).u32(layout.callType(op.a)).u32(op.b);
      meter.returned();
    } else {
      this.#saveDepth();
      out.u8(0x11).u32(layout.callType(op.a)).u32(op.b);
      meter.reload();
    }
    this.#barrier.reset();
  }

  /** Tells the depth to whoever enters this instance next. */
  #saveDepth(): void {
    const out = this.#out.u8(0x20).u32(this.#depth).u8(0xa7);
    out
      .u8(0x41)
      .i32(STACK_BYTES + 1)
      .u8(0x6a)
      .u8(0x24)
      .u32(this.#layout.stackGlobal);
  }

  #access(op: Operator): void {
    const out = this.#out;
    const origin = op.info.store ? (this.#facts.storeOrigins[this.#store++] as number) : 0;
    const reach = accessReach(op);
    if (reach !== 'possible') {
      if (reach === 'never') {
        this.#meter.flush();
        this.#meter.save();
      }
      out.u8(0x00);
      if (reach === 'never') this.#kill();
      else this.#deadValue(op);
      return;
    }
    const wide = this.#layout.module.memories[op.memory]?.wide === true;
    const barrier = op.info.store || this.#layout.watchLoads;
    if (!barrier && !wide) {
      emitAccess(out, op);
      return;
    }
    const operand = storedTypes[op.info.params[1] ?? ''];
    const value = operand === undefined ? undefined : this.#locals.scratch('value', operand);
    if (value !== undefined) out.u8(0x21).u32(value);
    if (wide) emitNarrow(out, this.#locals);
    if (barrier) {
      const address = this.#locals.scratch('address', I32);
      out.u8(0x21).u32(address);
      this.#barrier.emit(address, Number(op.offset), op.info.size, origin, op.info.store);
      out.u8(0x20).u32(address);
    }
    if (value !== undefined) out.u8(0x20).u32(value);
    emitAccess(out, op);
  }

  /** After a trap the compiler of the reference does not foresee: code goes on, never runs, and must still type-check. */
  #deadValue(op: Operator): void {
    const result = op.info.results[0];
    if (result === 'i') this.#out.op(0x41, 0);
    else if (result === 'l') this.#out.op(0x42, 0);
    else if (result === 'f') this.#out.op(0x43, 0, 0, 0, 0);
    else if (result === 'd') this.#out.op(0x44, 0, 0, 0, 0, 0, 0, 0, 0);
    else if (result === 'v') this.#out.op(0xfd, 0x0c, ...new Array<number>(16).fill(0));
  }

  #sizeOrGrow(op: Operator): void {
    const out = this.#out;
    const wide = this.#layout.module.memories[op.a]?.wide === true;
    if (op.info.name === 'memory.size') {
      out.u8(0x23).u32(this.#layout.lengthGlobal + op.a);
    } else {
      if (!wide) out.u8(0xad);
      out.u8(0x41).i32(op.a).u8(0x10).u32(this.#layout.privateFunction.grow);
    }
    if (!wide) out.u8(0xa7);
  }

  #bulk(op: Operator): void {
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
  #payForEntries(): void {
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
  #growTable(op: Operator): void {
    const out = this.#out;
    const by = this.#locals.scratch('grow by', I32);
    const result = this.#locals.scratch('grown', I32);
    const maximum = this.#layout.module.tables[op.a]?.maximum ?? 0xffff_ffff;
    out.u8(0x22).u32(by);
    this.#raw(op);
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
