import { formatDusk, type Lux, toHex } from '@eventide/base';
import {
  discardTx,
  getGasPrice,
  type PreparedTx,
  type SendParams,
  type SentKind,
  submitTx,
  syncWallet,
  type TxStatus,
  type Visibility,
  visibility,
  waitForTx,
} from '@eventide/sdk';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { formatFields } from '../output.ts';
import type { Connection } from './connect.ts';
import type { OpenProfile } from './openProfile.ts';
import { progressLine, proveText, syncText } from './progress.ts';

/** What is about to be sent, before anything is proven. */
export type SendPlan = {
  readonly kind: SentKind;
  /** Lines of the summary, in order. */
  readonly summary: Readonly<Record<string, string | undefined>>;
  readonly payFrom?: 'public' | 'shielded' | undefined;
  /** Notes are needed: the wallet is synced first. */
  readonly needsSync: boolean;
  /** Gas it may take, for the summary. */
  readonly gasLimit: bigint;
  readonly prepare: (params: SendParams) => Promise<PreparedTx>;
  /** So many payments, each upon the change of the one before; asked after the sync (default 1). None: `done` tells why. */
  readonly times?: ((maxFee: Lux) => number) | undefined;
  readonly done?: (() => Outcome) | undefined;
};

/** sync → summary → confirm → prove → simulate → send → wait. Spec: 13 §2.1 */
export async function runSend(
  io: Io,
  input: Input,
  connection: Connection,
  sender: OpenProfile,
  plan: SendPlan,
): Promise<Outcome> {
  const { client, signal } = connection;
  const { profile } = sender;
  const until = stageOf(input.options.until);
  const progress = progressLine(io, input.flags);
  const sync = async (): Promise<void> => {
    await syncWallet(client, { wallet: profile.wallet, signal, onProgress: (it) => progress.show(syncText(it)) });
    progress.done();
  };
  try {
    if (plan.needsSync) await sync();
    const gas = await gasOf(input, connection);
    const maxFee = (gas.limit ?? plan.gasLimit) * gas.price;
    const times = plan.times?.(maxFee) ?? 1;
    if (times === 0 && plan.done !== undefined) return plan.done();
    await confirm(io, input, connection, plan, maxFee * BigInt(times));
    const earlier: string[] = [];
    for (;;) {
      const isLast = earlier.length === times - 1;
      const prepared = await plan.prepare({
        from: profile,
        gas,
        signal,
        onProgress: (it) => progress.show(proveText(it)),
      });
      progress.done();
      if (input.options.dryRun === true) return dryRun(prepared);
      const sent = await submitTx(client, prepared, { signal, force: input.options.force === true });
      const status = await waitForTx(client, sent.id, {
        until: isLast ? until : 'executed',
        timeoutMs: connection.timeoutMs,
        signal,
        onStatus: ({ state }) => progress.show(`${sent.id.slice(0, 8)} ${state}`),
      });
      progress.done();
      if (isLast || status.error !== undefined) return outcomeOf(plan, prepared, status, until, connection, earlier);
      earlier.push(sent.id);
      await sync();
    }
  } finally {
    progress.done();
  }
}

function dryRun(prepared: PreparedTx): Outcome {
  discardTx(prepared);
  const { id, kind, maxFee, bytes } = prepared;
  const report = { txId: id, kind, maxFee, bytes: toHex(bytes), sent: false };
  return { json: report, human: report.bytes };
}

async function gasOf(
  input: Input,
  { client, signal }: Connection,
): Promise<{ readonly limit: bigint | undefined; readonly price: Lux }> {
  const { gasLimit, gasPrice } = input.options;
  const number = (value: unknown, what: string): bigint | undefined => {
    if (value === undefined || value === 'auto') return undefined;
    if (typeof value !== 'string' || !/^\d{1,18}$/.test(value))
      throw new CliError('CLI_BAD_INPUT', { what, text: String(value) });
    return BigInt(value);
  };
  return {
    limit: number(gasLimit, '--gas-limit'),
    price: number(gasPrice, '--gas-price') ?? (await getGasPrice(client, { signal })).median,
  };
}

async function confirm(
  io: Io,
  { flags, options }: Input,
  connection: Connection,
  plan: SendPlan,
  maxFee: Lux,
): Promise<void> {
  if (options.dryRun === true) return;
  const { facts, network } = connection;
  const hasValue = facts.chainId >= 1 && facts.chainId <= 2;
  if (flags.yes) return;
  if (io.ask === undefined) {
    if (hasValue)
      throw new CliError('CLI_DECLINED', { network: network.name, expected: '--yes, since nobody can be asked' });
    return;
  }
  const view = visibility({ kind: plan.kind, payFrom: plan.payFrom });
  io.err(
    `${formatFields({ ...plan.summary, 'highest fee': `${formatDusk(maxFee)} DUSK`, network: network.name })}\n${seenBy(view)}\n`,
  );
  if (!(await io.ask.confirm('Send it?'))) throw new CliError('CLI_DECLINED');
}

/** Who sees what, in one line. Spec: 13 §5.2 */
function seenBy({ sender, receiver, amount, alsoPublic }: Visibility): string {
  return `who sees it  sender: ${sender} · receiver: ${receiver} · amount: ${amount} · everybody: ${alsoPublic.join(', ')}`;
}

function outcomeOf(
  { summary, times }: SendPlan,
  prepared: PreparedTx,
  { state, block, gasSpent, error }: TxStatus,
  until: string,
  { network }: Connection,
  earlier: readonly string[],
): Outcome {
  const fee = gasSpent === undefined ? undefined : gasSpent * prepared.record.gasPrice;
  const report = {
    txId: prepared.id,
    kind: prepared.kind,
    state,
    block: block === undefined ? null : { height: block.height, hash: block.hash },
    gasSpent: gasSpent ?? null,
    fee: fee ?? null,
    error: error ?? null,
    until,
    network: network.name,
    sent: true,
    ...(times === undefined ? {} : { earlier }),
  };
  const human = formatFields({
    transaction: prepared.id,
    before: earlier.length === 0 ? undefined : earlier.join(' '),
    ...summary,
    state: block === undefined ? state : `${state}, block ${block.height}`,
    fee: fee === undefined ? undefined : `${formatDusk(fee)} DUSK`,
    failed: error,
  });
  return { json: report, human, exit: error === undefined ? EXIT.done : EXIT.checkedFalse };
}

/** @throws CliError CLI_BAD_INPUT */
export function stageOf(value: unknown): 'included' | 'executed' | 'final' {
  if (value === undefined) return 'final';
  if (value === 'included' || value === 'executed' || value === 'final') return value;
  throw new CliError('CLI_BAD_INPUT', {
    what: '--until',
    text: String(value),
    expected: 'included, executed or final',
  });
}
