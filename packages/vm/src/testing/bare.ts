import { type AcceptedModule, acceptModule } from '../module/accept.ts';
import { consumedOf, counterOf, WHOLE_ROOM } from '../module/gas.ts';
import { instrument } from '../module/instrument.ts';

const PAGE = 65_536;

/** A rewritten module on a bare memory, without a session: what the rewriter alone does. */
export type BareModule = {
  readonly bytes: Uint8Array;
  readonly argumentBuffer: number;
  /** Marked pages. */
  dirty(): number[];
  call(fn: string, argument: number, limit: bigint): BareRun;
};

export type BareRun = {
  readonly outcome: 'ok' | 'trap' | 'out_of_gas_check';
  readonly result: number | undefined;
  /** Saved counter, clamped at 0. */
  readonly remaining: bigint;
};

let shared: { memory: WebAssembly.Memory; map: WebAssembly.Memory; used: Set<number> } | undefined;

/** What a host function of a bare module does; `remaining` is the saved counter it sees. */
export type BareHost = (name: string, remaining: bigint) => unknown;

/**
 * Instantiates on one memory shared by all; the module before becomes useless. Host functions return 0 unless `host` says
 * otherwise.
 */
export function loadBare(bytes: Uint8Array, watchLoads = false, host: BareHost = () => 0): BareModule {
  const { accepted, compiled } = compile(bytes, watchLoads);
  shared ??= {
    memory: new WebAssembly.Memory({ initial: PAGE, maximum: PAGE }),
    map: new WebAssembly.Memory({ initial: 1, maximum: 1 }),
    used: new Set(),
  };
  const { memory, map, used } = shared;
  const marks = new Uint8Array(map.buffer);
  for (const page of used) new Uint8Array(memory.buffer, page * PAGE, PAGE).fill(0);
  used.clear();
  marks.fill(0);
  const mark = (page: number): void => {
    marks[page] = 1;
    used.add(page);
  };
  const see = (page: number): void => {
    if (marks[page] === 0) marks[page] = 2;
    used.add(page);
  };
  const range = (first: number, last: number): void => {
    for (let page = first; page <= last; page++) mark(page);
  };
  const { imports, memories, exports, data } = accepted.module;
  let pages = Number(memories.at(-1)?.minimum);
  const length = (index: number): WebAssembly.Global => instance.exports[`l${index}`] as WebAssembly.Global;
  const grow = (delta: bigint, index: number): bigint => {
    const before = pages;
    if (BigInt(pages) + delta > 65_536n) return -1n;
    pages += Number(delta);
    length(index).value = BigInt(pages);
    return BigInt(before);
  };
  const instance = new WebAssembly.Instance(compiled, {
    m: { m: memory, d: map },
    h: Object.fromEntries(imports.map(({ field }, i) => [String(i), () => host(field, clamped())])),
    p: {
      fault: mark,
      range,
      grow,
      beyond: () => undefined,
      see,
      seeRange: (first: number, last: number) => {
        for (let page = first; page <= last; page++) see(page);
      },
    },
  });
  memories.forEach((_, i) => {
    length(i).value = BigInt(pages);
  });
  for (const { mode, offset, bytes: content } of data) {
    if (mode !== 'active') continue;
    const at = Number(offset?.value);
    range(Math.floor(at / PAGE), Math.floor((at + content.length) / PAGE));
    new Uint8Array(memory.buffer, at, content.length).set(content);
  }
  marks.fill(0);
  const gas = instance.exports.g as WebAssembly.Global;
  const clamped = (): bigint => {
    const consumed = consumedOf(gas.value as bigint);
    return consumed < 0n ? -consumed : 0n;
  };
  return {
    bytes: new Uint8Array(memory.buffer, 0, 64 * PAGE),
    argumentBuffer: accepted.argumentBuffer,
    dirty: () => [...used].filter((page) => marks[page] === 1).sort((a, b) => a - b),
    call(fn, argument, limit) {
      const index = exports.find((e) => e.name === fn)?.index;
      gas.value = counterOf(limit, WHOLE_ROOM);
      let result: number | undefined;
      try {
        result = (instance.exports[`f${index}`] as (x: number) => number)(argument);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      }
      const remaining = clamped();
      const failed = remaining === 0n ? 'out_of_gas_check' : 'trap';
      return { outcome: result === undefined ? failed : 'ok', result, remaining };
    },
  };
}

type Compiled = { readonly accepted: AcceptedModule; readonly compiled: WebAssembly.Module };
const known = { plain: new WeakMap<Uint8Array, Compiled>(), watching: new WeakMap<Uint8Array, Compiled>() };

function compile(bytes: Uint8Array, watchLoads: boolean): Compiled {
  const cache = watchLoads ? known.watching : known.plain;
  let found = cache.get(bytes);
  if (!found) {
    const accepted = acceptModule(bytes);
    found = { accepted, compiled: new WebAssembly.Module(instrument(accepted, { watchLoads })) };
    cache.set(bytes, found);
  }
  return found;
}

/** One call of one export. */
export function runExport(
  bytes: Uint8Array,
  options: { fn: string; argument: number; limit: bigint; watchLoads?: boolean },
): BareRun {
  return loadBare(bytes, options.watchLoads).call(options.fn, options.argument, options.limit);
}
