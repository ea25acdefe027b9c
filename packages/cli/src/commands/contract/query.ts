import { outputToJson } from '@eventide/abi';
import { toHex } from '@eventide/base';
import { feedContract, readContract } from '@eventide/sdk/calls/contract';
import type { Input, Io, Outcome } from '../../command.ts';
import { callArguments, functionName } from '../../contract/callArguments.ts';
import { findContract, type NamedContract } from '../../contract/findContract.ts';
import { CliError } from '../../errors.ts';
import { parseCount, parseHeight } from '../../input/bytes.ts';
import { formatJson } from '../../output.ts';
import { type Connection, withConnection } from '../../wallet/connect.ts';

const MAX_ITEM_BYTES = 1024 * 1024;

/** Reads a contract on the newest state, or with `--at` on that after a block: JSON by the ABI, else bytes; what a function feeds comes item by item. Spec: 13 §7, 08 §4.2 */
export function contractQuery(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { args, options } = input;
    const contract = await findContract(io, input, connection.facts.genesisHash, args[0] as string);
    const fn = functionName(args[1]);
    const raw = contract.abi === null || options.raw === true;
    const argument = await callArguments(io, contract.abi, fn, args[2], options.raw === true);
    const itemSize = feedSize(input, contract, fn);
    const at = heightOf(input);
    if (itemSize !== null) return stream(io, input, connection, contract, fn, argument, raw, itemSize, at);
    const { client, signal } = connection;
    const bytes = await readContract(client.transport, contract.id, fn, argument, { signal, at });
    const value = raw || contract.abi === null ? toHex(bytes) : outputToJson(contract.abi, fn, bytes);
    return {
      json: { contract: toHex(contract.id), function: fn, raw, value },
      human: typeof value === 'string' ? value : formatJson(value),
    };
  });
}

async function stream(
  io: Io,
  input: Input,
  { client }: Connection,
  { id, abi }: NamedContract,
  fn: string,
  argument: Uint8Array,
  raw: boolean,
  size: number,
  at: bigint | undefined,
): Promise<Outcome> {
  const most = input.options.limit === undefined ? Number.POSITIVE_INFINITY : count(input.options.limit, '--limit');
  const abort = new AbortController();
  const signal = AbortSignal.any([io.signal, abort.signal]);
  let told = 0;
  for await (const chunk of feedContract(client.transport, id, fn, argument, size, { signal, at })) {
    for (let from = 0; from < chunk.length && told < most; from += size, told++) {
      const bytes = chunk.slice(from, from + size);
      const item = raw || abi === null ? toHex(bytes) : outputToJson(abi, fn, bytes);
      io.out(`${formatJson(input.flags.json ? { v: 1, item } : item)}\n`);
    }
    if (told >= most) break;
  }
  abort.abort();
  return { json: {}, human: '', streamed: true };
}

/** `--at`. @throws CliError CLI_BAD_INPUT */
function heightOf({ options }: Input): bigint | undefined {
  return options.at === undefined ? undefined : parseHeight(options.at, '--at');
}

/** Bytes of an item of a feeding function; null for one that returns. @throws CliError CLI_USAGE */
function feedSize({ options }: Input, { abi }: NamedContract, fn: string): number | null {
  if (options.feed !== undefined) return count(options.feed, '--feed', MAX_ITEM_BYTES);
  const method = abi !== null && Object.hasOwn(abi.methods, fn) ? abi.methods[fn] : undefined;
  if (abi === null || method === undefined || method.feeds === null) return null;
  const type = abi.file.methods.find(({ name }) => name === fn)?.feeds ?? '';
  const definition = abi.file.types[type];
  if (type === 'Text' || type.startsWith('Vec<') || (definition && 'refs' in definition && definition.refs))
    throw new CliError('CLI_USAGE', {
      function: fn,
      problem: 'its items have no fixed size',
      expected: '--feed <bytes> --raw',
    });
  return method.feeds.archive.layout.size;
}

function count(text: unknown, what: string, most = 1_000_000_000): number {
  return parseCount(String(text), what, 1, most);
}
