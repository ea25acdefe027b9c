import { toHex } from '@eventide/base';
import { formatAccount } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';

import { describe, expect, it } from 'vitest';
import { circuitsArgument, eventideNetwork } from './eventide.ts';
import { parseGenesis } from './file.ts';
import { type KnownGenesis, knownGenesis } from './root.ts';

type Snapshot = {
  phoenix: [string, string, string[]][];
  accounts: [string, string][];
  stakes: [string, string, string | null][];
};
const { networks } = loadVectors<{ networks: Record<KnownGenesis, Snapshot> }>('contracts/genesis-snapshots');
const owner = networks.mainnet.accounts[0]?.[0] as string;

const eventideToml = `
owner = "${owner}"
[eventide]
chain_id = 0xE0
genesis_timestamp = 1_767_225_600
block_time = 2
circuit_sets = [{ name = "sound-1", from_height = 0 }]
srs = "local-1"
proofs = "real"
contracts = { transfer = "${'11'.repeat(32)}", stake = "${'00'.repeat(32)}" }
ep1 = { share_permille = 0 }
`;

describe('05 §8.1 genesis files', () => {
  it.each(Object.keys(networks) as KnownGenesis[])('the file of %s holds the recorded entries', async (name) => {
    const file = await knownGenesis(name);
    const { phoenix, accounts, stakes } = networks[name];
    expect(file.phoenixBalances.map(({ notes }) => notes)).toEqual(phoenix.map(([, , notes]) => notes.map(BigInt)));
    expect(file.moonlightAccounts.map((entry) => [formatAccount(entry.account), String(entry.balance)])).toEqual(
      accounts,
    );
    expect(
      file.stakes.map((stake) => [formatAccount(stake.account), String(stake.amount), formatAccount(stake.owner)]),
    ).toEqual(stakes.map(([account, amount, by]) => [account, amount, by ?? account]));
  });

  it('numbers with underscores and in hex; unknown keys are ignored', () => {
    const text = `unknown = 1\n[[stake]]\naddress = "${owner}"\namount = 0x10\nelegibility = 7\nreward = 1_000`;
    expect(parseGenesis(text).stakes).toMatchObject([{ amount: 16n, eligibility: 0n, reward: 1000n }]);
  });

  it.each([
    ['no TOML', 'a = ='],
    ['a key that is none', '[[stake]]\naddress = "abc"\namount = 1'],
    ['a missing amount', `[[stake]]\naddress = "${owner}"`],
    ['a negative balance', `[[moonlight_account]]\naddress = "${owner}"\nbalance = -1`],
    ['a float', `[[moonlight_account]]\naddress = "${owner}"\nbalance = 1.5`],
    ['stakes that are no list', 'stake = 1'],
    ['an eventide table without owner', eventideToml.replace(/owner = .*/, '')],
    ['another circuit set', eventideToml.replace('sound-1', 'aegis')],
    ['an unknown kind of proof', eventideToml.replace('"real"', '"none"')],
  ])('refuses %s', (_, text) => {
    expect(() => parseGenesis(text)).toThrowCode('EXEC_GENESIS_FILE');
  });

  it('refuses a state archive', () => {
    expect(() => parseGenesis('base_state = "https://example.org"')).toThrowCode('EXEC_GENESIS_BASE_STATE');
  });
});

describe('14 §8 networks of our own', () => {
  const data = [1, 2, 3, 4].map((n) => Uint8Array.of(n)) as unknown as Parameters<typeof circuitsArgument>[0];

  it('the network, and a commitment to every parameter', () => {
    const { network, commitment } = eventideNetwork(parseGenesis(eventideToml), data);
    expect(network).toMatchObject({ chainId: 224, protocol: 'eventide', genesisTimestampSec: 1_767_225_600n });
    const seen = new Set([toHex(commitment)]);
    for (const [from, to] of [
      ['block_time = 2', 'block_time = 3'],
      ['"local-1"', '"ceremony"'],
      ['"real"', '"mock"'],
      ['0xE0', '225'],
    ] as const) {
      seen.add(toHex(eventideNetwork(parseGenesis(eventideToml.replace(from, to)), data).commitment));
    }
    seen.add(toHex(eventideNetwork(parseGenesis(eventideToml), [data[1], data[0], data[2], data[3]]).commitment));
    expect(seen.size).toBe(6);
  });

  it('needs the table', () => {
    expect(() => eventideNetwork(parseGenesis(''), data)).toThrowCode('EXEC_GENESIS_FILE');
  });

  it('the argument of init: set, then four keys', () => {
    const argument = circuitsArgument(data);
    expect(argument[argument.length - 36]).toBe(1);
    expect([...argument.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
  });
});
