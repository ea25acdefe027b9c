import { concatBytes, utf8 } from '@eventide/base';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { hashToFl } from '@eventide/crypto/fields/hashToScalar';
import { blake2b256 } from '@eventide/crypto/hash';
import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import { encodeJubJub } from '@eventide/crypto/jubjub/encoding';
import { addJubJub, mulJubJub } from '@eventide/crypto/jubjub/point';
import type { PhoenixSecretKey } from '@eventide/crypto/keys/phoenix';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import { nullifierKey } from '../nullifier.ts';
import {
  type AuthCommitments,
  type AuthScalars,
  type AuthStatement,
  authChallenge,
  encodeAuth,
  type RandomisedKeys,
} from './auth.ts';

const NONCE_DOMAIN = utf8('phoenix-auth-nonce/sound-1');
const SECRET_DOMAIN = utf8('phoenix-auth-secret/sound-1');

/** rk and rk' of a note for α. Spec: 10 §6 */
export function randomiseKeys(noteSk: Fl, alpha: Fl): RandomisedKeys {
  const k = fl.add(noteSk, alpha);
  return { rk: mulJubJub(k, JUBJUB_GENERATOR), rkPrime: nullifierKey(k) };
}

/**
 * The authorisation bytes of a statement for these secrets. Nonces are hedged: they come from the wallet's secret and 32
 * fresh random bytes each, so that neither a bad generator nor a repeated payload reveals a key.
 * Cost: 4·I + 12 scalar multiplications.
 * Spec: 10 §6, §11 item 9
 */
export function proveAuth(
  statement: AuthStatement,
  secrets: AuthScalars,
  walletSecret: Uint8Array,
  random: RandomBytes,
): Uint8Array {
  const keys = secrets.k.map((k) => ({ rk: mulJubJub(k, JUBJUB_GENERATOR), rkPrime: nullifierKey(k) }));
  const nonces = drawNonces(statement, keys, walletSecret, random);
  const challenge = authChallenge(statement, keys, commit(statement, nonces));
  const respond = (nonce: Fl, secret: Fl): Fl => fl.add(nonce, fl.mul(challenge, secret));
  const both = (n: readonly [Fl, Fl], s: readonly [Fl, Fl]): [Fl, Fl] => [respond(n[0], s[0]), respond(n[1], s[1])];
  const responses: AuthScalars = {
    k: secrets.k.map((k, i) => respond(nonces.k[i] as Fl, k)),
    a: respond(nonces.a, secrets.a),
    b: respond(nonces.b, secrets.b),
    tA: both(nonces.tA, secrets.tA),
    tB: both(nonces.tB, secrets.tB),
  };
  return encodeAuth({ keys, challenge, responses });
}

/** The 32-byte secret that the nonces of this key's authorisations are derived from. */
export function authSecretOf(secret: PhoenixSecretKey): Uint8Array {
  return blake2b256(concatBytes(SECRET_DOMAIN, fl.encode(secret.a), fl.encode(secret.b)));
}

function drawNonces(
  statement: AuthStatement,
  keys: readonly RandomisedKeys[],
  walletSecret: Uint8Array,
  random: RandomBytes,
): AuthScalars {
  const points = concatBytes(...keys.flatMap(({ rk, rkPrime }) => [encodeJubJub(rk), encodeJubJub(rkPrime)]));
  let index = 0;
  const draw = (): Fl => {
    const parts = [walletSecret, drawBytes(random, 32), statement.txDigest, points, Uint8Array.of(index++)];
    return hashToFl(concatBytes(NONCE_DOMAIN, ...parts));
  };
  const k = keys.map(draw);
  const [a, b, tA0, tB0, tA1, tB1] = [draw(), draw(), draw(), draw(), draw(), draw()];
  return { k, a, b, tA: [tA0, tA1], tB: [tB0, tB1] };
}

function commit({ outputs }: AuthStatement, nonces: AuthScalars): AuthCommitments {
  const aG = mulJubJub(nonces.a, JUBJUB_GENERATOR);
  const bG = mulJubJub(nonces.b, JUBJUB_GENERATOR);
  return {
    inputs: nonces.k.map((n) => [mulJubJub(n, JUBJUB_GENERATOR), nullifierKey(n)]),
    outputs: outputs.map(({ notePk }, j) => [
      mulJubJub(nonces.tA[j] as Fl, JUBJUB_GENERATOR),
      addJubJub(aG, mulJubJub(nonces.tA[j] as Fl, notePk)),
      mulJubJub(nonces.tB[j] as Fl, JUBJUB_GENERATOR),
      addJubJub(bG, mulJubJub(nonces.tB[j] as Fl, notePk)),
    ]),
  };
}
