import { eventToJson } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { type PlacedEvent, watchContract as watchEvents } from '@eventide/sdk';
import type { Input, Io, Outcome } from '../../command.ts';
import { findContract, type NamedContract } from '../../contract/findContract.ts';
import { CliError } from '../../errors.ts';
import { parseCount } from '../../input/bytes.ts';
import { formatJson } from '../../output.ts';
import { whenInterrupted } from '../../terminal/whenInterrupted.ts';
import { withConnection } from '../../wallet/connect.ts';

/** Events of a contract as blocks bring them, until the user interrupts or `--count` is reached. Spec: 13 §2.2, 08 §2.5 */
export function contractWatch(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, facts }) => {
    const contract = await findContract(io, input, facts.genesisHash, input.args[0] as string);
    const topics = topicsOf(input, contract);
    const { count } = input.options;
    let left = count === undefined ? Number.POSITIVE_INFINITY : parseCount(String(count), '--count', 1, 1_000_000);
    const ended = Promise.withResolvers<void>();
    const stops = topics.map((topic) =>
      watchEvents(client, {
        contract: contract.id,
        topic,
        onEvent(event) {
          if (left <= 0) return;
          io.out(`${line(input, contract, event)}\n`);
          left -= 1;
          if (left <= 0) ended.resolve();
        },
        onGap: () => io.err(`events of ${topic} may be missing: the connection broke\n`),
        onError(error) {
          if (isEventideError(error, 'NETWORK_WRONG_CHAIN')) ended.reject(error);
        },
      }),
    );
    void whenInterrupted(io.signal).then(ended.resolve);
    try {
      await ended.promise;
    } finally {
      for (const stop of stops) stop();
    }
    return { json: {}, human: '', streamed: true };
  });
}

function line({ flags }: Input, { abi, name }: NamedContract, { topic, data, origin, block }: PlacedEvent): string {
  const known = abi !== null && Object.hasOwn(abi.events, topic);
  const value = known ? eventToJson(abi, topic, data) : null;
  if (!flags.json)
    return [`block ${block?.height ?? '?'}`, `${name}.${topic}`, known ? formatJson(value) : toHex(data), origin].join(
      '  ',
    );
  return formatJson({
    v: 1,
    event: topic,
    value,
    data: toHex(data),
    origin,
    block: block === null ? null : { height: block.height, hash: block.hash },
  });
}

/** `--topic`, else every event of the ABI. @throws CliError CLI_USAGE */
function topicsOf({ options }: Input, { abi, name }: NamedContract): readonly string[] {
  if (typeof options.topic === 'string') return [options.topic];
  const topics = abi === null ? [] : Object.keys(abi.events);
  if (topics.length > 0) return topics;
  throw new CliError('CLI_USAGE', { contract: name, expected: '--topic <name>, or --abi <file> with events' });
}
