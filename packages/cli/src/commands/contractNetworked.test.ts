import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoloNetwork } from '@eventide/devnet';
import { startTestSolo } from '@eventide/devnet/solo/solo.fixture';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../exit.ts';
import { commands } from '../registry.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

/** Contracts are compiled here, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 300_000 });

let folder: string;
let solo: SoloNetwork;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-contracts-'));
  solo = await startTestSolo({ home: join(folder, '.eventide') });
});
afterAll(async () => {
  await solo.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line against the network and checks its JSON against the schema of its verb. */
async function run(line: string | readonly string[], exit: number = EXIT.done) {
  const words = typeof line === 'string' ? line.split(' ') : [...line];
  const found: CliRun = await runWords([...words, '--json'], {
    folder,
    env: { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide') },
  });
  if (found.exit !== exit) throw new Error(`${words.join(' ')}: exit ${found.exit}\n${found.out}${found.err}`);
  if (exit !== EXIT.done && exit !== EXIT.checkedFalse) return JSON.parse(found.err).error;
  const name = commands.findLast(({ path }) => path.every((word, i) => words[i] === word))?.path.join(' ') ?? '';
  const lines = found.out.trim().split('\n');
  for (const text of lines) expect(validate(name, JSON.parse(text))).toBe('');
  return JSON.parse(lines.at(-1) as string);
}

describe('13 §7 the loop of a contract', () => {
  let id: string;
  let traced: string;

  test('deploy: a project is built, its id was known before, its driver is on the node', async () => {
    await run('contract new counter');
    expect((await run('contract test counter')).passed).toBe(true);
    const before = await run('contract id ./counter --from alice');
    const deployed = await run('contract deploy counter --from alice');
    expect(deployed).toMatchObject({ kind: 'deploy', state: 'final', error: null, name: 'counter', driver: true });
    expect(deployed.contract).toBe(before.contract);
    id = deployed.contract;
    expect((await run('contract id counter')).contract).toBe(id);
  });

  test('call from Phoenix and from Moonlight, then query', async () => {
    const watching = run('contract watch counter --count 2');
    const shielded = await run('contract call counter increment 5 --from bob');
    expect(shielded).toMatchObject({ kind: 'contractCall', state: 'final', error: null, contract: id });
    const open = await run(['contract', 'call', id, 'increment', '{"by":"2"}', '--from', 'carol', '--public']);
    expect(open).toMatchObject({ state: 'final', error: null });
    expect((await run('contract query counter value')).value).toBe('7');
    expect(await watching).toMatchObject({ event: 'incremented', value: { by: '2', value: '7' }, origin: open.txId });
  });

  test('a failing call is refused in simulation; forced, it costs its whole limit', async () => {
    const refused = await run('contract call counter increment 0 --from alice --public', EXIT.usage);
    expect(refused.code).toBe('CONTRACT_CALL_FAILED');
    expect(refused.details.message).toContain('COUNTER_ZERO');
    const shielded = await run('contract call counter increment 0 --from bob', EXIT.usage);
    expect(shielded.code).toBe('CONTRACT_CALL_FAILED');
    const words = 'contract call counter increment 0 --from alice --public --force --gas-limit 3000000';
    const forced = await run(words, EXIT.checkedFalse);
    expect(forced).toMatchObject({ state: 'final', gasSpent: '3000000', fee: '3000000' });
    expect(forced.error).toContain('COUNTER_ZERO');
    const unlimited = 'contract call counter increment 0 --from alice --public --force';
    expect((await run(unlimited, EXIT.checkedFalse)).gasSpent).toBe('20000000');
    expect((await run('contract query counter value')).value).toBe('7');
  });

  test('arguments are checked against the ABI, with the place of the mistake', async () => {
    const wrong = async (...args: string[]) =>
      run(['contract', 'call', 'counter', ...args, '--from', 'alice'], EXIT.usage);
    expect((await wrong('increment', '"much"')).details.path).toContain('increment');
    expect((await wrong('increment', '{"by":-1}')).code).toBe('CONTRACT_BAD_ARGS');
    expect((await wrong('increment', '18446744073709551616')).code).toBe('CONTRACT_BAD_ARGS');
    expect((await wrong('increment', '{"by":')).code).toBe('CLI_BAD_INPUT');
    expect((await wrong('decrement', '1')).code).toBe('CONTRACT_NO_ABI');
    expect((await wrong('increment', '1', '--privacy', 'secret')).code).toBe('CLI_BAD_INPUT');
    expect((await wrong('increment', '1', '--deposit', 'x')).code).toBe('LUX_BAD_AMOUNT');
    expect((await run('contract query nobody value', EXIT.notFound)).code).toBe('CLI_NOT_FOUND');
  });

  test('bytes in and out where no ABI is known', async () => {
    const { bytes } = await run('contract encode counter increment 3');
    const raw = await run(['contract', 'query', id, 'value', '--raw']);
    expect(raw).toMatchObject({ raw: true, value: '0700000000000000' });
    expect((await run(['contract', 'decode', 'counter', 'value', raw.value])).value).toBe('7');
    expect((await run(['contract', 'decode', 'counter', 'increment', bytes, '--argument'])).value).toBe('3');
    await run(['contract', 'decode', 'counter', 'value', '07'], EXIT.usage);
    const dry = await run(`contract call ${id} increment ${bytes} --raw --from alice --public --dry-run`);
    expect(dry).toMatchObject({ sent: false, contract: id });
  });

  test('verify: the same source gives what the chain has, another does not', async () => {
    expect(await run('contract verify counter ./counter')).toMatchObject({
      equal: true,
      build: 'release',
      contract: id,
    });
    await run('contract new other --template token');
    expect((await run('contract verify counter ./other', EXIT.checkedFalse)).equal).toBe(false);
    await run('contract verify transfer ./counter', EXIT.usage);
    await run(`contract verify ${'ab'.repeat(32)} ./counter`, EXIT.notFound);
  });

  test('a driver comes back as it was; only the owner may replace it', async () => {
    await run('contract build counter --release');
    await run('contract driver download counter got.wasm');
    const got = readFileSync(join(folder, 'got.wasm'));
    expect(got.equals(readFileSync(join(folder, 'counter/build/Counter.driver.wasm')))).toBe(true);
    await run('contract driver upload counter got.wasm --from alice');
    const stranger = await run('contract driver upload counter got.wasm --from bob', EXIT.nodeRefused);
    expect(stranger.details.reason).toContain('invalid signature');
    writeFileSync(join(folder, 'no.wasm'), 'nothing');
    expect((await run('contract driver upload counter no.wasm --from alice', EXIT.usage)).code).toBe('ABI_BAD_DRIVER');
    await run('contract driver download transfer x.wasm', EXIT.notFound);
  });

  test('a WASM file with its ABI beside it; what cannot be deployed is refused', async () => {
    const second = await run('contract deploy counter/build/Counter.wasm --name again --deploy-nonce 1 --from dave');
    expect(second.contract).not.toBe(id);
    expect((await run('contract query again value')).value).toBe('0');
    await run('contract deploy counter/build/Counter.wasm --name transfer --from dave', EXIT.usage);
    await run('contract deploy nowhere --from dave', EXIT.usage);
    await run('contract deploy no.wasm --from dave', EXIT.usage);
    await run('contract deploy counter --args 5 --deploy-nonce x --from dave', EXIT.usage);
    const twice = await run('contract deploy counter --from alice', EXIT.usage);
    expect(twice.code).toBe('CONTRACT_CALL_FAILED');
  });

  test('tx trace tells the frames of a call, and file and line where one failed', async () => {
    const good = await run('contract call counter increment 4 --from alice --public');
    const fine = await run(`tx trace ${good.txId}`);
    expect(fine).toMatchObject({ error: null, gasSpent: good.gasSpent, why: null });
    const [spend, refund] = fine.calls;
    expect([spend.name, spend.function, refund.function]).toEqual(['transfer', 'spend_and_execute', 'refund']);
    const [inner] = spend.steps.flatMap((step: any) => (step.kind === 'call' ? [step.call] : []));
    expect(inner).toMatchObject({ name: 'counter', function: 'increment', argument: '4', failure: null });
    expect(inner.steps).toContainEqual(
      expect.objectContaining({ kind: 'event', topic: 'incremented', value: { by: '4', value: '11' } }),
    );
    traced = good.txId;
    const bad = await run(
      'contract call counter increment 0 --from alice --public --force --gas-limit 3000000',
      EXIT.checkedFalse,
    );
    const trace = await run(`tx trace ${bad.txId}`, EXIT.checkedFalse);
    expect(trace).toMatchObject({ gasSpent: '3000000', error: bad.error });
    expect(trace.why).toContain('counter stopped with its own message');
    const failed = trace.calls[0].steps.map((step: any) => step.call).find((call: any) => call?.failure);
    expect(failed.failure).toMatchObject({ kind: 'panic', message: 'COUNTER_ZERO: nothing to add' });
    expect(failed.failure.at).toMatch(/^contract\.ts:\d+:\d+$/);
    const dry = await run('contract call counter increment 1 --from carol --public --dry-run');
    expect(await run(`tx trace ${dry.bytes}`)).toMatchObject({ error: null });
    expect((await run('tx trace 00', EXIT.usage)).code).toMatch(/^(CODEC|TX)_/);
    await run(`tx trace ${'00'.repeat(32)}`, EXIT.nodeRefused);
    const text = await runWords(['tx', 'trace', bad.txId], {
      folder,
      env: { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide') },
    });
    expect(text.out).toMatch(
      /└ counter\.increment 0 .*\n.*panic {2}"COUNTER_ZERO: nothing to add" .*contract\.ts:\d+:\d+\n/,
    );
    for (const line of text.out.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
  });

  test('query --at reads the state after an earlier block, and says when that is not kept', async () => {
    const before = (await run('block get tip')).height;
    await run('contract call counter increment 100 --from alice --public');
    expect((await run(`contract query counter value --at ${before}`)).value).toBe('11');
    expect((await run('contract query counter value')).value).toBe('111');
    expect((await run('contract query counter value --at 999999', EXIT.nodeRefused)).details.reason).toContain(
      '999999',
    );
    await run('contract query counter value --at soon', EXIT.usage);
    await run('devnet skip --blocks 40');
    const gone = await run(`contract query counter value --at ${before}`, EXIT.usage);
    expect(gone.details.message).toContain('the state is not kept');
    await run(`tx trace ${traced}`, EXIT.nodeRefused);
  });
});

describe('13 §10 J5 the mistake is mended', () => {
  test('fixed, deployed anew and verified: what failed passes, and the old contract has another source', async () => {
    const entry = join(folder, 'counter/assembly/contract.ts');
    const source = readFileSync(entry, 'utf8');
    const rule = /^ *ensure\(by > 0, .*\n/m;
    expect(source).toMatch(rule);
    writeFileSync(entry, source.replace(rule, ''));
    const fixed = await run('contract deploy counter --name mended --from alice');
    expect(fixed).toMatchObject({ kind: 'deploy', state: 'final', error: null });
    const call = await run('contract call mended increment 0 --from alice --public');
    expect(call).toMatchObject({ state: 'final', error: null, contract: fixed.contract });
    expect(await run(`tx trace ${call.txId}`)).toMatchObject({ error: null, why: null });
    expect((await run('contract query mended value')).value).toBe('0');
    expect(await run('contract verify mended ./counter')).toMatchObject({ equal: true, contract: fixed.contract });
    expect((await run('contract verify counter ./counter', EXIT.checkedFalse)).equal).toBe(false);
  });
});

describe('05 §9 the genesis contracts by name', () => {
  test('queries, feeds and their schema', async () => {
    const alice = (await run('wallet address alice --public')).address;
    const account = (await run(['contract', 'query', 'transfer', 'account', alice])).value;
    expect(BigInt(account.balance)).toBeGreaterThan(0n);
    expect((await run('contract query transfer chain_id')).value).toBe(224);
    const { item } = await run('contract query transfer sync_accounts [0,10] --limit 1');
    expect(item).toBeDefined();
    expect((await run('contract schema stake')).name).toBeDefined();
    expect((await run('contract query stake get_stake notakey', EXIT.usage)).code).toBe('CONTRACT_BAD_ARGS');
  });
});
