import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeArgument, transferAbi } from '@eventide/abi';
import { toHex } from '@eventide/base';
import { decodeTx, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, describe, expect, test } from 'vitest';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { accountBytes, alice, bob, DUSK, nextEvent, payment, soloOptions, testGenesis } from './node.fixture.ts';
import { startNode } from './startNode.ts';

const genesis = await testGenesis();

describe('13 §3.1 a node alone', () => {
  test('makes the blocks that are asked for, and rewards itself', async () => {
    const node = await startNode(soloOptions(genesis));
    const headers = await node.production.produce(3);
    expect(headers.map(({ height }) => height)).toEqual([1n, 2n, 3n]);
    expect(node.door.ledger.tip().block.header.hash).toEqual(headers[2]?.hash);
    expect(node.door.ledger.lastFinal().height).toBe(2n);
    const [entry] = await node.door.state.provisioners();
    expect(entry?.data.reward).toBeGreaterThan(0n);
    await node.close();
    await node.done;
  });

  test('a payment: waits, is in a block at once, changes both balances, is announced in order', async () => {
    const node = await startNode(soloOptions(genesis, { production: { kind: 'instant' } }));
    const seen: NodeEvent[] = [];
    node.door.subscribe((event) => seen.push(event));
    const accepted = nextEvent(node, 'accepted');
    const submitted = await node.door.mempool.submit(payment());
    expect(submitted.ok).toBe(true);
    const { block, spent, events } = await accepted;
    expect(block.header.height).toBe(1n);
    expect(spent.map(({ id, error }) => [toHex(id), error])).toEqual([[submitted.ok && toHex(submitted.id), null]]);
    expect(events.some(({ event }) => event.topic === 'moonlight')).toBe(true);
    expect(seen.map(({ kind }) => kind).slice(0, 3)).toEqual(['included', 'removed', 'accepted']);
    expect((await node.door.state.account(accountBytes(bob))).balance).toBe(DUSK);
    const { nonce, balance } = await node.door.state.account(accountBytes(alice));
    expect(nonce).toBe(1n);
    expect(balance).toBe(999n * DUSK - (spent[0]?.gasSpent ?? 0n));
    expect(await node.door.ledger.spent(spent[0]?.id as Uint8Array)).toMatchObject({ blockHash: block.header.hash });
    expect(await node.door.mempool.submit(payment())).toMatchObject({ ok: false, code: 'MEMPOOL_IN_LEDGER' });
    await node.close();
  });

  test('refuses what cannot be: used and later nonces, short balances, bad signatures, noise', async () => {
    const node = await startNode(soloOptions(genesis));
    const { mempool } = node.door;
    const broken = payment();
    broken[broken.length - 1] = (broken.at(-1) as number) ^ 1;
    const codes = await Promise.all(
      [
        payment({ nonce: 0n }),
        payment({ nonce: 2n }),
        payment({ value: 2_000n * DUSK }),
        payment({ chainId: 1 }),
        broken,
        Uint8Array.of(7),
      ].map((bytes) => mempool.submit(bytes).then((result) => !result.ok && result.code)),
    );
    expect(codes).toEqual([
      'TX_NONCE_USED',
      'MEMPOOL_NONCE_GAP',
      'TX_BALANCE_SHORT',
      'TX_CHAIN_ID',
      expect.stringMatching(/TX_BAD_SIGNATURE|MEMPOOL_MALFORMED/),
      'MEMPOOL_MALFORMED',
    ]);
    expect(await mempool.preverify(payment())).toMatchObject({ ok: true });
    expect(mempool.size).toBe(0);
    const row = [1n, 2n, 3n].map((nonce) => mempool.submit(payment({ nonce })));
    expect((await Promise.all(row)).every(({ ok }) => ok)).toBe(true);
    expect(mempool.nextNonce(accountBytes(alice), 0n)).toBe(4n);
    await node.close();
  });

  test('finality at once: every label is announced, nothing below the tip is open', async () => {
    const node = await startNode(soloOptions(genesis, { finality: 'instant' }));
    const labels: string[] = [];
    node.door.subscribe((event) => {
      if (event.kind === 'accepted' || event.kind === 'labelled') labels.push(event.label.kind);
    });
    await node.production.produce(2);
    expect(labels).toEqual(['Attested', 'Confirmed', 'Final', 'Attested', 'Confirmed', 'Final']);
    expect(node.door.ledger.lastFinal().height).toBe(2n);
    await node.close();
  });
});

describe('06 §20 a node on disk', () => {
  const path = mkdtempSync(join(tmpdir(), 'eventide-start-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const options = soloOptions(genesis, { storage: { kind: 'disk', path }, verifierThreads: 1 });

  test('goes on where it stopped, and reads in another thread', async () => {
    const first = await startNode(options);
    expect((await first.door.mempool.submit(payment())).ok).toBe(true);
    const [header] = await first.production.produce(1);
    const { gasSpent } = await first.door.state.simulate(decodeTx(payment({ nonce: 2n }), { strict: true }));
    expect(gasSpent).toBeGreaterThan(0n);
    await first.close();
    const second = await startNode(options);
    const { state, ledger } = second.door;
    expect(ledger.tip().block.header.hash).toEqual(header?.hash);
    expect((await state.account(accountBytes(bob))).balance).toBe(DUSK);
    const next = await second.production.produce(8);
    expect(next[0]?.prevBlockHash).toEqual(header?.hash);
    // States that are final and left are gone; the reader follows.
    const earlier = { root: next[1]?.stateHash };
    await expect(state.query(TRANSFER_CONTRACT, 'chain_id', new Uint8Array(), earlier)).rejects.toThrowCode(
      'VM_BASE_UNKNOWN',
    );
    expect(await state.query(TRANSFER_CONTRACT, 'chain_id', new Uint8Array())).toEqual(Uint8Array.of(224));
    await second.close();
  });

  test('feeds come in parts and end when nobody takes them', async () => {
    const node = await startNode(options);
    const range = encodeArgument(transferAbi, 'sync_accounts', [0n, 0n]);
    const parts: Uint8Array[] = [];
    for await (const part of node.door.state.feed(TRANSFER_CONTRACT, 'sync_accounts', range)) parts.push(part);
    expect(parts.length).toBeGreaterThanOrEqual(2);
    for await (const part of node.door.state.feed(TRANSFER_CONTRACT, 'sync_accounts', range)) {
      expect(part).toEqual(parts[0]);
      break;
    }
    const unknown = node.door.state.feed(new Uint8Array(32).fill(9), 'sync', range);
    await expect(unknown[Symbol.asyncIterator]().next()).rejects.toThrowCode('EXEC_CONTRACT_UNKNOWN');
    await node.close();
  });

  test('refuses the chain of another genesis', async () => {
    const other = await testGenesis({ blockTimeSec: 1 });
    await expect(startNode({ ...options, genesis: other })).rejects.toThrowCode('NODE_OTHER_GENESIS');
  });
});
