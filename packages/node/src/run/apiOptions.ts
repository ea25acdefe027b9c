import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@eventide/base';
import type { Prover } from '@eventide/prover/prover';
import { type ApiOptions, defaultApiOptions } from '../api/options.ts';
import type { ArchiveReader } from '../archive/archiveReader.ts';
import type { NodeConfig } from '../config/keys.ts';
import { NodeError } from '../errors.ts';
import { expandPath } from './toNodeOptions.ts';

/** What a configuration means for the API. @throws NodeError NODE_CONFIG for files that cannot be read */
export async function apiOptions(
  config: NodeConfig,
  folder: string,
  { archive, prover }: { readonly archive: ArchiveReader | undefined; readonly prover: Prover | undefined },
  log: Log,
): Promise<Partial<ApiOptions>> {
  const driversFolder = join(folder, 'drivers');
  await mkdir(driversFolder, { recursive: true });
  const { host, port } = splitAddress(config['http.listen_address']);
  const { limits } = defaultApiOptions;
  return {
    host,
    port,
    headers: config['http.headers'],
    corsOrigins: config['eventide.cors'],
    feederGas: config['http.feeder_call_gas'],
    wsEventCapacity: config['http.ws_event_channel_cap'],
    limits: { ...limits, socketsPerAddress: config['eventide.rate_limit'] ?? limits.socketsPerAddress },
    driversFolder,
    staticRoot: optionalPath(config['eventide.static']),
    walletCore: await wasmFiles(optionalPath(config['eventide.wallet_core'])),
    crsPath: optionalPath(config['eventide.crs']),
    archive,
    prover,
    log: log.with({ part: 'api' }),
    ...(await tlsOf(config)),
  };
}

/** Host without brackets, and port. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) };
}

async function tlsOf(config: NodeConfig): Promise<Pick<ApiOptions, 'tls'>> {
  const [cert, key] = [config['http.cert'], config['http.key']];
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new NodeError('NODE_CONFIG', { key: 'http.cert', expected: 'http.cert and http.key together' });
  return { tls: { cert: await readPem('http.cert', cert), key: await readPem('http.key', key) } };
}

async function readPem(key: string, path: string): Promise<string> {
  try {
    return await readFile(expandPath(path), 'utf8');
  } catch (cause) {
    throw new NodeError('NODE_CONFIG', { key, path, expected: 'a readable file' }, { cause });
  }
}

async function wasmFiles(folder: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (folder === undefined) return {};
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.wasm'));
    return Object.fromEntries(names.map((name) => [name, join(folder, name)]));
  } catch (cause) {
    throw new NodeError('NODE_CONFIG', { key: 'eventide.wallet_core', path: folder, expected: 'a folder' }, { cause });
  }
}

function optionalPath(path: string | undefined): string | undefined {
  return path === undefined ? undefined : expandPath(path);
}
