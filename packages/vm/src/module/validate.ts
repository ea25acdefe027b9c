import { ModuleError } from '../errors.ts';
import { Binary } from './binary.ts';
import { createOperator, type Operator, readOperator } from './decode.ts';
import { ANY, OperandStack } from './operandStack.ts';
import { mayTrap } from './traps.ts';
import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type FunctionBody,
  type FunctionType,
  functionType,
  I32,
  I64,
  type MemoryType,
  type TableType,
  V128,
  type WasmModule,
} from './types.ts';

/** What type-checking a body learns for the rewriter. */
export type BodyFacts = {
  /** Greatest number of operands alive at once. */
  readonly depth: number;
  /** Types of params and locals. */
  readonly locals: Uint8Array;
  /** Per store in code order: 1 + the local its address comes from, 0 if none is known. */
  readonly storeOrigins: readonly number[];
  /** Functions named by `call`. */
  readonly calls: ReadonlySet<number>;
  readonly callsIndirect: boolean;
  readonly relaxedSimd: boolean;
  /** Changes a table, or drops a segment: an instance that ran it differs from a new one in more than globals. */
  readonly changesTables: boolean;
  /** Has operators that may trap where the gas counter is not saved. */
  readonly mayTrap: boolean;
  /** Per block, loop and if in code order: `HAS_ELSE`, `HAS_CALLS`. */
  readonly blocks: Uint8Array;
};

export const HAS_ELSE = 1;
export const HAS_CALLS = 2;

const TABLE_CHANGES: ReadonlySet<string> = new Set(
  'table.set table.init table.copy table.grow table.fill elem.drop data.drop'.split(' '),
);
/** Sums of two locals are a source of addresses of their own. */
const ORIGINS = 65_536;
const letters: Readonly<Record<string, number>> = { i: I32, l: I64, f: F32, d: F64, v: V128 };

/**
 * Type-checks every body of a parsed module.
 * @throws ModuleError VM_MODULE_INVALID, VM_MODULE_MALFORMED
 * Spec: 04 §2.1
 */
export function validateBodies(module: WasmModule): BodyFacts[] {
  return module.bodies.map((body, i) => {
    const type = module.types[module.functions[i] as number] as FunctionType;
    return new BodyValidator(module, type, body).run();
  });
}

class BodyValidator {
  readonly #module: WasmModule;
  readonly #reader: Binary;
  readonly #locals: Uint8Array;
  readonly #op: Operator = createOperator();
  readonly #stack: OperandStack;
  #storeOrigins: number[] = [];
  #calls = new Set<number>();
  #callsIndirect = false;
  #relaxedSimd = false;
  #changesTables = false;
  #mayTrap = false;
  readonly #blocks: number[] = [];
  /** Blocks that are open: their numbers, and how many calls there were before them. */
  readonly #open: { readonly block: number; readonly calls: number }[] = [];
  #callCount = 0;

  constructor(module: WasmModule, type: FunctionType, body: FunctionBody) {
    this.#module = module;
    this.#reader = new Binary(module.bytes, body.from, body.to);
    this.#locals = localTypes(type, body);
    this.#stack = new OperandStack(type.results, (what) => this.#invalid(what));
  }

