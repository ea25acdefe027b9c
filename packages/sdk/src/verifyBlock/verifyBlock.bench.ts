import { toBase58, toHex } from '@eventide/base';
import { createBlsSignatures, createBlsSigner, type Signer, sortProvisioners } from '@eventide/consensus';
import { createConsensusWorld, type Scheme } from '@eventide/consensus/verify/world.fixture';
import { formatJson, type Header, headerToJson } from '@eventide/ledger';
import type { Bench } from '@eventide/testkit';
import type { BlockInfo } from '../chain/types.ts';
import { parseExact } from '../json.ts';
import { type BlockEvidence, judgeBlock } from './verifyBlock.ts';

export const area = 'sdk';

const BLOCKS = 14;
const STAKE = 5_000_000_000_000n;

/**
 * What a reader pays to check a block himself: hash, roots, link, seed, generator and the votes of both committees. Goal 50 ms (13 §6).
 * Every run judges a block that was not seen before; with 170 provisioners nearly each credit is another member, as on mainnet.
 */
export async function run(bench: Bench): Promise<void> {
  for (const provisioners of [4, 170]) {
    const chain = chainOf(provisioners, BLOCKS);
    let next = 0;
    const judge = (): void => {
      const checks = judgeBlock(chain[next++] as BlockEvidence);
      const failed = checks.find(({ ok }) => ok !== true);
      if (failed !== undefined) throw new Error(`${failed.check}: ${failed.why}`);
    };
    await bench.measure(`first block of a reader, ${provisioners} provisioners`, judge, { runs: 1, warmup: 0 });
    await bench.measure(`check a block, ${provisioners} provisioners (goal 50 ms)`, judge, {
      runs: BLOCKS - 3,
      warmup: 2,
    });
  }
}

/** Blocks one after the other, everything signed by all of their committees. */
function chainOf(count: number, blocks: number): readonly BlockEvidence[] {
  const signers = new Map<string, Signer>();
  for (let i = 1; i <= count; i++) {
    const signer = createBlsSigner(BigInt(i) * 7_919n, () => 'V2');
    signers.set(toHex(signer.key), signer);
  }
  const provisioners = sortProvisioners(
    [...signers.values()].map(({ key }) => ({ key, stake: STAKE, eligibleSince: 0n })),
  );
  const scheme: Scheme = {
    ...createBlsSignatures(() => 'V2'),
    signer: (key) => signers.get(toHex(key)) as Signer,
  };
  const world = createConsensusWorld(scheme, provisioners);
  const headers: Header[] = [world.parent];
  while (headers.length < blocks + 2) headers.push(world.child(headers.at(-1) as Header, 0));
  const stakes = provisioners.map(({ key }) => ({ account: toBase58(key), amount: STAKE, eligibility: 0n }));
  const facts = { chainId: 224, protocol: 'eventide', strict: true } as const;
  const told = headers.map(blockInfo);
  return told.slice(1, -1).map((block, index) => ({
    block,
    below: told[index] as BlockInfo,
    above: told[index + 2] as BlockInfo,
    stakes,
    facts,
  }));
}

/** As a node tells it. */
function blockInfo(header: Header): BlockInfo {
  return {
    height: header.height,
    hash: toHex(header.hash),
    prevHash: toHex(header.prevBlockHash),
    timestampSec: header.timestampSec,
    generator: toBase58(header.generator),
    stateHash: toHex(header.stateHash),
    txRoot: toHex(header.txRoot),
    seed: toHex(header.seed),
    iteration: header.iteration,
    version: header.version,
    gasLimit: header.gasLimit,
    gasSpent: 0n,
    reward: 0n,
    fees: 0n,
    label: { kind: 'Attested', distance: 1n },
    transactions: [],
    headerJson: parseExact(formatJson(headerToJson(header))),
  };
}
