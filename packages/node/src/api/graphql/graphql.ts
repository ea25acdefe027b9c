import { createLru } from '@eventide/base';
import type { JsonValue } from '@eventide/ledger';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  GraphQLError as GraphQLFailure,
  type GraphQLFormattedError,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
  printSchema,
  specifiedRules,
  validate,
} from 'graphql';
import { archiveQueries } from './archiveQueries.ts';
import { chainQueries } from './chainQueries.ts';
import { assertCheap } from './cheap.ts';
import type { GraphqlContext } from './sources.ts';

export type GraphqlRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, JsonValue>> | undefined;
  readonly operationName?: string | undefined;
};

export type GraphqlResult = {
  readonly data: JsonValue;
  readonly errors: readonly GraphQLFormattedError[];
};

const MOST_TOKENS = 60_000;
const MOST_ERRORS = 50;
const KEPT_DOCUMENTS = 256;
const KEPT_CHARACTERS = 4_000_000;

/** The schema with its queries. Nodes without an archive do not have the archive's. Spec: 08 §5 */
export class Graphql {
  readonly #schema: GraphQLSchema;
  /** Documents that passed validation, by their text. */
  readonly #documents = createLru<string, DocumentNode>({
    maxEntries: KEPT_DOCUMENTS,
    maxWeight: KEPT_CHARACTERS,
    weigh: (_, text) => text.length,
  });

  constructor(options: { readonly archive: boolean }) {
    const fields = options.archive ? { ...chainQueries, ...archiveQueries } : chainQueries;
    this.#schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
  }

  /** The schema as text. */
  get sdl(): string {
    return printSchema(this.#schema);
  }

  /** Never rejects: what goes wrong is in `errors`. */
  async run({ query, variables, operationName }: GraphqlRequest, context: GraphqlContext): Promise<GraphqlResult> {
    try {
      const document = this.#document(query);
      if (Array.isArray(document)) return failed(document);
      const result = await execute({
        schema: this.#schema,
        document: document as DocumentNode,
        contextValue: context,
        variableValues: variables,
        operationName,
      });
      return { data: (result.data ?? null) as JsonValue, errors: (result.errors ?? []).map(told) };
    } catch (error) {
      if (error instanceof GraphQLFailure) return failed([error]);
      return failed([new GraphQLFailure('Internal error')]);
    }
  }

  #document(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const document = parse(text, { maxTokens: MOST_TOKENS, noLocation: false });
    assertCheap(document);
    const errors = validate(this.#schema, document, specifiedRules, { maxErrors: MOST_ERRORS });
    if (errors.length > 0) return errors;
    this.#documents.set(text, document);
    return document;
  }
}

function failed(errors: readonly GraphQLError[]): GraphqlResult {
  return { data: null, errors: errors.map(told) };
}

/** What a query did wrong is told; what went wrong on this machine is not. */
function told(error: NonNullable<ExecutionResult['errors']>[number]): GraphQLFormattedError {
  const own = error.originalError === undefined || error.originalError instanceof GraphQLFailure;
  return own ? error.toJSON() : { ...error.toJSON(), message: 'Internal error' };
}
