import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isEventideError } from '@eventide/base';
import { formatConfig } from '../config/formatConfig.ts';
import { configKeys } from '../config/keys.ts';
import { type LoadedConfig, loadConfig } from '../config/loadConfig.ts';
import { NodeError } from '../errors.ts';
import { createNodeLog } from '../telemetry/nodeLog.ts';
import { runNode } from './runNode.ts';

/** Exit codes: 0 stopped as told, 1 a fault of this machine, 2 unusable settings or surroundings. */
const FAULT = 1;
const UNUSABLE = 2;

/** Runs a node until SIGINT or SIGTERM. Lines for whoever started it go to standard output, the log to standard error. */
export async function main(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const loaded = await load();
    if (loaded.check) {
      process.stdout.write(formatConfig(loaded.config, loaded.origins));
      return 0;
    }
    const { config } = loaded;
    const log = createNodeLog({
      level: config.log_level,
      type: config.log_type,
      filter: config.log_filter,
      write: (text) => void process.stderr.write(text),
      nowMs: () => Date.now(),
    });
    const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
    await runNode(loaded, { log, env: process.env, tell }, stop.signal);
    return 0;
  } catch (error) {
    const { code, message } = isEventideError(error) ? error : { code: 'FAULT_INTERNAL', message: String(error) };
    process.stderr.write(`${JSON.stringify({ level: 'error', code, text: message })}\n`);
    return code.startsWith('FAULT_') ? FAULT : UNUSABLE;
  }
}

const flags = Object.values(configKeys).flatMap(({ flag }: { readonly flag?: string | undefined }) => flag ?? []);

async function load(): Promise<LoadedConfig & { readonly check: boolean }> {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' } as const]));
  const { values } = parseArgs({
    options: { ...options, config: { type: 'string', short: 'c' }, check: { type: 'boolean' } },
  });
  const { config: given, check = false, ...rest } = values as Record<string, string | undefined> & { check?: boolean };
  const name = given ?? process.env.RUSK_CONFIG_TOML;
  const file = name === undefined ? undefined : { name, text: await readConfig(name) };
  return { ...loadConfig({ file, env: process.env, flags: rest }), check };
}

async function readConfig(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new NodeError('NODE_CONFIG', { file: path, expected: 'a readable file' }, { cause });
  }
}
