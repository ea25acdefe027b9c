import { equalBytes, isEventideError, toHex } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import {
  type Block,
  blockCodec,
  checkBlockBody,
  decodeMessage,
  encodeMessage,
  type Header,
  headerCodec,
  headerHash,
  headerToJson,
  type Message,
} from '@eventide/ledger';
import { networkByName, rulesAt } from '@eventide/params';
import { decodeTx } from '@eventide/tx/envelope';
import { txId } from '@eventide/tx/id';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readHexOrFile } from '../input/bytes.ts';
import { formatFields, formatTable, formatTree } from '../output.ts';

type Found =
  | { readonly form: 'header'; readonly header: Header }
  | { readonly form: 'block'; readonly block: Block; readonly header: Header }
  | { readonly form: 'message'; readonly message: Message; readonly header: Header | undefined };

/** What the bytes of a header, block or consensus message say; the hash is computed again. Spec: 13 §2.3 */
export async function blockDecode(io: Io, input: Input): Promise<Outcome> {
  const bytes = await readHexOrFile(io, input.args[0] as string);
  const found = inspect(bytes);
  const report = { form: found.form, bytes: bytes.length, ...describe(found) };
  return { json: report, human: formatTree(report) };
}

/**
 * A block of the network by height, hash, `tip` or `final`, checked here without trust in the node that tells it; or the bytes of one
 * against their header. Exit 3 if something is false. Spec: 06 §7–§9, 13 §2.2
 */
export function blockVerify(io: Io, input: Input): Promise<Outcome> {
  return BLOCK_ID.test(input.args[0] as string) ? verifyOfNetwork(io, input) : verifyBytes(io, input);
}

const BLOCK_ID = /^(\d{1,19}|[0-9a-f]{64}|tip|final)$/;

async function verifyOfNetwork(io: Io, input: Input): Promise<Outcome> {
  const { withConnection } = await import('../wallet/connect.ts');
  return withConnection(io, input, async ({ client, network, signal }) => {
    const [{ getBlock }, { verifyBlock }] = await Promise.all([
      import('@eventide/sdk'),
      import('@eventide/sdk/verify'),
    ]);
    const text = input.args[0] as string;
    const block = await getBlock(client, /^\d{1,19}$/.test(text) ? BigInt(text) : text, { signal });
    if (block === null) throw new CliError('CLI_NOT_FOUND', { block: text });
    const checks = (await verifyBlock(client, block.hash, { signal })).map(({ check, ok, why }) => ({
      check,
      ok,
      ...(why === undefined ? {} : { why }),
    }));
    const failed = checks.find(({ ok }) => ok === false);
    const report = {
      valid: failed === undefined,
      ...(failed === undefined ? {} : { reason: `${failed.check}: ${failed.why ?? 'does not hold'}` }),
      height: block.height,
      hash: block.hash,
      txs: block.transactions.length,
      network: network.name,
      checks,
    };
    const rows = checks.map(({ check, ok, why }) => [ok === null ? '?' : ok ? 'ok' : 'fail', check, why ?? '']);
    const { checks: _, ...facts } = report;
    return {
      json: report,
      human: `${formatFields({ ...facts, valid: report.valid ? 'yes' : 'no' })}\n${formatTable(rows)}`,
      exit: report.valid ? EXIT.done : EXIT.checkedFalse,
    };
  });
}

async function verifyBytes(io: Io, input: Input): Promise<Outcome> {
  const found = inspect(await readHexOrFile(io, input.args[0] as string));
  const block = found.form === 'block' ? found.block : messageBlock(found);
  if (block === undefined)
    throw new CliError('CLI_BAD_INPUT', { what: 'block', expected: 'a whole block', found: found.form });
  const network = networkByName(input.flags.network ?? 'mainnet');
  const { verdict } = checkBlockBody(block, rulesAt(network, block.header.height));
  const hashRight = equalBytes(headerHash(block.header), block.header.hash);
  const valid = verdict.ok && hashRight;
  const reason = hashRight ? (verdict.ok ? undefined : verdict.reason) : 'BODY_WRONG_HASH';
  const report = {
    valid,
    ...(reason === undefined ? {} : { reason }),
    height: block.header.height,
    hash: toHex(block.header.hash),
    txs: block.txs.length,
    faults: block.faults.length,
    network: network.name,
  };
  const checks = [
    { check: 'hash', ok: hashRight },
    { check: 'body', ok: verdict.ok, ...(verdict.ok ? {} : { why: verdict.reason }) },
  ];
  return {
    json: { ...report, checks },
    human: `${formatFields({ ...report, valid: valid ? 'yes' : 'no' })}\nNot looked at: votes, seed and state, which need the block's parent.`,
    exit: valid ? EXIT.done : EXIT.checkedFalse,
  };
}

/** The form that decodes and encodes to the same bytes again; a block begins with its header, so longer forms are tried first. */
function inspect(bytes: Uint8Array): Found {
  const said: Record<string, string> = {};
  const attempts: readonly [string, () => Found][] = [
    ['message', () => messageForm(bytes)],
    ['block', () => same(bytes, blockCodec, (block): Found => ({ form: 'block', block, header: block.header }))],
    ['header', () => same(bytes, headerCodec, (header): Found => ({ form: 'header', header }))],
  ];
  for (const [name, attempt] of attempts) {
    try {
      return attempt();
    } catch (error) {
      if (!isEventideError(error)) throw error;
      said[name] = error.code;
    }
  }
  throw new CliError('CLI_BAD_INPUT', { what: 'block', ...said });
}

function messageForm(bytes: Uint8Array): Found {
  const message = decodeMessage(bytes, { strict: true });
  if (!equalBytes(encodeMessage(message), bytes)) throw new CliError('CLI_BAD_INPUT', { what: 'message' });
  return { form: 'message', message, header: messageBlock({ form: 'message', message, header: undefined })?.header };
}

function same<T>(bytes: Uint8Array, codec: Codec<T>, found: (value: T) => Found): Found {
  const value = decode(codec, bytes);
  if (!equalBytes(encode(codec, value), bytes)) throw new CliError('CLI_BAD_INPUT', { what: 'block' });
  return found(value);
}

function messageBlock(found: Found): Block | undefined {
  if (found.form !== 'message') return undefined;
  const { message } = found;
  return message.topic === 'Block' || message.topic === 'Candidate' ? message.payload : undefined;
}

function describe(found: Found): Record<string, unknown> {
  const block = found.form === 'block' ? found.block : messageBlock(found);
  return {
    ...(found.form === 'message' ? { topic: found.message.topic } : {}),
    ...(found.header === undefined ? {} : describeHeader(found.header)),
    ...(found.form === 'message' && block === undefined ? { payload: plain(found.message.payload) } : {}),
    ...(block === undefined
      ? {}
      : { transactions: block.txs.map(({ protocolBytes }) => idOf(protocolBytes)), faults: block.faults.length }),
  };
}

function describeHeader(header: Header): Record<string, unknown> {
  const computed = toHex(headerHash(header));
  return { hashComputed: computed, hashRight: computed === toHex(header.hash), header: headerToJson(header) };
}

function idOf(protocolBytes: Uint8Array): string | null {
  try {
    return toHex(txId(decodeTx(protocolBytes, { strict: false })));
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}

/** Bytes as hex, everything else as it is. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
}
