import { type Clock, fromHex, type Log, toHex } from '@eventide/base';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import type { Block, Hash } from '@eventide/ledger';
import { type Network, rulesAt } from '@eventide/params';
import { decodeKnownTx, type NodeTx, type SpendState, toNodeTx } from '@eventide/tx';
import type { MempoolDoor, NodeEvent, PooledTx, Submission } from '../api/nodeDoor.ts';
import type { Built } from '../chain/ports.ts';
import type { Account } from '../executor/calls.ts';
import type { VerifierPool } from '../verifier/verifierPool.ts';
import type { AdmissionFacts, Mempool, MempoolOptions, MempoolRefusal } from './mempool.ts';
import type { PoolEntry } from './pool.ts';
import { refusalText } from './refusalText.ts';

export type MempoolServicePorts = {
  readonly mempool: Mempool;
  readonly limits: Pick<MempoolOptions, 'expiryCheckMs' | 'maxPending'>;
  readonly verifier: Pick<VerifierPool, 'verify'>;
  readonly network: Network;
  readonly tip: () => { readonly root: Hash; readonly height: bigint };
  readonly account: (root: Hash, key: BlsPublicKey) => Promise<Account>;
  readonly spent: (root: Hash, nullifiers: readonly bigint[]) => Promise<readonly bigint[]>;
  readonly inLedger: (id: Hash) => Promise<boolean>;
  readonly emit: (event: NodeEvent) => void;
  readonly broadcast: (envelope: NodeTx) => void;
  /** Tells the executor that signatures and proofs of these protocol bytes hold, so that it need not look again. */
  readonly trust: (protocolBytes: Uint8Array) => void;
  readonly clock: Clock;
  readonly log: Log;
};

export type MempoolService = {
  readonly door: MempoolDoor;
  /** From a peer; `relay` passes it on once it is admitted. */
  receive(envelope: NodeTx, relay: () => void): void;
  /** The chain has a new tip. `removed`: blocks taken off it, highest first. Spec: 06 §15, §17 */
  applied(block: Block, removed: readonly Block[]): void;
  /** Takes out what a generator found unusable. */
  discard(found: Built['discarded']): void;
  /** Envelopes for a candidate, best price first. */
  envelopes(): Iterable<NodeTx>;
  close(): void;
};

type Refusal = {
  readonly ok: false;
  readonly reason: MempoolRefusal | 'MEMPOOL_BUSY';
  readonly detail?: string | undefined;
};
type Outcome = { readonly ok: true; readonly entry: PoolEntry } | Refusal;

