import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LUX_PER_DUSK } from '@eventide/base';
import { sealWalletFile } from '@eventide/crypto';
import { getStake, waitForTx } from '@eventide/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LocalAccount } from '../accounts/localAccounts.ts';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';
import { type Errand, type Exchange, historyLength, writeErrands } from './exchange.fixture.ts';
import { startRecorder } from './recorder.fixture.ts';
import { ESCAPE, openRuskWallet, PASSWORD, type RuskWallet, restoreRuskWallet } from './ruskWallet.fixture.ts';

/** The program as it is built from its published source. See the package's README. */
const binary = process.env.EVENTIDE_RUSK_WALLET;
const contracts = process.env.EVENTIDE_RUSK_CONTRACTS;

/** File that takes what it asks; the vectors of the test kit, when they are made anew. */
const record = process.env.EVENTIDE_RECORD_CLIENTS;

const client = 'rusk-wallet 0.3.0';
const DUSK = LUX_PER_DUSK;
const ID = /^[0-9a-f]{64}$/m;
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describe.runIf(binary !== undefined)('13 §10 J4 rusk-wallet 0.3.0 as it is', () => {
  const home = mkdtempSync(join(tmpdir(), 'eventide-rusk-wallet-'));
  let net: Devnet;
  let alice: LocalAccount;
  let bob: LocalAccount;
  let wallet: RuskWallet;
  beforeAll(async () => {
    net = await createDevnet({ protocol: 'rusk-1.6', contracts });
    [alice, bob] = net.accounts.users as [LocalAccount, LocalAccount];
    wallet = await restoreRuskWallet(binary as string, join(home, 'alice'), net.url, alice.mnemonic);
  });
  afterAll(async () => {
    await net?.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** What a sending command takes from the public and the shielded side, fee included, once it is final without error. */
  async function sent(of: RuskWallet, ...words: readonly string[]): Promise<readonly [open: bigint, shielded: bigint]> {
    const before = await balances(of);
    const said = await of.run(...words);
    expect(said).toMatch(ID);
    const [id] = said.match(ID) as RegExpMatchArray;
    expect(await waitForTx(net.client, id, { until: 'final' })).toMatchObject({ state: 'final', error: undefined });
    const after = await balances(of);
    return [before[0] - after[0], before[1] - after[1]];
  }

  async function balances(of: RuskWallet): Promise<readonly [open: bigint, shielded: bigint]> {
    const [, shielded = ''] = (await of.run('profiles')).match(/Shielded account - (\w+)/) ?? [];
    return [luxOf(await of.run('balance')), luxOf(await of.run('balance', '--address', shielded))];
  }

  test('finds the accounts of its words, and what they have', async () => {
    const profiles = await wallet.run('profiles');
    expect(profiles).toContain(`Shielded account - ${alice.address}`);
    expect(profiles).toContain(`Public account   - ${alice.account}`);
    expect(await balances(wallet)).toEqual([100_000n * DUSK, 100_000n * DUSK]);
  });

  test('a public payment with its memo, and a shielded one', async () => {
    const [open, kept] = await sent(wallet, 'transfer', '--rcvr', bob.account, '--amt', '3', '--memo', 'for the tide');
    expect([open > 3n * DUSK, open < 4n * DUSK, kept]).toEqual([true, true, 0n]);
    const [none, shielded] = await sent(
      wallet,
      ...['transfer', '--sender', alice.address, '--rcvr', bob.address, '--amt', '5'],
    );
    expect([none, shielded > 5n * DUSK, shielded < 6n * DUSK]).toEqual([0n, true, true]);
  });

  test('there and back between the two', async () => {
    const [out, into] = await sent(wallet, 'shield', '--amt', '7');
    expect([out > 7n * DUSK, into]).toEqual([true, -7n * DUSK]);
    const [back, from] = await sent(wallet, 'unshield', '--amt', '2');
    expect([back, from > 2n * DUSK]).toEqual([-2n * DUSK, true]);
  });

  test('a stake, and all of it back', async () => {
    const [staked] = await sent(wallet, 'stake', '--amt', '1000');
    expect(staked).toBeGreaterThan(1_000n * DUSK);
    const info = await wallet.run('stake-info');
    expect(info).toContain('Eligible stake: 1000 DUSK');
    expect(info).toContain('Stake active from block #4320 (Epoch 2)');
    const [back] = await sent(wallet, 'unstake');
    expect(back).toBeLessThan(-999n * DUSK);
    expect(await wallet.run('stake-info')).toContain('A stake does not exist for this key');
  });

  test('history, with what became shielded', async () => {
    await expect.poll(() => historyLength(net.url, alice.account), { timeout: 100_000 }).toBeGreaterThan(4);
    const shown = await wallet.atTerminal(['history'], [['BALANCE_TYPE', ESCAPE]]);
    const rows = shown.split('\n').filter((line) => line.includes(' | '));
    const told = rows.slice(1).map((row) => row.split('|').map((cell) => cell.trim()));
    expect(told.map(([, , action, amount, , side]) => `${action} ${amount} ${side}`)).toEqual(
      expect.arrayContaining([
        'transfer -3.000000000 public',
        'convert -7.000000000 public',
        'convert +7.000000000 shielded',
        'convert -2.000000000 shielded',
        'convert +2.000000000 public',
        'stake -1000.000000000 public',
      ]),
    );
  });

  test('rewards of a provisioner', async () => {
    const [node] = net.accounts.provisioners as [LocalAccount];
    // It keeps gas for 2 DUSK ready.
    await net.fund(node.account, 5n * DUSK);
    const provisioner = await restoreRuskWallet(binary as string, join(home, 'node'), net.url, node.mnemonic);
    const reward = luxOf(await provisioner.run('stake-info', '--reward'));
    expect(reward).toBeGreaterThan(0n);
    const [taken] = await sent(provisioner, 'claim-rewards');
    expect([taken < 0n, taken >= -reward]).toEqual([true, true]);
    expect((await getStake(net.client, { account: node.account }))?.reward).toBeLessThan(reward);
  });

  test('a wallet file of ours is opened', async () => {
    const file = join(home, 'ours.dat');
    writeFileSync(file, sealWalletFile({ seed: bob.seed, profileCount: 1 }, PASSWORD, randomBytes));
    const opened = openRuskWallet(binary as string, join(home, 'bob'), net.url);
    await opened.run('restore', '--file', file);
    expect(await opened.run('profiles')).toContain(`Public account   - ${bob.account}`);
  });
});

describe.runIf(binary !== undefined && record !== undefined)('what rusk-wallet asks', () => {
  test('is written down, errand by errand', { timeout: 900_000 }, async () => {
    const home = mkdtempSync(join(tmpdir(), 'eventide-rusk-wallet-'));
    const net = await createDevnet({ protocol: 'rusk-1.6', mine: { kind: 'instant', gatherMs: 5 } });
    const recorder = await startRecorder(net.url);
    const clean = net.snapshot();
    const [alice, bob] = net.accounts.users as [LocalAccount, LocalAccount];
    const [node] = net.accounts.provisioners as [LocalAccount];
    const errands: Errand[] = [];
    const open = (errand: string, { mnemonic, name }: LocalAccount): Promise<RuskWallet> =>
      restoreRuskWallet(binary as string, join(home, `${errand} ${name}`), recorder.url, mnemonic);
    const run = async (errand: string, task: (wallet: RuskWallet) => Promise<unknown>): Promise<void> => {
      await net.revert(clean);
      await task(await open(errand, alice));
      errands.push({ client, errand, exchanges: withoutRepeats(recorder.take()) });
    };
    try {
      await run('balances, a public payment and the history of it', async (wallet) => {
        await wallet.run('balance');
        await wallet.run('balance', '--address', alice.address);
        await wallet.run('transfer', '--rcvr', bob.account, '--amt', '3', '--memo', 'for the tide');
        await expect.poll(() => historyLength(net.url, alice.account), { timeout: 200_000 }).toBe(1);
        await wallet.atTerminal(['history'], [['BALANCE_TYPE', ESCAPE]]);
      });
      await run('a shielded payment', (wallet) =>
        wallet.run('transfer', '--sender', alice.address, '--rcvr', bob.address, '--amt', '5'),
      );
      await run('public money becomes shielded', (wallet) => wallet.run('shield', '--amt', '7'));
      await run('shielded money becomes public', (wallet) => wallet.run('unshield', '--amt', '2'));
      await run('a stake, a look at it, and all of it back', async (wallet) => {
        await wallet.run('stake', '--amt', '1000');
        await wallet.run('stake-info');
        await wallet.run('unstake');
      });
      await run('a provisioner is paid and takes its reward', async (wallet) => {
        await wallet.run('transfer', '--rcvr', node.account, '--amt', '5');
        await (await open('a provisioner is paid and takes its reward', node)).run('claim-rewards');
      });
    } finally {
      await recorder.close();
      await net.close();
      rmSync(home, { recursive: true, force: true });
    }
    writeErrands(record as string, client, errands);
  });
});

/** It asks again and again until a block has its transaction: the last answer is the one it took. */
function withoutRepeats(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ path, body }, i) => path !== exchanges[i + 1]?.path || body !== exchanges[i + 1]?.body);
}

/** The last number that was printed, in DUSK. */
function luxOf(text: string): bigint {
  const [, whole = '', part = ''] = text.match(/(\d+)(?:\.(\d{1,9}))?\s*$/) ?? [];
  return BigInt(whole) * DUSK + BigInt(part.padEnd(9, '0'));
}
