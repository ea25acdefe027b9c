import { fromHex } from '@eventide/base';
import { type FuzzTarget, loadVectors } from '@eventide/testkit';
import { type ArchiveType, decodeArchive, decodeCanonicalArchive, encodeArchive } from './archive.ts';
import { genesisTypes } from './genesis.fixture.ts';
import { byteVec, text, vec } from './pointer.ts';
import { bool, u16, u64 } from './primitives.ts';
import { struct, tuple } from './product.ts';
import { enumOf, option, variant } from './sum.ts';

const branch = struct('Branch', { name: text(), flags: vec(bool), weights: vec(u16) });
const nested = struct('Nested', {
  branches: vec(branch),
  pair: tuple(byteVec(), vec(text())),
  choice: enumOf('Choice', { None: variant(0), Words: variant(1, vec(text())), Number: variant(2, option(u64)) }),
});
const samples = [
  { branches: [], pair: [new Uint8Array(), []], choice: { kind: 'None' } },
  {
    branches: [
      { name: 'inline', flags: [true, false], weights: [1, 2, 3] },
      { name: 'out of line', flags: [], weights: [65_535] },
    ],
    pair: [new Uint8Array([1, 2, 3]), ['a', 'a longer text']],
    choice: { kind: 'Words', value: ['first words', 'x'] },
  },
  { branches: [], pair: [new Uint8Array(9), ['']], choice: { kind: 'Number', value: 7n } },
] as const;

const transactions = (): Uint8Array[] =>
  loadVectors<{ steps: readonly { fn: string; arg: string }[] }>('contracts/wasm-trace')
    .steps.filter(({ fn }) => fn === 'spend_and_execute')
    .map(({ arg }) => fromHex(arg));

/** Padding is ignored by specification, so the law is: what was accepted, written anew, reads as canonical. */
function decodeTwice<T>(type: ArchiveType<T>): (bytes: Uint8Array) => T {
  return (bytes) => decodeCanonicalArchive(type, encodeArchive(type, decodeArchive(type, bytes)));
}

export const targets: FuzzTarget[] = [
  {
    name: 'codec/rkyv-nested',
    seeds: () => samples.map((value) => encodeArchive(nested, value)),
    decode: decodeTwice(nested),
  },
  {
    name: 'codec/rkyv-nested-canonical',
    seeds: () => samples.map((value) => encodeArchive(nested, value)),
    decode: (bytes) => decodeCanonicalArchive(nested, bytes),
    encode: (value) => encodeArchive(nested, value),
  },
  {
    name: 'codec/rkyv-transaction',
    seeds: transactions,
    decode: decodeTwice(genesisTypes.Transaction),
  },
];
