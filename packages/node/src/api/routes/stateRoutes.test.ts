import { concatBytes, intToBytesLe, toHex } from '@eventide/base';
import { decode, type Reader } from '@eventide/codec';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { withRoots } from '@eventide/vm/state/contractTree';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../client.fixture.ts';
import { type FixtureNode, openFixtureNode } from '../nodeDoor.fixture.ts';
import { type Api, startApi } from '../startApi.ts';

let node: FixtureNode;
let api: Api;
beforeAll(async () => {
  node = await openFixtureNode();
  api = await startApi(node.door, { port: 0 });
});
afterAll(async () => {
  await api.close();
  await node.close();
});

const root = (): Uint8Array => node.door.ledger.tip().block.header.stateHash;
const post = (topic: string, body: Uint8Array) =>
  ask(api.url, `/on/eventide/${topic}`, {
    body,
    headers: { 'content-type': 'application/octet-stream', accept: 'application/octet-stream' },
  });
const u32 = (value: number): Uint8Array => intToBytesLe(BigInt(value), 4);
const none = new Uint8Array(32).fill(7);

/** As the route says. */
function readContracts(r: Reader) {
  const total = r.u32();
  const contracts = [];
  while (r.remaining > 0) {
    const [id, position, contractRoot, pages, height] = [r.bytes(32), r.u32(), r.bytes(32), r.u32(), r.u8()];
    const codeBytes = r.u32();
    contracts.push({ id, position, root: contractRoot, pages, height, codeBytes, owner: r.bytes(r.u32()) });
  }
  return { total, contracts };
}

async function contractsFrom(from: number) {
  const { bytes } = await post('state_contracts', concatBytes(root(), u32(from)));
  return decode({ read: readContracts, write: () => undefined }, bytes);
}

describe('14 §9 a whole state for who forks it', () => {
  test('contracts in order of their ids, with all that the root is made of', async () => {
    const { total, contracts } = await contractsFrom(0);
    expect(contracts).toHaveLength(total);
    expect(contracts.map(({ id }) => toHex(id))).toEqual([toHex(TRANSFER_CONTRACT), toHex(STAKE_CONTRACT)].sort());
    expect(withRoots(undefined, contracts)?.hash).toEqual(root());
    expect(contracts.every(({ owner }) => owner.length === 96)).toBe(true);
  });

  test('from any of them on, and beyond the last', async () => {
    const { total, contracts } = await contractsFrom(0);
    expect((await contractsFrom(1)).contracts).toEqual(contracts.slice(1));
    expect(await contractsFrom(2 ** 32 - 1)).toEqual({ total, contracts: [] });
  });

  test('code as it was deployed', async () => {
    for (const { id, codeBytes } of (await contractsFrom(0)).contracts)
      expect((await post('contract_code', concatBytes(root(), id))).bytes).toHaveLength(codeBytes);
  });

  test.each([
    ['state_contracts', concatBytes(none, u32(0)), 'state unknown'],
    ['contract_code', concatBytes(none, none), 'state or contract unknown'],
  ] as const)('%s of a state that is not there', async (topic, body, reason) => {
    const { status, text } = await post(topic, body);
    expect([status, text]).toEqual([404, `Not found: ${reason}`]);
  });

  test('a contract that is not there', async () => {
    expect((await post('contract_code', concatBytes(root(), none))).status).toBe(404);
  });

  test.each([
    ['state_contracts', 35],
    ['state_contracts', 37],
    ['contract_code', 63],
    ['contract_code', 65],
  ])('%s refuses %i bytes', async (topic, size) => {
    const { status, text } = await post(topic, new Uint8Array(size));
    expect([status, text]).toEqual([400, 'Invalid input: malformed request']);
  });
});
