import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatedClock, fromHex, toBase58, toHex, utf8 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto';
import { alice, bob, DUSK, moonlight, owner, provisioner } from '@eventide/execution/world.fixture';
import { STAKE_CONTRACT, TRANSFER_CONTRACT, txId } from '@eventide/tx';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../api/client.fixture.ts';
import { type FixtureNode, openFixtureNode } from '../api/nodeDoor.fixture.ts';
import { startApi } from '../api/startApi.ts';
import type { EventReplay } from './archiveWriter.ts';
import { encodeCursor } from './cursor.ts';
import { fillMarks, marksMissing } from './fillMarks.ts';
import { type ArchiveLocation, openArchive, openSql } from './openArchive.ts';
import { recordedEvents } from './phoenixEvents.fixture.ts';
import { type PhoenixMark, phoenixMarks } from './phoenixMarks.ts';
import { migrate } from './sql/migrations.ts';
import { openPglite } from './sql/pglite.ts';
import { openPostgres } from './sql/postgres.ts';
import type { Sql } from './sql/sql.ts';
import { type Archive, startArchive } from './startArchive.ts';

const transfer = toHex(TRANSFER_CONTRACT);
const stake = toHex(STAKE_CONTRACT);
const account = (secret: bigint): string => toBase58(encode(blsPublicKeyCodec, blsPublicKey(secret)));
const all = { limit: 100, descending: false };
const from = { limit: 100, offset: 0n };
const shielded = recordedEvents('phoenix');
const marks = (recorded: string | undefined): readonly PhoenixMark[] =>
  phoenixMarks({ origin: '00', topic: 'phoenix', source: transfer, data: fromHex(recorded ?? '') });

/** A server of one's own to run the same tests against; the database named there is emptied. */
const serverUrl = process.env.EVENTIDE_TEST_POSTGRES;
const databases = ['embedded', ...(serverUrl === undefined ? [] : ['server'])];

