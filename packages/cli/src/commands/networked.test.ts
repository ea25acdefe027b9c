import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoloNetwork } from '@eventide/devnet';
import { startTestSolo } from '@eventide/devnet/solo/solo.fixture';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../exit.ts';
import { commands } from '../registry.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';
import { isNetworked, validate } from '../schema.fixture.ts';

/** Wallets open slowly on purpose, more so on a busy machine. */
vi.setConfig({ testTimeout: 300_000 });

const DUSK = 1_000_000_000;

let folder: string;
let solo: SoloNetwork;
const ran = new Set<string>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-networked-'));
  solo = await startTestSolo({ home: join(folder, '.eventide') });
});
afterAll(async () => {
  await solo.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line against the network and checks its JSON against the schema of its verb. */
async function run(
  line: string | readonly string[],
  options: { exit?: number; stdin?: string; env?: Record<string, string> } = {},
) {
  const words = typeof line === 'string' ? line.split(' ') : [...line];
  const { exit = EXIT.done, stdin = '', env = {} } = options;
  const found: CliRun = await runWords([...words, '--json'], {
    folder,
    stdin,
    env: { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide'), ...env },
  });
  if (found.exit !== exit) throw new Error(`${words.join(' ')}: exit ${found.exit}\n${found.out}${found.err}`);
  const command = commands.findLast(({ path }) => path.every((word, i) => words[i] === word));
  const name = command?.path.join(' ') ?? '';
  ran.add(name);
  if (exit !== EXIT.done && exit !== EXIT.checkedFalse) return JSON.parse(found.err).error;
  const lines = found.out.trim().split('\n');
  for (const text of lines) expect(validate(name, JSON.parse(text))).toBe('');
  return JSON.parse(lines.at(-1) as string);
}

describe('13 §10 J3 a payment and its inspection', () => {
  let id: string;

  test('wallet send: final, and only its receiver sees it', async () => {
    const sent = await run('wallet send 12.5 --from alice --to bob');
    expect(sent).toMatchObject({ kind: 'sendShielded', state: 'final', error: null, sent: true });
    id = sent.txId;
    expect((await run('wallet balance bob')).shielded.total).toBe('100012500000000');
    expect((await run('wallet balance carol')).shielded.total).toBe('100000000000000');
  });

  test('tx get, tx decode and tx verify agree', async () => {
    const got = await run(`tx get ${id}`);
    expect(got).toMatchObject({ id, kind: 'phoenix', state: 'final', error: null });
    const decoded = await run(`tx decode ${got.raw}`);
    expect(decoded).toMatchObject({ form: 'protocol', id, circuitSet: 'sound-1' });
    expect((await run(`tx wait ${id}`)).state).toBe('final');
    expect((await run(`tx watch ${id}`)).state).toBe('final');
    await run(`tx get ${'00'.repeat(32)}`, { exit: EXIT.notFound });
    await run('tx get nonsense', { exit: EXIT.usage });
  });

  test('block get, list and watch tell its block', async () => {
    const block = await run('block get tip');
    expect(block.transactions[0].id).toBe(id);
    expect((await run('block list --last 5')).blocks[0].hash).toBe(block.hash);
    await run('block get 999999', { exit: EXIT.notFound });
    expect((await run('block verify final')).valid).toBe(true);
    await run('block verify 999999', { exit: EXIT.notFound });
    const watching = run('block watch --count 1');
    // A block that comes after the command has begun, whenever that is.
    const mining = setInterval(() => void solo.net.mine(), 500);
    expect((await watching).event).toBe('block');
    clearInterval(mining);
    // The next block carries its votes.
    const { valid, checks } = await run(`block verify ${block.height}`);
    expect([valid, checks.map(({ check, ok }: { check: string; ok: boolean | null }) => `${check} ${ok}`)]).toEqual([
      true,
      ['hash', 'transactions', 'link', 'seed', 'generator', 'votes'].map((check) => `${check} true`),
    ]);
  });

  test('--dry-run gives bytes that simulate, and can be sent by themselves', async () => {
    const dry = await run('wallet send 1 --from dave --to erin --public --dry-run');
    expect(dry).toMatchObject({ sent: false });
    expect((await run(`tx simulate ${dry.bytes}`)).error).toBeNull();
    expect((await run(`tx send ${dry.bytes}`)).state).toBe('final');
    expect((await run('wallet balance erin')).public).toBe('100001000000000');
    expect((await run(`tx send ${dry.bytes.slice(0, -2)}`, { exit: EXIT.usage })).code).toMatch(/^(CODEC|TX)_/);
  });
});

describe('13 §2.2 money in all its ways', () => {
  test('shield, unshield, merge', async () => {
    await run('wallet shield 4 --from frank');
    await run('wallet unshield 1.5 --from frank');
    // What gas gives back is a note, too, and less than a payment costs.
    const notes = async (): Promise<number> =>
      (await run('wallet balance frank --notes')).notes.filter((note: { value: string }) => Number(note.value) > DUSK)
        .length;
    const many = await notes();
    expect(many).toBeGreaterThan(4);
    expect((await run(`wallet merge --from frank --to-notes ${many - 1}`)).earlier).toEqual([]);
    expect(await notes()).toBe(many - 1);
    expect((await run('wallet merge --from frank --to-notes 1')).earlier).toHaveLength(Math.ceil((many - 2) / 3) - 1);
    expect(await notes()).toBe(1);
    expect(await run('wallet merge --from frank --to-notes 1')).toMatchObject({ sent: false, notes: 1 });
    await run('wallet merge --from frank');
    await run('wallet merge --from frank --to-notes 0', { exit: EXIT.usage });
    const { shielded, public: open } = await run('wallet balance frank');
    expect(Number(shielded.total)).toBeLessThan(100_002_500_000_000);
    expect(Number(shielded.total)).toBeGreaterThan(100_002_400_000_000);
    expect(Number(open)).toBeGreaterThan(99_997_400_000_000);
    const { entries } = await run('wallet history --from frank');
    expect(entries.length).toBeGreaterThan(2);
    const last = Math.max(...entries.map(({ height }: { height: string | null }) => Number(height)));
    const { entries: late } = await run(`wallet history --from frank --since ${last}`);
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(entries.length);
  });

  test('stake, status, and taking it back', async () => {
    await run('wallet stake add 1000 --from carol');
    const { stake } = await run('wallet stake status carol');
    expect(stake).toMatchObject({ active: '1000000000000', faults: 0 });
    await run('wallet stake top-up 10 --from carol');
    expect((await run('wallet stake add 10 --from carol --owner 7', { exit: EXIT.usage })).code).toBe('CLI_BAD_INPUT');
    await run('wallet stake remove --from carol');
    expect((await run('wallet stake status carol')).stake?.active ?? '0').toBe('0');
    await run('devnet fund node-1 1');
    expect((await run('wallet stake claim --from node-1')).kind).toBe('claimReward');
  });

  test('what cannot be sent is refused before anything is', async () => {
    expect((await run('wallet send 1000000 --from alice --to bob', { exit: EXIT.usage })).code).toBe(
      'WALLET_FUNDS_SHORT',
    );
    expect((await run('wallet send 0.0000000001 --from alice --to bob', { exit: EXIT.usage })).code).toBe(
      'LUX_TOO_PRECISE',
    );
    expect((await run('wallet send 1 --from alice --to nobody', { exit: EXIT.notFound })).code).toBe('CLI_NOT_FOUND');
    expect((await run('wallet send 1 --from nobody --to bob', { exit: EXIT.notFound })).code).toBe('CLI_NOT_FOUND');
    expect((await run('wallet send 0 --from alice --to bob', { exit: EXIT.usage })).code).toBe('CLI_BAD_INPUT');
    expect((await run('wallet stake add 5 --from dave', { exit: EXIT.usage })).code).toBe('CONTRACT_CALL_FAILED');
    expect((await run('wallet balance alice --network http://127.0.0.1:9', { exit: EXIT.unreachable })).code).toBe(
      'NETWORK_UNREACHABLE',
    );
  });
});

describe('13 §2.2 the words of the wallet of the reference', () => {
  test('move money and stakes as ours do', async () => {
    const bob = (await run('wallet address bob')).address;
    expect(await run(`wallet transfer --from dave -r ${bob} -a 1.5 --memo hi`)).toMatchObject({ kind: 'sendShielded' });
    const account = (await run('wallet address dave --public')).address;
    const dry = await run(
      `wallet transfer --from dave --sender ${account} -r ${account} -a 1 -l 10000000 -p 1 --dry-run`,
    );
    expect(dry.maxFee).toBe('10000000');
    expect((await run('wallet shield --from dave -a 2')).kind).toBe('shield');
    expect((await run('wallet unshield --from dave --profile-idx 0 -a 1 -l 200000000')).kind).toBe('unshield');
    expect((await run('wallet stake --from dave --amt 1000')).kind).toBe('stake');
    expect((await run('wallet stake-info --from dave')).stake.active).toBe('1000000000000');
    expect((await run('wallet unstake --from dave')).kind).toBe('unstake');
    await run('devnet fund node-1 1');
    for (const verb of ['claim-rewards', 'withdraw'])
      expect((await run(`wallet ${verb} --from node-1 --reward 0.1`)).kind).toBe('claimReward');
    writeFileSync(join(folder, 'a.bin'), 'blob');
    const blob = await run(`wallet blob --from dave --address ${account} --blobs a.bin --dry-run`);
    expect(blob.kind).toBe('sendBlobs');
    expect((await run('wallet settings')).network).toEqual({ value: 'local', origin: 'default' });
    expect((await run('wallet transfer --from dave -a 1', { exit: EXIT.usage })).code).toBe('CLI_USAGE');
    expect((await run(`wallet unstake --from dave --address ${bob}`, { exit: EXIT.notFound })).code).toBe(
      'CLI_NOT_FOUND',
    );
  });

  test('call and deploy contracts', async () => {
    const stakeId = `02${'00'.repeat(31)}`;
    const { bytes } = await run([
      'contract',
      'encode',
      'stake',
      'get_stake',
      (await run('wallet address dave --public')).address,
    ]);
    const call = `wallet contract-call --from dave -c ${stakeId} -n get_stake -f ${bytes} --dry-run`;
    expect((await run(call)).sent).toBe(false);
    writeFileSync(join(folder, 'empty.wasm'), Buffer.from('0061736d01000000', 'hex'));
    const id = (await run('wallet calculate-contract-id --from dave -c empty.wasm -d 3')).contract;
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const dry = await run('wallet contract-deploy --from dave -c empty.wasm -d 3 --dry-run');
    expect(dry).toMatchObject({ sent: false });
    expect(
      (await run(`wallet driver-deploy --from dave --code empty.wasm --contract-id ${stakeId}`, { exit: EXIT.usage }))
        .code,
    ).toBe('ABI_BAD_DRIVER');
  });
});

describe('13 §2.2 wallets of the user', () => {
  const env = { EVENTIDE_PASSWORD: 'correct horse' };

  let restored: { account: string; address: string };

  test('restored from words it is paid, and pays; another password opens nothing', async () => {
    const words: string = (await run('keys new')).mnemonic;
    restored = await run('wallet restore --name own --mnemonic-file - --birthday 0', { env, stdin: words });
    const twice = await run('wallet restore --name own --mnemonic-file -', { env, stdin: words, exit: EXIT.usage });
    const born = (day: string, exit: number = EXIT.done) =>
      run(`wallet restore --name born-${day} --birthday ${day} --mnemonic-file -`, { env, stdin: words, exit });
    expect((await born('2009-01-03')).birthday).toBe('0');
    // A day that has not come yet is later than every block.
    expect(BigInt((await born('2999-12-31')).birthday)).toBeGreaterThan(0n);
    expect((await born('2026-13-31', EXIT.usage)).code).toBe('CLI_BAD_INPUT');
    expect(twice.code).toBe('CLI_EXISTS');
    await run(`wallet send 3 --from alice --to ${restored.address}`);
    await run(`wallet send 2 --from alice --to ${restored.account}`);
    expect(await run('wallet balance --account own', { env })).toMatchObject({
      public: '2000000000',
      shielded: { total: '3000000000' },
    });
    await run('wallet send 1 --from own --to bob', { env });
    // What was received, the change, and the gas that came back.
    expect((await run('wallet sync --from own --full', { env })).found).toBe(3);
    expect((await run('wallet sync --from 0 --account own', { env })).name).toBe('own');
    await run('wallet sync --from own --from-height x', { env, exit: EXIT.usage });
    const wrong = await run('wallet balance --account own', {
      env: { EVENTIDE_PASSWORD: 'wrong' },
      exit: EXIT.locked,
    });
    expect(wrong.code).toBe('WALLET_BAD_PASSWORD');
  });

  test('a balance is that of the address asked for, or none', async () => {
    const own = await run(`wallet balance own --address ${restored.account}`, { env });
    expect(own).toMatchObject({ account: restored.account, address: restored.address });
    const bob = (await run('wallet address bob --public')).address;
    for (const [who, options] of [['own', { env }] as const, ['alice', {}] as const]) {
      const foreign = await run(`wallet balance ${who} --address ${bob}`, { ...options, exit: EXIT.notFound });
      expect(foreign).toMatchObject({ code: 'CLI_NOT_FOUND', details: { address: bob, wallet: who } });
    }
    expect(await run(`wallet balance ${bob}`)).toMatchObject({ account: bob });
  });

  test('profiles, exports and the files of the reference', async () => {
    expect((await run('wallet profiles --from own --new', { env })).profiles).toHaveLength(2);
    expect((await run('wallet address own --public', { env })).address).toBe(restored.account);
    await run('wallet export --from own --file own.dat', { env });
    expect(statSync(join(folder, 'own.dat')).mode & 0o077).toBe(0);
    expect((await run('wallet import own.dat --name again', { env })).account).toBe(restored.account);
    expect((await run('wallet export --from own --consensus-keys own.keys', { env })).publicFile).toContain('own.cpk');
    expect((await run('keys check own.keys', { env })).account).toBe(restored.account);
  });

  test('names change, removal asks, fresh words are shown', async () => {
    await run('wallet rename again later');
    await run('wallet use later');
    const names = (await run('wallet list')).wallets.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['born-2009-01-03', 'born-2999-12-31', 'later', 'own']);
    await run('wallet remove later', { exit: EXIT.declined });
    await run('wallet remove later --yes');
    expect((await run('wallet create --name fresh', { env })).mnemonic.split(' ')).toHaveLength(12);
  });

  test('node status and neighbours of a node alone', async () => {
    expect(await run('node status')).toMatchObject({ chainId: 224, protocol: 'eventide', peers: 0 });
    expect((await run('node peers')).peers).toEqual([]);
    expect(await run('network status')).toMatchObject({ chainId: 224, protocol: 'eventide' });
    expect((await run('network rules local')).rules).toMatchObject({ circuitSet: 'sound-1', proofs: 'mock' });
    expect((await run('node health --url http://127.0.0.1:9', { exit: EXIT.unreachable })).code).toBe('CLI_TIMEOUT');
    expect((await run('node run --check --http-listen-addr 127.0.0.1:7777')).config).toContain('127.0.0.1:7777');
    expect((await run('node run --check --log-level loud', { exit: EXIT.usage })).code).toBe('NODE_CONFIG');
    expect((await run('node init --dir mynode')).file).toContain('node.toml');
    expect((await run('node run --check --config-file mynode/node.toml')).warnings).toEqual([]);
  });

  test('signed texts and logins verify, altered ones do not', async () => {
    const signed = await run('wallet sign hello --from alice');
    writeFileSync(join(folder, 'signed.json'), JSON.stringify(signed));
    expect((await run('wallet verify signed.json')).valid).toBe(true);
    writeFileSync(join(folder, 'signed.json'), JSON.stringify({ ...signed, origin: 'https://evil.example' }));
    expect((await run('wallet verify signed.json', { exit: EXIT.checkedFalse })).valid).toBe(false);
    const login = await run('wallet auth --from alice --origin https://app.example --nonce 7');
    writeFileSync(join(folder, 'login.json'), JSON.stringify(login));
    expect((await run('wallet verify login.json')).valid).toBe(true);
  });
});

describe('13 §2.2 devnet verbs', () => {
  test('status, wait, mine, skip, clock', async () => {
    const { height } = await run('devnet status');
    expect((await run('devnet wait')).mode).toBe('solo');
    expect(await run('devnet mine 2')).toEqual({ v: 1, from: height, to: String(BigInt(height) + 2n) });
    await run('devnet skip --blocks 3');
    await run('devnet clock --add 1h');
    await run('devnet clock', { exit: EXIT.usage });
    await run('devnet skip', { exit: EXIT.usage });
  });

  test('snapshot, revert, fund, dump', async () => {
    await run('devnet snapshot clean');
    await run('devnet fund issuer 5');
    await run('devnet fund issuer 5 --shielded');
    expect(await run('wallet balance issuer')).toMatchObject({
      public: '100005000000000',
      shielded: { total: '100005000000000' },
    });
    expect((await run('devnet snapshots')).snapshots.at(-1).name).toBe('clean');
    await run('devnet dump saved');
    await run('devnet revert clean');
    expect(await run('wallet balance issuer')).toMatchObject({
      public: '100000000000000',
      shielded: { total: '100000000000000' },
    });
    expect((await run('devnet revert nothing', { exit: EXIT.notFound })).code).toBe('DEVNET_NO_SNAPSHOT');
  });

  test('an account acts without its key while it is impersonated', async () => {
    // Nobody of the published accounts, and nobody's wallet.
    const { profiles } = await run('keys derive --mnemonic-file -', { stdin: (await run('keys new')).mnemonic });
    const { account } = profiles[0];
    await run(`wallet send 7 --from alice --to ${account}`);
    const words = `wallet send 2 --from ${account} --to bob --public`;
    expect((await run(words, { exit: EXIT.nodeRefused })).details.reason).toContain('signature');
    expect(await run(`devnet impersonate ${account}`)).toMatchObject({ who: account, kind: 'account' });
    expect((await run(words)).error).toBeNull();
    expect(BigInt((await run(`contract query transfer account ${account}`)).value.balance)).toBeLessThan(
      5_000_000_000n,
    );
    await run('devnet release');
    await run(words, { exit: EXIT.nodeRefused });
    expect((await run('devnet impersonate nobody', { exit: EXIT.usage })).code).toBe('DEVNET_BAD_OPTION');
  });

  test('pause, resume, and what one node cannot do', async () => {
    expect((await run('devnet pause')).paused).toBe(true);
    expect((await run('devnet resume')).paused).toBe(false);
    expect((await run('devnet node stop 1', { exit: EXIT.usage })).code).toBe('DEVNET_UNSUPPORTED');
    expect((await run('devnet reset --name solo --yes', { exit: EXIT.machine })).code).toBe('DEVNET_RUNNING');
    expect((await run('devnet status --name other', { exit: EXIT.notFound })).code).toBe('DEVNET_NOT_RUNNING');
  });

  test('the console runs code with the SDK and a client', async () => {
    const height = (await run(['console', '--eval', 'await getHeight(client)'])).value;
    expect(Number(height)).toBeGreaterThan(1);
    const code = "const { public: open } = await getBalance(client, { profile: await wallet('frank') }); return open;";
    expect(BigInt((await run(['console', '--eval', code])).value)).toBeGreaterThan(0n);
    expect((await run('devnet console', { stdin: 'formatDusk(parseDusk("12.5"))' })).value).toBe('12.5');
    expect((await run(['console', '--eval', '('], { exit: EXIT.usage })).code).toBe('CLI_BAD_INPUT');
    const stake = "(await (await contract('stake')).read.get_version()) > 0n";
    expect((await run(['console', '--eval', stake])).value).toBe(true);
    const wrong = ['console', '--eval', "sendPublic(client, { from: await wallet('frank'), to: 'x', value: 1n })"];
    expect((await run(wrong, { exit: EXIT.usage })).code).toBe('WALLET_RECIPIENT_KIND');
  });

  test('the control API is for programs of this machine that say so', async () => {
    const url = `${solo.ready.urls.api}/on/devnet/status`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(501);
    expect((await fetch(url, { method: 'POST', headers: { 'eventide-devnet': '1' } })).status).toBe(200);
    expect((await fetch(url, { method: 'POST', headers: { 'eventide-devnet': '1' }, body: '{' })).status).toBe(400);
  });
});

describe('13 §2.1 every command', () => {
  test('that asks a node was run here, or in a scenario', () => {
    const elsewhere =
      /^(devnet|start|devnet (load|stop|reset|logs|node .*)|node .*|contract .*|tx trace|network status|wallet serve)$/;
    const names = commands.map(({ path }) => path.join(' ')).filter(isNetworked);
    expect(names.filter((name) => !ran.has(name) && !elsewhere.test(name))).toEqual([]);
  });
});
