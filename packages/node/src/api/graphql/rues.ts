import type { JsonValue } from '@eventide/ledger';
import { formatJson } from '@eventide/ledger';
import { ruesHeaders } from '@eventide/rues';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import { parseExactJson } from '../json.ts';
import type { RuesRoute } from '../rues/router.ts';
import type { Graphql } from './graphql.ts';
import type { GraphqlContext } from './sources.ts';

/** Queries as the event system takes them: text in, bare data out. Spec: 08 §5 */
export function graphqlRoutes(graphql: Graphql, context: () => GraphqlContext, gate: Gate): RuesRoute[] {
  return [
    {
      component: 'graphql',
      topic: 'query',
      handle: async ({ body, headers }) => {
        if (body.text.trim() === '') return { kind: 'text', text: graphql.sdl };
        const request = { query: body.text, variables: variablesOf(headers) };
        const { data, errors } = await gate.run(() => graphql.run(request, context()));
        if (errors.length > 0) throw new RefusedRequest('internal', formatJson(errors as unknown as JsonValue));
        // Clients with batches of aliases count on their order.
        return { kind: 'json', value: data, keepOrder: true };
      },
    },
  ];
}

/** A header is JSON if it can be, else text; an empty one is null. Spec: 08 §5, §13 item 4 */
function variablesOf(headers: Readonly<Record<string, string | undefined>>): Record<string, JsonValue> {
  const named = Object.entries(headers).filter(([name]) => name.startsWith(ruesHeaders.gqlVariablePrefix));
  return Object.fromEntries(
    named.map(([name, value = '']) => [name.slice(ruesHeaders.gqlVariablePrefix.length), variableOf(value)]),
  );
}

function variableOf(text: string): JsonValue {
  if (text === '') return null;
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