const TABLES =
  'finalized_events, finalized_blocks, unfinalized_events, unfinalized_blocks, active_accounts, moonlight_flows, moonlight_memos, phoenix_marks, archive_facts, archive_gaps';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventide-archive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(databases)('08 §6 archive on an %s database', (kind) => {
  let sql: Sql;
  let node: FixtureNode;
  let archive: Archive;
  let replay: EventReplay;

  const location = (): ArchiveLocation =>
    kind === 'server' ? { url: serverUrl as string } : { folder: join(folder, 'db') };
  const start = (): Promise<Archive> => startArchive(sql, { door: node.door, replay });
  const run = (text: string): Promise<void> => sql.transaction([{ text }]);

  beforeAll(async () => {
    sql = await openSql(location());
    await sql.transaction([{ text: 'DROP SCHEMA public CASCADE' }, { text: 'CREATE SCHEMA public' }]);
    await migrate(sql);
  }, 120_000);
  afterAll(() => sql.close());
  beforeEach(async () => {
    node = await openFixtureNode();
    replay = node.replay;
    await run(`TRUNCATE ${TABLES} RESTART IDENTITY`);
    archive = await start();
  }, 60_000);
  afterEach(async () => {
    await archive.close();
    node.close();
  });

  test('accepted, final: events move, in order of their origins', async () => {
    const { reader } = archive;
    const payments = [1n, 2n, 3n].map((nonce) => moonlight({ nonce, value: DUSK }));
    const block = await node.mine(payments);
    await archive.caughtUp();
    const hash = toHex(block.header.hash);
    const executed = await reader.eventsAt(1n);
    expect(executed.map(({ origin }) => origin)).toEqual([...payments.map((tx) => toHex(txId(tx))), hash]);
    expect(await reader.eventsAt(-1n)).toEqual(executed);
    expect(await reader.eventsOf(hash)).toEqual(executed);
    expect(await reader.isFinalized(1n, hash)).toBe(false);
    expect(await reader.finalizedEvents(transfer, -1n, 10)).toEqual([]);

    await node.finalize(1n);
    await archive.caughtUp();
    const final = await reader.eventsAt(1n);
    const origins = final.map(({ origin }) => origin);
    expect(origins).toEqual(origins.toSorted());
    expect(final.toSorted(byOrigin)).toEqual(executed.toSorted(byOrigin));
    expect(await reader.eventsAt(-1n)).toEqual([]);
    expect(await reader.isFinalized(1n, hash)).toBe(true);
    expect(await reader.isFinalized(2n, hash)).toBe(false);
    const page = await reader.finalizedEvents(transfer, -1n, 2);
    expect(page.map(({ blockHeight, blockHash }) => [blockHeight, blockHash])).toEqual([
      [1n, hash],
      [1n, hash],
    ]);
    expect(await reader.finalizedEvents(transfer, page[1]?.id ?? 0n, 5)).toHaveLength(1);
    expect(await reader.finalizedEvents(stake, -1n, 5)).toMatchObject([{ topic: 'reward' }]);
    expect(await reader.txCount()).toEqual({ moonlight: 3n, phoenix: 0n });
    expect(await reader.nextPhoenix(0n)).toBeUndefined();
    expect(archive.progress()).toEqual({ archived: 1n, final: 1n, tip: 1n, gaps: 0n });
  });

  test('a reverted block goes, the one after it comes', async () => {
    await node.mine([moonlight({ value: DUSK })]);
    await archive.caughtUp();
    await node.revert();
    const other = await node.mine([moonlight({ value: 2n * DUSK })]);
    await node.mine();
    await node.finalize(2n);
    await archive.caughtUp();
    expect(await archive.reader.isFinalized(1n, toHex(other.header.hash))).toBe(true);
    expect(await archive.reader.txCount()).toEqual({ moonlight: 1n, phoenix: 0n });
  });

  test('a final block that a test network takes back goes with all it said', async () => {
    await node.mine([moonlight({ value: DUSK, data: { kind: 'memo', memo: utf8('rent') } })]);
    await node.finalize(1n);
    await archive.caughtUp();
    expect(await archive.reader.moonlightOfAccount(account(bob), all)).toHaveLength(1);
    await node.revert();
    await archive.caughtUp();
    expect(archive.progress()).toMatchObject({ archived: 0n, final: 0n, tip: 0n });
    expect(await archive.reader.moonlightOfAccount(account(bob), all)).toEqual([]);
    expect(await archive.reader.moonlightByMemo(utf8('rent'), 10)).toEqual([]);
    expect(await archive.reader.eventsAt(1n)).toEqual([]);
  });

  test('who paid whom', async () => {
    const { reader } = archive;
    const toBob = moonlight({ nonce: 1n, value: DUSK, data: { kind: 'memo', memo: utf8('rent') } });
    const toSelf = moonlight({ nonce: 2n, value: DUSK, to: blsPublicKey(alice) });
    await node.mine([toBob, toSelf]);
    const back = moonlight({ from: bob, nonce: 1n, value: 1n, to: blsPublicKey(alice) });
    await node.mine([back]);
    await node.finalize(2n);
    await archive.caughtUp();
    const ids = [toBob, toSelf].map((tx) => toHex(txId(tx))).sort();
    const origins = (groups: readonly { readonly origin: string }[]): string[] => groups.map(({ origin }) => origin);
    const everything = [...ids, toHex(txId(back))];
    expect(origins(await reader.moonlightOfAccount(account(alice), all))).toEqual(everything);
    expect(origins(await reader.moonlightOfAccount(account(alice), { ...all, descending: true }))).toEqual(
      everything.toReversed(),
    );
    expect(origins(await reader.moonlightOfAccount(account(alice), { ...all, fromBlock: 2n }))).toEqual([
      toHex(txId(back)),
    ]);
    expect(origins(await reader.moonlightOfAccount(account(alice), { ...all, toBlock: 1n, limit: 1 }))).toEqual(
      ids.slice(0, 1),
    );
    expect(origins(await reader.moonlightBetween(account(alice), account(bob), from))).toEqual([toHex(txId(toBob))]);
    expect(origins(await reader.moonlightBetween(account(bob), undefined, from))).toEqual([toHex(txId(back))]);
    expect(origins(await reader.moonlightBetween(undefined, account(alice), from))).toEqual([
      toHex(txId(toSelf)),
      toHex(txId(back)),
    ]);
    expect(origins(await reader.moonlightBetween(undefined, account(alice), { limit: 1, offset: 1n }))).toEqual([
      toHex(txId(back)),
    ]);
    expect(origins(await reader.moonlightByMemo(utf8('rent'), 10))).toEqual([toHex(txId(toBob))]);
    expect(await reader.moonlightByMemo(utf8('Rent'), 10)).toEqual([]);
    const [group] = await reader.moonlightByMemo(utf8('rent'), 10);
    expect(group).toMatchObject({ blockHeight: 1n, events: [{ topic: 'moonlight', source: transfer }] });
  });

  test('accounts: those of genesis, then new ones, each once', async () => {
    const before = await archive.reader.accountCount();
    await node.mine([moonlight({ nonce: 1n, value: DUSK }), moonlight({ nonce: 2n, value: DUSK })]);
    await node.mine([moonlight({ nonce: 3n, value: DUSK, to: blsPublicKey(provisioner) })]);
    await node.finalize(2n);
    await archive.caughtUp();
    expect(await archive.reader.accountCount()).toBe(before + 2n);
    expect(account(owner)).not.toBe(account(bob));
  });

  test('what was missed is executed again, from where it stopped', async () => {
    const first = await node.mine([moonlight({ nonce: 1n, value: DUSK })]);
    await archive.caughtUp();
    const seen = await archive.reader.eventsAt(1n);
    await archive.close();
    await node.mine([moonlight({ nonce: 2n, value: DUSK })]);
    await node.mine([moonlight({ nonce: 3n, value: DUSK })]);
    await node.finalize(2n);
    await node.mine();
    archive = await start();
    await archive.caughtUp();
    expect(archive.progress()).toEqual({ archived: 4n, final: 2n, tip: 4n, gaps: 0n });
    expect((await archive.reader.eventsOf(toHex(first.header.hash))).toSorted(byOrigin)).toEqual(
      seen.toSorted(byOrigin),
    );
    expect(await archive.reader.txCount()).toEqual({ moonlight: 2n, phoenix: 0n });
    expect(await archive.reader.eventsAt(3n)).toHaveLength(2);
  });

  test('a block that was reverted meanwhile is put right', async () => {
    await node.mine([moonlight({ nonce: 1n, value: DUSK })]);
    await archive.caughtUp();
    await archive.close();
    await node.revert();
    const other = await node.mine();
    archive = await start();
    await archive.caughtUp();
    expect(await archive.reader.eventsOf(toHex(other.header.hash))).toHaveLength(1);
    expect(await archive.reader.eventsAt(1n)).toHaveLength(1);
  });

  test('blocks whose state is gone are gaps, and the rest goes on', async () => {
    await archive.close();
    await node.mine([moonlight({ nonce: 1n, value: DUSK })]);
    await node.finalize(1n);
    replay = async () => undefined;
    archive = await start();
    await archive.caughtUp();
    await node.mine([moonlight({ nonce: 2n, value: DUSK })]);
    await archive.caughtUp();
    expect(archive.progress()).toEqual({ archived: 2n, final: 1n, tip: 2n, gaps: 1n });
    expect(await archive.reader.eventsAt(1n)).toEqual([]);
    expect(await archive.reader.eventsAt(2n)).toHaveLength(2);
  });

  test('13 §6 a nullifier or note key leads to its transaction: not final, final, taken back', async () => {
    const payment = fromHex(shielded[0] ?? '');
    const [note] = marks(shielded[0]).filter(({ kind }) => kind === 'note');
    const [spent] = marks(shielded[0]).filter(({ kind }) => kind === 'nullifier');
    await archive.close();
    await node.mine([moonlight({ value: DUSK })]);
    const origin = toHex(new Uint8Array(32).fill(7));
    // What a block told is read from its events; this one tells of a shielded payment.
    replay = async () => [
      { origin: fromHex(origin), event: { source: TRANSFER_CONTRACT, topic: 'phoenix', data: payment } },
    ];
    archive = await start();
    await archive.caughtUp();
    const { reader } = archive;
    const place = { kind: 'note', origin, blockHeight: 1n, position: note?.position };
    expect(await reader.marked(note?.mark ?? '')).toEqual([place]);
    await node.finalize(1n);
    await archive.caughtUp();
    expect(await reader.marked(note?.mark ?? '')).toEqual([place]);
    expect(await reader.marked(spent?.mark ?? '')).toEqual([{ ...place, kind: 'nullifier', position: null }]);
    expect(await reader.marked('00'.repeat(32))).toEqual([]);

    const api = await startApi(node.door, { port: 0, archive: reader });
    const find = async (mark: string): Promise<unknown> => {
      const reply = await ask(api.url, '/on/graphql/query', { body: `{ phoenixMarks(mark: "${mark}") { json } }` });
      const value = JSON.parse(reply.text);
      return reply.status === 200 ? value.phoenixMarks.json : value[0].message;
    };
    const shown = { kind: 'note', origin, block_height: 1, position: Number(note?.position) };
    expect(await find(note?.mark.toUpperCase() ?? '')).toEqual([shown]);
    expect(await find('00'.repeat(32))).toEqual([]);
    expect(await find('00')).toBe('Invalid mark: 32 bytes in hex expected');
    await api.close();

    await node.revert();
    await archive.caughtUp();
    expect(await reader.marked(note?.mark ?? '')).toEqual([]);
  });

  test('13 §6 an archive from before there were marks reads its events once more, and goes on where it stopped', async () => {
    await archive.close();
    const payments = 1_200;
    const [data] = shielded;
    await run('DROP TABLE phoenix_marks');
    await run('DELETE FROM archive_schema WHERE version >= 4');
    const genesis = await node.door.ledger.at(0n);
    const hash = toHex(genesis?.block.header.hash ?? new Uint8Array());
    await run(`INSERT INTO finalized_blocks VALUES (0, 0, '${hash}', 1)`);
    await run(`INSERT INTO finalized_events (block_height, block_hash, origin, topic, source, data)
      SELECT 0, '${hash}', LPAD(TO_HEX(n), 64, '0'), 'phoenix', '${transfer}', DECODE('${data}', 'hex')
      FROM GENERATE_SERIES(1, ${payments}) AS n`);
    await migrate(sql);
    expect(await marksMissing(sql)).toBe(true);
    expect(await fillMarks(sql)).toBe(true);
    const count = async (): Promise<unknown> =>
      (await sql.query({ text: 'SELECT COUNT(DISTINCT origin) AS count FROM phoenix_marks' }))[0]?.count;
    expect(Number(await count())).toBe(500);
    // The archive does the rest by itself, and nothing twice.
    await run('DELETE FROM finalized_events WHERE id <= 500');
    archive = await start();
    await archive.caughtUp();
    expect(Number(await count())).toBe(payments);
    expect(await marksMissing(sql)).toBe(false);
    const [row] = await sql.query({ text: 'SELECT COUNT(*) AS count FROM archive_facts' });
    expect(Number(row?.count)).toBe(1);
  });

  test('08 §5.1 the archive’s queries and counts, over the API', async () => {
    const rent = moonlight({ nonce: 1n, value: DUSK, data: { kind: 'memo', memo: utf8('rent') } });
    const block = await node.mine([rent, moonlight({ nonce: 2n, value: 5n })]);
    await node.finalize(1n);
    const open = await node.mine([moonlight({ nonce: 3n, value: 7n })]);
    await archive.caughtUp();
    const api = await startApi(node.door, { port: 0, archive: archive.reader });
    const ask1 = async (field: string): Promise<unknown> => {
      const reply = await ask(api.url, '/on/graphql/query', { body: `{ found: ${field} }` });
      const value = JSON.parse(reply.text);
      return reply.status === 200 ? (value.found?.json ?? value.found) : value[0].message;
    };
    const [a, b] = [account(alice), account(bob)];
    const id = toHex(txId(rent));
    const hash = toHex(block.header.hash);

    expect(await ask1('transactionsByMemo(memo: "rent") { json }')).toEqual([
      {
        events: [
          {
            target: transfer,
            topic: 'moonlight',
            data: {
              sender: a,
              receiver: b,
              value: '1000000000',
              memo: expect.any(String),
              gas_spent: expect.any(String),
              refund_info: null,
            },
          },
        ],
        origin: id,
        block_height: 1,
      },
    ]);
    expect(await ask1('transactionsByMemo(memo: "none") { json }')).toBeNull();
    const history = (await ask1(`fullMoonlightHistory(address: "${a}") { json }`)) as { origin: string }[];
    expect(history).toHaveLength(2);
    expect(await ask1(`fullMoonlightHistory(address: "${a}", ord: "desc", toBlock: 1) { json }`)).toEqual(
      history.toReversed(),
    );
    expect(await ask1(`fullMoonlightHistory(address: "${a}", fromBlock: 2) { json }`)).toBeNull();
    expect(
      await ask1(`moonlightHistory(sender: "${a}", receiver: "${b}", maxCount: 1, pageCount: 2) { json }`),
    ).toEqual(history.slice(1));
    expect(await ask1(`moonlightHistory(receiver: "${a}") { json }`)).toBeNull();
    expect(await ask1('moonlightHistory { json }')).toBe('No sender or receiver provided');
    expect(await ask1(`moonlightHistory(sender: "${a}", maxCount: 0) { json }`)).toBe(
      'MaxCount must be greater than 0',
    );
    expect(await ask1('fullMoonlightHistory(address: "0OIl") { json }')).toBe('Invalid base58');
    expect(await ask1('fullMoonlightHistory(address: "abc") { json }')).toBe('Invalid public key length');

    const events = (await ask1('contractEvents(height: 1) { json }')) as Record<string, string>[];
    expect(events.map((event) => Object.keys(event))).toEqual(events.map(() => ['origin', 'topic', 'source', 'data']));
    expect(await ask1(`contractEvents(hash: "${hash}") { json }`)).toEqual(events);
    expect(await ask1('contractEvents(height: -1) { json }')).toHaveLength(2);
    expect(await ask1(`contractEvents(hash: "${toHex(open.header.hash)}") { json }`)).toHaveLength(2);
    expect(await ask1('contractEvents { json }')).toBe('Specify height or hash');

    type Page = { events: { id: number }[]; endCursor: string; startCursor: string; hasNextPage: boolean };
    const first = (await ask1(`finalizedEvents(contractId: "${transfer}", limit: 1) { json }`)) as Page;
    expect(first).toEqual({
      events: [expect.objectContaining({ block_height: 1, block_hash: hash, source: transfer, topic: 'moonlight' })],
      startCursor: encodeCursor(BigInt(first.events[0]?.id ?? 0)),
      endCursor: first.startCursor,
      hasNextPage: true,
    });
    const rest = (await ask1(
      `finalizedEvents(contractId: "${transfer}", cursor: "${first.endCursor}") { json }`,
    )) as Page;
    expect([rest.events.length, rest.hasNextPage]).toEqual([1, false]);
    const none = await ask1(`finalizedEvents(contractId: "${'77'.repeat(32)}") { json }`);
    expect(none).toEqual({ events: [], startCursor: null, endCursor: null, hasNextPage: false });
    expect(await ask1('finalizedEvents(contractId: "01") { json }')).toBe('Invalid contract_id');
    expect(await ask1(`finalizedEvents(contractId: "${transfer}", cursor: "x") { json }`)).toBe('Invalid cursor');
    expect(await ask1('nextPhoenix(height: 0)')).toBeNull();
    expect(await ask1(`checkBlock(height: 1, hash: "${hash}", onlyFinalized: true)`)).toBe(true);
    expect(await ask1(`checkBlock(height: 2, hash: "${toHex(open.header.hash)}", onlyFinalized: true)`)).toBe(false);
    expect((await ask(api.url, '/on/graphql/query')).text).toContain('type MoonlightTransfers');

    expect((await ask(api.url, '/on/stats/tx_count')).text).toBe('{"public":2,"shielded":0,"total":2}');
    const { public_accounts: count } = JSON.parse((await ask(api.url, '/on/stats/account_count')).text);
    expect(BigInt(count)).toBe(await archive.reader.accountCount());
    await api.close();
  });

  test('a database of another network, or of a later version, is refused and left as it is', async () => {
    await archive.close();
    await run("UPDATE archive_facts SET value = 'other'");
    await expect(start()).rejects.toThrowCode('ARCHIVE_OTHER_NETWORK');
    await run('DELETE FROM archive_facts');
    await run('INSERT INTO archive_schema VALUES (1000)');
    await expect(start()).rejects.toThrowCode('ARCHIVE_TOO_NEW');
    await run('DELETE FROM archive_schema WHERE version = 1000');
    archive = await start();
  });

  test('a transaction that fails leaves nothing', async () => {
    const failing = [
      { text: 'INSERT INTO archive_facts VALUES ($1, $2)', values: ['a', 'b'] },
      { text: 'INSERT INTO nowhere VALUES (1)' },
    ];
    await expect(sql.transaction(failing)).rejects.toThrowCode('ARCHIVE_SQL_FAILED');
    expect(await sql.query({ text: "SELECT * FROM archive_facts WHERE name = 'a'" })).toEqual([]);
  });

  test('a database that fails for a while is written to again', async () => {
    const clock = createSimulatedClock();
    await archive.close();
    archive = await startArchive(sql, { door: node.door, replay, clock });
    await archive.caughtUp();
    await run('ALTER TABLE unfinalized_blocks RENAME TO hidden');
    await node.mine([moonlight({ value: DUSK })]);
    const settled = archive.caughtUp();
    await vi.waitUntil(() => clock.pending > 0);
    await run('ALTER TABLE hidden RENAME TO unfinalized_blocks');
    await clock.advance(60_000);
    await settled;
    expect(archive.progress()).toMatchObject({ archived: 1n });
  });

  test('it is all still there after the process ends', async () => {
    await node.mine([moonlight({ value: DUSK })]);
    await archive.caughtUp();
    await archive.close();
    await sql.close();
    const reopened = await openArchive(location(), { door: node.door, replay });
    await reopened.caughtUp();
    expect(await reopened.reader.eventsAt(1n)).toHaveLength(2);
    await reopened.close();
    sql = await openSql(location());
    archive = await start();
  });
});

describe('where the archive lives', () => {
  test('a server that does not answer is told without its password', async () => {
    const failure = await openPostgres('postgres://me:secret@127.0.0.1:1/none').catch((error: unknown) => error);
    expect(failure).toThrowCode('ARCHIVE_UNREACHABLE');
    expect(String(failure)).not.toContain('secret');
  });

  test('a folder that is none', async () => {
    await expect(openPglite('/dev/null/archive')).rejects.toThrowCode('ARCHIVE_UNREACHABLE');
  });
});

function byOrigin(a: { readonly origin: string }, b: { readonly origin: string }): number {
  return a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0;
}