  run(): BodyFacts {
    const r = this.#reader;
    while (!r.done) {
      if (this.#stack.ended) throw this.#invalid('operators after the final end');
      readOperator(r, this.#op);
      this.#check(this.#op);
    }
    if (!this.#stack.ended) throw r.malformed('body without end');
    return {
      depth: this.#stack.depth,
      locals: this.#locals,
      storeOrigins: this.#storeOrigins,
      calls: this.#calls,
      callsIndirect: this.#callsIndirect,
      relaxedSimd: this.#relaxedSimd,
      changesTables: this.#changesTables,
      mayTrap: this.#mayTrap,
      blocks: Uint8Array.from(this.#blocks),
    };
  }

  #check(op: Operator): void {
    const { info } = op;
    if (op.code >= 0x300) this.#relaxedSimd = true;
    if (TABLE_CHANGES.has(op.info.name)) this.#changesTables = true;
    if (mayTrap(op)) this.#mayTrap = true;
    switch (info.immediate) {
      case 'none':
        if (info.params || info.results) this.#plain(op);
        else this.#control(op);
        return;
      case 'block':
        this.#openBlock(op);
        return;
      case 'label':
        this.#branch(op);
        return;
      case 'labels':
        this.#branchTable(op);
        return;
      case 'function':
        this.#function(op);
        return;
      case 'indirect':
        this.#callIndirect(op);
        return;
      case 'types': {
        const type = op.list[0] as number;
        this.#stack.pop(I32);
        this.#stack.pop(type);
        this.#stack.pop(type);
        this.#stack.push(type);
        return;
      }
      case 'local':
        this.#local(op);
        return;
      case 'global':
        this.#global(op);
        return;
      case 'table':
        this.#tableOperator(op);
        return;
      case 'tableTable': {
        const [to, from] = [this.#table(op.a), this.#table(op.b)];
        if (to.element !== from.element) throw this.#invalid('table types differ');
        this.#plain(op);
        return;
      }
      case 'segmentTable':
        if (this.#element(op.a) !== this.#table(op.b).element) throw this.#invalid('element type');
        this.#plain(op);
        return;
      case 'segment':
        this.#element(op.a);
        return;
      case 'access':
      case 'accessLane':
        this.#access(op);
        return;
      case 'memory':
        this.#plain(op, this.#memory(op.a));
        return;
      case 'memoryMemory':
        this.#memoryCopy(this.#memory(op.a), this.#memory(op.b));
        return;
      case 'dataMemory':
        this.#data(op.a);
        this.#plain(op, this.#memory(op.b));
        return;
      case 'data':
        this.#data(op.a);
        return;
      case 'lane':
        if (op.lane >= info.lanes) throw this.#invalid('lane index');
        this.#plain(op);
        return;
      case 'refType':
        this.#stack.push(op.a);
        return;
      default:
        this.#plain(op);
    }
  }

  /** An operator whose types stand in the table. */
  #plain(op: Operator, memory?: MemoryType): void {
    const { params, results } = op.info;
    const address = memory?.wide ? I64 : I32;
    let origin = 0;
    for (let i = params.length - 1; i >= 0; i--) {
      const letter = params[i] as string;
      this.#stack.pop(letter === 'p' ? address : (letters[letter] as number));
      origin = origin === 0 ? this.#stack.poppedOrigin : origin * ORIGINS + this.#stack.poppedOrigin;
    }
    const adds = op.code === 0x6a || op.code === 0x7c;
    for (const letter of results) {
      this.#stack.push(letter === 'p' ? address : (letters[letter] as number), adds ? origin % ORIGINS ** 2 : 0);
    }
  }

  #control(op: Operator): void {
    switch (op.code) {
      case 0x00:
        this.#stack.unreachable();
        return;
      case 0x05:
        this.#else();
        return;
      case 0x0b:
        this.#end();
        return;
      case 0x0f:
        this.#stack.popAll(this.#stack.results);
        this.#stack.unreachable();
        return;
      case 0x1a:
        this.#stack.pop(ANY);
        return;
      case 0x1b:
        this.#select();
        return;
      case 0xd1:
        this.#isNull();
        return;
      default:
        return;
    }
  }

  #openBlock(op: Operator): void {
    if (op.code === 4) this.#stack.pop(I32);
    const type = this.#blockType(op.block);
    this.#stack.popAll(type.params);
    this.#stack.open(op.code, type);
    this.#open.push({ block: this.#blocks.push(0) - 1, calls: this.#callCount });
  }

  #else(): void {
    const frame = this.#stack.close();
    if (frame.code !== 4) throw this.#invalid('else without if');
    this.#stack.open(5, frame);
    const open = this.#open.at(-1);
    if (open) this.#blocks[open.block] = HAS_ELSE;
  }

  #end(): void {
    let frame = this.#stack.close();
    if (frame.code === 4) {
      this.#stack.open(5, frame);
      frame = this.#stack.close();
    }
    this.#stack.pushAll(frame.results);
    const open = this.#open.pop();
    if (open && this.#callCount > open.calls)
      this.#blocks[open.block] = (this.#blocks[open.block] as number) | HAS_CALLS;
  }

  #branch(op: Operator): void {
    if (op.code === 0x0d) this.#stack.pop(I32);
    const types = this.#stack.label(op.a);
    this.#stack.popAll(types);
    if (op.code === 0x0d) this.#stack.pushAll(types);
    else this.#stack.unreachable();
  }

  #branchTable(op: Operator): void {
    this.#stack.pop(I32);
    const last = this.#stack.label(op.list.at(-1) as number);
    for (const depth of op.list) {
      const types = this.#stack.label(depth);
      if (types.length !== last.length) throw this.#invalid('branch targets differ');
      const popped: number[] = [];
      for (let i = types.length - 1; i >= 0; i--) popped.push(this.#stack.pop(types[i] as number));
      for (let i = popped.length - 1; i >= 0; i--) this.#stack.push(popped[i] as number);
    }
    this.#stack.popAll(last);
    this.#stack.unreachable();
  }

