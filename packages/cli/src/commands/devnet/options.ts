import { isAbsolute, join } from 'node:path';
import type { NetworkOptions, SoloNetworkOptions } from '@eventide/devnet';
import { parseStakes } from '@eventide/devnet/genesis/genesisStakes';
import type { Input, Io } from '../../command.ts';
import { homeFolder } from '../../config/files.ts';
import { CliError } from '../../errors.ts';
import { parseCount, parseHeight } from '../../input/bytes.ts';

/** Words that give a single node its name on this machine, so that both kinds can run beside each other. */
export const SOLO_NAME = 'solo';
export const NETWORK_NAME = 'local';

/** True if several nodes, or one with consensus of its own, are asked for. */
export function wantsNetwork({ options }: Pick<Input, 'options'>): boolean {
  return options.nodes !== undefined;
}

/** @throws CliError CLI_BAD_INPUT */
export function networkOptions(io: Io, { options }: Pick<Input, 'options'>): NetworkOptions {
  const nodes = options.nodes;
  if (nodes !== undefined && (options.fork !== undefined || options.forkState !== undefined))
    throw new CliError('CLI_USAGE', { expected: '--fork without --nodes: a fork is one node' });
  return {
    home: homeFolder(io),
    name: textOr(options.name, NETWORK_NAME),
    nodes: typeof nodes === 'string' ? parseCount(nodes, '--nodes', 1, 10) : undefined,
    blockTimeSec: parseCount(textOr(options.blockTime, '2'), '--block-time', 1, 30),
    proofs: oneOf(options.proofs, '--proofs', ['real', 'mock'], options.protocol === 'rusk-1.6' ? 'mock' : 'real'),
    protocol: oneOf(options.protocol, '--protocol', ['eventide', 'rusk-1.6'], 'eventide'),
    seed: parseCount(textOr(options.seed, '0'), '--seed', 0, 999_999_999),
    contracts: folderOption(io, options.contracts),
    crs: folderOption(io, options.crs),
    walletCore: folderOption(io, options.walletCore),
    stakes: typeof options.stake === 'string' ? parseStakes(options.stake) : [],
    portBase:
      typeof options.portBase === 'string' ? parseCount(options.portBase, '--port-base', 1_024, 65_000) : undefined,
    host: textOr(options.host, '127.0.0.1'),
    sites: options.ui !== false,
    reset: options.reset === true,
  };
}

/** @throws CliError CLI_BAD_INPUT */
export function soloOptions(io: Io, { options }: Pick<Input, 'options'>): SoloNetworkOptions {
  return {
    home: homeFolder(io),
    name: textOr(options.name, SOLO_NAME),
    host: textOr(options.host, '127.0.0.1'),
    port: typeof options.port === 'string' ? parseCount(options.port, '--port', 1, 65_535) : undefined,
    mine: miningOf(textOr(options.mine, 'instant')),
    proofs: oneOf(options.proofs, '--proofs', ['real', 'mock'], 'mock'),
    protocol: oneOf(options.protocol, '--protocol', ['eventide', 'rusk-1.6'], 'eventide'),
    seed: parseCount(textOr(options.seed, '0'), '--seed', 0, 999_999_999),
    accounts: parseCount(textOr(options.accounts, '10'), '--accounts', 1, 10),
    stakes: typeof options.stake === 'string' ? parseStakes(options.stake) : undefined,
    finality: oneOf(options.finality, '--finality', ['instant', 'protocol'], 'instant'),
    contracts: folderOption(io, options.contracts),
    crs: folderOption(io, options.crs),
    walletCore: folderOption(io, options.walletCore),
    load: folderOption(io, options.load),
    state: folderOption(io, options.state),
    fork: forkOf(io, options),
  };
}

/** @throws CliError CLI_BAD_INPUT, CLI_USAGE */
function forkOf(
  io: Io,
  { fork, forkState, forkHeight, protocol, contracts }: Input['options'],
): SoloNetworkOptions['fork'] {
  const archive = folderOption(io, forkState);
  if (fork === undefined && archive === undefined) {
    if (forkHeight !== undefined) throw new CliError('CLI_USAGE', { expected: '--fork <url> with --fork-height' });
    return undefined;
  }
  const url = typeof fork === 'string' ? URL.parse(fork) : null;
  if (
    fork !== undefined &&
    (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
  )
    throw new CliError('CLI_BAD_INPUT', {
      what: '--fork',
      expected: 'http(s)://host[:port] of a node of Eventide or Rusk',
    });
  if (protocol !== undefined || contracts !== undefined)
    throw new CliError('CLI_USAGE', {
      expected: '--fork without --protocol and --contracts: both come from the origin',
    });
  const height = forkHeight === undefined ? undefined : parseHeight(forkHeight, '--fork-height');
  return { url: fork === undefined ? undefined : String(fork).replace(/\/+$/, ''), archive, height };
}

/** `instant`, `manual` or `interval:S`. @throws CliError CLI_BAD_INPUT. Spec: 13 §2.2 */
function miningOf(text: string): SoloNetworkOptions['mine'] {
  if (text === 'instant' || text === 'manual') return { kind: text };
  const seconds = /^interval:(\d{1,5}(?:\.\d{1,3})?)$/.exec(text)?.[1];
  if (seconds === undefined || Number(seconds) <= 0)
    throw new CliError('CLI_BAD_INPUT', { what: '--mine', text, expected: 'instant, manual or interval:S' });
  return { kind: 'interval', intervalMs: Number(seconds) * 1_000 };
}

function oneOf<const T extends string>(value: unknown, what: string, choices: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new CliError('CLI_BAD_INPUT', { what, text: String(value), expected: choices.join(' or ') });
  return found;
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function folderOption(io: Io, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return isAbsolute(value) ? value : join(io.folder, value);
}
