import { LUX_PER_DUSK } from '@eventide/base';
import { originalContracts } from '@eventide/params';
import {
  type Client,
  createClient,
  getBalance,
  type Profile,
  rues,
  sendPublic,
  sendShielded,
  shield,
  waitForTx,
} from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractsNote, genesisContracts } from '../genesis/genesisContracts.ts';
import { createDevnet, type Devnet } from './createDevnet.ts';

let net: Devnet;
/** Proves as clients of the reference do: the node is asked to. */
let client: Client;
beforeAll(async () => {
  net = await createDevnet({ protocol: 'rusk-1.6' });
  const transport = rues(net.url);
  client = createClient({
    transport,
    network: 'localnet',
    prover: {
      async prove(_circuit, inputs) {
        const answer = await post(transport, '/on/prover/prove', { body: inputs, binary: true, timeoutMs: 120_000 });
        return { proof: await answer.bytes(), publicInputs: [] };
      },
      prepare: async () => undefined,
      check: async () => [],
      close: async () => undefined,
    },
  });
}, 120_000);
afterAll(async () => {
  client.close();
  await net.close();
});

const balanceOf = async (profile: Profile) => getBalance(client, { profile });

describe('13 §3.1 protocol rusk-1.6 for clients of the reference', () => {
  test('is what their version check and chain id look for', async () => {
    const response = await fetch(`${net.url}/on/node/info`, { method: 'POST', headers: { 'rusk-version': '1.6.0' } });
    expect(response.headers.get('rusk-version')).toBe('1.6.0');
    expect(await response.json()).toMatchObject({ version: '1.6.0', chain_id: null });
    const other = await fetch(`${net.url}/on/node/info`, { method: 'POST', headers: { 'rusk-version': '2.0.0' } });
    expect(other.status).toBe(400);
  });

  test('a shielded payment whose proof the node makes', { timeout: 240_000 }, async () => {
    const [alice, bob] = [await net.wallet('alice'), await net.wallet('bob')];
    const { id } = await sendShielded(client, { from: alice, to: bob.address, value: 2n * LUX_PER_DUSK });
    expect((await waitForTx(client, id, { until: 'final' })).error).toBeUndefined();
    const receiver = await net.wallet('bob');
    expect((await balanceOf(receiver)).shielded.total).toBe(100_002n * LUX_PER_DUSK);
  });

  test('a public payment, and public money that becomes shielded', { timeout: 240_000 }, async () => {
    const [carol, dave] = [await net.wallet('carol'), await net.wallet('dave')];
    const paid = await sendPublic(client, { from: carol, to: dave.account, value: 3n });
    await waitForTx(client, paid.id, { until: 'final' });
    const moved = await shield(client, { from: dave, value: 5n * LUX_PER_DUSK });
    expect((await waitForTx(client, moved.id, { until: 'final' })).error).toBeUndefined();
    expect((await balanceOf(await net.wallet('dave'))).shielded.total).toBe(100_005n * LUX_PER_DUSK);
  });

  test('what is no request of a proof is refused', async () => {
    await expect(post(client.transport, '/on/prover/prove', { body: new Uint8Array(9) })).rejects.toMatchObject({
      code: 'NETWORK_REFUSED',
    });
  });

  test('real proofs only with the file of the ceremony', async () => {
    const refused = { code: 'DEVNET_BAD_OPTION' };
    await expect(createDevnet({ protocol: 'rusk-1.6', proofs: 'real' })).rejects.toMatchObject(refused);
    await expect(createDevnet({ crs: 'ceremony.crs' })).rejects.toMatchObject(refused);
    const real = { protocol: 'rusk-1.6', proofs: 'real' } as const;
    await expect(createDevnet({ ...real, crs: 'nowhere.crs' })).rejects.toMatchObject(refused);
    await expect(createDevnet({ ...real, crs: import.meta.filename })).rejects.toMatchObject({
      code: 'PLONK_SRS_WRONG',
    });
  });

  test('who starts it is told whose contracts run', async () => {
    const ours = await genesisContracts();
    expect(contractsNote('eventide', ours)).toBeUndefined();
    expect(contractsNote('rusk-1.6', ours)).toMatch(/^Contracts: builds of Eventide/);
    expect(contractsNote('rusk-1.6', { ...ours, hashes: originalContracts })).toMatch(
      /^Contracts: the original binaries/,
    );
  });
});
