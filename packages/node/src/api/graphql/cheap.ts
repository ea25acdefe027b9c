import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';

const MOST_FIELDS = 25_000;
const MOST_FRAGMENTS = 200;
const MOST_OPERATIONS = 100;
/** One name more often would make comparing its selections expensive. */
const MOST_REPEATS = 50;
const MOST_DEPTH = 16;
/** Fields after every fragment is put in its place. */
const MOST_EXPANDED = 100_000;

type Size = { readonly fields: number; readonly depth: number };

/**
 * Refuses documents whose validation or execution would take out of proportion to their length.
 * @throws GraphQLError
 */
export function assertCheap(document: DocumentNode): void {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (fragments.length > MOST_FRAGMENTS || operations.length > MOST_OPERATIONS) throw refusal('definitions');
  const measure = new Measure(fragments);
  for (const { selectionSet } of [...fragments, ...operations]) measure.sizeOf(selectionSet);
}

class Measure {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Sizes found; null while a fragment is being looked into. */
  readonly #known = new Map<string, Size | null>();
  #seen = 0;

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  sizeOf({ selections }: SelectionSetNode, nesting = 0): Size {
    if (nesting > MOST_DEPTH) throw refusal('depth');
    let fields = 0;
    let depth = 0;
    const repeats = new Map<string, number>();
    for (const node of selections) {
      if (++this.#seen > MOST_FIELDS) throw refusal('fields');
      let inner: Size;
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        const repeated = (repeats.get(name) ?? 0) + 1;
        if (repeated > MOST_REPEATS) throw refusal('repeated fields');
        repeats.set(name, repeated);
        inner = node.selectionSet ? this.sizeOf(node.selectionSet, nesting + 1) : { fields: 0, depth: 0 };
        inner = { fields: inner.fields + 1, depth: inner.depth + 1 };
      } else if (node.kind === Kind.INLINE_FRAGMENT) inner = this.sizeOf(node.selectionSet, nesting + 1);
      else inner = this.#fragment(node.name.value, nesting);
      fields += inner.fields;
      depth = Math.max(depth, inner.depth);
      if (fields > MOST_EXPANDED) throw refusal('fields');
      if (depth > MOST_DEPTH) throw refusal('depth');
    }
    return { fields, depth };
  }

  #fragment(name: string, nesting: number): Size {
    const fragment = this.#fragments.get(name);
    const known = this.#known.get(name);
    // Unknown and circular ones are for the validator to name.
    if (fragment === undefined || known === null) return { fields: 0, depth: 0 };
    if (known !== undefined) return known;
    this.#known.set(name, null);
    const size = this.sizeOf(fragment.selectionSet, nesting);
    this.#known.set(name, size);
    return size;
  }
}

function refusal(what: string): GraphQLError {
  return new GraphQLError(`query too expensive: too many ${what}`);
}
