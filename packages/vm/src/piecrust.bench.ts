import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { concatBytes, fromHex, intToBytesLe, toHex, utf8 } from '@eventide/base';
import { createMemoryStore } from '@eventide/store';
import { type Bench, seededRandom } from '@eventide/testkit';
import fc from 'fast-check';
import type { Session } from './session.ts';
import { blake3 } from './state/blake3.ts';
import { assemble } from './testing/assemble.ts';
import { idOf } from './testing/engine.ts';
import { anyArgument, anyProgram } from './testing/randomPrograms.fixture.ts';
import { intermediary, reader, readerMethods } from './testing/reentrantContracts.ts';
import { createVm } from './vm.ts';

export const area = 'vm';

type Argument = 'none' | 'i16' | 'i32' | 'i64' | 'small' | 'bool' | 'id' | 'idAndI32' | 'delegate' | 'noise';

/** Public contracts of piecrust's repository, in order of their ids from 1, with methods and what these take. */
const contracts: Readonly<Record<string, Readonly<Record<string, Argument>>>> = {
  counter: { increment: 'none', read_value: 'none' },
  box: { set: 'i16', get: 'none' },
  callcenter: {
    query_counter: 'id',
    increment_counter: 'id',
    call_init: 'id',
    calling_self: 'id',
    delegate_query: 'delegate',
    delegate_transaction: 'delegate',
    return_self_id: 'none',
    return_caller: 'none',
    return_callstack: 'none',
    call_self: 'none',
    call_self_n_times: 'small',
    call_spend_with_limit: 'noise',
    panik: 'none',
    query_passthrough: 'noise',
  },
  callstack: { return_callstack: 'none' },
  counter_float: { increment: 'none', read_value: 'none' },
  crossover: {
    crossover: 'none',
    set_crossover: 'i32',
    check_consistent_state_on_errors: 'idAndI32',
    check_iccs_dont_rollback: 'idAndI32',
    set_back_and_panic: 'i64',
  },
  double_counter: {
    increment_left: 'none',
    increment_right: 'none',
    increment_left_and_call: 'id',
    read_values: 'none',
  },
  eventer: { emit_events: 'small', emit_events_raw: 'small', emit_input: 'noise' },
  everest: { get_height: 'none' },
  fallible_counter: { increment: 'bool', read_value: 'none' },
  feeder: { feed_num: 'small', feed_num_raw: 'small' },
  fibonacci: { nth: 'small' },
  grower: { append: 'noise', append_and_panic: 'noise', len: 'none', view: 'noise' },
  host: { host_hash: 'noise', host_very_expensive: 'none' },
  metadata: { read_id: 'none', read_owner: 'none', read_owner_of: 'id' },
  micro: { change: 'none' },
  spender: { get_limit_and_spent: 'none', spend: 'none' },
  stack: { push: 'i32', pop: 'none', len: 'none' },
  vector: { push: 'i16', pop: 'none' },
  merkle: { insert: 'i64', root: 'none' },
  initializer: { increment: 'none', read_value: 'none' },
  empty_initializer: { increment: 'none', read_value: 'none' },
  invalid: {},
  debugger: { debug: 'noise' },
  c_example: { increment: 'none', read_value: 'none' },
};
const names = Object.keys(contracts);
/** For events as well, of which a call with more could make millions. */
const PLENTY = 5_000_000n;
const OWNER = new Uint8Array(33).fill(7);
const BENCH_CALLS = 20_000;

type Answer = Readonly<Record<string, unknown>>;

/**
 * Random sequences of calls against piecrust itself, in lockstep: results, gas, events, failures, roots; then its calls per second and
 * ours. Needs EVENTIDE_PIECRUST, a program around the crate `piecrust` 0.30.0, and EVENTIDE_PIECRUST_CONTRACTS, a folder with contracts of
 * its repository as WebAssembly. The program takes the path of an empty folder, reads lines and answers each with a line of JSON
 * (`ok`, then `data`, `spent`, `events`, `feeds`, `root` or `kind`, `text`, bytes in hex):
 * `session BASE`, `deploy N FILE INIT LIMIT`, `call N FN ARGUMENT LIMIT`, `feed N FN ARGUMENT LIMIT`, `root`, `commit`,
 * `bench N FN ARGUMENT COUNT` (answers `perSecond`); `-` stands for nothing, id N is N and 31 zeros, owners are 33 times 7,
 * `block_height` is 77 as u64, query `hash` is BLAKE3 of its argument, `very_expensive` costs 2^64 − 1.
 * Before, frames that are undone while their contract runs on (04 §8.4, case 1), and random programs that trap, run out of gas and
 * call each other, at several limits: EVENTIDE_PIECRUST_PROGRAMS of them (default 500). A process of piecrust dies of its second trap on an
 * address; the rest of such a program is passed over.
 * EVENTIDE_PIECRUST_CALLS sets the number of calls (default 20,000), EVENTIDE_PIECRUST_SEED the seed.
 */
