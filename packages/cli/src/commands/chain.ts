import { toHex } from '@eventide/base';
import {
  type BlockInfo,
  getBlock,
  getBlocks,
  getTip,
  getTx,
  getTxStatus,
  propagate,
  simulate,
  type TxInfo,
  type TxStatus,
  waitForTx,
  watchBlocks,
  watchTx,
} from '@eventide/sdk';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { parseCount, readHexOrFile } from '../input/bytes.ts';
import { formatFields, formatJson, formatTable } from '../output.ts';
import { whenInterrupted } from '../terminal/whenInterrupted.ts';
import { withConnection } from '../wallet/connect.ts';
import { stageOf } from '../wallet/send.ts';

/** A transaction as the network knows it. Spec: 13 §2.2 */
export function txGet(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal }) => {
    const id = idOf(input);
    const tx = await getTx(client, id, { signal });
    if (tx === null) throw new CliError('CLI_NOT_FOUND', { transaction: id });
    const { state } = await getTxStatus(client, id, signal);
    const report = { ...txReport(tx), state };
    return { json: report, human: formatFields(txFields(report)) };
  });
}

/** Returns when a transaction has come so far; exit 3 if its call failed. */
export function txWait(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal, timeoutMs }) => {
    const status = await waitForTx(client, input.args[0] as string, {
      until: stageOf(input.options.until),
      timeoutMs,
      signal,
    });
    return statusOutcome(status);
  });
}

/** Tells every stage of a transaction until it is final or the user interrupts. */
export function txWatch(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client }) => {
    const ended = Promise.withResolvers<void>();
    const stop = watchTx(client, {
      id: idOf(input),
      onStatus(status) {
        io.out(`${input.flags.json ? formatJson({ v: 1, ...statusReport(status) }) : statusLine(status)}\n`);
        if (status.state === 'final') ended.resolve();
      },
    });
    void whenInterrupted(io.signal).then(ended.resolve);
    await ended.promise;
    stop();
    return { json: {}, human: '', streamed: true };
  });
}

/** Hands finished bytes to the network. */
export function txSend(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal, timeoutMs }) => {
    const id = await propagate(client, await readHexOrFile(io, input.args[0] as string), { signal });
    const status = await waitForTx(client, id, { until: stageOf(input.options.until), timeoutMs, signal });
    return statusOutcome(status);
  });
}

/** What execution on the tip would cost and say; exit 3 if it would fail. */
export function txSimulate(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal }) => {
    const { gasSpent, error } = await simulate(client, await readHexOrFile(io, input.args[0] as string), { signal });
    const report = { gasSpent, error };
    return {
      json: report,
      human: formatFields({ gas: gasSpent, fails: error ?? undefined }),
      exit: error === null ? EXIT.done : EXIT.checkedFalse,
    };
  });
}

/** A block by height, hash, `tip` or `final`. */
export function blockGet(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal }) => {
    const text = input.args[0] ?? 'tip';
    const id = /^\d{1,19}$/.test(text) ? BigInt(text) : text;
    const block = await getBlock(client, id, { signal });
    if (block === null) throw new CliError('CLI_NOT_FOUND', { block: text });
    const { transactions, ...facts } = block;
    const report = { ...blockReport(block), header: facts.headerJson, transactions: transactions.map(txReport) };
    return {
      json: report,
      human: formatFields({
        ...blockReport(block),
        transactions: transactions.map(({ id: tx }) => tx).join(' ') || 'none',
      }),
    };
  });
}

/** The newest blocks, newest first. */
export function blockList(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, signal }) => {
    const count = parseCount(String(input.options.last ?? '10'), '--last', 1, 200);
    const { height } = await getTip(client, { signal });
    const from = height >= BigInt(count) ? height - BigInt(count) + 1n : 0n;
    const blocks = [...(await getBlocks(client, { from, to: height }, { signal }))].sort((a, b) =>
      a.height > b.height ? -1 : 1,
    );
    return { json: { blocks: blocks.map(blockReport) }, human: formatTable(blocks.map(blockRow)) };
  });
}

/** Every block as it comes, until the user interrupts or `--count` is reached. */
export function blockWatch(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client }) => {
    const { count } = input.options;
    let left = count === undefined ? Number.POSITIVE_INFINITY : parseCount(String(count), '--count', 1, 1_000_000);
    const ended = Promise.withResolvers<void>();
    const stop = watchBlocks(client, {
      onBlock(block) {
        if (left <= 0) return;
        io.out(
          `${input.flags.json ? formatJson({ v: 1, event: 'block', ...blockReport(block) }) : blockRow(block).join('  ')}\n`,
        );
        left -= 1;
        if (left <= 0) ended.resolve();
      },
      onReverted: ({ height, hash }) =>
        io.out(
          `${input.flags.json ? formatJson({ v: 1, event: 'reverted', height, hash }) : `block ${height} ${hash.slice(0, 8)} was replaced`}\n`,
        ),
    });
    void whenInterrupted(io.signal).then(ended.resolve);
    await ended.promise;
    stop();
    return { json: {}, human: '', streamed: true };
  });
}

/** 64 hex characters, with or without `0x`. @throws CliError CLI_BAD_INPUT */
function idOf({ args }: Input): string {
  const text = (args[0] ?? '').replace(/^0x/, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new CliError('CLI_BAD_INPUT', { what: 'transaction id', expected: '64 hex characters' });
  return text;
}

function blockReport({ height, hash, timestampSec, generator, iteration, gasSpent, transactions, label }: BlockInfo) {
  return { height, hash, timestampSec, generator, iteration, gasSpent, txs: transactions.length, label: label.kind };
}

function blockRow({ height, hash, timestampSec, transactions, gasSpent, label }: BlockInfo): string[] {
  const time = new Date(Number(timestampSec) * 1_000).toISOString().slice(0, 19);
  return [`block ${height}`, hash, time, `${transactions.length} tx`, `${gasSpent} gas`, label.kind.toLowerCase()];
}

function txReport(tx: TxInfo) {
  const { id, kind, block, gasLimit, gasPrice, gasSpent, error, call, deployed, memo, raw } = tx;
  return {
    id,
    kind,
    block: block === null ? null : { height: block.height, hash: block.hash },
    gas: { limit: gasLimit, price: gasPrice, spent: gasSpent },
    fee: gasSpent === null ? null : gasSpent * gasPrice,
    error,
    call: call === null ? null : { contract: call.contract, function: call.fnName, argument: toHex(call.fnArgs) },
    deployed,
    memo: memo === null ? null : toHex(memo),
    raw: toHex(raw),
  };
}

function txFields({ raw: _, block, gas, call, ...rest }: ReturnType<typeof txReport> & { state: string }) {
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? undefined])),
    block: block === null ? undefined : `${block.height} ${block.hash}`,
    gas: `${gas.spent ?? '-'} of ${gas.limit} at ${gas.price} lux`,
    call: call === null ? undefined : `${call.contract}.${call.function}`,
  };
}

function statusReport({ id, state, block, gasSpent, error }: TxStatus) {
  return {
    id,
    state,
    block: block === undefined ? null : { height: block.height, hash: block.hash },
    gasSpent: gasSpent ?? null,
    error: error ?? null,
  };
}

function statusLine({ id, state, block, error }: TxStatus): string {
  return [id, state, block === undefined ? '' : `block ${block.height}`, error === undefined ? '' : `failed: ${error}`]
    .join('  ')
    .trimEnd();
}

function statusOutcome(status: TxStatus): Outcome {
  const report = statusReport(status);
  return { json: report, human: statusLine(status), exit: status.error === undefined ? EXIT.done : EXIT.checkedFalse };
}
