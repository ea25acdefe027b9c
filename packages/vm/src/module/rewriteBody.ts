import { Barrier } from './barrier.ts';
import { Binary } from './binary.ts';
import { BulkOperators } from './bulk.ts';
import { createOperator, type Operator, readOperator } from './decode.ts';
import { emitCanonicalNan } from './floats.ts';
import { frameBytes, Meter, type Owed } from './gas.ts';
import { type Layout, movedFunction, referencedFunction } from './layout.ts';
import { Locals } from './locals.ts';
import { accessReach, emitAccess, emitNarrow } from './lower64.ts';
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
  /** Owed before an `if` whose arms each pay it. */
  readonly owed: Owed;
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
  readonly #bulk: BulkOperators;
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
    const { carry, gasGlobal } = layout;
    this.#locals = new Locals(params, facts.locals.length, carry ? 1 : 0);
    const counter = carry ? params : this.#locals.scratch('gas', I64);
    const saved = carry && facts.mayTrap ? this.#locals.scratch('saved', I64) : undefined;
    this.#meter = new Meter(this.#out, gasGlobal, frameBytes(facts.locals.length, facts.depth), counter, saved);
    this.#barrier = new Barrier(this.#out, layout, this.#locals);
    this.#bulk = new BulkOperators(this.#out, layout, this.#locals, this.#meter);
  }

  /** The new body, with its local declarations. */
  run(): Sink {
    this.#enter();
    this.#pushFrame(2);
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
    const out = this.#out;
    if (!this.#layout.carry) {
      out.u8(0x23).u32(this.#layout.gasGlobal).u8(0x21).u32(this.#meter.counter);
      this.#meter.charge(1);
      this.#meter.flush();
    }
    this.#meter.enter(this.#facts.callsIndirect || this.#facts.calls.size > 0);
    out.u8(0x02);
    this.#blockOfResults();
  }

  #leave(): void {
    if (this.#layout.carry) this.#out.u8(0x20).u32(this.#meter.counter);
    else this.#meter.save();
    this.#out.u8(0x0b);
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
        if (op.info.name === 'memory.fill') this.#bulk.memory(op);
        else this.#sizeOrGrow(op);
        return;
      case 'memoryMemory':
      case 'dataMemory':
        this.#bulk.memory(op);
        return;
      case 'tableTable':
      case 'segmentTable':
        this.#bulk.payForEntries();
        this.#raw(op);
        return;
      case 'table':
        if (op.info.name === 'table.grow' || op.info.name === 'table.fill') this.#bulk.payForEntries();
        if (op.info.name === 'table.grow') this.#bulk.growTable(op);
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
    this.#pushFrame(op.code);
    if (op.code === 0x03) meter.check();
  }

  #pushFrame(code: number): void {
    const { fresh, owed } = this.#meter;
    const open = { branched: false, thenReached: false, hasElse: false, fresh: true };
    this.#frames.push({ ...open, code, freshAtHead: fresh, owed });
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
    this.#meter.owed = frame.owed;
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
    if (index >= layout.module.imports.length && layout.carry) {
      meter.pass();
      out.u8(0x10).u32(movedFunction(layout, index));
      meter.returned();
    } else {
      // Of the host functions only a call of a contract may come back to this instance.
      const lends = index >= layout.module.imports.length || layout.loud.has(index);
      meter.flush();
      if (lends) meter.lend();
      else meter.save();
      out.u8(0x10).u32(movedFunction(layout, index));
      if (lends) meter.reloadLent();
      else meter.reload();
    }
    if (layout.loud.has(index)) this.#barrier.reset();
  }

  #callIndirect(op: Operator): void {
    const { layout, out, meter } = { layout: this.#layout, out: this.#out, meter: this.#meter };
    meter.flush();
    if (layout.carry) {
      const target = this.#locals.scratch('target', I32);
      meter.save();
      out.u8(0x21).u32(target);
      meter.pass();
      out.u8(0x20).u32(target);
    } else meter.lend();
    out.u8(0x11).u32(layout.callType(op.a)).u32(op.b);
    if (layout.carry) meter.returned();
    else meter.reloadLent();
    this.#barrier.reset();
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
}
