import { parse, TomlError } from 'smol-toml';
import { NodeError } from '../errors.ts';
import { type ConfigKey, type ConfigName, configKeys, type NodeConfig } from './keys.ts';
import { Unreadable } from './readers.ts';

export type ConfigSources = {
  /** Text of the TOML file, and its name for messages. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** By name, without dashes. */
  readonly flags?: Readonly<Record<string, string | undefined>> | undefined;
};

export type LoadedConfig = {
  readonly config: NodeConfig;
  /** Where each value came from: `default`, `file`, `environment NAME`, `flag --name`. */
  readonly origins: Readonly<Record<ConfigName, string>>;
  /** Keys that nobody knows, or that have no effect here. */
  readonly warnings: readonly string[];
};

/** Tables whose keys belong to the network, not to the operator. */
const NETWORK_TABLES = ['vm.features'];
/** More than any file needs; bounds the work it can ask for. */
const MAX_FILE_CHARACTERS = 1_000_000;

/**
 * All settings from flags, environment, file and defaults, in this order of precedence.
 * @throws NodeError NODE_CONFIG with key, origin and what was expected
 * Spec: 08 §7, 13 §8
 */
export function loadConfig({ file, env = {}, flags = {} }: ConfigSources): LoadedConfig {
  const entries = new Map(file === undefined ? [] : flatten(parseFile(file)));
  const config: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const warnings: string[] = [];
  for (const [name, spec] of Object.entries(configKeys) as [ConfigName, ConfigKey<unknown>][]) {
    const found = sourceOf(name, spec, { entries, env, flags });
    const value = found === undefined ? spec.fallback : readValue(name, spec, found.raw, found.origin);
    config[name] = spec.idle ? spec.fallback : value;
    origins[name] = found?.origin ?? 'default';
    if (entries.has(name) && spec.idle) warnings.push(`${name} has no effect here`);
  }
  for (const name of entries.keys()) {
    if (name in configKeys) continue;
    const table = NETWORK_TABLES.find((prefix) => name.startsWith(`${prefix}.`));
    warnings.push(table === undefined ? `unknown key ${name}` : `${name} is settled by the network`);
  }
  return {
    config: Object.freeze(config) as NodeConfig,
    origins: Object.freeze(origins) as LoadedConfig['origins'],
    warnings,
  };
}

function sourceOf(
  name: ConfigName,
  spec: ConfigKey<unknown>,
  from: {
    readonly entries: ReadonlyMap<string, unknown>;
    readonly env: NonNullable<ConfigSources['env']>;
    readonly flags: NonNullable<ConfigSources['flags']>;
  },
): { readonly raw: unknown; readonly origin: string } | undefined {
  const flag = spec.flag === undefined ? undefined : from.flags[spec.flag];
  if (flag !== undefined) return { raw: flag, origin: `flag --${spec.flag}` };
  for (const variable of spec.env ?? []) {
    const value = from.env[variable];
    if (value !== undefined && value !== '') return { raw: value, origin: `environment ${variable}` };
  }
  return from.entries.has(name) ? { raw: from.entries.get(name), origin: 'file' } : undefined;
}

function readValue(name: ConfigName, spec: ConfigKey<unknown>, raw: unknown, origin: string): unknown {
  try {
    return spec.read(raw);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new NodeError('NODE_CONFIG', { key: name, origin, expected: error.message });
  }
}

function parseFile({ name, text }: { readonly name: string; readonly text: string }): Record<string, unknown> {
  if (text.length > MAX_FILE_CHARACTERS) throw new NodeError('NODE_CONFIG', { file: name, expected: 'a smaller file' });
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new NodeError('NODE_CONFIG', { file: name, line: error.line, column: error.column, expected: 'TOML' });
  }
}

/** Values by their whole path; lists are values. */
function* flatten(table: Record<string, unknown>, prefix = ''): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(table)) {
    const path = `${prefix}${key}`;
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    if (isTable && !(path in configKeys)) yield* flatten(value as Record<string, unknown>, `${path}.`);
    else yield [path, value];
  }
}
