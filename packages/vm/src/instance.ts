import { FaultError } from '@eventide/base';
import type { CompiledContract } from './compile.ts';
import type { Binding } from './imports.ts';
import type { ContractMemory } from './memory.ts';
import { COUNTER_MAX, consumedOf, counterOf, WHOLE_ROOM, withGas } from './module/gas.ts';
import type { HostName } from './module/hostTypes.ts';
import { hostTrap } from './outcome.ts';
import type { WorkPrices } from './workMeter.ts';

export type HostFunctions = Readonly<Record<HostName, (...args: never[]) => unknown>>;

/** A contract's code running on its memory; the same for the length of a top-level call, as if new for each. Spec: 04 §5.5 */
export class Instance {
  /** Whose calls it serves; undefined between sessions. */
  bound: Binding | undefined;
  readonly contract: CompiledContract;
  readonly memory: ContractMemory;
  /** Prices that its host functions take. */
  readonly prices: WorkPrices | undefined;
  readonly #exports: WebAssembly.Exports;
  readonly #gas: WebAssembly.Global;
  /** What code believes its memories' lengths to be. Spec: 04 §3.3 */
  readonly #lengths: readonly WebAssembly.Global[];
  /** Gas above what the counter holds; only for practically unlimited calls. */
  #reserve = 0n;

  /** `watching`: tells the memory of reads too. @throws WebAssembly.RuntimeError if an element segment does not fit its table */
  constructor(bound: Binding, host: HostFunctions, watching = false) {
    const { code: contract, memory } = bound.self;
    this.bound = bound;
    this.contract = contract;
    this.memory = memory;
    this.prices = bound.scope.work?.prices;
    const { imports, memories } = contract.module;
    const instance = new WebAssembly.Instance(watching ? contract.watching() : contract.plain, {
      m: { m: memory.memory, d: memory.dirtyMap },
      h: Object.fromEntries(
        imports.map(({ field }, i) => [String(i), host[field as HostName]]),
      ) as WebAssembly.ModuleImports,
      p: {
        fault: memory.mark,
        range: memory.markRange,
        see: memory.see,
        seeRange: memory.seeRange,
        grow: (delta: bigint, index: number) => this.#grow(BigInt.asUintN(64, delta), index),
        beyond: () => {
          throw new FaultError('FAULT_MEMORY', { what: 'contract uses more than this machine can map' });
        },
      },
    });
    this.#exports = instance.exports;
    this.#gas = this.#exports.g as WebAssembly.Global;
    this.#lengths = memories.map((_, i) => this.#exports[`l${i}`] as WebAssembly.Global);
    this.#setLengths();
  }

  /** As after instantiation; only for code that is `reusable`. */
  renew(): void {
    (this.#exports.r as () => void)();
    this.#gas.value = counterOf(0n, WHOLE_ROOM);
    this.#setLengths();
  }

  /** Remaining gas as saved; never negative. Spec: 04 §6.6 */
  get remaining(): bigint {
    const consumed = consumedOf(this.#gas.value as bigint);
    return consumed < 0n ? this.#reserve - consumed : this.#reserve;
  }

  set remaining(gas: bigint) {
    this.#reserve = gas > COUNTER_MAX ? gas - COUNTER_MAX : 0n;
    this.#gas.value = withGas(this.#gas.value as bigint, gas - this.#reserve);
  }

  /** Takes `price` or, if there is less, everything. @throws HostSignal out of gas */
  charge(price: bigint): boolean {
    const { remaining } = this;
    if (price > remaining) {
      this.remaining = 0n;
      return false;
    }
    this.remaining = remaining - price;
    return true;
  }

  /** A frame begins with so much gas, in the room that is left where it was called. Gives what `end` needs. */
  begin(gas: bigint): bigint {
    const before = this.#gas.value as bigint;
    this.#reserve = gas > COUNTER_MAX ? gas - COUNTER_MAX : 0n;
    this.#gas.value = withGas(before, gas - this.#reserve);
    return before;
  }

  /** The frame has ended, and the one around it goes on where it was: its gas is told anew. */
  end(before: bigint): void {
    this.#gas.value = before;
  }

  /** Runs an export on the argument in the buffer; the length it returns, as u32. @throws what the code throws */
  run(fn: string, argumentLength: number): number {
    const name = this.contract.entries.get(fn);
    if (name === undefined) throw hostTrap('no such export');
    return (this.#exports[name] as (length: number) => number)(argumentLength) >>> 0;
  }

  #setLengths(): void {
    for (const length of this.#lengths) length.value = BigInt(this.memory.pages);
  }

  /** The declared maximum is ignored. Spec: 04 §3.3 */
  #grow(delta: bigint, index: number): bigint {
    const before = BigInt(this.memory.pages);
    const most = this.contract.wide ? 2n ** 26n : 2n ** 16n;
    const fits = before + delta <= most;
    if (fits) this.memory.pages = Number(before + delta);
    (this.#lengths[index] as WebAssembly.Global).value = BigInt(this.memory.pages);
    return fits ? before : -1n;
  }
}
