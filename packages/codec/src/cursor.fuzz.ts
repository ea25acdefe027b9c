import type { FuzzTarget } from '@eventide/testkit';
import { type Codec, decode, encode } from './codec.ts';
import { listCodec, optionCodec } from './combinators.ts';

type Record = { readonly id: number; readonly amount: bigint; readonly memo: string | null; readonly open: boolean };

const memoCodec: Codec<string> = {
  write(w, value) {
    const bytes = new TextEncoder().encode(value);
    w.bytes32(bytes);
  },
  read: (r) => r.text(r.length32(64)),
};
const recordCodec: Codec<Record> = {
  write(w, value) {
    w.u16Be(value.id);
    w.u64(value.amount);
    optionCodec(memoCodec).write(w, value.memo);
    w.bool(value.open);
  },
  read: (r) => ({ id: r.u16Be(), amount: r.u64(), memo: optionCodec(memoCodec).read(r), open: r.bool() }),
};
const recordsCodec = listCodec(recordCodec, 100, 12);

const samples: readonly (readonly Record[])[] = [
  [],
  [{ id: 1, amount: 2n ** 64n - 1n, memo: 'hällo', open: true }],
  [
    { id: 65_535, amount: 0n, memo: null, open: false },
    { id: 7, amount: 1n, memo: '', open: true },
  ],
];

export const targets: FuzzTarget[] = [
  {
    name: 'codec/cursor',
    seeds: () => samples.map((records) => encode(recordsCodec, records)),
    decode: (bytes) => decode(recordsCodec, bytes),
    encode: (value) => encode(recordsCodec, value),
  },
];
