import { networkFolder } from '@eventide/devnet/folder/dataFolder';
import { type RunningNetwork, readReady } from '@eventide/devnet/folder/runFile';
import type { GlobalFlags, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { homeFolder, readSettings, type SettingsFile, userConfigFile, writeSettings } from './files.ts';

/** A network a command can speak to. */
export type KnownNetwork = {
  readonly name: string;
  readonly url: string;
  /** Local networks are named by their folder, public ones are built in, own ones stand in the user's file. */
  readonly kind: 'local' | 'public' | 'own';
  /** The running network behind a local name. */
  readonly running?: RunningNetwork | undefined;
};

/** Dusk's networks and the public nodes their tools use. Spec: 08 §8.2 */
const PUBLIC: Readonly<Record<string, string>> = {
  mainnet: 'https://nodes.dusk.network',
  testnet: 'https://testnet.nodes.dusk.network',
  devnet: 'https://devnet.nodes.dusk.network',
};

/** Where a local network answers when its folder is not here. */
const LOCAL_URL = 'http://127.0.0.1:8080';
const LOCAL = 'local';
/** A single node is the local network where nothing else runs. */
const SOLO = 'solo';

/**
 * The network of a name or URL.
 * @throws CliError CLI_NOT_FOUND for a name nobody knows
 */
export function findNetwork(io: Io, flags: GlobalFlags, nameOrUrl: string): KnownNetwork {
  if (/^https?:\/\//.test(nameOrUrl)) return { name: nameOrUrl, url: checkedUrl(nameOrUrl), kind: 'own' };
  const found = knownNetworks(io, flags).find(({ name }) => name === nameOrUrl) ?? localNetwork(io, nameOrUrl);
  if (found === undefined) throw new CliError('CLI_NOT_FOUND', { network: nameOrUrl });
  return found;
}

/** Every network with a name, the local one first. */
export function knownNetworks(io: Io, flags: GlobalFlags): KnownNetwork[] {
  const local = localNetwork(io, LOCAL) ?? { name: LOCAL, url: LOCAL_URL, kind: 'local' as const };
  const built = Object.entries(PUBLIC).map(([name, url]) => ({ name, url, kind: 'public' as const }));
  const own = Object.entries(ownNetworks(readSettings(userConfigFile(io, flags)))).map(([name, url]) => ({
    name,
    url,
    kind: 'own' as const,
  }));
  return [local, ...built, ...own];
}

/** @throws CliError CLI_EXISTS, CLI_BAD_INPUT */
export function addNetwork(io: Io, flags: GlobalFlags, name: string, url: string): void {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(name))
    throw new CliError('CLI_BAD_INPUT', { what: 'name', text: name, expected: 'letters, digits, - and _' });
  if (name === LOCAL || name in PUBLIC) throw new CliError('CLI_EXISTS', { network: name });
  const file = userConfigFile(io, flags);
  const settings = readSettings(file);
  if (ownNetworks(settings)[name] !== undefined) throw new CliError('CLI_EXISTS', { network: name });
  writeSettings(file, {
    ...settings,
    networks: { ...(settings.networks as object | undefined), [name]: { url: checkedUrl(url) } },
  });
}

/** @throws CliError CLI_NOT_FOUND unless it is one of the user's own */
export function removeNetwork(io: Io, flags: GlobalFlags, name: string): void {
  const file = userConfigFile(io, flags);
  const settings = readSettings(file);
  if (ownNetworks(settings)[name] === undefined) throw new CliError('CLI_NOT_FOUND', { network: name });
  const networks = { ...(settings.networks as Record<string, unknown>) };
  delete networks[name];
  writeSettings(file, { ...settings, networks });
}

/** Makes a network the one that commands use unless told otherwise. @throws CliError CLI_NOT_FOUND */
export function useNetwork(io: Io, flags: GlobalFlags, name: string): void {
  const found = findNetwork(io, flags, name);
  const file = userConfigFile(io, flags);
  writeSettings(file, { ...readSettings(file), network: found.name });
}

function localNetwork(io: Io, name: string): KnownNetwork | undefined {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(name)) return undefined;
  const ready = (folder: string): RunningNetwork | undefined => readReady(networkFolder(homeFolder(io), folder));
  const running = ready(name) ?? (name === LOCAL ? ready(SOLO) : undefined);
  return running === undefined ? undefined : { name, url: running.urls.api, kind: 'local', running };
}

function ownNetworks({ networks }: SettingsFile): Record<string, string> {
  const found: Record<string, string> = {};
  if (typeof networks !== 'object' || networks === null) return found;
  for (const [name, entry] of Object.entries(networks)) {
    const url: unknown = (entry as { url?: unknown } | null)?.url;
    if (typeof url === 'string') found[name] = url;
  }
  return found;
}

/** @throws CliError CLI_BAD_INPUT */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new CliError('CLI_BAD_INPUT', { what: 'URL', expected: 'http(s)://host[:port], without secrets' });
  return text.replace(/\/+$/, '');
}
