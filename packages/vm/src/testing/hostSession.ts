import { utf8 } from '@eventide/base';
import type { CallResult } from '../outcome.ts';
import type { Session } from '../session.ts';
import { assemble, type ModuleSource } from './assemble.ts';
import { deployAll, idOf, openTestVm, PLENTY } from './engine.ts';

export const NONE: Uint8Array = new Uint8Array();
/** Argument buffer at page 1; text and ids below it. */
export const A = 65_536;
/** Returns the i32 on the stack as four bytes of result, over local 1. */
export const giveI32: string = `local.set 1 i32.const ${A} local.get 1 i32.store i32.const 4`;

export type Host = Pick<ModuleSource, 'imports' | 'functions' | 'data'> & Partial<ModuleSource>;

export function contract(source: Host): Uint8Array {
  return assemble({ argumentBuffer: A, memories: [3], ...source });
}

/** A session with a height, a query that is off, and these contracts under the ids 1, 2, … */
export async function sessionWith(modules: readonly Uint8Array[], feeds = true): Promise<Session> {
  const vm = await openTestVm();
  const meta = new Map([['height', Uint8Array.of(9, 8)]]);
  const session = vm.openSession(undefined, { meta, feeds, excludedQueries: new Set(['off']) });
  deployAll(session, modules);
  return session;
}

export function call(session: Session, fn: string, argument: Uint8Array = NONE, limit = PLENTY, id = 1): CallResult {
  return session.call(idOf(id), fn, argument, limit);
}

export function textBytes(text: string): number[] {
  return [...utf8(text)];
}

export function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

export function readU32(data: Uint8Array, at = 0): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(at, true);
}
