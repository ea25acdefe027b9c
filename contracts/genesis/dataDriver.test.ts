import { fromHex } from '@eventide/base';
import { createDataDriver, type Json } from '@eventide/contract-sdk/client/dataDriver';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { buildGenesis } from './genesis.fixture.ts';

type Step = {
  readonly contract: string;
  readonly fn: string;
  readonly arg: string;
  readonly ret?: string;
  readonly events?: readonly { readonly source: number; readonly topic: string; readonly data: string }[];
};

describe('05 §9 JSON forms by the ABI', () => {
  it('05 §9 arguments of the recorded calls survive the trip through JSON; events and results have one', async () => {
    const drivers = [
      createDataDriver((await buildGenesis('transfer')).abi),
      createDataDriver((await buildGenesis('stake')).abi),
    ];
    const { steps } = loadVectors('contracts/wasm-trace') as { steps: Step[] };
    let compared = 0;
    for (const step of steps) {
      const driver = drivers[Number(step.contract) - 1];
      if (!driver) continue;
      if (step.arg.length <= 2000 * 2 && !['push_note'].includes(step.fn)) {
        const json = driver.decodeInput(step.fn, fromHex(step.arg));
        const again = driver.decodeInput(
          step.fn,
          driver.encodeInput(step.fn, JSON.parse(JSON.stringify(json)) as Json),
        );
        expect(again).toEqual(json);
        compared++;
      }
      for (const event of step.events ?? []) {
        expect(drivers[event.source - 1]?.decodeEvent(event.topic, fromHex(event.data))).toBeTypeOf('object');
      }
    }
    expect(compared).toBeGreaterThan(30);
  });

  it('05 §9 the forms of the reference', async () => {
    const driver = createDataDriver((await buildGenesis('stake')).abi);
    const config = driver.encodeInput('set_config', { warnings: 1, minimum_stake: '1000000000000' });
    expect(driver.decodeOutput('get_config', config)).toEqual({ warnings: 1, minimum_stake: '1000000000000' });
    expect(driver.decodeOutput('burnt_amount', driver.encodeInput('set_burnt_amount', 7))).toBe('7');
    const { steps } = loadVectors('contracts/wasm-trace') as { steps: Step[] };
    const reward = steps.find(({ fn }) => fn === 'reward') as Step;
    const [first] = driver.decodeInput('reward', fromHex(reward.arg)) as {
      account: string;
      value: string;
      reason: string;
    }[];
    expect(first?.account).toMatch(/^[1-9A-HJ-NP-Za-km-z]{120,140}$/);
    expect(first?.reason).toMatch(/^(GeneratorFixed|GeneratorExtra|Voter|Other)$/);
  });

  it.each([
    ['set_burnt_amount', '1.5'],
    ['set_burnt_amount', -1],
    ['set_config', { warnings: 1 }],
    ['set_config', null],
    ['set_config', { warnings: 300, minimum_stake: '1' }],
    ['reward', [{ account: 'x', value: '1', reason: 'Voter' }]],
    ['reward', {}],
    ['get_stake', 'O0Il'],
    ['nothing', null],
  ] as const)('05 §9 refuses %s %j', async (method, input) => {
    const driver = createDataDriver((await buildGenesis('stake')).abi);
    expect(() => driver.encodeInput(method, input as Json)).toThrow();
  });
});
