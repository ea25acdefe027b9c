import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool, type Pool } from '@eventide/kernels';
import { compile } from '@eventide/plonk/compile';
import { localSrs } from '@eventide/plonk/srs/local';
import { createVerifier, verify } from '@eventide/plonk/verifier/verifier';
import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectProver } from './connect.ts';
import { createLocalProver } from './local.ts';
import type { ProveProgress, Prover } from './prover.ts';
import { createRemoteProver } from './remote.ts';
import { serveProver } from './serve.ts';
import { ceremonySrsSource, fixedSrsSource, localSrsSource, readSrs, writeSrs } from './srsCache.ts';
import { toyCircuits, toyInputs } from './toy.fixture.ts';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const good = toyInputs(6n, 7n, 42n);
const bad = toyInputs(6n, 7n, 43n);
const srs = localSrs(64);

let pool: Pool;
let isValid: (proof: Uint8Array, product: bigint) => boolean;
beforeAll(async () => {
  pool = await createPool({ threads: 1 });
  const circuit = toyCircuits('test/product')?.circuit;
  if (circuit === undefined) throw new Error('no circuit');
  const key = await compile(circuit, srs, pool);
  const verifier = createVerifier(key.verifierData);
  key.close();
  isValid = (proof, product) => verify(verifier, proof, [product], 'V3').ok;
});
afterAll(() => pool.close());

function local(): Prover {
  return createLocalProver({
    pool,
    circuits: toyCircuits,
    srs: fixedSrsSource(srs),
    random,
    store: createMemoryStore(),
  });
}

async function entriesOf(store: KeyValueStore): Promise<(readonly [key: Uint8Array, value: Uint8Array])[]> {
  const entries: (readonly [Uint8Array, Uint8Array])[] = [];
  for await (const entry of store.range()) entries.push(entry);
  return entries;
}

/** The same demands on every prover. Spec: 13 §4 */
function meetsDemands(name: string, open: () => Promise<Prover> | Prover): void {
  describe(`13 §4 ${name}`, () => {
    test('proves, tells its phases, and verifies elsewhere', async () => {
      const prover = await open();
      const seen: ProveProgress[] = [];
      const { proof, publicInputs } = await prover.prove('test/product', good, {
        onProgress: (progress) => seen.push(progress),
      });
      expect(isValid(proof, 42n)).toBe(true);
      expect(isValid(proof, 43n)).toBe(false);
      expect(publicInputs).toEqual([42n]);
      expect(seen.length).toBeGreaterThan(1);
      const fractions = seen.map(({ fraction }) => fraction);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      await prover.close();
    });

    test('an instance that is false names its row and gadget', async () => {
      const prover = await open();
      await expect(prover.prove('test/product', bad)).rejects.toMatchObject({
        code: 'PROVE_UNSATISFIED',
        details: { gadget: 'product' },
      });
      expect(await prover.check('test/product', good)).toEqual([]);
      expect(await prover.check('test/product', bad)).toMatchObject([{ path: 'product', widget: 'arithmetic' }]);
      await prover.close();
    });

    test('what was prepared is proven as well; unknown circuits cannot be', async () => {
      const prover = await open();
      await prover.prepare('test/product');
      expect(isValid((await prover.prove('test/product', good)).proof, 42n)).toBe(true);
      if (name !== 'remote prover')
        await expect(prover.prepare('test/nothing')).rejects.toThrowCode('PROVE_UNKNOWN_CIRCUIT');
      await prover.close();
    });

    test('unknown circuits and malformed inputs are refused, and it goes on', async () => {
      const prover = await open();
      await expect(prover.prove('test/nothing', good)).rejects.toThrowCode('PROVE_UNKNOWN_CIRCUIT');
      await expect(prover.prove('test/product', good.subarray(1))).rejects.toThrowCode('CODEC_TOO_SHORT');
      await expect(prover.check('test/product', new Uint8Array(96).fill(255))).rejects.toThrowCode(
        'CODEC_NOT_CANONICAL',
      );
      expect(isValid((await prover.prove('test/product', good)).proof, 42n)).toBe(true);
      await prover.close();
    });

    test('a cancelled job ends as such', async () => {
      const prover = await open();
      const controller = new AbortController();
      const running = prover.prove('test/product', good, { signal: controller.signal });
      controller.abort();
      await expect(running).rejects.toThrowCode('PROVE_ABORTED');
      await expect(prover.prove('test/product', good, { signal: AbortSignal.abort() })).rejects.toThrowCode(
        'PROVE_ABORTED',
      );
      await prover.close();
    });
  });
}

