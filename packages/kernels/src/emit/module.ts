import { brIf, type Code, F64, get, I32, I64, i32, i32c, tee, uleb, V128, type ValueType } from './code.ts';

/** How a module sees its memory; limits in pages of 64 KiB. A shared memory has a fixed maximum. Spec: 11 §2, §7 */
export type MemoryLimits = { readonly initial: number; readonly maximum: number; readonly shared: boolean };

/** What a module keeps in memory besides its functions. */
export type ModuleMemory = {
  /** Behind everything that is placed. */
  readonly top: number;
  readonly constants: readonly { readonly at: number; readonly words: readonly bigint[] }[];
  /** Tables by name. */
  readonly reserved: ReadonlyMap<string, number>;
};

/** A tuple of as many as a literal says, else a list. */
export type Many<T, N extends number, Found extends T[] = []> = number extends N
  ? T[]
  : Found['length'] extends N
    ? Found
    : Many<T, N, [...Found, T]>;

/** One function under construction. Locals allocated inside `scope` are reused after it. */
export class Fn {
  readonly name: string;
  readonly index: number;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #free = new Map<ValueType, number[]>();
  #open: { type: ValueType; local: number }[][] = [];
  #body: Code[] = [];
  #sealed = false;

  constructor(name: string, index: number, params: readonly ValueType[], results: readonly ValueType[]) {
    this.name = name;
    this.index = index;
    this.params = params;
    this.results = results;
  }

  /** A local of `type`; its first value is undefined when it is reused, so set it before reading. */
  local(type: ValueType): number {
    const reused = this.#free.get(type)?.pop();
    const local = reused ?? this.params.length + this.#locals.push(type) - 1;
    this.#open.at(-1)?.push({ type, local });
    return local;
  }

  i32(): number {
    return this.local(I32);
  }
  i32s<N extends number>(count: N): Many<number, N> {
    return Array.from({ length: count }, () => this.i32()) as Many<number, N>;
  }
  i64s<N extends number>(count: N): Many<number, N> {
    return Array.from({ length: count }, () => this.i64()) as Many<number, N>;
  }
  i64(): number {
    return this.local(I64);
  }
  f64(): number {
    return this.local(F64);
  }
  v128(): number {
    return this.local(V128);
  }
  v128s(count: number): number[] {
    return Array.from({ length: count }, () => this.local(V128));
  }

  /** Runs `build`; locals it allocates are free again afterwards. */
  scope(build: () => void): void {
    this.#open.push([]);
    build();
    for (const { type, local } of this.#open.pop() ?? []) {
      const free = this.#free.get(type);
      if (free === undefined) this.#free.set(type, [local]);
      else free.push(local);
    }
  }

