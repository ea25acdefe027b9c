import { bytesToIntLe, utf8 } from '@eventide/base';
import { encodeG1, encodeG1Uncompressed, encodeG2 } from '@eventide/crypto/bls12-381/encoding';
import { mulG2 } from '@eventide/crypto/bls12-381/group';
import { G1_GENERATOR, G2_GENERATOR } from '@eventide/crypto/bls12-381/points';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { sha512 } from '@eventide/crypto/hash';
import { generatorMultiples } from './fixedBase.ts';
import { POWER_SIZE, powerCount, type Srs } from './srs.ts';

/** Public on purpose: everybody knows the secret of local networks. Spec: 14 §8 */
const LOCAL_TAU: Fr = fr.reduce(bytesToIntLe(sha512(utf8('eventide local srs 1'))));

/**
 * The reference string of local networks. **Insecure**: its secret is in the source, so its proofs convince nobody; it is
 * refused on public networks. About 2 seconds at 2^15; callers keep the bytes. `shorter`: an earlier result, whose powers are not made
 * again. Spec: 14 §8
 */
export function localSrs(count: number, shorter?: Srs): Srs {
  return finish(localSrsSteps(count, shorter));
}

/** As `localSrs`, a tenth of a second at a time; yields the share that is done. */
export function localSrsSteps(count: number, shorter?: Srs): Generator<number, Srs> {
  return powersOf('local-1', LOCAL_TAU, count, shorter);
}

/** The string of a secret that the caller knows; for local networks and tests only. */
export function knownSecretSrs(name: string, secret: Fr, count: number): Srs {
  return finish(powersOf(name, secret, count));
}

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* powersOf(name: string, secret: Fr, count: number, shorter?: Srs): Generator<number, Srs> {
  const size = POWER_SIZE.uncompressed;
  const powers = new Uint8Array(count * size);
  const have = shorter?.format === 'uncompressed' ? Math.min(count, powerCount(shorter)) : 0;
  if (shorter !== undefined) powers.set(shorter.powers.subarray(0, have * size));
  const scalars: Fr[] = [];
  let power = fr.pow(secret, BigInt(have));
  for (let i = have; i < count; i++) {
    scalars.push(power);
    power = fr.mul(power, secret);
  }
  const multiples = generatorMultiples(scalars);
  let step = multiples.next();
  for (; step.done !== true; step = multiples.next()) yield (have + step.value) / count;
  step.value.forEach((point, i) => {
    powers.set(encodeG1Uncompressed(point), (have + i) * size);
  });
  const openingKey = {
    g: encodeG1(G1_GENERATOR),
    h: encodeG2(G2_GENERATOR),
    xH: encodeG2(mulG2(secret, G2_GENERATOR)),
  };
  return { name, insecure: true, openingKey, format: 'uncompressed', powers, trusted: true };
}
