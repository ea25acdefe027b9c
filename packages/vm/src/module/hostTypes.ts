import { type FunctionType, I32, I64 } from './types.ts';

/** Name and type of every host function; `p` is the pointer type of the contract's width. Spec: 04 §4 */
const signatures = {
  hq: 'pii>i',
  hd: 'pi>i',
  c: 'ppiil>i',
  emit: 'pii>',
  feed: 'i>',
  caller: '>i',
  callstack: '>i',
  limit: '>l',
  spent: '>l',
  owner: 'p>i',
  self_id: '>',
  panic: 'i>',
} as const;

export type HostName = keyof typeof signatures;

const tables = { narrow: build(I32), wide: build(I64) };

/** Types of the host functions for a contract width. Spec: 04 §4 */
export function hostImports(wide: boolean): ReadonlyMap<string, FunctionType> {
  return wide ? tables.wide : tables.narrow;
}

function build(pointer: number): ReadonlyMap<string, FunctionType> {
  const letters: Record<string, number> = { i: I32, l: I64, p: pointer };
  const types = (text: string): number[] => Array.from(text, (letter) => letters[letter] as number);
  return new Map(
    Object.entries(signatures).map(([name, signature]) => {
      const [params = '', results = ''] = signature.split('>');
      return [name, { params: types(params), results: types(results) }];
    }),
  );
}
