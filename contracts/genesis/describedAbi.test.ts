import {
  argumentFromJson,
  argumentToJson,
  type ContractAbi,
  type DescribedAbi,
  describeContract,
  eventToJson,
  type Json,
  outputToJson,
  parseContractAbi,
  stakeAbi,
  stakeInterface,
  transferAbi,
  transferInterface,
} from '@eventide/abi';
import { fromHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGenesis } from './genesis.fixture.ts';

type Step = {
  readonly contract: string;
  readonly fn: string;
  readonly arg: string;
  readonly ret?: string;
  readonly feeds?: readonly string[];
  readonly events?: readonly { readonly source: number; readonly topic: string; readonly data: string }[];
};

let described: readonly [DescribedAbi, DescribedAbi];
const written: readonly ContractAbi[] = [transferAbi, stakeAbi];

beforeAll(async () => {
  const [transfer, stake] = await Promise.all([buildGenesis('transfer'), buildGenesis('stake')]);
  described = [describeContract(transfer.abi), describeContract(stake.abi)];
});

describe('05 §9 our genesis contracts through their ABI files', () => {
  it.each(['contracts/wasm-trace', 'contracts/stake-abstraction-trace'])(
    '05 §9 every recorded byte of %s has the JSON that the hand-written tables give it',
    (vectors) => {
      const { steps } = loadVectors(vectors) as { steps: Step[] };
      let compared = 0;
      for (const step of steps) {
        const [ours, theirs] = [described[Number(step.contract) - 1], written[Number(step.contract) - 1]];
        if (!ours || !theirs || !(step.fn in theirs.methods)) continue;
        const argument = fromHex(step.arg);
        const json = argumentToJson(ours, step.fn, argument);
        expect({ fn: step.fn, json }).toEqual({ fn: step.fn, json: argumentToJson(theirs, step.fn, argument) });
        const bytes = argumentFromJson(ours, step.fn, JSON.parse(JSON.stringify(json)) as Json);
        expect(argumentToJson(ours, step.fn, bytes)).toEqual(json);
        for (const output of [...(step.ret ? [step.ret] : []), ...(step.feeds ?? [])]) {
          expect(outputToJson(ours, step.fn, fromHex(output))).toEqual(outputToJson(theirs, step.fn, fromHex(output)));
        }
        for (const { source, topic, data } of step.events ?? []) {
          const [mine, other] = [described[source - 1], written[source - 1]] as [DescribedAbi, ContractAbi];
          expect(eventToJson(mine, topic, fromHex(data))).toEqual(eventToJson(other, topic, fromHex(data)));
        }
        compared++;
      }
      expect(compared).toBeGreaterThan(10);
    },
  );

  it('14 §6, 12 §7 the ABI files in the package are those of a build here, hash of the module included', () => {
    const plain = (file: unknown): unknown => JSON.parse(JSON.stringify(file));
    expect(transferInterface).toEqual(plain(described[0].file));
    expect(stakeInterface).toEqual(plain(described[1].file));
  });

  it('05 §9 the written file is read back to the same interface', () => {
    for (const { file } of described) {
      const again = parseContractAbi(`${JSON.stringify(file)}\n`);
      expect(again.file).toEqual(file);
      expect(Object.keys(again.methods)).toEqual(file.methods.map(({ name }) => name));
    }
  });

  it('05 §9 the forms of the reference', () => {
    const [, stake] = described;
    const config = argumentFromJson(stake, 'set_config', { warnings: 1, minimum_stake: '1000000000000' });
    expect(outputToJson(stake, 'get_config', config)).toEqual({ warnings: 1, minimum_stake: '1000000000000' });
    expect(outputToJson(stake, 'burnt_amount', argumentFromJson(stake, 'set_burnt_amount', 7))).toBe('7');
  });

  it.each([
    ['set_burnt_amount', '1.5', 'set_burnt_amount'],
    ['set_burnt_amount', -1, 'set_burnt_amount'],
    ['set_config', { warnings: 1 }, 'set_config.minimum_stake'],
    ['set_config', null, 'set_config'],
    ['set_config', { warnings: 300, minimum_stake: '1' }, 'set_config.warnings'],
    ['set_config', { warnings: 1, minimum_stake: '1', more: 1 }, 'set_config.more'],
    ['reward', [{ account: 'x', value: '1', reason: 'Voter' }], 'reward[0].account'],
    ['reward', {}, 'reward'],
    ['get_stake', 'O0Il', 'get_stake'],
  ] as const)('05 §9 refuses %s %j at %s', (method, input, at) => {
    expect(() => argumentFromJson(described[1], method, input as Json)).toThrow(
      expect.objectContaining({ code: 'ABI_BAD_JSON', details: expect.objectContaining({ at }) }),
    );
  });
});
