import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoloNetwork } from '@eventide/devnet';
import { parseStakes } from '@eventide/devnet/genesis/genesisStakes';
import { startTestSolo } from '@eventide/devnet/solo/solo.fixture';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';

vi.setConfig({ testTimeout: 300_000 });

/** A stake that a user makes now counts two epochs later: 4320 blocks, which take a minute. 1: that way is walked, too. */
const EPOCHS = process.env.EVENTIDE_EPOCHS ?? '0';
const DUSK = 1_000_000_000n;
/** Height from which carol's stake counts. */
const FROM = 20;
let folder: string;
let solo: SoloNetwork;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-staking-'));
  solo = await startTestSolo({ home: join(folder, '.eventide'), stakes: parseStakes(`carol:1000@${FROM}`) });
});
afterAll(async () => {
  await solo.stop();
  rmSync(folder, { recursive: true });
});

async function run(line: string, exit: number = EXIT.done) {
  const env = { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide') };
  const found = await runWords([...line.split(' '), '--json'], { folder, env });
  if (found.exit !== exit) throw new Error(`${line}: exit ${found.exit}\n${found.out}${found.err}`);
  return JSON.parse(exit === EXIT.done ? found.out : found.err);
}

const publicOf = async (who: string): Promise<bigint> => BigInt((await run(`wallet balance ${who}`)).public);
const stakeOf = async (who: string) => (await run(`wallet stake status ${who}`)).stake;

describe('13 §2.2 a stake on a network of one node', () => {
  test('what is added before it counts, counts with it; skip goes to that block', async () => {
    await run('wallet stake add 500 --from carol');
    expect(await stakeOf('carol')).toMatchObject({ active: String(1_500n * DUSK), eligibility: String(FROM) });
    const { to } = await run('devnet skip --until-eligible carol');
    expect(to).toBe(String(FROM));
    expect((await run('devnet skip --until-eligible carol')).to).toBe(String(FROM));
    expect((await run('devnet skip --until-eligible dave', EXIT.notFound)).error.code).toBe('DEVNET_NO_ACCOUNT');
  });

  test('blocks pay the provisioner; claim moves exactly its reward, less the fee', async () => {
    await run('devnet fund node-1 10');
    const [before, { reward }] = [await publicOf('node-1'), await stakeOf('node-1')];
    expect(BigInt(reward)).toBeGreaterThan(0n);
    const { fee, state } = await run(`wallet stake claim --from node-1`);
    expect(state).toBe('final');
    // The block of the claim pays again, and is left in the stake.
    const after = await publicOf('node-1');
    expect(after).toBeGreaterThanOrEqual(before + BigInt(reward) - BigInt(fee));
    expect(BigInt((await stakeOf('node-1')).reward)).toBeLessThan(BigInt(reward));
    // A node alone draws only its own stake: others earn nothing here.
    expect((await stakeOf('carol')).reward).toBe('0');
    expect((await run('wallet stake claim --from carol', EXIT.usage)).error.code).toBe('WALLET_BAD_REQUEST');
  });

  test('remove brings the stake back: nothing counts any more', async () => {
    const [before, stake] = [await publicOf('carol'), await stakeOf('carol')];
    const { fee } = await run('wallet stake remove --from carol');
    expect(await publicOf('carol')).toBe(before + BigInt(stake.active) + BigInt(stake.locked) - BigInt(fee));
    expect((await stakeOf('carol'))?.active ?? '0').toBe('0');
    await run('devnet skip --until-eligible carol', EXIT.notFound);
  });

  test('a stake made now counts two epochs later, and can be taken back before', async () => {
    await run('wallet stake add 1000 --from dave');
    const { eligibility } = await stakeOf('dave');
    expect(eligibility).toBe(String(2 * 2160));
    if (EPOCHS !== '0') expect((await run('devnet skip --until-eligible dave')).to).toBe(eligibility);
    await run('wallet stake remove --from dave');
    expect((await stakeOf('dave'))?.active ?? '0').toBe('0');
  });
});
