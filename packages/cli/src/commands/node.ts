import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { resolveSettings, timeoutMs } from '../config/settings.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { formatFields, formatJson, formatTable } from '../output.ts';
import { notifyManager } from '../service/notify.ts';
import { withConnection } from '../wallet/connect.ts';
import { nodeReport } from './nodeReport.ts';

const CONFIG_FILE = 'node.toml';
const TELEMETRY = 'http://127.0.0.1:9180';

/** A folder with a configuration file in which every key has its default. Spec: 13 §8 */
export async function nodeInit(io: Io, { options }: Input): Promise<Outcome> {
  const { loadConfig } = await import('@eventide/node/config/loadConfig');
  const { formatConfig } = await import('@eventide/node/config/formatConfig');
  const dir = absolute(io, typeof options.dir === 'string' ? options.dir : 'node');
  const file = join(dir, CONFIG_FILE);
  if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
  const rusk = typeof options.fromRusk === 'string' ? ruskProfile(absolute(io, options.fromRusk)) : undefined;
  const { config, warnings } = loadConfig({
    file: rusk?.file,
    flags: {
      ...flagsOf(io, options),
      'db-path': join(dir, 'data'),
      'consensus-keys-path': rusk?.keys ?? join(dir, 'consensus.keys'),
    },
  });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeWhole(file, formatConfig(config));
  const run = `eventide node run --config-file ${file}`;
  const next =
    rusk?.keys === undefined ? `eventide keys consensus new ${join(dir, 'consensus.keys')}, then ${run}` : run;
  const notes = rusk === undefined ? [] : warnings.map((text) => `warn  ${text}`);
  return {
    json: { file, dir, next, ...(rusk === undefined ? {} : { warnings }) },
    human: [file, ...notes, `next  ${next}`].join('\n'),
  };
}

/** Names of the reference's configuration, and of its keys. Spec: 08 §7 */
const RUSK_CONFIGS = ['rusk.toml', 'default.config.toml'];
const RUSK_KEYS = ['consensus.keys', join('conf', 'consensus.keys')];

/** Settings and key file of a node of the reference; its ledger and state are fetched again. @throws CliError CLI_FILE */
function ruskProfile(folder: string): {
  readonly file: { readonly name: string; readonly text: string };
  readonly keys: string | undefined;
} {
  const places = [folder, join(folder, 'conf')];
  const name = places.flatMap((at) => RUSK_CONFIGS.map((each) => join(at, each))).find((path) => existsSync(path));
  if (name === undefined)
    throw new CliError('CLI_FILE', { file: folder, expected: `one of ${RUSK_CONFIGS.join(', ')}` });
  const keys = RUSK_KEYS.map((each) => join(folder, each)).find((path) => existsSync(path));
  return { file: { name, text: readFileSync(name, 'utf8') }, keys };
}

/** Runs a node until it is interrupted; `--check` only prints the effective configuration. Spec: 08 §7–8.1, 13 §8 */
export async function nodeRun(io: Io, input: Input): Promise<Outcome> {
  const { options, flags } = input;
  const [{ loadConfig }, { runNode }, { createNodeLog }] = await Promise.all([
    import('@eventide/node/config/loadConfig'),
    import('@eventide/node/run/runNode'),
    import('@eventide/node/telemetry/nodeLog'),
  ]);
  const loaded = loadConfig({ file: configFile(io, options.configFile), env: io.env, flags: flagsOf(io, options) });
  if (options.check === true) {
    const { formatConfig } = await import('@eventide/node/config/formatConfig');
    const text = formatConfig(loaded.config, loaded.origins);
    return { json: { config: text, warnings: loaded.warnings }, human: text.trimEnd() };
  }
  const log = createNodeLog({
    level: loaded.config.log_level,
    type: flags.json
      ? 'json'
      : loaded.config.log_type === 'coloured' && !flags.color
        ? 'plain'
        : loaded.config.log_type,
    filter: loaded.config.log_filter,
    write: io.err,
    nowMs: Date.now,
  });
  const tell = (line: { readonly event: string }): void => {
    const { event, ...facts } = line;
    io.out(`${flags.json ? formatJson({ v: 1, ...line }) : `${event}  ${formatJson(facts)}`}\n`);
    void notifyManager(io.env, event === 'ready' ? '--ready' : 'STOPPING=1');
  };
  await runNode(loaded, { log, env: io.env, tell }, io.signal);
  return { json: {}, human: '', streamed: true };
}

