import { accept, equalBytes, refuse, type Verdict } from '@eventide/base';
import { type Header, headerHash, MAX_FAILED_ITERATIONS, type PublicKeyBytes } from '@eventide/ledger';
import { generatorOf } from '../committee.ts';
import type { Provisioners } from '../provisioners.ts';
import type { Signatures } from '../signatures.ts';
import type { Voters } from '../voters.ts';
import { type VoteContext, verifyAttestation } from './attestation.ts';

/** Iteration number of an emergency block. Spec: 06 §9.8 */
export const EMERGENCY_BLOCK_ITERATION = 255;
/** Seconds an emergency block stands after its parent, at least. Spec: 06 §1 */
const EMERGENCY_BLOCK_TIME_SEC = 6_120n;
/** Seconds a header may be ahead of the own clock. Spec: 06 §1 */
const TIMESTAMP_MARGIN_SEC = 3n;
/** Iterations of a round. Spec: 06 §1 */
const ITERATIONS = 50;

export type HeaderReason =
  | 'HEADER_WRONG_GENERATOR'
  | 'HEADER_BAD_SIGNATURE'
  | 'HEADER_BAD_VERSION'
  | 'HEADER_EMPTY_HASH'
  | 'HEADER_WRONG_HASH'
  | 'HEADER_WRONG_HEIGHT'
  | 'HEADER_TOO_EARLY'
  | 'HEADER_TOO_LATE'
  | 'HEADER_WRONG_PARENT'
  | 'HEADER_KNOWN'
  | 'HEADER_BAD_SEED'
  | 'HEADER_BAD_CERTIFICATE'
  | 'HEADER_BAD_ATTESTATION'
  | 'HEADER_BAD_FAILED_ITERATIONS'
  | 'HEADER_BAD_GAS_LIMIT';

/** Reasons after which a committee member votes Invalid; the others make it abstain. Spec: 06 §9.4 */
export const MUST_VOTE_INVALID: ReadonlySet<HeaderReason> = new Set([
  'HEADER_BAD_VERSION',
  'HEADER_EMPTY_HASH',
  'HEADER_TOO_EARLY',
  'HEADER_BAD_SEED',
  'HEADER_BAD_CERTIFICATE',
  'HEADER_BAD_FAILED_ITERATIONS',
  'HEADER_BAD_GAS_LIMIT',
]);

/** What a header is judged against. Spec: 06 §12 */
export type HeaderContext = {
  readonly parent: Header;
  /** Seed of the parent's parent; unused above genesis. */
  readonly grandparentSeed: Uint8Array;
  /** The set for the header's round, and the one for its parent's. */
  readonly provisioners: Provisioners;
  readonly previousProvisioners: Provisioners;
  readonly signatures: Signatures;
  readonly nowSec: bigint;
  readonly minBlockTimeSec: number;
  /** Who may sign an emergency block; null: nobody (14 §2, row 10). */
  readonly emergencyKey: PublicKeyBytes | null;
  readonly strict: boolean;
  /** Limit of the rules; checked when strict (14 §7, S2). */
  readonly gasLimit: bigint;
  readonly isKnown: (hash: Uint8Array) => boolean;
};

export type HeaderResult = {
  readonly verdict: Verdict<HeaderReason>;
  /** Voters of the parent's certificate: they are rewarded in this block. */
  readonly certificateVoters: Voters;
  /** Voters of the own attestation; empty for candidates. */
  readonly attestationVoters: Voters;
  /** Iterations before this one that carry no failed attestation. Spec: 06 §12, step 13 */
  readonly pni: number;
};

/** Judges a header on top of its parent; `withAttestation` for blocks, not for candidates. The first failure wins. Spec: 06 §12 */
export function verifyHeader(header: Header, context: HeaderContext, withAttestation: boolean): HeaderResult {
  const none = { certificateVoters: [], attestationVoters: [], pni: 0 };
  const plain = verifyFields(header, context);
  if (!plain.ok) return { verdict: plain, ...none };
  const certificate = verifyCertificate(header, context);
  if (!certificate.verdict.ok)
    return { verdict: refuse('HEADER_BAD_CERTIFICATE', certificate.verdict.reason), ...none };
  const attestation = withAttestation ? verifyOwnAttestation(header, context) : { verdict: accept(), voters: [] };
  if (!attestation.verdict.ok)
    return { verdict: refuse('HEADER_BAD_ATTESTATION', attestation.verdict.reason), ...none };
  const failed = verifyFailedIterations(header, context);
  if (failed === undefined) return { verdict: refuse('HEADER_BAD_FAILED_ITERATIONS'), ...none };
  return {
    verdict: accept(),
    certificateVoters: certificate.voters,
    attestationVoters: attestation.voters,
    pni: failed,
  };
}

