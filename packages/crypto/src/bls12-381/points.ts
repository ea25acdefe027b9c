import type { Fp } from '../fields/fp.ts';

/** c0 + c1·i with i² = −1 over the base field. */
export type Fp2 = { readonly c0: Fp; readonly c1: Fp };

/** A point of y² = x³ + 4; the identity has x = 0, y = 1 and the flag. Spec: 01 §8 */
export type G1Point = { readonly x: Fp; readonly y: Fp; readonly infinity: boolean };

/** A point of y² = x³ + 4(1 + i); the identity has x = 0, y = 1 and the flag. Spec: 01 §8 */
export type G2Point = { readonly x: Fp2; readonly y: Fp2; readonly infinity: boolean };

export const G1_IDENTITY: G1Point = Object.freeze({ x: 0n, y: 1n, infinity: true });

export const G2_IDENTITY: G2Point = Object.freeze({
  x: Object.freeze({ c0: 0n, c1: 0n }),
  y: Object.freeze({ c0: 1n, c1: 0n }),
  infinity: true,
});

/** The standard generator. Spec: 01 §8.1 */
export const G1_GENERATOR: G1Point = Object.freeze({
  x: 0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
  y: 0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
  infinity: false,
});

/** The standard generator. Spec: 01 §8.1 */
export const G2_GENERATOR: G2Point = Object.freeze({
  x: Object.freeze({
    c0: 0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
    c1: 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
  }),
  y: Object.freeze({
    c0: 0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
    c1: 0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
  }),
  infinity: false,
});

export function equalG1(a: G1Point, b: G1Point): boolean {
  return a.infinity === b.infinity && a.x === b.x && a.y === b.y;
}

export function equalG2(a: G2Point, b: G2Point): boolean {
  return a.infinity === b.infinity && equalFp2(a.x, b.x) && equalFp2(a.y, b.y);
}

export function equalFp2(a: Fp2, b: Fp2): boolean {
  return a.c0 === b.c0 && a.c1 === b.c1;
}