export async function run(bench: Bench): Promise<void> {
  const [program, folder] = [process.env.EVENTIDE_PIECRUST, process.env.EVENTIDE_PIECRUST_CONTRACTS];
  if (program === undefined || folder === undefined) {
    bench.figure('piecrust absent (EVENTIDE_PIECRUST, EVENTIDE_PIECRUST_CONTRACTS)', 1, 'peers');
    return;
  }
  const state = await mkdtemp(join(tmpdir(), 'eventide-peer-'));
  const peer = openPeer(program, state);
  try {
    const differing =
      (await compareReverts(bench, peer, state)) +
      (await comparePrograms(bench, peer, state)) +
      (await compare(bench, peer, folder));
    bench.figure('answers that differ from piecrust', differing, 'answers');
    await race(bench, peer, folder);
  } finally {
    peer.close();
    await rm(state, { recursive: true });
  }
}

type Peer = { ask(line: string): Promise<Answer>; close(): void };

/** A peer that dies answers `died` and is started anew, without a session. */
function openPeer(program: string, folder: string): Peer {
  let starts = 0;
  const start = () => {
    const path = join(folder, `state-${starts++}`);
    mkdirSync(path);
    const child: ChildProcessByStdio<Writable, Readable, null> = spawn(program, [path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => undefined);
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  };
  let running = start();
  return {
    async ask(line) {
      running.child.stdin.write(`${line}\n`);
      const { value, done } = await running.lines.next();
      if (!done) return JSON.parse(value) as Answer;
      running = start();
      return { ok: false, kind: 'died' };
    },
    close: () => void running.child.kill(),
  };
}

type Random = () => number;

/** Bytes of an argument; those of tuples in one of the orders a compiler may choose. */
function argumentOf(kind: Argument, random: Random): Uint8Array {
  const id = (): Uint8Array => idOf(random() % 8 === 0 ? 200 : 1 + (random() % names.length));
  const order = <T>(parts: readonly T[]): readonly T[] => (random() % 2 === 0 ? parts : parts.toReversed());
  const number = (bytes: number): Uint8Array => intToBytesLe(BigInt(random() >>> 0), 8).subarray(0, bytes);
  switch (kind) {
    case 'none':
      return new Uint8Array();
    case 'i16':
      return number(2);
    case 'i32':
      return number(4);
    case 'i64':
      return concatBytes(number(4), number(4));
    case 'small':
      return intToBytesLe(BigInt(random() % 20), 4);
    case 'bool':
      return Uint8Array.of(random() % 2);
    case 'id':
      return id();
    case 'idAndI32':
      return concatBytes(...order([id(), number(4)]));
    case 'delegate': {
      const [contract, method] = anyMethod(random);
      const name = utf8(method).subarray(0, 7);
      const text = Uint8Array.of(...name, ...new Uint8Array(7 - name.length), name.length);
      const list = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0);
      return concatBytes(...order([idOf(1 + names.indexOf(contract)), ...order([text, list])]));
    }
    case 'noise':
      return Uint8Array.from({ length: random() % 70 }, () => random() & 0xff);
  }
}

function anyMethod(random: Random): [contract: string, method: string, argument: Argument] {
  for (;;) {
    const contract = names[random() % names.length] as string;
    const methods = Object.entries(contracts[contract] ?? {});
    const found = methods[random() % Math.max(methods.length, 1)];
    if (found) return [contract, ...found];
  }
}

/** What our session answers, in the words of the peer. */
function callOurs(session: Session, id: number, fn: string, argument: Uint8Array, limit: bigint): Answer {
  const result = session.call(idOf(id), fn, argument, limit);
  if (!result.ok) {
    const { failure } = result;
    return { ok: false, kind: failure.kind, ...(failure.kind === 'panic' ? { text: failure.message } : {}) };
  }
  const { data, gasSpent, events, feeds } = result.receipt;
  return {
    ok: true,
    data: toHex(data),
    spent: String(gasSpent),
    events: events.map(({ source, topic, data: bytes }) => [toHex(source), topic, toHex(bytes)]),
    feeds: feeds.map(toHex),
  };
}

/** Does the peer say the same? The words of failures other than panics are its own. */
function agrees(theirs: Answer, ours: Answer): boolean {
  const { text, ...rest } = theirs;
  const comparable = rest.kind === 'panic' ? theirs : rest;
  const sorted = (value: Answer): string => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(comparable) === sorted(ours);
}

