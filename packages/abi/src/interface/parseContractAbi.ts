import type { ContractAbi, Method } from '../contract.ts';
import { AbiError } from '../errors.ts';
import type { AbiType } from '../type/abiType.ts';
import type { ContractInterface, FieldEntry, TypeDefinition } from './contractInterface.ts';
import { describedType } from './describedType.ts';
import { builtinTypes } from './typeTable.ts';

/** A contract's functions and events as its ABI file gives them, and the file. */
export type DescribedAbi = ContractAbi & {
  readonly methods: Readonly<Record<string, Method>>;
  readonly events: Readonly<Record<string, AbiType<unknown>>>;
  readonly file: ContractInterface;
};

/** Bounds of a file: far above any contract, far below what would cost time. */
const MAX_TEXT = 1_048_576;
const MAX_ENTRIES = 1024;
const MAX_VARIANTS = 256;

/**
 * Reads an ABI file, as text or parsed: `encodeCall`, `decodeReturn`, `decodeEvent`, `argumentFromJson` … take the result.
 * A file may come from anywhere: it is checked whole, and costs at most milliseconds.
 * @throws AbiError ABI_BAD_FILE; `details.at` tells where
 * Spec: 12 §6
 */
export function parseContractAbi(file: unknown): DescribedAbi {
  return describeContract(readInterface(typeof file === 'string' ? parseText(file) : file));
}

/**
 * The same of an interface that a build has just made.
 * @throws AbiError ABI_BAD_FILE
 */
export function describeContract(file: ContractInterface): DescribedAbi {
  const { types } = file;
  for (const name of Object.keys(types)) describedType(name, types);
  return {
    name: file.contract,
    methods: Object.fromEntries(
      file.methods.map(({ name, argument, returns, feeds }): [string, Method] => [
        name,
        {
          argument: describedType(argument, types),
          returns: describedType(returns, types),
          feeds: feeds === undefined ? null : describedType(feeds, types),
        },
      ]),
    ),
    events: Object.fromEntries(file.events.map(({ topic, type }) => [topic, describedType(type, types)])),
    file,
  };
}

function parseText(text: string): unknown {
  if (text.length > MAX_TEXT) throw bad('$', `at most ${MAX_TEXT} characters`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AbiError('ABI_BAD_FILE', { at: '$', rule: 'JSON' }, { cause: error });
  }
}

