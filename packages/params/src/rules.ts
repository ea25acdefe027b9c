import { changesOf, isActive } from './activation.ts';
import type { ConsensusTimes } from './consensus.ts';
import { ParamsError } from './errors.ts';
import { type GasTable, gasTable } from './gas.ts';
import type { GenesisContracts, Network, Protocol } from './network.ts';
import { originalContracts } from './networks/rusk.ts';
import { queriesAt } from './queries.ts';
import { pricedQuery } from './queryPrices.ts';
import { type WorkPrices, workPrices } from './workPrices.ts';

/** Everything that changes with network and height, in one frozen record. Spec: 14 §3 */
export type Rules = {
  readonly protocol: Protocol;
  readonly version: 1;
  readonly circuitSet: 'aegis' | 'sound-1';
  readonly plonk: 'V1' | 'V2' | 'V3';
  readonly bls: 'V1' | 'V2';
  /** The refund address of a Phoenix transaction must be that of output 1. Spec: 03 §13.1 */
  readonly refundCheck: boolean;
  readonly features: {
    readonly publicSender: boolean;
    readonly blob: boolean;
    readonly deployWasm32: boolean;
    readonly deployWasm64: boolean;
    readonly thirdPartyCalls: boolean;
  };
  /** Hex ids of contracts whose code is unavailable. */
  readonly shaded: readonly string[];
  /** Names of the host queries contracts may make. */
  readonly queries: ReadonlySet<string>;
  /** Gas of a host query; `argLength` in bytes. 0 under `rusk-1.6`. */
  readonly queryPrice: (name: string, argLength: number) => bigint;
  /** What bulk operators, calls and written pages cost besides; undefined under `rusk-1.6`. */
  readonly workPrices: WorkPrices | undefined;
  readonly gas: GasTable;
  /** Canonical transactions and the strict checks of 14 §7. */
  readonly strict: boolean;
  /** Events of a failed frame are dropped like its memory. */
  readonly eventsRevert: boolean;
  readonly proofs: 'real' | 'mock';
  readonly contracts: GenesisContracts;
  /** Hex of the key that receives the 10 % share. */
  readonly rewardKey: string;
  /** Hex of the key that signs emergency blocks; null: never valid. */
  readonly emergencyKey: string | null;
  readonly consensus: ConsensusTimes;
  readonly ep1: { readonly sponsor: boolean; readonly tx: boolean; readonly auto: boolean };
};

type Range = { readonly from: bigint; rules: Rules | null };

const U64_MAX = 0xffff_ffff_ffff_ffffn;
const EP1_NEVER: Rules['ep1'] = Object.freeze({ sponsor: false, tx: false, auto: false });
const rangesOf = new WeakMap<Network, readonly Range[]>();

/**
 * The rules of one height: of the block itself for blocks and execution, of the round for votes, tip + 1 for the
 * mempool. The same record for every height of a range. Height 0 stands for query and genesis sessions, which know
 * every query and, on `rusk-1.6`, PLONK V2 and BLS V1.
 * @throws ParamsError PARAMS_BAD_HEIGHT
 * Spec: 14 §3, 04 §7.1, §7.4
 */
export function rulesAt(network: Network, height: bigint): Rules {
  if (height < 0n || height > U64_MAX) throw new ParamsError('PARAMS_BAD_HEIGHT', { height });
  const range = rangeAt(network, height);
  range.rules ??= buildRules(network, range.from);
  return range.rules;
}

function rangeAt(network: Network, height: bigint): Range {
  let ranges = rangesOf.get(network);
  if (!ranges) {
    ranges = ruleChanges(network).map((from) => ({ from, rules: null }));
    rangesOf.set(network, ranges);
  }
  return ranges.findLast((range) => range.from <= height) as Range;
}

/** Heights with rules of their own, ascending; 0 stands for sessions outside of blocks. Spec: 14 §3 */
export function ruleChanges(network: Network): readonly bigint[] {
  const heights = [0n];
  if (network.protocol === 'rusk-1.6') {
    heights.push(1n);
    for (const activation of Object.values(network.features)) heights.push(...changesOf(activation));
    for (const shade of network.shades) heights.push(shade.from, shade.to);
  }
  return [...new Set(heights)].sort((a, b) => (a < b ? -1 : 1));
}

function buildRules(network: Network, height: bigint): Rules {
  const { protocol, features, shades, contracts, rewardKey, emergencyKey, proofs, times } = network;
  const ours = protocol === 'eventide';
  const aegis = isActive(features.aegis, height);
  return Object.freeze({
    protocol,
    version: 1,
    circuitSet: ours ? 'sound-1' : 'aegis',
    plonk: aegis ? 'V3' : plonkBeforeAegis(network, height),
    bls: aegis ? 'V2' : 'V1',
    refundCheck: aegis,
    features: Object.freeze({
      publicSender: isActive(features.publicSender, height),
      blob: isActive(features.blob, height),
      deployWasm32: !isActive(features.disableWasm32, height),
      deployWasm64: !isActive(features.disableWasm64, height),
      thirdPartyCalls: !isActive(features.disableThirdParty, height),
    }),
    shaded: Object.freeze(
      shades.filter(({ from, to }) => from <= height && height < to).map(({ contractId }) => contractId),
    ),
    queries: queriesAt(features, height, ours || !runsOriginals(contracts)),
    queryPrice: ours ? pricedQuery : () => 0n,
    workPrices: ours ? workPrices : undefined,
    gas: gasTable,
    strict: ours,
    eventsRevert: ours,
    proofs,
    contracts,
    rewardKey,
    emergencyKey,
    consensus: times,
    ep1: EP1_NEVER,
  });
}

/** Outside blocks the reference works with V2. Spec: 04 §7.4 */
function plonkBeforeAegis({ features }: Network, height: bigint): 'V1' | 'V2' {
  return height === 0n || isActive(features.plonkV2, height) ? 'V2' : 'V1';
}

function runsOriginals(contracts: GenesisContracts): boolean {
  return contracts.transfer === originalContracts.transfer && contracts.stake === originalContracts.stake;
}
