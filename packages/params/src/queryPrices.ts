/** Gas of one host query: a part for asking, a part for each byte of the argument. */
export type QueryPrice = { readonly base: bigint; readonly perByte: bigint };

/**
 * Prices on our own networks, by the time an answer takes that nobody knows yet: 400,000 gas for a millisecond of the machine that
 * docs/explanation/gas-of-host-queries.md describes, so that a block full of any one query is verified within 10 s there.
 * A change is a change of consensus. Spec: 04 §4.1, §7.5, 14 §5, §11
 */
export const queryPrices: Readonly<Record<string, QueryPrice>> = Object.freeze({
  hash: price(20_000n, 15n),
  keccak256: price(12_000n, 16n),
  sha256: price(12_000n, 4n),
  poseidon_hash: price(48_000n, 370n),
  poseidon_merkle: price(48_000n, 0n),
  jubjub_decode: price(100_000n, 1_200n),
  verify_bls: price(900_000n, 3n),
  verify_bls_multisig: price(1_200_000n, 3_000n),
  verify_schnorr: price(600_000n, 0n),
  verify_plonk: price(2_600_000n, 450n),
  verify_phoenix_auth: price(500_000n, 4_500n),
  verify_groth16_bn254: price(20_000_000n, 460n),
  verify_kzg_proof: price(2_000_000n, 0n),
  secp256k1_recover: price(1_600_000n, 0n),
});

/** Gas of a query with an argument of so many bytes; names that are no query cost nothing. */
export function pricedQuery(name: string, argLength: number): bigint {
  if (!Object.hasOwn(queryPrices, name)) return 0n;
  const { base, perByte } = queryPrices[name] as QueryPrice;
  return base + perByte * BigInt(argLength);
}

function price(base: bigint, perByte: bigint): QueryPrice {
  return Object.freeze({ base, perByte });
}
