import { blsPublicKey } from '@eventide/crypto';
import { genesisHeader, type Header } from '@eventide/ledger';
import { createMemoryStore } from '@eventide/store/memory';
import { blobHash, buildMoonlight, encodeTx, toNodeTx, txId } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import { LedgerStore } from './ledgerStore.ts';

const final = { kind: 'Final', distance: 0n } as const;
const hashOf = (height: number): Uint8Array => {
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(0, height + 1);
  return hash;
};
const headerAt = (height: number): Header => ({
  ...genesisHeader(0n, new Uint8Array(32)),
  height: BigInt(height),
  hash: hashOf(height),
  prevBlockHash: hashOf(height - 1),
});
const blockAt = (height: number) => ({ header: headerAt(height), txs: [], faults: [] });
const put = (ledger: LedgerStore, height: number) =>
  ledger.apply({ block: blockAt(height), label: final, labels: [], removed: [] }, []);

describe('13 §8 pruning', () => {
  test('keeps genesis and what faults can reach back, however little is asked for', async () => {
    const ledger = new LedgerStore(createMemoryStore(), { keepBlocks: 0n, blobBlocks: 0n });
    for (let height = 0; height <= 4_400; height++) await put(ledger, height);
    const heights: bigint[] = [];
    for await (const { height } of ledger.index(0n)) heights.push(height);
    expect(heights.slice(0, 2)).toEqual([0n, 4_400n - 4_322n]);
    expect(heights).toHaveLength(4_324);
    expect(await ledger.at(50n)).toBeUndefined();
    expect(await ledger.block(hashOf(50))).toBeUndefined();
    expect((await ledger.tip())?.block.header.height).toBe(4_400n);
  });
});

describe('06 §20 what is written later', () => {
  test('candidates and results are there at once, and on disk with the next block', async () => {
    const store = createMemoryStore();
    const ledger = new LedgerStore(store);
    await put(ledger, 0);
    const candidate = { ...blockAt(1), header: { ...headerAt(1), iteration: 3 } };
    const place = { prevBlockHash: hashOf(0), round: 1n, iteration: 3 };
    const result = {
      vote: { kind: 'NoQuorum' },
      quorum: 'NoQuorum',
      stepVotes: { bitset: 0n, signature: new Uint8Array(48) },
    } as const;
    await ledger.storeCandidate(candidate);
    await ledger.storeResult(place, result);
    await ledger.storeBegun({ prevHash: hashOf(0), iteration: 3 });
    expect(await ledger.candidate(hashOf(1))).toEqual(candidate);
    expect(await ledger.candidateOf(place)).toEqual(candidate);
    expect(await ledger.result(place)).toEqual(result);
    // Somebody who opens the store now does not see them yet.
    expect(await new LedgerStore(store).candidate(hashOf(1))).toBeUndefined();
    expect(await new LedgerStore(store).begun()).toBeUndefined();
    await ledger.flush();
    const again = new LedgerStore(store);
    expect(await again.candidate(hashOf(1))).toEqual(candidate);
    expect(await again.candidateOf(place)).toEqual(candidate);
    expect(await again.begun()).toEqual({ prevHash: hashOf(0), iteration: 3 });
  });

  test('transactions that waited, in order', async () => {
    const ledger = new LedgerStore(createMemoryStore());
    const envelopes = [3, 1, 2].map((byte) => toNodeTx(Uint8Array.of(byte)));
    await ledger.storeWaiting(envelopes);
    expect(await ledger.waiting()).toEqual(envelopes);
    await ledger.storeWaiting([]);
    expect(await ledger.waiting()).toEqual([]);
  });
});

describe('03 §5.1 blobs', () => {
  test('are found by their hash until they expire; the transaction stays', async () => {
    const ledger = new LedgerStore(createMemoryStore(), { blobBlocks: 2n });
    const sidecar = {
      commitment: new Uint8Array(48).fill(5),
      proof: new Uint8Array(48),
      data: new Uint8Array(131_072),
    };
    const hash = blobHash(sidecar.commitment);
    const data = { kind: 'blob', blobs: [{ hash, sidecar }] } as const;
    const gas = { gasLimit: 1n, gasPrice: 1n };
    const tx = buildMoonlight({ chainId: 224, from: 5n, to: blsPublicKey(6n), value: 0n, gas, nonce: 1n, data });
    const envelope = toNodeTx(encodeTx(tx));
    await put(ledger, 0);
    const block = { ...blockAt(1), txs: [envelope] };
    const spent = { tx: envelope, blockHeight: 1n, gasSpent: 0n, error: null };
    await ledger.apply({ block, label: final, labels: [], removed: [] }, [spent]);
    expect(await ledger.blob(hash)).toEqual(sidecar);
    await put(ledger, 2);
    await put(ledger, 3);
    expect(await ledger.blob(hash)).toBeUndefined();
    const kept = await ledger.spent(txId(tx));
    expect(kept?.tx.protocolBytes.length).toBeLessThan(1_000);
    expect((await ledger.block(hashOf(1)))?.txs).toHaveLength(1);
  });
});