  emit(...code: readonly Code[]): void {
    if (this.#sealed) throw new RangeError(`function ${this.name} is complete`);
    for (const piece of code) this.#body.push(piece);
  }

  /** `for (;;) { build(); }`: leave or repeat with `br`/`brIf` (depth 0 repeats). */
  loop(build: () => void): void {
    this.emit([0x03, 0x40]);
    build();
    this.emit([0x0b]);
  }

  block(build: () => void): void {
    this.emit([0x02, 0x40]);
    build();
    this.emit([0x0b]);
  }

  if(condition: Code, then: () => void, otherwise?: () => void): void {
    this.emit(condition, [0x04, 0x40]);
    then();
    if (otherwise !== undefined) {
      this.emit([0x05]);
      otherwise();
    }
    this.emit([0x0b]);
  }

  /** Runs `build` as often as the i32 local says (at least once) and leaves it at 0. */
  repeat(counter: number, build: () => void): void {
    this.loop(() => {
      build();
      this.emit(brIf(0, tee(counter, i32.sub(get(counter), i32c(1)))));
    });
  }

  /** Ends the function: its ropes become bytes, a hundredth of their memory, as soon as nothing is added any more. */
  seal(): void {
    this.#body = [flatten(this.#body)];
    this.#sealed = true;
  }

  body(): Code {
    return [uleb(this.#locals.length), this.#locals.map((type): Code => [1, type]), this.#body, 0x0b];
  }
}

/** A module that imports one memory and exports its functions by name. Constants live in low memory. Spec: 11 §2 */
export class Mod {
  readonly fns: Fn[] = [];
  readonly #byName = new Map<string, Fn>();
  readonly #constants = new Map<string, number>();
  #data: { at: number; words: readonly bigint[] }[] = [];
  readonly #imports: { name: string; params: readonly ValueType[]; results: readonly ValueType[] }[] = [];
  #reserved = new Map<string, number>();
  #top: number;

  /** Constants are placed from `base` on. */
  constructor(base = 1024) {
    this.#top = base;
  }

  /** Declares an imported function of namespace `f`; all imports come before the first `fn`. Gives its index. */
  importFn(name: string, params: readonly ValueType[], results: readonly ValueType[] = []): number {
    if (this.fns.length > 0) throw new RangeError('imports come before functions');
    return this.#imports.push({ name, params, results }) - 1;
  }

  fn(name: string, params: readonly ValueType[], build: (f: Fn) => void, results: readonly ValueType[] = []): Fn {
    if (this.#byName.has(name)) throw new RangeError(`function ${name} exists`);
    const made = new Fn(name, this.#imports.length + this.fns.length, params, results);
    this.fns.push(made);
    this.#byName.set(name, made);
    build(made);
    made.seal();
    return made;
  }

  find(name: string): Fn | undefined {
    return this.#byName.get(name);
  }

  call(target: Fn, ...args: readonly Code[]): Code {
    if (args.length !== target.params.length) throw new RangeError(`${target.name} takes ${target.params.length}`);
    return [args, 0x10, uleb(target.index)];
  }

  /** Address of these 64-bit words, 16-byte aligned; equal constants share one place. */
  words(words: readonly bigint[]): number {
    const key = words.join();
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const at = this.#top;
    this.#constants.set(key, at);
    this.#data.push({ at, words });
    this.#top = (at + words.length * 8 + 15) & ~15;
    return at;
  }

  /** `bytes` of zeroed memory for a table the host fills; 64-byte aligned. `reserved` finds it again. */
  reserve(name: string, bytes: number): number {
    const at = (this.#top + 63) & ~63;
    this.#reserved.set(name, at);
    this.#top = (at + bytes + 15) & ~15;
    return at;
  }

  /** Address of a reserved table. */
  reserved(name: string): number {
    const at = this.#reserved.get(name);
    if (at === undefined) throw new RangeError(`nothing reserved as ${name}`);
    return at;
  }

  /** First address behind all constants. */
  get top(): number {
    return (this.#top + 63) & ~63;
  }

  /** Where everything lies, for a module whose functions are generated already. */
  get memory(): ModuleMemory {
    return { top: this.#top, constants: this.#data, reserved: this.#reserved };
  }

  /** Takes over where everything lies in a module that was generated earlier; nothing can be added any more. */
  adopt({ top, constants, reserved }: ModuleMemory): void {
    this.#top = top;
    this.#data = [...constants];
    this.#reserved = new Map(reserved);
  }

  /** Writes the constants; once per memory, by the host. */
  writeConstants(memory: WebAssembly.Memory): void {
    const view = new BigUint64Array(memory.buffer, 0, this.#top >>> 3);
    for (const { at, words } of this.#data) {
      words.forEach((word, i) => {
        view[(at >>> 3) + i] = BigInt.asUintN(64, word);
      });
    }
  }

  /** The binary; it imports `e.m` (memory) and exports every function. */
  encode(memory: MemoryLimits): Uint8Array<ArrayBuffer> {
    const signatures = [...this.#imports, ...this.fns];
    const types = signatures.map((f): Code => [0x60, vector(f.params.map(single)), vector(f.results.map(single))]);
    const limits: Code = [memory.shared ? 3 : 1, uleb(memory.initial), uleb(memory.maximum)];
    const functions = this.#imports.map((f, i): Code => [text('f'), text(f.name), 0, uleb(i)]);
    return flatten([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(2, vector([[text('e'), text('m'), 2, limits], ...functions])),
      section(3, vector(this.fns.map((f) => uleb(f.index)))),
      section(7, vector(this.fns.map((f): Code => [text(f.name), 0, uleb(f.index)]))),
      section(10, vector(this.fns.map((f) => sized(f.body())))),
    ]);
  }
}

const single = (type: ValueType): Code => [type];
const vector = (items: readonly Code[]): Code => [uleb(items.length), items];
const text = (value: string): Code => vector([...new TextEncoder().encode(value)].map((byte): Code => [byte]));
const section = (id: number, content: Code): Code => [id, sized(content)];

function sized(code: Code): Code {
  const bytes = flatten(code);
  return [uleb(bytes.length), bytes];
}

function flatten(code: Code): Uint8Array<ArrayBuffer> {
  let out = new Uint8Array(1024);
  let length = 0;
  const room = (more: number): void => {
    if (length + more <= out.length) return;
    const larger = new Uint8Array(Math.max(out.length * 2, length + more));
    larger.set(out);
    out = larger;
  };
  const walk = (piece: Code): void => {
    if (piece instanceof Uint8Array) {
      room(piece.length);
      out.set(piece, length);
      length += piece.length;
      return;
    }
    for (const item of piece) {
      if (typeof item === 'number') {
        room(1);
        out[length++] = item;
      } else walk(item);
    }
  };
  walk(code);
  return out.slice(0, length);
}
