import { fileURLToPath } from 'node:url';
import {
  argumentFromJson,
  argumentToJson,
  type DataDriver,
  type DescribedAbi,
  describeContract,
  eventToJson,
  type Json,
  loadDriver,
  outputToJson,
  stakeInterface,
  transferInterface,
} from '@eventide/abi';
import { fromHex, utf8 } from '@eventide/base';
import { buildDriver } from '@eventide/contract-sdk/driver/buildDriver';
import { loadVectors } from '@eventide/testkit';
import { beforeAll, describe, expect, it } from 'vitest';

type Step = {
  readonly contract: string;
  readonly fn: string;
  readonly arg: string;
  readonly ret?: string;
  readonly feeds?: readonly string[];
  readonly events?: readonly { readonly source: number; readonly topic: string; readonly data: string }[];
};

const interfaces = [transferInterface, stakeInterface];
const described: readonly DescribedAbi[] = interfaces.map(describeContract);
let drivers: readonly DataDriver[];

beforeAll(async () => {
  const cacheFolder = fileURLToPath(new URL('../../.cache/contracts', import.meta.url));
  const modules = await Promise.all(interfaces.map((file) => buildDriver(file, { cacheFolder })));
  drivers = await Promise.all(modules.map(loadDriver));
});

describe('08 §9, 05 §9 WASM drivers of our genesis contracts, loaded as a node loads them', () => {
  it.each(['contracts/wasm-trace', 'contracts/stake-abstraction-trace'])(
    '05 §9 every recorded byte of %s: the JSON and the bytes of the host codec',
    (vectors) => {
      const { steps } = loadVectors(vectors) as { steps: Step[] };
      let compared = 0;
      for (const step of steps) {
        const [driver, abi] = [drivers[Number(step.contract) - 1], described[Number(step.contract) - 1]];
        if (!driver || !abi || !Object.hasOwn(abi.methods, step.fn)) continue;
        const bytes = fromHex(step.arg);
        const json = argumentToJson(abi, step.fn, bytes);
        expect({ fn: step.fn, json: driver.decodeInput(step.fn, bytes) }).toEqual({ fn: step.fn, json });
        expect(driver.encodeInput(step.fn, JSON.stringify(json, null, 2))).toEqual(
          argumentFromJson(abi, step.fn, json),
        );
        for (const output of [...(step.ret ? [step.ret] : []), ...(step.feeds ?? [])].map((hex) => fromHex(hex))) {
          expect(driver.decodeOutput(step.fn, output)).toEqual(outputToJson(abi, step.fn, output));
        }
        for (const { source, topic, data } of step.events ?? []) {
          const event = fromHex(data);
          expect(drivers[source - 1]?.decodeEvent(topic, event)).toEqual(
            eventToJson(described[source - 1] as DescribedAbi, topic, event),
          );
        }
        compared++;
      }
      expect(compared).toBeGreaterThan(10);
    },
  );

  it('08 §9 schema and version', () => {
    expect(JSON.parse(drivers[1]?.schema() ?? '')).toEqual(JSON.parse(JSON.stringify(stakeInterface)));
    expect(drivers[0]?.version()).toBe('0.1.0');
  });

  it.each<[string, string, string]>([
    ['set_burnt_amount', '1.5', 'set_burnt_amount: an integer'],
    ['set_burnt_amount', '18446744073709551616', 'set_burnt_amount: an integer'],
    ['set_burnt_amount', '-1', 'set_burnt_amount: an integer'],
    ['set_burnt_amount', '1 2', 'set_burnt_amount: nothing more'],
    ['set_burnt_amount', '', 'set_burnt_amount: an integer'],
    ['set_config', '{"warnings":1}', 'set_config.minimum_stake: a value expected'],
    ['set_config', '{"warnings":300,"minimum_stake":1}', 'set_config.warnings: an integer'],
    ['set_config', '{"warnings":1,"minimum_stake":1,"more":[{}]}', 'set_config.more: no such field'],
    ['set_config', '{"warnings":1,"minimum_stake":1', 'set_config: an object that ends'],
    ['set_config', '[]', 'set_config: an object'],
    ['reward', '[{"account":"x","value":1,"reason":"Voter"}]', 'reward[0].account: base58'],
    ['reward', '[', 'reward: a value'],
    ['get_stake', '"O0Il"', 'get_stake: base58'],
    ['stakes', '1', 'stakes: null'],
    ['nothing', 'null', 'nothing: the contract has no such name'],
  ])('08 §9 %s %s is refused with the place of the mistake', (fn, json, text) => {
    expect(() => drivers[1]?.encodeInput(fn, json)).toThrow(
      expect.objectContaining({
        code: 'ABI_DRIVER_FAILED',
        details: expect.objectContaining({ text: expect.stringContaining(text) }),
      }),
    );
  });

  it.each<[string, Uint8Array]>([
    ['too short', new Uint8Array(7)],
    ['a tag beyond the variants', new Uint8Array(56).fill(9)],
  ])('05 §3.1 bytes that are no result: %s', (_, bytes) => {
    expect(() => drivers[1]?.decodeOutput('get_stake', bytes)).toThrowCode('ABI_DRIVER_FAILED');
  });

  it('05 §3.1 any change of a byte of an event is told or refused as the host codec does, and nothing traps', () => {
    const { steps } = loadVectors('contracts/wasm-trace') as { steps: Step[] };
    const event = steps.flatMap(({ events = [] }) => events).find(({ topic }) => topic === 'moonlight');
    const bytes = fromHex(event?.data ?? '');
    const attempt = (read: () => Json | undefined): string => {
      try {
        return JSON.stringify(read());
      } catch (error) {
        return (error as { details?: { rule?: string } }).details?.rule === 'no trap' ? 'trap' : 'refused';
      }
    };
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 0x81 : byte));
      const ours = attempt(() => drivers[0]?.decodeEvent('moonlight', changed));
      expect({ at, ours }).toEqual({
        at,
        ours: attempt(() => eventToJson(described[0] as DescribedAbi, 'moonlight', changed)),
      });
    }
  });

  it('08 §9 a driver is told to begin first; memory is given back', async () => {
    const wasm = await buildDriver(stakeInterface);
    const { instance } = await WebAssembly.instantiate(wasm.slice(), {});
    const call = instance.exports as unknown as Record<string, (...args: number[]) => number>;
    const memory = instance.exports.memory as WebAssembly.Memory;
    const attempt = (json: string): number => {
      const [name, text, out] = [utf8('set_burnt_amount'), utf8(json), 64];
      const places = [name.length, text.length, out].map((size) => call.alloc?.(size) ?? 0) as [number, number, number];
      new Uint8Array(memory.buffer).set(name, places[0]);
      new Uint8Array(memory.buffer).set(text, places[1]);
      const code = call.encode_input_fn?.(places[0], name.length, places[1], text.length, places[2], out) ?? -1;
      places.forEach((place, i) => void call.dealloc?.(place, [name.length, text.length, out][i] as number));
      return code;
    };
    expect(attempt('7')).toBe(3);
    call.init?.();
    expect(attempt('7')).toBe(0);
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 20_000; i++) attempt(`"${i}"`);
    expect(memory.buffer.byteLength).toBe(before);
  });
});
