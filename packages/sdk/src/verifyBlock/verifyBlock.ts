import { equalBytes, isEventideError } from '@eventide/base';
import { decode } from '@eventide/codec';
import { createBlsSignatures, generatorOf, type Provisioners, verifyAttestation } from '@eventide/consensus';
import { blsSignatureCodec } from '@eventide/crypto/bls/keys';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { blsVerifyMultisig } from '@eventide/crypto/bls/multisig';
import { type HashableHeader, headerFromJson, headerHash, merkleRoot } from '@eventide/ledger';
import { networkByName, rulesAt } from '@eventide/params';
import { decodeTx, txDigest } from '@eventide/tx';
import { getBlock, getProvisioners, type ReadOptions } from '../chain/actions.ts';
import type { ChainFacts } from '../chain/facts.ts';
import { hexOf } from '../chain/read.ts';
import type { BlockId, BlockInfo } from '../chain/types.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import { type DrawnStake, provisionersOf } from './committee.ts';

export type CheckName = 'hash' | 'transactions' | 'link' | 'seed' | 'generator' | 'votes';

/** What was checked here: it holds, it does not, or it could not be judged (null, with the reason). */
export type BlockCheck = { readonly check: CheckName; readonly ok: boolean | null; readonly why?: string | undefined };

/** A block with what it is judged by. All of it may come from a node nobody trusts. */
export type BlockEvidence = {
  readonly block: BlockInfo;
  /** The block before; null if it is not there. */
  readonly below: BlockInfo | null;
  /** The block after, which carries the votes; null if there is none yet. */
  readonly above: BlockInfo | null;
  /** The stakes of now. */
  readonly stakes: readonly DrawnStake[];
  readonly facts: Pick<ChainFacts, 'chainId' | 'protocol' | 'strict'>;
};

/**
 * Checks a block without trusting its node: its hash, its transactions, its place, its seed, that its generator was drawn, and the votes
 * that the next block carries for it. Generator and votes are judged by the stakes of now: where they do not fit, the stakes may have
 * changed since. Cost: some six pairings.
 * @throws NetworkError NETWORK_STALE for a block the node does not have
 * Spec: 13 §4, §6; 06 §7–§9
 */
export async function verifyBlock(
  client: Client,
  id: BlockId,
  options: ReadOptions = {},
): Promise<readonly BlockCheck[]> {
  const facts = await client.chain(options.signal);
  const block = await getBlock(client, id, options);
  if (block === null) throw new NetworkError('NETWORK_STALE', { block: String(id) });
  const [below, above, stakes] = await Promise.all([
    block.height === 0n ? null : getBlock(client, block.height - 1n, options),
    getBlock(client, block.height + 1n, options),
    getProvisioners(client, options),
  ]);
  return judgeBlock({ block, below, above, stakes, facts });
}

/** As `verifyBlock`, for a block that is at hand with its neighbours: what is shown is what is judged. No request. */
export function judgeBlock({ block, below, above, stakes, facts }: BlockEvidence): readonly BlockCheck[] {
  const header = readOrNull(block);
  if (header === null) return [{ check: 'hash', ok: false, why: 'the header cannot be read' }];
  const checks: BlockCheck[] = [
    { check: 'hash', ok: equalBytes(headerHash(header), hexOf(block.hash, 'hash')) },
    { check: 'transactions', ok: fits(() => equalBytes(merkleRoot(digestsOf(block, facts)), header.txRoot)) },
  ];
  if (block.height === 0n) return checks;
  if (below === null) return [...checks, { check: 'link', ok: null, why: 'the block before is not there' }];
  const bls = blsAt(facts, block.height);
  const seed = hexOf(below.seed, 'seed');
  const provisioners = provisionersOf(stakes);
  return [
    ...checks,
    { check: 'link', ok: equalBytes(header.prevBlockHash, hexOf(below.hash, 'hash')) },
    { check: 'seed', ok: fits(() => isSeed(header, seed, bls)) },
    generatorCheck(header, seed, provisioners),
    votesCheck(header, block, above, { seed, provisioners, bls, strict: facts.strict }),
  ];
}

function generatorCheck(header: HashableHeader, seed: Uint8Array, provisioners: Provisioners): BlockCheck {
  const drawn = generatorOf(provisioners, { seed, round: header.height, iteration: header.iteration });
  const fitting = drawn !== undefined && equalBytes(drawn, header.generator);
  return fitting
    ? { check: 'generator', ok: true }
    : { check: 'generator', ok: null, why: 'drawn by other stakes than those of now' };
}

function votesCheck(
  header: HashableHeader,
  block: BlockInfo,
  above: BlockInfo | null,
  context: {
    readonly seed: Uint8Array;
    readonly provisioners: Provisioners;
    readonly bls: 'V1' | 'V2';
    readonly strict: boolean;
  },
): BlockCheck {
  const next = above === null ? null : readOrNull(above);
  if (next === null) return { check: 'votes', ok: null, why: 'the next block carries them' };
  const { seed, provisioners, bls, strict } = context;
  const place = { prevBlockHash: header.prevBlockHash, round: header.height, iteration: header.iteration };
  const expected = { kind: 'Success', hash: hexOf(block.hash, 'hash') } as const;
  const signatures = createBlsSignatures(() => bls);
  const { verdict } = verifyAttestation(next.prevBlockCert, place, expected, {
    seed,
    provisioners,
    signatures,
    strict,
  });
  if (verdict.ok) return { check: 'votes', ok: true };
  const certain = verdict.reason === 'ATT_WRONG_RESULT' || verdict.reason === 'ATT_WRONG_CANDIDATE';
  return certain
    ? { check: 'votes', ok: false, why: verdict.reason }
    : { check: 'votes', ok: null, why: 'drawn by other stakes than those of now' };
}

/** The generator's multisignature over the seed of the block before. Spec: 06 §7 */
function isSeed(header: HashableHeader, below: Uint8Array, bls: 'V1' | 'V2'): boolean {
  const key = knownBlsPublicKey(header.generator);
  return blsVerifyMultisig(bls, [key], decode(blsSignatureCodec, header.seed), below).ok;
}

function digestsOf({ transactions }: BlockInfo, { strict }: Pick<ChainFacts, 'strict'>): Uint8Array[] {
  return transactions.map(({ raw }) => txDigest(decodeTx(raw, { strict })));
}

/** Signatures of Dusk's networks changed with a height; ours have one kind. Spec: 14 §2 */
function blsAt({ chainId, protocol }: Pick<ChainFacts, 'chainId' | 'protocol'>, height: bigint): 'V1' | 'V2' {
  const name = (['localnet', 'mainnet', 'testnet', 'devnet'] as const)[chainId];
  return protocol === 'eventide' || name === undefined ? 'V2' : rulesAt(networkByName(name), height).bls;
}

function readOrNull(block: BlockInfo): HashableHeader | null {
  try {
    return headerFromJson(block.headerJson);
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}

/** Bytes that do not decode do not fit. */
function fits(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (isEventideError(error)) return false;
    throw error;
  }
}
