import { toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { createBlsSigner } from '@eventide/consensus';
import { blockCodec, voteMessage } from '@eventide/ledger';
import { verifyBlock } from '@eventide/sdk/verify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevnet } from './createDevnet.ts';
import type { Devnet } from './devnet.ts';

const BLOCKS = 12;

let skipped: Devnet;
let mined: Devnet;
beforeAll(async () => {
  [skipped, mined] = (await Promise.all([1, 2].map(() => createDevnet({ seed: 7, mine: { kind: 'manual' } })))) as [
    Devnet,
    Devnet,
  ];
});
afterAll(async () => {
  await skipped.close();
  await mined.close();
});

test('13 §3.2 skipped blocks are those that are made one by one, to the byte, and signed as any node signs', async () => {
  await skipped.skip({ blocks: BigInt(BLOCKS) });
  for (let i = 0; i < BLOCKS; i++) await mined.mine();
  const { secretKey } = skipped.accounts.provisioners[0] as (typeof skipped.accounts.provisioners)[number];
  const signer = createBlsSigner(secretKey, () => 'V2');
  const sign = (message: Uint8Array): string => toHex(signer.sign(1n, message));
  let seed = new Uint8Array(48);
  for (let height = 1n; height <= BLOCKS; height++) {
    const [one, other] = await Promise.all([skipped, mined].map(({ door }) => door.ledger.at(height)));
    if (one === undefined || other === undefined) throw new Error(`no block ${height}`);
    expect(one.label).toEqual(other.label);
    expect(toHex(encode(blockCodec, one.block))).toBe(toHex(encode(blockCodec, other.block)));
    const { header } = one.block;
    expect(toHex(header.signature)).toBe(sign(header.hash));
    expect(toHex(header.seed)).toBe(sign(seed));
    const place = { prevBlockHash: header.prevBlockHash, round: height, iteration: header.iteration };
    for (const step of ['validation', 'ratification'] as const)
      expect(toHex(header.att[step].signature)).toBe(
        sign(voteMessage(place, step, { kind: 'Valid', hash: header.hash })),
      );
    seed = new Uint8Array(header.seed);
  }
  const tip = toHex(skipped.door.ledger.tip().block.header.prevBlockHash);
  expect((await verifyBlock(skipped.client, tip)).filter(({ ok }) => ok === false)).toEqual([]);
});
