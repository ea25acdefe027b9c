import type { LoadedContract } from './contract.ts';
import type { HostQueries } from './hostQueries.ts';
import type { HostFunctions, Instance } from './instance.ts';
import { CONTRACT_ID_BYTES, EMIT_BYTE_PRICE, GAS_PASS_PERCENT } from './limits.ts';
import { ADDRESSABLE, ARGUMENT_BYTES } from './module/accept.ts';
import type { HostName } from './module/hostTypes.ts';
import { type CallFailure, failureCode, HostSignal, hostTrap } from './outcome.ts';
import type { WorkMeter, WorkPrices } from './workMeter.ts';

/** What host functions need from the session. */
export type HostScope = {
  readonly meta: ReadonlyMap<string, Uint8Array>;
  readonly hostQueries: HostQueries;
  readonly excludedQueries: ReadonlySet<string>;
  readonly feeds: boolean;
  /** Where more than operators has a price. */
  readonly work: WorkMeter | undefined;
  /** Ids of the contracts of the frames above the running one, nearest first. */
  callers(): Uint8Array[];
  frameLimit(): bigint;
  emit(source: Uint8Array, topic: string, data: Uint8Array): void;
  feed(data: Uint8Array): void;
  /** Loads a contract into the session. */
  find(id: Uint8Array): LoadedContract | undefined;
  /** Runs a callee; a failure has undone its effects. `charged` is false if nothing began to run. */
  inner(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): InnerResult;
};

/** For whom the host functions of an instance answer. */
export type Binding = { readonly self: LoadedContract; readonly scope: HostScope };

export type InnerResult =
  | { readonly ok: true; readonly data: Uint8Array; readonly spent: bigint }
  /** `spent`: gone when it stopped. */
  | { readonly ok: false; readonly failure: CallFailure; readonly charged: boolean; readonly spent: bigint };

type Pointer = number | bigint;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
/** Bytes of argument buffer a panic message can fill behind its length. */
const MAX_MESSAGE = ARGUMENT_BYTES - 4;

/** Gas a callee gets: what was asked for if that is less than what is left, else 93 % of it. Spec: 04 §4.2 */
export function forwardedGas(asked: bigint, remaining: bigint): bigint {
  return asked > 0n && asked < remaining ? asked : (remaining * GAS_PASS_PERCENT) / 100n;
}

/**
 * The host functions of one contract, for whomever its instance is bound to when they are called; code, memory and prices are those of
 * the first. `instance` is known once they are linked. Spec: 04 §4
 */