  #function(op: Operator): void {
    const total = this.#module.imports.length + this.#module.functions.length;
    if (op.a >= total) throw this.#invalid('unknown function');
    if (op.code === 0xd2) {
      if (!this.#module.declared.has(op.a)) throw this.#invalid('undeclared function reference');
      this.#stack.push(FUNCREF);
      return;
    }
    this.#calls.add(op.a);
    this.#callCount++;
    const type = functionType(this.#module, op.a);
    this.#stack.popAll(type.params);
    this.#stack.pushAll(type.results);
  }

  #callIndirect(op: Operator): void {
    const type = this.#module.types[op.a];
    if (!type) throw this.#invalid('unknown type');
    if (this.#table(op.b).element !== FUNCREF) throw this.#invalid('indirect call through a table of no functions');
    this.#callsIndirect = true;
    this.#callCount++;
    this.#stack.pop(I32);
    this.#stack.popAll(type.params);
    this.#stack.pushAll(type.results);
  }

  #local(op: Operator): void {
    const type = this.#locals[op.a];
    if (type === undefined) throw this.#invalid('unknown local');
    if (op.code !== 0x20) this.#stack.pop(type);
    if (op.code !== 0x21) this.#stack.push(type, op.a + 1);
  }

  #global(op: Operator): void {
    const global = this.#module.globals[op.a];
    if (!global) throw this.#invalid('unknown global');
    if (op.code === 0x23) {
      this.#stack.push(global.type.type);
      return;
    }
    if (!global.type.mutable) throw this.#invalid('global is immutable');
    this.#stack.pop(global.type.type);
  }

  #tableOperator(op: Operator): void {
    const { element } = this.#table(op.a);
    if (op.info.name === 'table.get') {
      this.#stack.pop(I32);
      this.#stack.push(element);
    } else if (op.info.name === 'table.set') {
      this.#stack.pop(element);
      this.#stack.pop(I32);
    } else if (op.info.name === 'table.grow') {
      this.#stack.pop(I32);
      this.#stack.pop(element);
      this.#stack.push(I32);
    } else if (op.info.name === 'table.fill') {
      this.#stack.pop(I32);
      this.#stack.pop(element);
      this.#stack.pop(I32);
    } else this.#stack.push(I32);
  }

  #access(op: Operator): void {
    const { info } = op;
    const memory = this.#memory(op.memory);
    if (2 ** op.align > info.size) throw this.#invalid('alignment above natural');
    if (!memory.wide && op.offset > 0xffff_ffffn) throw this.#invalid('offset beyond 32 bits');
    if (info.immediate === 'accessLane' && op.lane >= info.lanes) throw this.#invalid('lane index');
    this.#plain(op, memory);
    if (info.store) this.#storeOrigins.push(this.#stack.poppedOrigin);
  }

  #memoryCopy(to: MemoryType, from: MemoryType): void {
    this.#stack.pop(to.wide && from.wide ? I64 : I32);
    this.#stack.pop(from.wide ? I64 : I32);
    this.#stack.pop(to.wide ? I64 : I32);
  }

  #select(): void {
    this.#stack.pop(I32);
    const a = this.#stack.pop(ANY);
    const b = this.#stack.pop(ANY);
    const isReference = (type: number) => type === FUNCREF || type === EXTERNREF;
    if (isReference(a) || isReference(b)) throw this.#invalid('select of references needs a type');
    if (a !== b && a !== ANY && b !== ANY) throw this.#invalid('select of different types');
    this.#stack.push(a === ANY ? b : a);
  }

  #isNull(): void {
    const type = this.#stack.pop(ANY);
    if (type !== ANY && type !== FUNCREF && type !== EXTERNREF) throw this.#invalid('not a reference');
    this.#stack.push(I32);
  }

  #blockType(block: number): FunctionType {
    if (block === 0x40) return { params: [], results: [] };
    if (block > 0) return { params: [], results: [block] };
    const type = this.#module.types[-1 - block];
    if (!type) throw this.#invalid('unknown type');
    return type;
  }

  #table(index: number): TableType {
    const table = this.#module.tables[index];
    if (!table) throw this.#invalid('unknown table');
    return table;
  }

  #memory(index: number): MemoryType {
    const memory = this.#module.memories[index];
    if (!memory) throw this.#invalid('unknown memory');
    return memory;
  }

  #element(index: number): number {
    const segment = this.#module.elements[index];
    if (!segment) throw this.#invalid('unknown element segment');
    return segment.type;
  }

  #data(index: number): void {
    if (this.#module.dataCount === undefined) throw this.#invalid('data count section required');
    if (index >= this.#module.dataCount) throw this.#invalid('unknown data segment');
  }

  #invalid(what: string): ModuleError {
    return new ModuleError('VM_MODULE_INVALID', { what, at: this.#op.from });
  }
}

function localTypes(type: FunctionType, body: FunctionBody): Uint8Array {
  let total = type.params.length;
  for (const group of body.locals) total += group.count;
  const locals = new Uint8Array(total);
  locals.set(type.params);
  let at = type.params.length;
  for (const group of body.locals) {
    locals.fill(group.type, at, at + group.count);
    at += group.count;
  }
  return locals;
}
