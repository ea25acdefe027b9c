import type { AcceptedModule } from './accept.ts';
import type { HostName } from './hostTypes.ts';
import type { FunctionType, WasmModule } from './types.ts';

/** Private imports of a rewritten module, in index order after the contract's own. */
export const privateImports = ['fault', 'range', 'grow', 'beyond', 'see', 'seeRange'] as const;
export type PrivateImport = (typeof privateImports)[number];

/** Where everything lies in the rewritten module. */
export type Layout = {
  readonly module: WasmModule;
  /** Do functions carry the counter in registers? No if a type is too long for one more param. */
  readonly carry: boolean;
  /** Is the barrier also on loads (04 §8.4, case 1)? */
  readonly watchLoads: boolean;
  /** Bytes that one unit of gas moves in bulk operators; 0 without a price. */
  readonly bulkBytes: number;
  readonly gasGlobal: number;
  /** First of one length global per memory. */
  readonly lengthGlobal: number;
  readonly privateFunction: Readonly<Record<PrivateImport, number>>;
  /** Helpers: `touch` of a store, `mark` and `check` of bulk operators, `look` and `lookRange` of reads that are watched. */
  readonly touchFunction: number;
  readonly markFunction: number;
  readonly checkFunction: number;
  readonly lookFunction: number;
  readonly lookRangeFunction: number;
  /** First of one function per contract import, callable like a defined function. */
  readonly bridgeFunction: number;
  /** Functions from which an inter-contract call may be reached. */
  readonly loud: ReadonlySet<number>;
  /** Types: originals, then one callable form each, then extras. */
  readonly callType: (typeIndex: number) => number;
  readonly extraType: (type: FunctionType) => number;
  readonly extraTypes: FunctionType[];
};

const CARRIED_PARAMS = 1;

/** Plans the rewritten module. */
export function planLayout(accepted: AcceptedModule, watchLoads: boolean, bulkBytes = 0): Layout {
  const { module } = accepted;
  const imports = module.imports.length;
  const firstDefined = imports + privateImports.length;
  const afterDefined = firstDefined + module.functions.length;
  const carry = module.types.every((t) => t.params.length <= 1000 - CARRIED_PARAMS && t.results.length < 1000);
  const extraTypes: FunctionType[] = [];
  const extraIndex = new Map<string, number>();
  const at = (name: PrivateImport): number => imports + privateImports.indexOf(name);
  return {
    module,
    carry,
    watchLoads,
    bulkBytes,
    gasGlobal: module.globals.length,
    lengthGlobal: module.globals.length + 1,
    privateFunction: {
      fault: at('fault'),
      range: at('range'),
      grow: at('grow'),
      beyond: at('beyond'),
      see: at('see'),
      seeRange: at('seeRange'),
    },
    touchFunction: afterDefined,
    markFunction: afterDefined + 1,
    checkFunction: afterDefined + 2,
    lookFunction: afterDefined + 3,
    lookRangeFunction: afterDefined + 4,
    bridgeFunction: afterDefined + 5,
    loud: findLoud(accepted),
    callType: (index) => module.types.length + index,
    extraTypes,
    extraType(type) {
      const key = `${type.params.join()}>${type.results.join()}`;
      let index = extraIndex.get(key);
      if (index === undefined) {
        index = 2 * module.types.length + extraTypes.length;
        extraTypes.push(type);
        extraIndex.set(key, index);
      }
      return index;
    },
  };
}

/** Index of a function in the rewritten module, for direct calls. */
export function movedFunction(layout: Layout, index: number): number {
  return index < layout.module.imports.length ? index : index + privateImports.length;
}

/** Index of a function in the rewritten module, for references: imports are reached over their bridges. */
export function referencedFunction(layout: Layout, index: number): number {
  const isImport = index < layout.module.imports.length;
  return isImport ? layout.bridgeFunction + index : movedFunction(layout, index);
}

function findLoud({ module, facts }: AcceptedModule): Set<number> {
  const callers = new Map<number, number[]>();
  const loud = new Set<number>();
  const queue: number[] = [];
  const add = (index: number): void => {
    if (loud.has(index)) return;
    loud.add(index);
    queue.push(index);
  };
  module.imports.forEach(({ field }, i) => {
    if (field === ('c' satisfies HostName)) add(i);
  });
  facts.forEach((fact, i) => {
    const index = module.imports.length + i;
    if (fact.callsIndirect) add(index);
    for (const callee of fact.calls) {
      const list = callers.get(callee);
      if (list) list.push(index);
      else callers.set(callee, [index]);
    }
  });
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const caller of callers.get(next) ?? []) add(caller);
  }
  return loud;
}