export function createHostFunctions(first: Binding, instance: () => Instance): HostFunctions {
  const { memory, code } = first.self;
  const bound = (): Binding => instance().bound as Binding;
  const buffer = code.argumentBuffer;
  const mapBytes = code.wide ? 2 ** 42 : ADDRESSABLE;

  const address = (pointer: Pointer, length: number): number => {
    const at = typeof pointer === 'bigint' ? BigInt.asUintN(64, pointer) : BigInt(pointer >>> 0);
    if (at + BigInt(length) > BigInt(mapBytes)) throw hostTrap('pointer out of range');
    return Number(at);
  };
  const slice = (pointer: Pointer, length: number): Uint8Array =>
    memory.read(address(pointer, length >>> 0), length >>> 0);
  const argument = (length: number): Uint8Array => {
    if (length >>> 0 > ARGUMENT_BYTES) throw hostTrap('argument too long');
    return memory.read(buffer, length >>> 0);
  };
  /** The length comes from code: it is checked before anything is copied. */
  const checkSlice = (pointer: Pointer, length: number): void => void address(pointer, length >>> 0);
  const checkArgument = (length: number): void => {
    if (length >>> 0 > ARGUMENT_BYTES) throw hostTrap('argument too long');
  };
  const answer = (bytes: Uint8Array, at = 0): number => {
    memory.write(buffer + at, bytes);
    return bytes.length;
  };
  const name = (pointer: Pointer, length: number): string => {
    if (length >>> 0 > ADDRESSABLE / 4) throw hostTrap('name too long');
    return text(slice(pointer, length));
  };

  const functions = {
    hq(pointer: Pointer, nameLength: number, argumentLength: number): number {
      checkSlice(pointer, nameLength);
      checkArgument(argumentLength);
      const query = name(pointer, nameLength);
      const { scope } = bound();
      const found = scope.excludedQueries.has(query) ? undefined : scope.hostQueries(query, argument(argumentLength));
      if (found === undefined) throw hostTrap(`host query ${query} is not registered`);
      if (found instanceof Uint8Array) return answer(found);
      if (!instance().charge(found.price)) throw new HostSignal({ kind: 'outOfGas' });
      return answer(found.run());
    },
    hd(pointer: Pointer, nameLength: number): number {
      const value = bound().scope.meta.get(name(pointer, nameLength));
      return value === undefined ? 0 : answer(value);
    },
    c(idAt: Pointer, fnAt: Pointer, fnLength: number, argumentLength: number, gasLimit: bigint): number {
      const running = instance();
      const { remaining } = running;
      const limit = forwardedGas(BigInt.asUintN(64, gasLimit), remaining);
      const request = parseCall(() => ({
        id: slice(idAt, CONTRACT_ID_BYTES),
        fn: name(fnAt, fnLength),
        argument: argument(argumentLength),
      }));
      if (!request) return failureCode({ kind: 'unknown', reason: 'arguments of c' });
      const result = bound().scope.inner(request.id, request.fn, request.argument, limit);
      if (result.ok) {
        running.remaining = remaining - result.spent;
        return answer(result.data);
      }
      running.remaining = result.charged ? remaining - limit : remaining;
      if (result.failure.kind === 'panic') answer(panicImage(result.failure.message));
      return failureCode(result.failure);
    },
    emit(topicAt: Pointer, topicLength: number, dataLength: number): void {
      checkSlice(topicAt, topicLength);
      checkArgument(dataLength);
      const price = EMIT_BYTE_PRICE * (BigInt(topicLength >>> 0) + BigInt(dataLength >>> 0));
      if (!instance().charge(price)) throw new HostSignal({ kind: 'outOfGas' });
      const { scope, self } = bound();
      scope.emit(self.id, text(slice(topicAt, topicLength)), argument(dataLength));
    },
    feed(length: number): void {
      const data = argument(length);
      const { scope } = bound();
      if (!scope.feeds) throw hostTrap('no feeder');
      scope.feed(data);
    },
    caller(): number {
      const [caller] = bound().scope.callers();
      if (!caller) return 0;
      answer(caller);
      return 1;
    },
    callstack(): number {
      const callers = bound().scope.callers();
      callers.forEach((id, i) => void answer(id, i * CONTRACT_ID_BYTES));
      return callers.length;
    },
    limit: (): bigint => bound().scope.frameLimit(),
    spent: (): bigint => bound().scope.frameLimit() - instance().remaining,
    owner(idAt: Pointer): number {
      const id = slice(idAt, CONTRACT_ID_BYTES);
      const { scope, self } = bound();
      const found = idAt === 0 || idAt === 0n ? self : scope.find(id);
      if (!found) return 0;
      answer(found.owner);
      return 1;
    },
    self_id(): void {
      answer(bound().self.id);
    },
    panic(length: number): never {
      const message = argument(length);
      throw new HostSignal(panicOf(message));
    },
  } satisfies Record<HostName, (...args: never[]) => unknown>;
  return first.scope.work === undefined ? functions : priced(functions, first.scope.work.prices, instance);
}

/** Each function pays for itself and for the pages written before it, and does nothing if the frame cannot. */
function priced(functions: HostFunctions, prices: WorkPrices, instance: () => Instance): HostFunctions {
  const { call, event, hostCall } = prices;
  const dearer: Readonly<Record<string, number>> = { c: call, emit: event };
  const entries = Object.entries(functions).map(([name, run]) => {
    const price = BigInt(dearer[name] ?? hostCall);
    const paid = (...args: never[]): unknown => {
      const running = instance();
      const { work } = (running.bound as Binding).scope;
      if (!running.charge((work as WorkMeter).take() + price)) throw new HostSignal({ kind: 'outOfGas' });
      return run(...args);
    };
    return [name, paid] as const;
  });
  return Object.fromEntries(entries) as HostFunctions;
}

function parseCall<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof HostSignal) return undefined;
    throw error;
  }
}

function text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw hostTrap('text is not UTF-8');
  }
}

function panicOf(bytes: Uint8Array): CallFailure {
  try {
    return { kind: 'panic', message: utf8.decode(bytes) };
  } catch {
    return { kind: 'unknown', reason: 'panic message is not UTF-8' };
  }
}

/** u32 length, then the message. @throws HostSignal host abort if it does not fit. Spec: 04 §4.2, §4.4 */
function panicImage(message: string): Uint8Array {
  const bytes = encoder.encode(message);
  if (bytes.length > MAX_MESSAGE)
    throw new HostSignal({ kind: 'hostAbort', reason: 'panic message exceeds the buffer' });
  const image = new Uint8Array(4 + bytes.length);
  new DataView(image.buffer).setUint32(0, bytes.length, true);
  image.set(bytes, 4);
  return image;
}
