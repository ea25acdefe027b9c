import { formatDuskLink, type PreparedTx, parseDuskLink, WalletError } from '@eventide/sdk';
import { checkPlan } from './checkPlan.ts';
import { Jobs } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import { notesFor } from './notesFor.ts';
import { movedBy, preparePlan, type ReviewContext, reviewPlan, sideOf } from './plans.ts';
import type { Engine, GasChoice, Plan } from './protocol.ts';
import { spendable } from './spendable.ts';

const noGas: GasChoice = { limit: null, price: null };

/** Everything that moves money: reviews, and actions from the click to the final block. */
export function paymentsOf(
  keeper: Keeper,
): Pick<
  Engine,
  | 'parseRecipient'
  | 'linkOf'
  | 'maxValue'
  | 'review'
  | 'perform'
  | 'cancel'
  | 'dismiss'
  | 'dismissInterrupted'
  | 'resend'
> {
  const { store, readying, session, client } = keeper;
  const jobs = new Jobs({
    client,
    tell: (list) => store.patch({ jobs: list }),
    changed: () => void keeper.openOne()?.sync(),
  });
  keeper.onLock(() => jobs.stop());

  const context = (): ReviewContext => {
    const { balance, publicPending } = store.view();
    if (balance === null) throw new WalletError('WALLET_SYNC_NEEDED');
    return {
      offline: keeper.isOffline(),
      balance,
      publicPending,
      known: session().knownKeys(),
    };
  };
  return {
    parseRecipient(text) {
      const { to, amount, memo } = parseDuskLink(text);
      return { kind: to.kind, key: to.text, amount, memo };
    },
    linkOf: (to, amount, memo) => formatDuskLink({ to, amount, memo: memo === '' ? null : memo }),

    async maxValue(kind) {
      const { balance } = store.view();
      if (balance === null) return 0n;
      const plan = { kind, to: '', value: 0n, memo: '' } as Plan;
      const { maxFee, side } = await reviewPlan(client(), plan, noGas, context());
      const have = side === 'public' ? spendable(side, context()) : balance.shielded.atOnce;
      return have > maxFee ? have - maxFee : 0n;
    },

    review(plan, gas) {
      // While the user reads, the prover gets ready.
      if (sideOf(plan) === 'shielded') readying.inputs(notesFor(session().wallet, session().profile, plan, gas));
      return reviewPlan(client(), checkPlan(plan), gas, context());
    },

    perform(plan, gas) {
      const { profile } = session();
      const to = 'to' in plan ? plan.to : null;
      return jobs.start({
        kind: plan.kind,
        value: movedBy(plan),
        to,
        begin: async () => {
          const mine = { kind: plan.kind, value: String(movedBy(plan)), to, sinceMs: Date.now() };
          const open = session();
          await open.remember({ underway: [...open.data.underway, mine] });
          return () => open.remember({ underway: open.data.underway.filter((entry) => entry !== mine) });
        },
        prepare: async (tell, signal): Promise<PreparedTx> => {
          const prepared = await preparePlan(client(), checkPlan(plan), {
            from: profile,
            offline: keeper.isOffline(),
            gas,
            signal,
            onProgress: ({ phase, fraction, etaMs }) =>
              tell({
                stage: 'proving',
                provePhase: phase,
                fraction,
                etaSec: etaMs === null ? null : Math.ceil(etaMs / 1_000),
              }),
          });
          if (to !== null) await session().rememberPaid(to);
          return prepared;
        },
      });
    },

    cancel: (job) => jobs.cancel(job),
    dismiss: (job) => jobs.dismiss(job),
    async dismissInterrupted() {
      const old = store.view().interrupted.map(({ sinceMs }) => sinceMs);
      store.patch({ interrupted: [] });
      const open = session();
      await open.remember({ underway: open.data.underway.filter(({ sinceMs }) => !old.includes(sinceMs)) });
    },
    async resend(txId) {
      const sent = session().wallet.sent.get(txId);
      if (sent === undefined) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'a transaction of this wallet' });
      await jobs.resend(txId, sent.bytes);
    },
  };
}
