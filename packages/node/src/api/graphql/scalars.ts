import type { JsonValue } from '@eventide/ledger';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const MIN_I64 = -(2n ** 63n);
const MAX_U64 = 2n ** 64n - 1n;

/** `Int` as the reference has it: up to 64 bits, exact. Spec: 08 §5 */
export const Int: GraphQLScalarType<bigint, bigint> = new GraphQLScalarType({
  name: 'Int',
  description: 'An integer of up to 64 bits.',
  serialize: integerOf,
  parseValue: integerOf,
  parseLiteral(node) {
    if (node.kind !== Kind.INT || node.value.length > 21)
      throw new GraphQLError('Int cannot represent this value', { nodes: node });
    return integerOf(BigInt(node.value));
  },
});

/** A JSON value in an answer. */
export const JsonScalar: GraphQLScalarType<JsonValue, JsonValue> = new GraphQLScalarType({
  name: 'JSON',
  description: 'A JSON value; integers are exact.',
  serialize: (value) => value as JsonValue,
});

function integerOf(value: unknown): bigint {
  const integer =
    typeof value === 'bigint'
      ? value
      : typeof value === 'number' && Number.isSafeInteger(value)
        ? BigInt(value)
        : undefined;
  if (integer === undefined || integer < MIN_I64 || integer > MAX_U64) {
    throw new GraphQLError(
      `Int cannot represent ${typeof value === 'object' ? 'this value' : String(value).slice(0, 64)}`,
    );
  }
  return integer;
}