/** The state after each way to read around an undone frame. */
async function compareReverts(bench: Bench, peer: Peer, scratch: string): Promise<number> {
  const vm = await createVm({ store: createMemoryStore(), hostQueries });
  const first = vm.openSession(undefined);
  await peer.ask('session -');
  for (const [i, bytecode] of [reader, intermediary].entries()) {
    const file = join(scratch, `reentrant-${i}.wasm`);
    writeFileSync(file, bytecode);
    await peer.ask(`deploy ${i + 1} ${file} - ${PLENTY}`);
    first.deploy({ id: idOf(i + 1), bytecode, owner: OWNER, gasLimit: PLENTY });
  }
  const base = await first.commit();
  let differing = 0;
  const same = (theirs: Answer, ours: Answer): void => {
    if (!agrees(theirs, ours)) differing++;
  };
  same(await peer.ask('commit'), { ok: true, root: toHex(base) });
  for (const method of readerMethods) {
    const session = vm.openSession(base);
    await peer.ask(`session ${toHex(base)}`);
    const theirs = await peer.ask(`call 1 ${method} - ${PLENTY}`);
    same(theirs, callOurs(session, 1, method, new Uint8Array(), PLENTY));
    same(await peer.ask('root'), { ok: true, root: toHex(session.root()) });
    session.close();
  }
  await vm.close();
  bench.figure('ways to read around an undone frame compared', readerMethods.length, 'methods');
  return differing;
}

/** Random programs, each on a state of its own, at limits around what it spends. */
async function comparePrograms(bench: Bench, peer: Peer, scratch: string): Promise<number> {
  const count = Number(process.env.EVENTIDE_PIECRUST_PROGRAMS ?? 500);
  const seed = Number(process.env.EVENTIDE_PIECRUST_SEED ?? 1);
  const vm = await createVm({ store: createMemoryStore(), hostQueries });
  const file = join(scratch, 'program.wasm');
  const outcomes = new Map<string, number>();
  let [differing, calls] = [0, 0];
  for (const [source, length] of fc.sample(fc.tuple(anyProgram, anyArgument), { numRuns: count, seed })) {
    const bytecode = assemble(source);
    writeFileSync(file, bytecode);
    const session = vm.openSession(undefined);
    await peer.ask('session -');
    await peer.ask(`deploy 1 ${file} - ${PLENTY}`);
    session.deploy({ id: idOf(1), bytecode, owner: OWNER, gasLimit: PLENTY });
    const argument = new Uint8Array(length);
    const limits = [5000n];
    let alive = true;
    for (const limit of limits) {
      const theirs = await peer.ask(`call 1 run ${toHex(argument) || '-'} ${limit}`);
      const ours = callOurs(session, 1, 'run', argument, limit);
      calls++;
      const kind = theirs.ok ? 'successes' : String(theirs.kind);
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      alive = kind !== 'died';
      if (!alive) break;
      if (!agrees(theirs, ours)) {
        differing++;
        if (differing < 5)
          process.stderr.write(`${JSON.stringify({ source, length, limit: String(limit), theirs, ours })}\n`);
      }
      const spent = theirs.ok ? BigInt(theirs.spent as string) : 40n;
      if (limits.length === 1)
        limits.push(...[spent + 1n, spent, spent - 1n, spent / 2n, spent / 3n].filter((l) => l > 0n));
    }
    if (alive && !agrees(await peer.ask('root'), { ok: true, root: toHex(session.root()) })) differing++;
    session.close();
  }
  await vm.close();
  bench.figure('random programs compared with piecrust', count, 'programs');
  bench.figure('calls of them', calls, 'calls');
  for (const [kind, number] of outcomes) bench.figure(`of these calls, ${kind}`, number, 'calls');
  return differing;
}

