import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { samplePayment } from '@eventide/tx/phoenix/circuit/samples';
import { circuitSet } from '@eventide/tx/phoenix/circuit/set';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-circuits-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(line: string, exit: number = EXIT.done) {
  const words = line.split(' ');
  const found = await runWords([...words, '--json'], { folder, env: { HOME: folder } });
  if (found.exit !== exit) throw new Error(`${line}: exit ${found.exit}\n${found.out}${found.err}`);
  if (exit !== EXIT.done && exit !== EXIT.checkedFalse) return JSON.parse(found.err).error;
  const json = JSON.parse(found.out);
  expect(validate(words.slice(0, 2).join(' '), json)).toBe('');
  return json;
}

const circuit = 'sound-1/phoenix/1';
const request = samplePayment(1).sound1;
const { requestCodec } = circuitSet('sound-1');

describe('13 §2.2 circuit', () => {
  test('check names the first failing row and its gadget', async () => {
    const [input] = request.inputs;
    const cheat = { ...request, inputs: [{ ...input, value: (input as { value: bigint }).value + 1n }] };
    writeFileSync(join(folder, 'good'), encode(requestCodec, request));
    writeFileSync(join(folder, 'bad'), encode(requestCodec, cheat as typeof request));
    expect(await run(`circuit check ${circuit} good`)).toMatchObject({ holds: true, broken: [] });
    const { broken } = await run(`circuit check ${circuit} bad`, EXIT.checkedFalse);
    expect(broken[0].path).not.toBe('');
    expect((await run(`proof prove ${circuit} bad --mock`, EXIT.usage)).code).toBe('PROVE_UNSATISFIED');
  });

  test('export --verifier is what proof verify pins; --stream goes into a file', async () => {
    const { bytes, size } = await run(`circuit export ${circuit} --verifier`);
    expect(bytes).toHaveLength(2 * size);
    const file = await run(`circuit export ${circuit} --stream --out rows`);
    expect(readFileSync(join(folder, 'rows'))).toHaveLength(file.size);
    await run(`circuit export ${circuit}`, EXIT.usage);
    await run(`circuit export ${circuit} --verifier --stream`, EXIT.usage);
  });

  test('diff: the same, and where two part', async () => {
    expect(await run(`circuit diff ${circuit} ${circuit}`)).toMatchObject({ equal: true, firstRow: null });
    const { firstRow, gadgets } = await run(`circuit diff ${circuit} sound-1/phoenix/2`, EXIT.checkedFalse);
    expect(firstRow.columns.length).toBeGreaterThan(0);
    expect(gadgets.length).toBeGreaterThan(0);
  });

  test.each(['show', 'check', 'export --verifier', 'diff sound-1/phoenix/1'])('%s refuses an unknown name', (verb) =>
    run(`circuit ${verb} sound-1/phoenix/5`, EXIT.notFound),
  );

  test('check refuses bytes that are no request', () => run(`circuit check ${circuit} 0102`, EXIT.usage));
});

describe('13 §3.1 proof', () => {
  test('a mock tells its circuit; one changed byte and it is none', async () => {
    const made = await run(`proof prove ${circuit} --mock --profile`);
    expect(made.phases.length).toBeGreaterThan(0);
    expect(await run(`proof inspect ${made.proof}`)).toMatchObject({
      kind: 'mock',
      version: 'V3',
      circuit,
      wellFormed: true,
    });
    const bytes = fromHex(made.proof);
    bytes[40] = (bytes[40] as number) ^ 1;
    expect((await run(`proof inspect ${toHex(bytes)}`, EXIT.checkedFalse)).wellFormed).toBe(false);
  });

  test('parts of a real proof, alone and in a field of a transaction', async () => {
    const { proof } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../examples/proof.json'), 'utf8'));
    const found = await run(`proof inspect ${proof}`);
    expect(Object.keys(found.commitments)).toHaveLength(11);
    expect(Object.keys(found.evaluations)).toHaveLength(15);
    const field = `01${'00'.repeat(1233 + 96 - 1009)}${proof}`;
    expect(await run(`proof inspect ${field}`)).toMatchObject({ inputs: 1, wellFormed: true });
    await run(`proof inspect ${proof.slice(2)}`, EXIT.usage);
    expect((await run(`proof inspect ${'00'.repeat(48)}${proof.slice(96)}`, EXIT.checkedFalse)).wellFormed).toBe(false);
  });

  test('prove refuses what it cannot prove', async () => {
    await run('proof prove nothing --mock', EXIT.notFound);
    await run('proof prove aegis/phoenix/1', EXIT.usage);
    await run(`proof prove ${circuit} --threads 0`, EXIT.usage);
    await run(`proof prove ${circuit} nowhere.bin`, EXIT.usage);
  });
});
