import { createHash } from 'node:crypto';
import { createLru, equalBytes, fromHex, intToBytesLe, type Lru, toHex } from '@eventide/base';
import { type Provisioner, type Provisioners, sortProvisioners } from '@eventide/consensus';
import { type Hash, merkleRoot, type PublicKeyBytes, rewardsOf, type Slash } from '@eventide/ledger';
import type { BuildRequest, Built, Executed, ExecutionRequest, Executor, Refused } from '@eventide/node';
import { decodeTx, type NodeTx, txDigest } from '@eventide/tx';

/** The state behind a root: stakes, and how often each key was punished. */
type State = { readonly provisioners: Provisioners; readonly faults: ReadonlyMap<string, number> };

const EMPTY_BLOOM = new Uint8Array(256);
/** States kept by all nodes of a simulation together; older ones are final. */
const STATES_KEPT = 20_000;
/** Every so many blocks a stake grows, so that provisioner sets change along the chain. */
const STAKE_CHANGE_BLOCKS = 16n;
const STAKE_CHANGE = 1_000_000_000n;

/** States by root, shared by all nodes of a simulation: equal histories give equal roots, and one object per set of stakes. */
export class StateWorld {
  readonly genesisRoot: Hash;
  readonly rewardKey: PublicKeyBytes = new Uint8Array(96).fill(0xaa);
  readonly #states: Lru<string, State> = createLru({ maxEntries: STATES_KEPT });

  constructor(stakes: Iterable<Provisioner>) {
    const provisioners = sortProvisioners(stakes);
    this.genesisRoot = sha3_256(Uint8Array.of(...provisioners.flatMap(({ key }) => [...key.slice(0, 4)])));
    this.#states.set(toHex(this.genesisRoot), { provisioners, faults: new Map() });
  }

  provisioners(root: Hash): Provisioners | undefined {
    return this.#states.get(toHex(root))?.provisioners;
  }

  /** The state behind a root as text, for executors that keep it on disk. */
  save(root: Hash): string {
    const state = this.#states.get(toHex(root));
    if (state === undefined) throw new RangeError('no such state');
    const stakes = state.provisioners.map(({ key, stake, eligibleSince }) => [
      toHex(key),
      `${stake}`,
      `${eligibleSince}`,
    ]);
    return JSON.stringify({ stakes, faults: [...state.faults] });
  }

  load(root: Hash, text: string): void {
    const { stakes, faults } = JSON.parse(text) as {
      readonly stakes: readonly (readonly [string, string, string])[];
      readonly faults: readonly (readonly [string, number])[];
    };
    const provisioners = stakes.map(([key, stake, since]) => ({
      key: fromHex(key),
      stake: BigInt(stake),
      eligibleSince: BigInt(since),
    }));
    this.#states.set(toHex(root), { provisioners, faults: new Map(faults) });
  }

