import { FaultError } from '@eventide/base';
import type { Instance } from './instance.ts';
import { ARGUMENT_BYTES } from './module/accept.ts';
import { type CallFailure, HostSignal } from './outcome.ts';

/** Runs an export on its argument; what it answered. @throws HostSignal, and what the code throws. Spec: 04 §4.2 */
export function runFrame(instance: Instance, fn: string, argument: Uint8Array, depth: number): Uint8Array {
  const { memory, contract } = instance;
  if (fn === 'init' && depth > 1) throw new HostSignal({ kind: 'unknown', reason: 'init is not callable' });
  memory.write(contract.argumentBuffer, argument);
  const length = instance.run(fn, argument.length);
  if (length > ARGUMENT_BYTES) {
    const kind = depth === 1 ? 'hostAbort' : 'unknown';
    throw new HostSignal({ kind, reason: 'result longer than the buffer' });
  }
  return memory.read(contract.argumentBuffer, length);
}

/** Out of gas whatever happened if none was left when it was last saved. Spec: 04 §4.2 */
export function classify(error: unknown, instance: Instance): CallFailure {
  const signal = error instanceof HostSignal ? error.failure : undefined;
  if (signal?.kind === 'hostAbort') return signal;
  if (!signal && !(error instanceof WebAssembly.RuntimeError)) throw localFault(error);
  if (instance.remaining === 0n) return { kind: 'outOfGas' };
  return signal ?? { kind: 'unknown', reason: (error as Error).message };
}

/** Not the contract's doing: the engine's own stack or memory, or a bug. Never a verdict. */
function localFault(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new FaultError('FAULT_MEMORY', { what: 'native stack too small', reason: error.message }, { cause: error });
}