/** Steps 1 to 10. */
function verifyFields(header: Header, context: HeaderContext): Verdict<HeaderReason> {
  const { parent, signatures, nowSec, strict } = context;
  const emergency = header.iteration === EMERGENCY_BLOCK_ITERATION;
  const expected = emergency
    ? context.emergencyKey
    : (generatorOf(context.provisioners, placeOf(header, context)) ?? null);
  if (expected === null || !equalBytes(header.generator, expected)) return refuse('HEADER_WRONG_GENERATOR');
  if (!signatures.verify(header.height, [header.generator], header.signature, header.hash))
    return refuse('HEADER_BAD_SIGNATURE');
  if (header.version !== 1) return refuse('HEADER_BAD_VERSION');
  if (header.hash.every((byte) => byte === 0)) return refuse('HEADER_EMPTY_HASH');
  if (strict && !equalBytes(headerHash(header), header.hash)) return refuse('HEADER_WRONG_HASH');
  if (header.height !== parent.height + 1n) return refuse('HEADER_WRONG_HEIGHT');
  if (header.timestampSec < parent.timestampSec + BigInt(context.minBlockTimeSec)) return refuse('HEADER_TOO_EARLY');
  if (emergency && header.timestampSec < parent.timestampSec + EMERGENCY_BLOCK_TIME_SEC)
    return refuse('HEADER_TOO_EARLY');
  if (header.timestampSec > nowSec + TIMESTAMP_MARGIN_SEC) return refuse('HEADER_TOO_LATE');
  if (!equalBytes(header.prevBlockHash, parent.hash)) return refuse('HEADER_WRONG_PARENT');
  if (context.isKnown(header.hash)) return refuse('HEADER_KNOWN');
  if (!signatures.verify(header.height, [header.generator], header.seed, parent.seed)) return refuse('HEADER_BAD_SEED');
  if (strict && header.gasLimit !== context.gasLimit) return refuse('HEADER_BAD_GAS_LIMIT');
  return accept();
}

/** Step 11. The children of genesis and of an emergency block have none. */
function verifyCertificate(header: Header, context: HeaderContext): ReturnType<typeof verifyAttestation> {
  const { parent } = context;
  if (parent.height === 0n || parent.iteration === EMERGENCY_BLOCK_ITERATION) return { verdict: accept(), voters: [] };
  const place = { prevBlockHash: parent.prevBlockHash, round: parent.height, iteration: parent.iteration };
  const votes = voteContext(context, context.grandparentSeed, context.previousProvisioners);
  return verifyAttestation(header.prevBlockCert, place, { kind: 'Success', hash: header.prevBlockHash }, votes);
}

/** Step 12. */
function verifyOwnAttestation(header: Header, context: HeaderContext): ReturnType<typeof verifyAttestation> {
  if (header.iteration === EMERGENCY_BLOCK_ITERATION) return { verdict: accept(), voters: [] };
  const place = { prevBlockHash: header.prevBlockHash, round: header.height, iteration: header.iteration };
  return verifyAttestation(
    header.att,
    place,
    { kind: 'Success', hash: header.hash },
    voteContext(context, context.parent.seed, context.provisioners),
  );
}

/** Step 13: the number of earlier iterations without a failed attestation, or undefined. Strict: 14 §7, S4. */
function verifyFailedIterations(header: Header, context: HeaderContext): number | undefined {
  const { failedIterations } = header;
  if (failedIterations.length > MAX_FAILED_ITERATIONS) return undefined;
  const before = Math.min(header.iteration, ITERATIONS);
  if (context.strict && failedIterations.length > before) return undefined;
  const votes = voteContext(context, context.parent.seed, context.provisioners);
  let present = 0;
  for (const [iteration, entry] of failedIterations.entries()) {
    if (entry === undefined) continue;
    present++;
    const generator = generatorOf(context.provisioners, { ...placeOf(header, context), iteration });
    if (generator === undefined || !equalBytes(generator, entry.generator)) return undefined;
    if (context.strict && entry.attestation.result.vote.kind === 'Valid') return undefined;
    const place = { prevBlockHash: header.prevBlockHash, round: header.height, iteration };
    if (!verifyAttestation(entry.attestation, place, { kind: 'Fail' }, votes).verdict.ok) return undefined;
  }
  return present > before ? undefined : before - present;
}

function placeOf(header: Header, context: HeaderContext): { seed: Uint8Array; round: bigint; iteration: number } {
  return { seed: context.parent.seed, round: header.height, iteration: header.iteration };
}

function voteContext(context: HeaderContext, seed: Uint8Array, provisioners: Provisioners): VoteContext {
  return { seed, provisioners, signatures: context.signatures, strict: context.strict };
}
