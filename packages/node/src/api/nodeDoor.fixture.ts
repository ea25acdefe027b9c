import { equalBytes, intToBytesLe, isEventideError, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { accountAt, executeTx, openBlock, provisionersAt, queryContract, runBlock, traceTx } from '@eventide/execution';
import { keyBytes, openWorld, provisioner, type World } from '@eventide/execution/world.fixture';
import {
  type Block,
  emptyAttestation,
  genesisHeader,
  type HashableHeader,
  type Header,
  headerHash,
  type Label,
  merkleRoot,
} from '@eventide/ledger';
import { gasTable, rulesAt } from '@eventide/params';
import { createMemoryStore } from '@eventide/store/memory';
import {
  type BlobSidecar,
  blobHash,
  decodeTx,
  encodeTx,
  type SpentTx,
  type Transaction,
  toNodeTx,
  txDigest,
  txId,
} from '@eventide/tx';
import type { EventReplay } from '../archive/archiveWriter.ts';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { type Admission, Mempool } from '../mempool/mempool.ts';
import type { PoolEntry } from '../mempool/pool.ts';
import { contractCode, stateContracts } from '../reader/stateContracts.ts';
import type {
  LabelledChainBlock,
  NodeDoor,
  NodeEvent,
  PlacedEvent,
  PooledTx,
  StateDoor,
  Submission,
} from './nodeDoor.ts';

/** A node on real parts (contract engine, genesis, ledger store, mempool) whose blocks a test makes. */
export type FixtureNode = {
  readonly door: NodeDoor;
  readonly world: World;
  readonly replay: EventReplay;
  /** A block with these transactions on the tip, labelled so. */
  mine(transactions?: readonly Transaction[], kind?: Label['kind']): Promise<Block>;
  /** A block with what is in the mempool. */
  mineMempool(): Promise<Block>;
  /** Labels every block up to a height as final. */
  finalize(height: bigint): Promise<void>;
  /** Takes the tip off. */
  revert(): Promise<void>;
  addBlob(sidecar: BlobSidecar): Uint8Array;
  /** Any event, as if it had happened. */
  emit(event: NodeEvent): void;
  close(): void;
};

const GAS_LIMIT = gasTable.blockLimit;
const VOTERS = [{ key: keyBytes(provisioner), credits: 128 }];
const REFUSALS: Readonly<Record<string, string>> = {
  MEMPOOL_KNOWN: 'this transaction exists in the mempool',
  MEMPOOL_IN_LEDGER: 'this transaction exists in the ledger',
};

export async function openFixtureNode(): Promise<FixtureNode> {
  const world = await openWorld();
  const { engine } = world;
  const store = new LedgerStore(createMemoryStore());
  const listeners = new Set<(event: NodeEvent) => void>();
  const blobs = new Map<string, BlobSidecar>();
  const mempool = new Mempool({ proofs: () => false, chainId: engine.network.chainId });
  const genesis: Block = { header: genesisHeader(0n, world.root), txs: [], faults: [] };
  const chain: LabelledChainBlock[] = [];
  const emit = (event: NodeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const tip = (): LabelledChainBlock => chain.at(-1) as LabelledChainBlock;
  const put = async (
    block: Block,
    label: Label,
    spent: readonly SpentTx[],
    removed: readonly Block[] = [],
  ): Promise<void> => {
    await store.apply({ block, label, labels: [], removed }, spent);
    chain.push({ block, label });
  };
  await put(genesis, { kind: 'Final', distance: 0n }, []);

  const execute = (block: Block, parentRoot: Uint8Array): ReturnType<typeof runBlock> =>
    runBlock(engine, {
      height: block.header.height,
      previousRoot: parentRoot,
      gasLimit: GAS_LIMIT,
      transactions: block.txs.map(({ protocolBytes }) => decodeTx(protocolBytes, { strict: false })),
      generator: block.header.generator,
      voters: VOTERS,
      slashes: [],
    });

  const mine = async (transactions: readonly Transaction[] = [], kind: Label['kind'] = 'Attested'): Promise<Block> => {
    const parent = tip().block.header;
    const draft = headerOn(parent, transactions);
    const outcome = execute({ header: draft, txs: transactions.map(envelopeOf), faults: [] }, parent.stateHash);
    if (!outcome.ok) throw new Error(`${outcome.reason} ${outcome.detail}`);
    const { block: executed } = outcome;
    const header = sealed({ ...draft, stateHash: executed.stateRoot, eventBloom: executed.eventBloom });
    const block: Block = { header, txs: transactions.map(envelopeOf), faults: [] };
    const spent = executed.receipts.map(({ gasSpent, error }, i) => {
      const tx = transactions[i] as Transaction;
      return { tx: envelopeOf(tx), blockHeight: header.height, gasSpent, error, id: txId(tx) };
    });
    await executed.commit();
    const label = { kind, distance: kind === 'Attested' ? 1n : 0n };
    await put(block, label, spent);
    emit({ kind: 'accepted', block, label, spent, events: placed(executed, spent, header.hash) });
    for (const entry of mempool.onBlock(transactions)) emit({ kind: 'removed', id: txId(entry.tx) });
    return block;
  };

  const admit = async (pool: Mempool, bytes: Uint8Array): Promise<Submission> => {
    const rules = rulesAt(engine.network, tip().block.header.height + 1n);
    let tx: Transaction;
    try {
      tx = decodeTx(bytes, rules);
    } catch (error) {
      if (!isEventideError(error)) throw error;
      return { ok: false, kind: 'malformed', code: error.code, text: error.code };
    }
    const id = txId(tx);
    const inLedger = (await store.spent(id)) !== undefined;
    const account =
      tx.kind === 'moonlight' ? accountAt(engine, tip().block.header.stateHash, tx.payload.sender) : undefined;
    return submission(pool.admit(toNodeTx(bytes), { rules, inLedger, state: { account } }, 0), emit);
  };

  const door: NodeDoor = {
    identity: {
      network: engine.network,
      genesisHash: genesis.header.hash,
      kadcastAddress: '127.0.0.1:9000',
      bootstrapping: ['127.0.0.1:9001'],
      blockGasLimit: GAS_LIMIT,
      generationTimeoutMs: 3_000,
      srs: 'local-1',
      build: { version: '0.1.0', commit: 'abcdef0', date: '2026-01-01' },
    },
    ledger: {
      tip,
      lastFinal() {
        const { header } = (chain.findLast(({ label }) => label.kind === 'Final') as LabelledChainBlock).block;
        return { height: header.height, hash: header.hash };
      },
      at: async (height) => chain[Number(height)],
      byHash: async (hash) => {
        const header = await store.header(hash);
        return header && chain[Number(header.height)];
      },
      async spent(id) {
        const spent = await store.spent(id);
        const found = spent && (await store.at(spent.blockHeight));
        if (spent === undefined || found === undefined) return undefined;
        return { ...spent, blockHash: found.block.header.hash, timestampSec: found.block.header.timestampSec };
      },
    },
    mempool: {
      get size() {
        return mempool.size;
      },
      get(id) {
        const entry = mempool.get(id);
        return entry && pooled(entry);
      },
      byPrice: () => [...mempool.byPrice()].map(pooled),
      nextNonce(account, nonce) {
        const used = new Set(
          [...mempool.byPrice()]
            .filter((entry) => entry.account?.sender === toHex(account))
            .map((entry) => entry.account?.nonce),
        );
        let next = nonce + 1n;
        while (used.has(next)) next++;
        return next;
      },
      async preverify(bytes) {
        if (isKnown(mempool, bytes)) return admit(mempool, bytes);
        return admit(new Mempool({ proofs: () => false, chainId: engine.network.chainId }), bytes);
      },
      async submit(bytes) {
        const result = await admit(mempool, bytes);
        if (result.ok) emit({ kind: 'included', id: result.id, tx: decodeTx(bytes, { strict: false }) });
        return result;
      },
    },
    state: stateDoor(world, () => tip().block.header),
    peers: {
      alive: async (count) => ['10.0.0.1:9000', '10.0.0.2:9000', '10.0.0.3:9000'].slice(0, count),
      table: async () => ['10.0.0.1:9000', '10.0.0.2:9000', '10.0.0.3:9000'],
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    blob: async (hash) => blobs.get(toHex(hash)),
  };

  return {
    door,
    world,
    replay: async (block) => {
      const parent = await store.header(block.header.prevBlockHash);
      const outcome = parent && execute(block, parent.stateHash);
      if (outcome?.ok !== true) return undefined;
      const spent = block.txs.map(({ protocolBytes }) => ({ id: txId(decodeTx(protocolBytes, { strict: false })) }));
      outcome.block.close();
      return placed(outcome.block, spent, block.header.hash);
    },
    mine,
    mineMempool: () => mine([...mempool.byPrice()].map(({ tx }) => tx).reverse()),
    async finalize(height) {
      for (const [i, entry] of chain.entries()) {
        const { header } = entry.block;
        if (header.height > height || entry.label.kind === 'Final') continue;
        const label: Label = { kind: 'Final', distance: tip().block.header.height - header.height };
        chain[i] = { ...entry, label };
        emit({
          kind: 'labelled',
          height: header.height,
          hash: header.hash,
          label,
          atHeight: tip().block.header.height,
        });
      }
    },
    async revert() {
      const removed = chain.pop() as LabelledChainBlock;
      await store.removeTip();
      emit({ kind: 'reverted', header: removed.block.header, atHeight: removed.block.header.height });
    },
    addBlob(sidecar) {
      const hash = blobHash(sidecar.commitment);
      blobs.set(toHex(hash), sidecar);
      return hash;
    },
    emit,
    close: () => void engine.vm.close(),
  };
}

function stateDoor({ engine }: World, tip: () => Header): StateDoor {
  const rootOf = (root: Uint8Array | undefined): Uint8Array => root ?? tip().stateHash;
  return {
    query: async (contract, method, argument, options = {}) =>
      queryContract(engine, {
        root: rootOf(options.root),
        contract,
        method,
        argument,
        gasLimit: options.gasLimit,
        feeds: false,
      }).data,
    async *feed(contract, method, argument, options = {}) {
      const { feeds } = queryContract(engine, {
        root: rootOf(options.root),
        contract,
        method,
        argument,
        gasLimit: options.gasLimit,
      });
      for (const item of feeds) {
        if (options.signal?.aborted) return;
        // A turn of the loop, as if it came from another thread.
        await new Promise((resolve) => setImmediate(resolve));
        yield item;
      }
    },
    account: async (account) => accountAt(engine, tip().stateHash, knownBlsPublicKey(account)),
    provisioners: async () => provisionersAt(engine, tip().stateHash),
    owner: async (contract) => {
      const session = engine.vm.openSession(tip().stateHash);
      try {
        return session.base.contract(toHex(contract))?.owner;
      } finally {
        session.close();
      }
    },
    async simulate(tx) {
      const block = openBlock(engine, tip().stateHash, tip().height + 1n);
      try {
        const outcome = executeTx(block, tx);
        if (!outcome.ok) return { gasSpent: 0n, error: outcome.detail };
        return { gasSpent: outcome.receipt.gasSpent, error: outcome.receipt.error };
      } finally {
        block.session.close();
      }
    },
    async trace({ root, height, before, tx }) {
      const rules = rulesAt(engine.network, height);
      const decoded = before.map((bytes) => decodeTx(bytes, rules));
      return traceTx(engine, { root, height, before: decoded, tx: decodeTx(tx, rules) });
    },
    statePage: async (root, contract, page) =>
      equalBytes(root, tip().stateHash) && page < 4n ? sha256(contract) : undefined,
    stateContracts: async (root, from) => stateContracts(engine.vm, root, from),
    contractCode: async (root, contract) => contractCode(engine.vm, root, contract),
  };
}

function headerOn(parent: Header, transactions: readonly Transaction[]): Header {
  const height = parent.height + 1n;
  return sealed({
    version: 1,
    height,
    timestampSec: parent.timestampSec + 10n,
    prevBlockHash: parent.hash,
    seed: new Uint8Array([...sha256(intToBytesLe(height, 8)), ...new Uint8Array(16)]),
    stateHash: parent.stateHash,
    eventBloom: new Uint8Array(256),
    generator: keyBytes(provisioner),
    txRoot: merkleRoot(transactions.map(txDigest)),
    faultRoot: new Uint8Array(32),
    gasLimit: GAS_LIMIT,
    iteration: 0,
    prevBlockCert: emptyAttestation(),
    failedIterations: [],
  });
}

function sealed(hashable: HashableHeader): Header {
  return { ...hashable, att: emptyAttestation(), hash: headerHash(hashable), signature: new Uint8Array(48) };
}

type Receipts = {
  readonly receipts: readonly { readonly events: readonly PlacedEvent['event'][] }[];
  readonly blockEvents: readonly PlacedEvent['event'][];
};

function placed(
  { receipts, blockEvents }: Receipts,
  spent: readonly { readonly id: Uint8Array }[],
  hash: Uint8Array,
): PlacedEvent[] {
  const ofTxs = receipts.flatMap(({ events }, i) => events.map((event) => ({ event, origin: spent[i]?.id ?? hash })));
  return [...ofTxs, ...blockEvents.map((event) => ({ event, origin: hash }))];
}

function submission(admission: Admission, emit: (event: NodeEvent) => void): Submission {
  if (!admission.ok) {
    const text = REFUSALS[admission.reason] ?? `this transaction is invalid ${admission.reason}`;
    return { ok: false, kind: 'refused', code: admission.reason, text };
  }
  for (const { tx } of admission.removed) emit({ kind: 'removed', id: txId(tx) });
  return { ok: true, id: txId(admission.entry.tx) };
}

function isKnown(mempool: Mempool, bytes: Uint8Array): boolean {
  try {
    return mempool.get(txId(decodeTx(bytes, { strict: false }))) !== undefined;
  } catch {
    return false;
  }
}

function pooled({ tx, envelope }: PoolEntry): PooledTx {
  return { id: txId(tx), tx, envelope };
}

function envelopeOf(tx: Transaction): ReturnType<typeof toNodeTx> {
  return toNodeTx(encodeTx(tx));
}