async function compare(bench: Bench, peer: Peer, folder: string): Promise<number> {
  const calls = Number(process.env.EVENTIDE_PIECRUST_CALLS ?? 20_000);
  const random = seededRandom(Number(process.env.EVENTIDE_PIECRUST_SEED ?? 1));
  const vm = await createVm({ store: createMemoryStore(), hostQueries, keptMemories: 64 });
  const meta = new Map([['block_height', intToBytesLe(77n, 8)]]);
  let session = vm.openSession(undefined, { meta });
  let differing = 0;
  const kinds = new Map<string, number>();
  const expectSame = (what: string, theirs: Answer, ours: Answer): void => {
    const kind = theirs.ok ? 'successes' : String(theirs.kind);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (agrees(theirs, ours)) return;
    differing++;
    if (differing <= 20)
      process.stderr.write(`${what}\n  piecrust ${JSON.stringify(theirs)}\n  ours     ${JSON.stringify(ours)}\n`);
  };
  await peer.ask('session -');
  const absent: string[] = [];
  for (const [i, name] of names.entries()) {
    const file = join(folder, `${name}.wasm`);
    if (!existsSync(file)) {
      absent.push(name);
      continue;
    }
    const init = name.endsWith('initializer') ? intToBytesLe(5n, 8) : undefined;
    const theirs = await peer.ask(`deploy ${i + 1} ${file} ${init ? toHex(init) : '-'} ${PLENTY}`);
    const ours = session.deploy({
      id: idOf(i + 1),
      bytecode: readFileSync(file),
      owner: OWNER,
      initArgument: init,
      gasLimit: PLENTY,
    });
    expectSame(`deploy ${name}`, { ok: theirs.ok }, { ok: ours.ok });
  }
  bench.figure(
    `contracts of piecrust${absent.length > 0 ? `, absent: ${absent.join(', ')}` : ''}`,
    names.length - absent.length,
    'contracts',
  );
  let [roots, commits] = [0, 0];
  const lastSpent = new Map<string, bigint>();
  for (let n = 0; n < calls; n++) {
    const [contract, method, kind] = anyMethod(random);
    const argument = argumentOf(random() % 12 === 0 ? 'noise' : kind, random);
    const usual = lastSpent.get(method) ?? 2000n;
    const tight = random() % 3 === 0 ? 1n + BigInt(random() % 4000) : usual + BigInt(random() % 5) - 2n;
    const limit = random() % 4 === 0 && tight > 0n ? tight : PLENTY;
    const id = names.indexOf(contract) + 1;
    const theirs = await peer.ask(`call ${id} ${method} ${toHex(argument) || '-'} ${limit}`);
    if (theirs.ok) lastSpent.set(method, BigInt(theirs.spent as string));
    const what = `${n}: ${contract}.${method}(${toHex(argument)}) limit ${limit}`;
    expectSame(what, theirs, callOurs(session, id, method, argument, limit));
    if (n % 10 === 9) {
      roots++;
      expectSame(`${n}: root`, await peer.ask('root'), { ok: true, root: toHex(session.root()) });
    }
    if (n % 500 === 499) {
      commits++;
      const root = await session.commit();
      expectSame(`${n}: commit`, await peer.ask('commit'), { ok: true, root: toHex(root) });
      await peer.ask(`session ${toHex(root)}`);
      session = vm.openSession(root, { meta });
    }
  }
  const root = await session.commit();
  expectSame('last commit', await peer.ask('commit'), { ok: true, root: toHex(root) });
  await peer.ask(`session ${toHex(root)}`);
  const feeding = vm.openSession(root, { meta, feeds: true });
  const feeder = names.indexOf('feeder') + 1;
  for (const method of ['feed_num', 'feed_num_raw']) {
    const argument = intToBytesLe(9n, 4);
    const theirs = await peer.ask(`feed ${feeder} ${method} ${toHex(argument)} ${PLENTY}`);
    expectSame(`feed ${method}`, theirs, callOurs(feeding, feeder, method, argument, PLENTY));
  }
  feeding.close();
  await vm.close();
  bench.figure('calls compared with piecrust', calls, 'calls');
  for (const [kind, count] of kinds) bench.figure(`of all answers, ${kind}`, count, 'answers');
  bench.figure('state roots compared', roots + commits + 1, 'roots');
  return differing;
}

const hostQueries = (name: string, argument: Uint8Array) => {
  if (name === 'hash') return blake3(argument);
  if (name === 'very_expensive') return { price: 2n ** 64n - 1n, run: () => new Uint8Array() };
  return undefined;
};

/** Calls per second of the same contract, in turns. */
async function race(bench: Bench, peer: Peer, folder: string): Promise<void> {
  const bytecode = readFileSync(join(folder, 'counter.wasm'));
  const vm = await createVm({ store: createMemoryStore(), hostQueries });
  const session = vm.openSession(undefined);
  session.deploy({ id: idOf(1), bytecode, owner: OWNER, gasLimit: PLENTY });
  await peer.ask('session -');
  await peer.ask(`deploy 1 ${join(folder, 'counter.wasm')} - ${PLENTY}`);
  const rates = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < 9; round++) {
    const { perSecond } = await peer.ask(`bench 1 increment - ${BENCH_CALLS}`);
    const started = performance.now();
    for (let i = 0; i < BENCH_CALLS; i++) session.call(idOf(1), 'increment', fromHex(''), PLENTY);
    if (round > 1) {
      rates.theirs.push(perSecond as number);
      rates.ours.push((BENCH_CALLS * 1000) / (performance.now() - started));
    }
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
  const [ours, theirs] = [median(rates.ours), median(rates.theirs)];
  bench.figure('contract calls per second, piecrust', Math.round(theirs), 'calls/s');
  bench.figure('contract calls per second, ours', Math.round(ours), 'calls/s');
  bench.figure('calls per second: ours / piecrust (at least 1)', Number((ours / theirs).toFixed(2)), 'ratio');
}
