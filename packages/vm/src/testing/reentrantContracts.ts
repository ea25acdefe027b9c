import { utf8 } from '@eventide/base';
import { assemble, type ModuleSource } from './assemble.ts';
import { idOf } from './engine.ts';

const page = (index: number): number => index * 65_536;
const READ_5 = `i32.const ${page(5)} i32.load drop`;
/** A call of a method of contract `to`, whose id lies at 32·(to − 1); method names of one letter lie at 128. */
export const invoke = (to: number, letter: string): string =>
  `i32.const ${32 * (to - 1)} i32.const ${128 + 'fgrwbh'.indexOf(letter)} i32.const 1 i32.const 0 i64.const 100000 call 0 drop`;

/** Contracts whose methods return nothing. */
export const reentrantSource = (functions: Record<string, string>): ModuleSource => ({
  argumentBuffer: page(1),
  memories: [16],
  imports: ['c'],
  data: [{ offset: 0, bytes: [...idOf(1), ...idOf(2), ...new Uint8Array(64), ...utf8('fgrwbh')] }],
  functions: Object.fromEntries(
    Object.entries(functions).map(([name, code]) => [name, { code: `${code} i32.const 0` }]),
  ),
});

const methods = {
  f: 'unreachable',
  g: '',
  r: `${READ_5} unreachable`,
  w: `i32.const ${page(5)} i32.const 7 i32.store unreachable`,
  again: `${READ_5} ${invoke(1, 'f')} ${READ_5}`,
  once: `${READ_5} ${invoke(1, 'f')}`,
  later: `${invoke(1, 'f')} ${READ_5}`,
  readInside: `${READ_5} ${invoke(1, 'r')} ${READ_5}`,
  writtenInside: `${READ_5} ${invoke(1, 'w')} ${READ_5}`,
  finished: `${READ_5} ${invoke(1, 'g')} ${READ_5}`,
  newSnapshot: `${READ_5} ${invoke(1, 'g')} ${invoke(1, 'f')} ${READ_5}`,
  sinceSnapshot: `${invoke(1, 'g')} ${READ_5} ${invoke(1, 'f')} ${READ_5}`,
  twice: `${READ_5} ${invoke(1, 'r')} ${invoke(1, 'f')} ${READ_5}`,
  copied: `${READ_5} ${invoke(1, 'f')} i32.const ${page(6)} i32.const ${page(5)} i32.const 8 memory.copy`,
  overOther: `${READ_5} ${invoke(2, 'b')} ${READ_5}`,
  otherAlone: `${READ_5} ${invoke(2, 'h')} ${READ_5}`,
};

/** Methods of the reader. */
export const readerMethods: readonly string[] = Object.keys(methods);

/** Contract 1: methods that read a page before, within and after frames of its own that are undone. */
export const reader: Uint8Array<ArrayBuffer> = assemble(reentrantSource(methods));

/** Calls the reader back, whose failure it survives. */
export const intermediary: Uint8Array<ArrayBuffer> = assemble(reentrantSource({ b: invoke(1, 'f'), h: 'unreachable' }));
