import { type ProofResult, type Prover, ProverError } from '@eventide/prover';
import { describe, expect, test } from 'vitest';
import { lazyProver, type ProverChoice } from './lazyProver.ts';

const proof: ProofResult = { proof: new Uint8Array(1_008), publicInputs: [] };

/** Provers that tell what they were made as, and fail with more threads than fit. */
function workshop(fits = Number.POSITIVE_INFINITY) {
  const log: string[] = [];
  const make = async (choice: ProverChoice): Promise<Prover> => {
    const name = choice.kind === 'local' ? `local ${choice.threads}` : choice.kind;
    log.push(`make ${name}`);
    return {
      async prove() {
        if (choice.kind === 'local' && choice.threads > fits) throw new ProverError('PROVE_OUT_OF_MEMORY');
        log.push(`prove ${name}`);
        return proof;
      },
      prepare: async () => {},
      check: async () => [],
      close: async () => void log.push(`close ${name}`),
    };
  };
  return { log, make };
}

const local = (threads: number): ProverChoice => ({ kind: 'local', threads, srs: 'local-1' });

describe('13 §5.3 where proofs are made', () => {
  test('nothing is made before it is needed, and one prover serves all', async () => {
    const { log, make } = workshop();
    const prover = lazyProver(() => local(4), make);
    expect(log).toEqual([]);
    await Promise.all([prover.prove('a', new Uint8Array()), prover.prove('a', new Uint8Array()), prover.prepare('a')]);
    expect(log).toEqual(['make local 4', 'prove local 4', 'prove local 4']);
  });

  test('memory does not suffice: half the threads, down to one, and no more than those from then on', async () => {
    const { log, make } = workshop(1);
    const prover = lazyProver(() => local(6), make);
    await prover.prove('a', new Uint8Array());
    expect(log.filter((line) => line.startsWith('make'))).toEqual(['make local 6', 'make local 3', 'make local 1']);
    expect(log.filter((line) => line.startsWith('close'))).toEqual(['close local 6', 'close local 3']);
    log.length = 0;
    await prover.prove('a', new Uint8Array());
    expect(log).toEqual(['prove local 1']);
  });

  test('one thread is too much too: the failure is told, and the next try begins there', async () => {
    const { log, make } = workshop(0);
    const prover = lazyProver(() => local(2), make);
    await expect(prover.prove('a', new Uint8Array())).rejects.toMatchObject({ code: 'PROVE_OUT_OF_MEMORY' });
    expect(log.filter((line) => line.startsWith('make'))).toEqual(['make local 2', 'make local 1']);
  });

  test('another choice ends the old prover and takes effect with the next proof', async () => {
    const { log, make } = workshop();
    let choice: ProverChoice = local(2);
    const prover = lazyProver(() => choice, make);
    await prover.prove('a', new Uint8Array());
    choice = { kind: 'remote', url: 'http://node' };
    await prover.prove('a', new Uint8Array());
    choice = local(2);
    await prover.prove('a', new Uint8Array());
    expect(log).toEqual([
      'make local 2',
      'prove local 2',
      'close local 2',
      'make remote',
      'prove remote',
      'close remote',
      'make local 2',
      'prove local 2',
    ]);
  });

  test('a proof that runs while the choice changes is finished where it began, and that prover ends after it', async () => {
    const { log, make } = workshop();
    let choice: ProverChoice = local(2);
    const gate = Promise.withResolvers<void>();
    const prover = lazyProver(
      () => choice,
      async (chosen) => {
        const made = await make(chosen);
        return { ...made, prove: (...args) => gate.promise.then(() => made.prove(...args)) };
      },
    );
    const running = prover.prove('a', new Uint8Array());
    choice = { kind: 'remote', url: 'http://node' };
    await prover.prepare('a');
    expect(log).toEqual(['make local 2', 'make remote']);
    gate.resolve();
    expect(await running).toBe(proof);
    await expect.poll(() => log).toEqual(['make local 2', 'make remote', 'prove local 2', 'close local 2']);
  });

  test('a prover that could not be made is made again', async () => {
    const { make } = workshop();
    let broken = true;
    const prover = lazyProver(
      () => local(1),
      (choice) => (broken ? Promise.reject(new Error('no worker')) : make(choice)),
    );
    await expect(prover.prepare('a')).rejects.toThrow('no worker');
    broken = false;
    expect(await prover.prove('a', new Uint8Array())).toBe(proof);
    await prover.close();
  });
});