function readInterface(json: unknown): ContractInterface {
  const file = object(json, '$');
  const types = Object.fromEntries(
    entries(object(file.types, 'types'), 'types').map(([name, def]) => [name, definition(def, name, `types.${name}`)]),
  );
  return {
    contract: text(file.contract, 'contract', /^[A-Za-z_]\w{0,63}$/),
    sha256: text(file.sha256, 'sha256', /^[0-9a-f]{64}$/),
    sdk: text(file.sdk, 'sdk', /^1$/),
    types,
    methods: unique(
      list(file.methods, 'methods').map((entry, i) => method(object(entry, `methods[${i}]`), `methods[${i}]`)),
    ),
    events: list(file.events, 'events').map((entry, i) => {
      const event = object(entry, `events[${i}]`);
      return {
        topic: text(event.topic, `events[${i}].topic`, /^[^\s/?#]{1,64}$/),
        type: expression(event.type, `events[${i}].type`),
      };
    }),
    errors: list(file.errors, 'errors').map((entry, i) => text(entry, `errors[${i}]`, /^[\s\S]{0,4096}$/)),
    queries: list(file.queries, 'queries').map((entry, i) => text(entry, `queries[${i}]`, /^\w{1,64}$/)),
    state: list(file.state, 'state').map((entry, i) => {
      const cell = object(entry, `state[${i}]`);
      return { ...field(cell, `state[${i}]`), size: count(cell.size, `state[${i}].size`) };
    }),
  };
}

function method(entry: Readonly<Record<string, unknown>>, at: string): ContractInterface['methods'][number] {
  return {
    name: text(entry.name, `${at}.name`, /^[a-z_][a-z0-9_]{0,63}$/),
    params: list(entry.params, `${at}.params`).map((parameter, i) => {
      const { name, type } = object(parameter, `${at}.params[${i}]`);
      return { name: identifier(name, `${at}.params[${i}].name`), type: expression(type, `${at}.params[${i}].type`) };
    }),
    argument: expression(entry.argument, `${at}.argument`),
    returns: expression(entry.returns, `${at}.returns`),
    view: flag(entry.view, `${at}.view`),
    root: flag(entry.root, `${at}.root`),
    ...(entry.feeds === undefined ? {} : { feeds: expression(entry.feeds, `${at}.feeds`) }),
    ...(entry.doc === undefined ? {} : { doc: text(entry.doc, `${at}.doc`, /^[\s\S]{0,4096}$/) }),
  };
}

function definition(json: unknown, name: string, at: string): TypeDefinition {
  identifier(name, at);
  if (Object.hasOwn(builtinTypes, name)) throw bad(at, 'no name of a builtin type');
  const entry = object(json, at);
  const layout = { size: count(entry.size, `${at}.size`), align: count(entry.align, `${at}.align`) };
  if (![1, 2, 4, 8].includes(layout.align)) throw bad(`${at}.align`, '1, 2, 4 or 8');
  if (entry.kind === 'bytes') return { kind: 'bytes', ...layout };
  const refs = flag(entry.refs, `${at}.refs`);
  const members = (key: string): FieldEntry[] =>
    unique(
      list(entry[key], `${at}.${key}`).map((member, i) =>
        field(object(member, `${at}.${key}[${i}]`), `${at}.${key}[${i}]`),
      ),
    );
  if (entry.kind === 'struct') {
    const tuple = entry.tuple === undefined ? {} : { tuple: flag(entry.tuple, `${at}.tuple`) };
    return { kind: 'struct', ...layout, refs, ...tuple, fields: members('fields') };
  }
  if (entry.kind !== 'enum') throw bad(`${at}.kind`, 'bytes, struct or enum');
  const variants = members('variants');
  if (variants.length === 0 || variants.length > MAX_VARIANTS) throw bad(`${at}.variants`, `1 to ${MAX_VARIANTS}`);
  return { kind: 'enum', ...layout, refs, variants };
}

function field(entry: Readonly<Record<string, unknown>>, at: string): FieldEntry {
  return {
    name: identifier(entry.name, `${at}.name`),
    type: expression(entry.type, `${at}.type`),
    offset: count(entry.offset, `${at}.offset`),
  };
}

function unique<T extends { readonly name: string }>(named: T[]): T[] {
  const names = new Set<string>();
  for (const { name } of named) {
    if (names.has(name)) throw bad(name, 'each name once');
    names.add(name);
  }
  return named;
}

function object(json: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw bad(at, 'an object');
  return json as Readonly<Record<string, unknown>>;
}

function entries(json: Readonly<Record<string, unknown>>, at: string): [string, unknown][] {
  const found = Object.entries(json);
  if (found.length > MAX_ENTRIES) throw bad(at, `at most ${MAX_ENTRIES} entries`);
  return found;
}

function list(json: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(json) || json.length > MAX_ENTRIES) throw bad(at, `a list of at most ${MAX_ENTRIES}`);
  return json;
}

function text(json: unknown, at: string, form: RegExp): string {
  if (typeof json !== 'string' || !form.test(json)) throw bad(at, `text like ${form.source}`);
  return json;
}

function identifier(json: unknown, at: string): string {
  return text(json, at, /^[A-Za-z_]\w{0,63}$/);
}

/** Names and `Vec<…>`, `Option<…>`; containers of state have two parameters at most. */
function expression(json: unknown, at: string): string {
  return text(json, at, /^[A-Za-z_][\w<>,]{0,127}$/);
}

function count(json: unknown, at: string): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < 0 || json > 0xffff_ffff) throw bad(at, 'u32');
  return json;
}

function flag(json: unknown, at: string): boolean {
  if (typeof json !== 'boolean') throw bad(at, 'true or false');
  return json;
}

function bad(at: string, rule: string): AbiError {
  return new AbiError('ABI_BAD_FILE', { at, rule });
}