meetsDemands('local prover', local);

meetsDemands('prover in a worker', () => {
  const { port1, port2 } = new MessageChannel();
  serveProver(port2 as never, local());
  const prover = connectProver(port1 as never);
  return {
    ...prover,
    async close() {
      await prover.close();
      port1.close();
      port2.close();
    },
  };
});

meetsDemands('remote prover', async () => {
  const behind = local();
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const { proof } = await behind.prove('test/product', new Uint8Array(Buffer.concat(chunks)));
    response.end(proof);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const prover = createRemoteProver({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    iUnderstandTheServerSeesAmountsAndNotes: true,
    circuits: toyCircuits,
    verify: (_, __, proof) => (isValid(proof, 42n) ? [42n] : undefined),
  });
  return {
    ...prover,
    async close() {
      await prover.close();
      server.closeAllConnections();
      server.close();
      await behind.close();
    },
  };
});

describe('13 §4 limits and caches', () => {
  test('a ninth waiting job is refused; closing ends the others', async () => {
    const prover = local();
    const jobs = Array.from({ length: 12 }, () => prover.prove('test/product', good).catch((error: unknown) => error));
    await prover.close();
    const codes = (await Promise.all(jobs)).map((result) => (result as { code?: string }).code);
    expect(codes.filter((code) => code === 'PROVE_QUEUE_FULL').length).toBeGreaterThan(0);
    expect(codes.every((code) => code === 'PROVE_QUEUE_FULL' || code === 'PROVE_ABORTED')).toBe(true);
    await expect(prover.prove('test/product', good)).rejects.toThrowCode('PROVE_ABORTED');
  });

  test('the estimate is null until this machine has made a proof, then a number', async () => {
    let now = 0;
    const options = { pool, circuits: toyCircuits, srs: fixedSrsSource(srs), random, nowMs: () => (now += 10) };
    const prover = createLocalProver(options);
    const estimates = async (): Promise<(number | null)[]> => {
      const seen: (number | null)[] = [];
      await prover.prove('test/product', good, {
        onProgress: ({ phase, etaMs }) => void (phase !== 'queued' && seen.push(etaMs)),
      });
      return seen;
    };
    expect((await estimates()).every((eta) => eta === null)).toBe(true);
    const second = await estimates();
    expect(second.every((eta) => typeof eta === 'number')).toBe(true);
    expect(second).toEqual(second.toSorted((a, b) => (b as number) - (a as number)));
    await prover.close();
  });

  test('14 §8 the local string is generated once, kept, and not used when its bytes changed', async () => {
    const store = createMemoryStore();
    const source = localSrsSource(store);
    const made = await source(40);
    expect(made).toMatchObject({ name: 'local-1', insecure: true });
    expect((await source(20)).powers).toEqual(made.powers);
    const [entry] = await entriesOf(store);
    const [key, value] = entry as [Uint8Array, Uint8Array];
    value[value.length - 1] = (value[value.length - 1] as number) ^ 1;
    await store.put(key, value);
    expect(await readSrs(store, 'local-1')).toBeUndefined();
    expect((await source(20)).powers.length).toBe(20 * 96);
  });

  test.each([
    ['no file', () => Promise.reject(new Error('404'))],
    ['another file', async () => new Uint8Array(32_784 * 96)],
  ])('14 §8 with %s the local string is made here', async (_, fetchFile) => {
    const store = createMemoryStore();
    let asked = 0;
    const source = localSrsSource(store, (fileName) => {
      asked++;
      expect(fileName).toMatch(/^local-1-[0-9a-f]{8}\.srs$/);
      return fetchFile();
    });
    expect((await source(40)).powers).toEqual(srs.powers.subarray(0, 40 * 96));
    expect(await entriesOf(store)).toHaveLength(1);
    await source(40);
    expect(asked).toBeGreaterThan(1);
  });

  test("02 §3.3 another file than the ceremony's is refused, kept nowhere, and may be replaced", async () => {
    const store = createMemoryStore();
    let reads = 0;
    const read = async (): Promise<Uint8Array> => new Uint8Array(6_292_032).fill(++reads);
    const source = ceremonySrsSource({ read, store });
    const prover = createLocalProver({ pool, circuits: toyCircuits, srs: source, random });
    await expect(prover.prove('test/product', good)).rejects.toThrowCode('PLONK_SRS_WRONG');
    await expect(source(1)).rejects.toThrowCode('PLONK_SRS_WRONG');
    expect([reads, await entriesOf(store)]).toEqual([2, []]);
    // What was found right once needs no file.
    await writeSrs(store, { ...srs, name: 'ceremony', insecure: false });
    expect(await source(40)).toMatchObject({ name: 'ceremony', insecure: false });
    expect(await source(40)).toBe(await source(1));
    const { proof } = await prover.prove('test/product', good);
    expect([isValid(proof, 42n), reads]).toEqual([true, 2]);
    await prover.close();
  });

  test('14 §8 generating the string can be given up, and is told', async () => {
    const store = createMemoryStore();
    const controller = new AbortController();
    const shares: number[] = [];
    const onProgress = (share: number): void => {
      shares.push(share);
      controller.abort();
    };
    await expect(localSrsSource(store)(2_000, { signal: controller.signal, onProgress })).rejects.toThrow();
    expect(shares).toEqual([1024 / 2_000]);
    expect(await entriesOf(store)).toEqual([]);
  });

  test('what is prepared leaves nothing to a proof but the proof; pinned verifier data is used and judged', async () => {
    const [known, phases, shares] = [toyCircuits('test/product'), [] as string[], [] as number[]];
    if (known === undefined) throw new Error('no circuit');
    const made = await compile(known.circuit, srs, pool);
    const { verifierData } = made;
    made.close();
    const store = createMemoryStore();
    const withPinned = (data: typeof verifierData): Prover =>
      createLocalProver({
        pool,
        circuits: () => ({ ...known, pinned: () => data }),
        srs: fixedSrsSource(srs),
        random,
        store,
      });
    const prover = withPinned(verifierData);
    await prover.prepare('test/product', { onProgress: ({ fraction }) => shares.push(fraction) });
    expect(shares).toEqual([0, 1]);
    const { proof } = await prover.prove('test/product', good, { onProgress: ({ phase }) => phases.push(phase) });
    expect(phases.slice(0, 3)).toEqual(['queued', 'key', 'witness']);
    expect(isValid(proof, 42n)).toBe(true);
    await prover.close();
    expect(await entriesOf(store)).toEqual([]);

    const { commitments } = verifierData;
    const wrong = withPinned({ ...verifierData, commitments: { ...commitments, q_m: commitments.q_l } });
    await expect(wrong.prove('test/product', good)).rejects.toThrowCode('PROVE_UNSATISFIED');
    await wrong.close();
  });

  test('a second start takes the verifier data from the store', async () => {
    const store = createMemoryStore();
    for (let start = 0; start < 2; start++) {
      const prover = createLocalProver({ pool, circuits: toyCircuits, srs: fixedSrsSource(srs), random, store });
      expect(isValid((await prover.prove('test/product', good)).proof, 42n)).toBe(true);
      await prover.close();
      expect(await entriesOf(store)).toHaveLength(1);
    }
  });

  test('a dead worker fails everything, with a fault', async () => {
    const { port1, port2 } = new MessageChannel();
    const prover = connectProver(port1 as never);
    const waiting = prover.prove('test/product', good);
    prover.fail('terminated');
    await expect(waiting).rejects.toThrowCode('FAULT_WORKER');
    await expect(prover.check('test/product', good)).rejects.toThrowCode('FAULT_WORKER');
    port1.close();
    port2.close();
  });

  test('a remote prover wants its sentence, and its proofs are judged', async () => {
    const options = { url: 'http://127.0.0.1:9', circuits: toyCircuits, verify: () => undefined };
    expect(() => createRemoteProver(options as never)).toThrowCode('PROVE_REMOTE_NOT_ALLOWED');
    const lying = createRemoteProver({
      ...options,
      iUnderstandTheServerSeesAmountsAndNotes: true,
      fetch: async () => new Response(new Uint8Array(1_008)),
    });
    await expect(lying.prove('test/product', good)).rejects.toThrowCode('PROVE_REMOTE');
    const dead = createRemoteProver({ ...options, iUnderstandTheServerSeesAmountsAndNotes: true });
    await expect(dead.prove('test/product', good)).rejects.toThrowCode('PROVE_REMOTE');
  });
});
