import type { Clock, Log } from '@eventide/base';
import { createBlsSignatures, createBlsSigner } from '@eventide/consensus';
import { rulesAt } from '@eventide/params';
import { Chain } from '../chain/chain.ts';
import type { ChainContext } from '../chain/chainContext.ts';
import { openChain } from '../chain/openChain.ts';
import type { Executor } from '../chain/ports.ts';
import { openVoteGuard, type VoteGuard } from '../keys/voteGuard.ts';
import type { VerifierPool } from '../verifier/verifierPool.ts';
import { blockClaims } from './blockClaims.ts';
import { chainRules } from './chainRules.ts';
import type { NodeOptions } from './nodeOptions.ts';
import type { OpenedParts } from './openParts.ts';
import { rememberSignatures } from './rememberedSignatures.ts';
import { signAhead } from './signAhead.ts';

/** Enough for building, sending and judging a candidate before its time, on a small machine. */
const BUILD_LEAD_MS = 600;
/** Blocks between two lines that tell how far a start has come. */
const TOLD_EVERY = 1_000n;

/** The chain where its ledger left it, with the own key if the node has one. */
export async function createChain(
  { genesis, provisioner, production, finality }: NodeOptions,
  { ledger, genesis: first }: OpenedParts,
  { executor, verifier }: { readonly executor: Executor; readonly verifier: Pick<VerifierPool, 'prove'> },
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  mayVote: VoteGuard['mayVote'] | undefined,
): Promise<Chain> {
  const { network } = genesis;
  const versionAt = (round: bigint) => rulesAt(network, round).bls;
  const { signatures, own, prove } = rememberSignatures(createBlsSignatures(versionAt), verifier.prove);
  const gated = production.kind !== 'consensus';
  const { stepTimeoutMinMs, stepTimeoutMaxMs, stepTimeoutIncreaseMs } = network.times;
  const bls = provisioner === undefined ? undefined : createBlsSigner(provisioner, versionAt);
  // Among others a vote is signed when it is due, and not before.
  const signer = bls && gated ? signAhead(bls, versionAt) : bls;
  const context: ChainContext = {
    own: signer && { ...own(signer), mayVote },
    signatures,
    rulesAt: (height) => chainRules(network, height),
    bounds: { minMs: stepTimeoutMinMs, maxMs: stepTimeoutMaxMs, increaseMs: stepTimeoutIncreaseMs },
    buildLeadMs: BUILD_LEAD_MS,
    async proveAhead(parent, blocks) {
      try {
        await prove(blockClaims(parent, blocks));
      } catch (error) {
        // It saves time only; a verifier that dies ends the node by itself.
        log.debug('blocks not verified ahead', { reason: String(error) });
      }
    },
    gated,
    instantFinality: finality === 'instant',
  };
  const start = await openChain(ledger, executor, first, signatures, (height, tip) => {
    if (height === tip || height % TOLD_EVERY === 0n) log.info('state made again from own blocks', { height, tip });
  });
  return new Chain(context, start, clock.nowMs());
}

/** A node alone has nobody to vote with; in memory there is nothing that outlives it. */
export function openGuard({ storage, provisioner, production }: NodeOptions): VoteGuard | undefined {
  if (storage.kind !== 'disk' || provisioner === undefined || production.kind !== 'consensus') return undefined;
  return openVoteGuard(`${storage.path}/votes`);
}
