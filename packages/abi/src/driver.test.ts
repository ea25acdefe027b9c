import { describe, expect, test } from 'vitest';
import { testDriver } from './driver.fixture.ts';
import { loadDriver } from './driver.ts';

describe('05 §9 data drivers', () => {
  test('inputs reach the driver and its output comes back', async () => {
    const driver = await loadDriver(testDriver());
    expect(driver.encodeInput('set', '{"a":1}')).toEqual(new TextEncoder().encode('{"a":1}'));
    expect(driver.decodeInput('set', new TextEncoder().encode('{"a":1}'))).toEqual({ a: 1 });
    expect(driver.decodeOutput('get', new TextEncoder().encode('"7"'))).toBe('7');
    expect(driver.decodeEvent('set', new TextEncoder().encode('[null]'))).toEqual([null]);
    expect(driver.version()).toBe('');
  });

  test('a long answer gets a larger buffer', async () => {
    const driver = await loadDriver(testDriver());
    const long = JSON.stringify('x'.repeat(70_000));
    expect(driver.decodeOutput('get', new TextEncoder().encode(long))).toHaveLength(70_000);
  });

  test('refusals, traps and answers that are no JSON are errors of the driver', async () => {
    const driver = await loadDriver(testDriver());
    expect(() => driver.encodeInput('', '{}')).toThrowCode('ABI_DRIVER_FAILED');
    expect(() => driver.decodeOutput('get', new TextEncoder().encode('{'))).toThrowCode('ABI_DRIVER_FAILED');
    expect(() => driver.schema()).toThrowCode('ABI_DRIVER_FAILED');
  });

  test.each([
    ['no WASM', new Uint8Array(8)],
    ['an empty module', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)],
    ['more than 2 MiB', new Uint8Array(2_097_153)],
  ])('refuses %s', async (_, wasm) => {
    await expect(loadDriver(wasm)).rejects.toThrowCode('ABI_BAD_DRIVER');
  });
});
