import { asObject, type JsonObject, parseExact } from '../json.ts';
import type { Transport } from '../transports/transport.ts';
import { post } from './post.ts';

/** A GraphQL query; the data object. @throws NetworkError NETWORK_REFUSED with the node's errors. Spec: 08 §5 */
export async function query(
  transport: Transport,
  text: string,
  options: {
    readonly variables?: Readonly<Record<string, string | number | boolean>> | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<JsonObject> {
  const headers = Object.fromEntries(
    Object.entries(options.variables ?? {}).map(([name, value]) => [`rusk-gqlvar-${name}`, JSON.stringify(value)]),
  );
  const response = await post(transport, '/on/graphql/query', { body: text, headers, signal: options.signal });
  return asObject(parseExact(await response.text()), 'data');
}