  /** The root after a block; undefined where its rewards make it invalid. */
  next(
    request: Omit<ExecutionRequest, 'block'>,
    height: bigint,
    generator: PublicKeyBytes,
    txs: readonly NodeTx[],
  ): Hash | undefined {
    const state = this.#states.get(toHex(request.parentRoot));
    const { voters, slashes, parentRoot } = request;
    const rewards = rewardsOf({ height, duskSpent: 0n, generator, voters, rewardKey: this.rewardKey });
    if (state === undefined || rewards === undefined) return undefined;
    const parts = [parentRoot, intToBytesLe(height, 8), ...txs.map(digestOf)];
    for (const reward of rewards) parts.push(reward.key, intToBytesLe(reward.value, 8));
    for (const slash of slashes) parts.push(slash.key);
    const root = sha3_256(Buffer.concat(parts));
    if (!this.#states.has(toHex(root))) this.#states.set(toHex(root), changed(state, height, slashes));
    return root;
  }
}

/** Stakes after a block: punished from the second time on, and a regular change. The set stays the same object if nothing moved. */
function changed(state: State, height: bigint, slashes: readonly Slash[]): State {
  const grows = height % STAKE_CHANGE_BLOCKS === 0n;
  if (slashes.length === 0 && !grows) return state;
  const faults = new Map(state.faults);
  const stakes = new Map(state.provisioners.map((provisioner) => [toHex(provisioner.key), provisioner]));
  const set = (id: string, change: (stake: bigint) => bigint): void => {
    const found = stakes.get(id);
    if (found !== undefined) stakes.set(id, { ...found, stake: change(found.stake) });
  };
  for (const { key } of slashes) {
    const id = toHex(key);
    const count = (faults.get(id) ?? 0) + 1;
    faults.set(id, count);
    if (count > 1) set(id, (stake) => stake - stake / 100n);
  }
  if (grows) {
    const index = Number((height / STAKE_CHANGE_BLOCKS) % BigInt(state.provisioners.length));
    set(toHex((state.provisioners[index] as Provisioner).key), (stake) => stake + STAKE_CHANGE);
  }
  return { provisioners: [...stakes.values()], faults };
}

/** The machine's own SHA3-256: rewards of a large network make long inputs. */
function sha3_256(bytes: Uint8Array): Hash {
  return new Uint8Array(createHash('sha3-256').update(bytes).digest());
}

function digestOf(tx: NodeTx): Uint8Array {
  return txDigest(decodeTx(tx.protocolBytes, { strict: true }));
}

/**
 * A deterministic executor without contracts: the root is a hash chain over stakes, rewards, punishments and transactions. It answers
 * at once, so that a whole network runs in one thread; `asExecutor` puts it behind the port of the node.
 */
export class SimulatedExecutor {
  readonly #world: StateWorld;
  /** Roots this node has on disk. */
  readonly commits: Set<string>;

  constructor(world: StateWorld, commits: Set<string> = new Set([toHex(world.genesisRoot)])) {
    this.#world = world;
    this.commits = commits;
  }

  verify(request: ExecutionRequest): Executed | Refused {
    const { header, txs } = request.block;
    if (!this.has(request.parentRoot)) return { refused: 'moved', detail: 'unknown parent state' };
    const root = this.#world.next(request, header.height, header.generator, txs);
    if (root === undefined) return { refused: 'invalid', detail: 'nobody to reward' };
    if (!equalBytes(root, header.stateHash)) return { refused: 'invalid', detail: 'state root' };
    if (!equalBytes(EMPTY_BLOOM, header.eventBloom)) return { refused: 'invalid', detail: 'event bloom' };
    const spent = txs.map((tx) => ({ tx, blockHeight: header.height, gasSpent: 0n, error: null }));
    return { root, spent, events: [] };
  }

  commit(request: ExecutionRequest): Executed | Refused {
    const result = this.verify(request);
    if ('root' in result) this.commits.add(toHex(result.root));
    return result;
  }

  build(request: BuildRequest, offered: Iterable<NodeTx>): Built {
    const txs: NodeTx[] = [];
    let left = request.maxTxBytes;
    for (const tx of offered) {
      const size = tx.protocolBytes.length + 12;
      if (size > left) continue;
      left -= size;
      txs.push(tx);
    }
    const { height, generator } = request.header;
    const root = this.#world.next(request, height, generator, txs) ?? new Uint8Array(32);
    return { stateHash: root, eventBloom: EMPTY_BLOOM, txs, txRoot: merkleRoot(txs.map(digestOf)), discarded: [] };
  }

  has(root: Hash): boolean {
    return this.commits.has(toHex(root));
  }

  provisioners(root: Hash): Provisioners {
    const found = this.#world.provisioners(root);
    if (found === undefined) throw new RangeError('no such state');
    return found;
  }

  /** Forgets nothing that can be asked for: states cost a hash each. */
  finalize(_finalRoot: Hash, _parentRoot: Hash): void {}
}

/** The asynchronous port over a synchronous executor. */
export function asExecutor(executor: SimulatedExecutor): Executor {
  return {
    verify: async (request) => executor.verify(request),
    commit: async (request) => executor.commit(request),
    flush: async () => undefined,
    build: async (request, txs) => executor.build(request, txs),
    has: async (root) => executor.has(root),
    provisioners: async (root) => executor.provisioners(root),
    finalize: async (finalRoot, parentRoot) => executor.finalize(finalRoot, parentRoot),
  };
}