/** Admission with everything it needs to know: state from the executor, verdicts from the verifiers, in order of arrival. */
export function createMempoolService(ports: MempoolServicePorts): MempoolService {
  const { mempool, verifier, network, clock, emit, log } = ports;
  const { expiryCheckMs, maxPending } = ports.limits;
  const pending = new Set<string>();
  /** Admissions end in the order in which they began, so that nonces that come in a row find each other. */
  let turn: Promise<unknown> = Promise.resolve();
  const rulesNow = () => rulesAt(network, ports.tip().height + 1n);

  const factsOf = async (entry: PoolEntry): Promise<{ readonly facts: AdmissionFacts; readonly root: Hash }> => {
    const { root } = ports.tip();
    const [inLedger, state] = await Promise.all([ports.inLedger(fromHex(entry.id)), stateOf(ports, entry, root)]);
    return { facts: { rules: rulesNow(), inLedger, state }, root };
  };
  /** Everything but the entry itself: undefined if it may enter. */
  const judge = async (entry: PoolEntry): Promise<Refusal | AdmissionFacts> => {
    const { facts } = await factsOf(entry);
    const before = mempool.check(entry, facts);
    if (!before.ok) return before;
    const state = checkState(entry, facts.state);
    if (state !== undefined) return { ok: false, reason: state };
    const height = ports.tip().height + 1n;
    const verdict = await verifier.verify({ tx: entry.envelope.protocolBytes, height });
    return verdict.ok ? facts : verdict;
  };
  const finish = async (entry: PoolEntry, keep: boolean): Promise<Outcome> => {
    // The tip may have moved meanwhile.
    const { facts } = await factsOf(entry);
    const state = checkState(entry, facts.state);
    if (state !== undefined) return { ok: false, reason: state };
    if (!keep) {
      const may = mempool.checkTurn(entry, facts);
      return may.ok ? { ok: true, entry } : may;
    }
    const admission = mempool.insert(entry, facts);
    if (!admission.ok) return admission;
    ports.trust(entry.envelope.protocolBytes);
    for (const gone of admission.removed) emit({ kind: 'removed', id: fromHex(gone.id) });
    emit({ kind: 'included', id: fromHex(entry.id), tx: entry.tx });
    return { ok: true, entry };
  };
  const admit = async (envelope: NodeTx, keep: boolean): Promise<Outcome> => {
    const prepared = mempool.prepare(envelope, rulesNow(), clock.nowMs());
    if (!prepared.ok) return prepared;
    const { entry } = prepared;
    if (pending.has(entry.id)) return { ok: false, reason: 'MEMPOOL_KNOWN' };
    if (pending.size >= maxPending) return { ok: false, reason: 'MEMPOOL_BUSY' };
    pending.add(entry.id);
    const verified = judge(entry);
    const mine = turn.then(async (): Promise<Outcome> => {
      const judged = await verified;
      return 'reason' in judged ? judged : finish(entry, keep);
    });
    turn = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      pending.delete(entry.id);
    }
  };
  const submit = async (protocolBytes: Uint8Array, keep: boolean): Promise<Submission> => {
    const envelope = toNodeTx(protocolBytes);
    const outcome = await admit(envelope, keep);
    if (!outcome.ok) return toSubmission(outcome);
    if (keep) ports.broadcast(envelope);
    return { ok: true, id: fromHex(outcome.entry.id) };
  };
  const gone = (entries: readonly PoolEntry[]): void => {
    for (const { id } of entries) emit({ kind: 'removed', id: fromHex(id) });
  };
  const expire = (): void => {
    gone(mempool.expire(clock.nowMs()));
    cancelExpiry = clock.setTimer(expiryCheckMs, expire);
  };
  let cancelExpiry = clock.setTimer(expiryCheckMs, expire);

  return {
    door: {
      get size() {
        return mempool.size;
      },
      get: (id) => toPooled(mempool.get(id)),
      *byPrice() {
        for (const entry of mempool.byPrice()) yield toPooled(entry) as PooledTx;
      },
      nextNonce: (account, stateNonce) => mempool.nextNonce(toHex(account), stateNonce + 1n),
      preverify: (protocolBytes) => submit(protocolBytes, false),
      submit: (protocolBytes) => submit(protocolBytes, true),
    },
    receive(envelope, relay) {
      admit(envelope, true).then(
        (outcome) => {
          if (outcome.ok) relay();
          else log.debug('transaction refused', { reason: outcome.reason, detail: outcome.detail });
        },
        (error: unknown) => log.error('transaction not judged', { reason: String(error) }),
      );
    },
    applied(block, removed) {
      const rules = rulesAt(network, block.header.height);
      for (const old of removed) {
        const before = new Set([...mempool.byPrice()].map(({ id }) => id));
        mempool.reinsert(old.txs, rules, clock.nowMs());
        for (const { id, tx } of mempool.byPrice())
          if (!before.has(id)) emit({ kind: 'included', id: fromHex(id), tx });
      }
      gone(mempool.onBlock(block.txs.map(({ protocolBytes }) => decodeKnownTx(protocolBytes, rules))));
    },
    discard(found) {
      for (const { id, reason } of found) {
        log.info('transaction cannot be executed', { id: toHex(id), reason });
        gone(mempool.discard(id));
      }
    },
    *envelopes() {
      for (const { envelope } of mempool.byPrice()) yield envelope;
    },
    close: () => cancelExpiry(),
  };
}

async function stateOf(ports: MempoolServicePorts, { tx }: PoolEntry, root: Hash): Promise<SpendState> {
  if (tx.kind === 'moonlight') return { account: await ports.account(root, tx.payload.sender) };
  return { spentNullifiers: new Set(await ports.spent(root, tx.payload.skeleton.nullifiers)) };
}

/** The part of the verdict that depends on the state. Spec: 03 §13, 06 §19, step 7 */
function checkState({ tx }: PoolEntry, { account, spentNullifiers }: SpendState): MempoolRefusal | undefined {
  if (tx.kind === 'phoenix')
    return tx.payload.skeleton.nullifiers.some((n) => spentNullifiers?.has(n)) ? 'TX_NULLIFIER_SPENT' : undefined;
  const { gasLimit, gasPrice, value, deposit, nonce } = tx.payload;
  if (account === undefined) return undefined;
  if (nonce <= account.nonce) return 'TX_NONCE_USED';
  return gasLimit * gasPrice + value + deposit > account.balance ? 'TX_BALANCE_SHORT' : undefined;
}

function toSubmission({ reason, detail }: Refusal): Submission {
  if (reason === 'MEMPOOL_BUSY')
    return {
      ok: false,
      kind: 'refused',
      code: reason,
      text: 'A generic error occurred: too many transactions at once',
    };
  if (reason === 'MEMPOOL_MALFORMED')
    return { ok: false, kind: 'malformed', code: reason, text: detail ?? 'malformed' };
  return { ok: false, kind: 'refused', code: reason, text: refusalText(reason, detail) };
}

function toPooled(entry: PoolEntry | undefined): PooledTx | undefined {
  return entry && { id: fromHex(entry.id), tx: entry.tx, envelope: entry.envelope };
}