/** Height, finality, version and neighbours of the node behind the network's address. */
export function nodeStatus(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { version, ...place } = await nodeReport(connection);
    const peers = await peersOf(connection.network.url, connection.signal);
    const report = { ...place, peers: peers.length, version };
    return { json: report, human: formatFields(report) };
  });
}

/** Alive neighbours of the node. */
export function nodePeers(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ network, signal }) => {
    const peers = await peersOf(network.url, signal);
    return { json: { peers }, human: peers.length === 0 ? 'no neighbours' : formatTable(peers.map((peer) => [peer])) };
  });
}

/** Every check of the node's telemetry; exit 3 if it is not ready. Spec: 13 §8 */
export async function nodeHealth(io: Io, input: Input): Promise<Outcome> {
  const url = `${typeof input.options.url === 'string' ? input.options.url : TELEMETRY}/health/ready`;
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs(resolveSettings(io, input.flags)))]);
  const found = await fetchJson(url, signal);
  const checks = found.checks as Record<string, { ok: boolean; value: unknown; want: string }>;
  const rows = Object.entries(checks).map(([name, { ok, value, want }]) => [
    ok ? 'ok' : 'fail',
    name,
    String(value),
    ok ? '' : want,
  ]);
  return { json: found, human: formatTable(rows), exit: found.ready === true ? EXIT.done : EXIT.checkedFalse };
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(url, { signal });
    return (await response.json()) as Record<string, unknown>;
  } catch (cause) {
    throw new CliError('CLI_TIMEOUT', { url }, { cause });
  }
}

const MOST_PEERS = '1000';

async function peersOf(url: string, signal: AbortSignal): Promise<readonly string[]> {
  const response = await fetch(`${url}/on/network/peers`, { method: 'POST', body: MOST_PEERS, signal });
  return (await response.json()) as string[];
}

/** Flags of the reference's node and ours, by name. */
const NODE_FLAGS = [
  'log-level',
  'log-type',
  'log-filter',
  'http-listen-addr',
  'telemetry-listen-addr',
  'db-path',
  'consensus-keys-path',
  'delay-on-resp-msg',
  'network-id',
  'kadcast-public-address',
  'kadcast-listen-address',
  'kadcast-bootstrap',
  'genesis',
  'contracts',
  'role',
  'crs',
] as const;

function flagsOf(_io: Io, options: Input['options']): Record<string, string | undefined> {
  const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    NODE_FLAGS.map((name) => {
      const value = options[camel(name)];
      return [name, typeof value === 'string' ? value : undefined];
    }),
  );
}

/** The folder that a node's settings name. @throws NodeError NODE_CONFIG; CliError CLI_FILE */
export async function nodeFolder(io: Io, options: Input['options']): Promise<string> {
  const [{ loadConfig }, { expandPath }] = await Promise.all([
    import('@eventide/node/config/loadConfig'),
    import('@eventide/node/run/toNodeOptions'),
  ]);
  const { config } = loadConfig({
    file: configFile(io, options.configFile),
    env: io.env,
    flags: flagsOf(io, options),
  });
  return absolute(io, expandPath(config['chain.db_path']));
}

function configFile(io: Io, option: unknown): { readonly name: string; readonly text: string } | undefined {
  if (typeof option !== 'string') return undefined;
  const name = absolute(io, option);
  try {
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    throw new CliError('CLI_FILE', { file: name, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

function absolute(io: Io, file: string): string {
  return isAbsolute(file) ? file : join(io.folder, file);
}
