import type { PublicKeyBytes, SignatureBytes } from '@eventide/ledger';

/**
 * The signature scheme of consensus, a port: BLS multisignatures in a node, a transparent scheme in simulations of many nodes.
 * Which version of BLS holds depends on the round that is signed. Spec: 06 §2
 */
export type Signatures = {
  /** True if `signature` is the sum of the multisignatures of all `keys` over `message`. Bad keys or signatures give false. */
  readonly verify: (
    round: bigint,
    keys: readonly PublicKeyBytes[],
    signature: SignatureBytes,
    message: Uint8Array,
  ) => boolean;
  /** The sum of signatures over one message, each verified before. */
  readonly aggregate: (signatures: readonly SignatureBytes[]) => SignatureBytes;
};

export type SignedTwo = readonly [SignatureBytes, SignatureBytes];
/** What a key is to sign, and for which round. */
export type ToSign = { readonly round: bigint; readonly message: Uint8Array };

/** The own key, a port: the secret stays with who implements it. */
export type Signer = {
  readonly key: PublicKeyBytes;
  readonly sign: (round: bigint, message: Uint8Array) => SignatureBytes;
  /** Two messages of rounds with the same version, little dearer than one. */
  readonly signTwo?: ((round: bigint, messages: readonly [Uint8Array, Uint8Array]) => SignedTwo) | undefined;
  /** These will be asked for soon: a signer may make them together. It changes no signature. */
  readonly foresee?: ((messages: readonly ToSign[]) => void) | undefined;
  /**
   * Asked before a vote is signed, with the bytes to be signed; false keeps the vote back. It remembers what it allowed, so that no
   * restart makes a key vote twice. Spec: 13 §8
   */
  readonly mayVote?: ((message: Uint8Array) => boolean) | undefined;
};
