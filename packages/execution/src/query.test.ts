import { blsPublicKey } from '@eventide/crypto';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountAt, provisionersAt, queryContract } from './query.ts';
import { alice, bob, DUSK, openWorld, provisioner, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.engine.vm.close());

describe('05 §6 reading a state', () => {
  it('the provisioners: the owner without stake, and who staked', () => {
    const entries = provisionersAt(world.engine, world.root);
    const staked = entries.filter(({ data }) => data.amount !== null);
    expect(staked).toMatchObject([{ data: { amount: { value: 5000n * DUSK } } }]);
    expect(staked[0]?.keys.account).toEqual(blsPublicKey(provisioner));
  });

  it('accounts; zeros where there is none', () => {
    expect(accountAt(world.engine, world.root, blsPublicKey(alice))).toEqual({ nonce: 0n, balance: 1000n * DUSK });
    expect(accountAt(world.engine, world.root, blsPublicKey(bob))).toEqual({ nonce: 0n, balance: 0n });
  });

  it.each([
    ['an unknown method', STAKE_CONTRACT, 'nothing', undefined, 'EXEC_QUERY_FAILED'],
    ['an unknown contract', new Uint8Array(32).fill(9), 'root', undefined, 'EXEC_CONTRACT_UNKNOWN'],
    ['too little gas', TRANSFER_CONTRACT, 'root', 1n, 'EXEC_QUERY_FAILED'],
  ])('%s is an error with a code', (_, contract, method, gasLimit, code) => {
    const query = { root: world.root, contract, method, argument: new Uint8Array(), gasLimit };
    expect(() => queryContract(world.engine, query)).toThrowCode(code);
  });

  it('an unknown state', () => {
    const query = {
      root: new Uint8Array(32).fill(1),
      contract: TRANSFER_CONTRACT,
      method: 'root',
      argument: new Uint8Array(),
    };
    expect(() => queryContract(world.engine, query)).toThrowCode('VM_BASE_UNKNOWN');
  });
});
