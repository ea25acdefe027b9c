import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GlobalFlags, Io } from '../command.ts';
import { configFolder, homeFolder, readSettings, userConfigFile } from '../config/files.ts';
import { resolveSettings } from '../config/settings.ts';
import { walletsFolder } from '../wallet/walletFolders.ts';

/** A value that commands go by, and who said so. */
export type ConfigEntry = { readonly name: string; readonly value: string; readonly origin: string };

export type ConfigReport = { readonly settings: readonly ConfigEntry[]; readonly warnings: readonly string[] };

const KNOWN_KEYS = ['network', 'account', 'timeout', 'networks'];
/** Variables that hold secrets: that they are set is all that is told. */
const SECRETS = ['EVENTIDE_PASSWORD', 'DUSK_CONSENSUS_KEYS_PASS'];

/** Every value with its origin: flag, environment, file or default. Secrets are never shown. Spec: 13 §2.1 */
export function configReport(io: Io, flags: GlobalFlags): ConfigReport {
  const { network, account, timeout } = resolveSettings(io, flags);
  const userFile = userConfigFile(io, flags);
  const ownFile = join(io.folder, 'eventide.toml');
  const files = [ownFile, userFile].filter((file) => existsSync(file));
  const settings: ConfigEntry[] = [
    { name: 'network', ...network },
    ...(account === undefined ? [] : [{ name: 'account', ...account }]),
    { name: 'timeout', ...timeout },
    { name: 'home', ...ofVariable(io, 'EVENTIDE_HOME', homeFolder(io)) },
    {
      name: 'wallets',
      value: walletsFolder(io),
      origin: firstSet(io, ['EVENTIDE_HOME', 'XDG_DATA_HOME']),
    },
    {
      name: 'config file',
      value: existsSync(userFile) ? userFile : `${userFile} (not there)`,
      origin: flags.config === undefined ? firstSet(io, ['XDG_CONFIG_HOME']) : '--config',
    },
    { name: 'address book', value: join(configFolder(io), 'book.json'), origin: firstSet(io, ['XDG_CONFIG_HOME']) },
    { name: 'ceremony parameters', ...ceremonyOf(io) },
    ...files.flatMap((file) =>
      ownNetworks(readSettings(file).networks).map(([name, url]) => ({
        name: `network ${name}`,
        value: url,
        origin: file,
      })),
    ),
    ...SECRETS.filter((name) => isSet(io, name)).map((name) => ({ name, value: '(set)', origin: 'environment' })),
  ];
  const warnings = files.flatMap((file) =>
    Object.keys(readSettings(file))
      .filter((key) => !KNOWN_KEYS.includes(key))
      .map((key) => `${file}: ${key} is no setting`),
  );
  return { settings, warnings };
}

function ofVariable(io: Io, name: string, value: string): { readonly value: string; readonly origin: string } {
  return { value, origin: firstSet(io, [name]) };
}

function firstSet(io: Io, names: readonly string[]): string {
  return names.find((name) => isSet(io, name)) ?? 'default';
}

function isSet({ env }: Io, name: string): boolean {
  return env[name] !== undefined && env[name] !== '';
}

/** As the wallet looks for them. */
function ceremonyOf(io: Io): { readonly value: string; readonly origin: string } {
  const given = io.env.EVENTIDE_CRS;
  const profile = io.env.RUSK_PROFILE_PATH ?? join(io.env.HOME ?? io.folder, '.dusk', 'rusk');
  const file = given === undefined || given === '' ? join(profile, 'devnet-piecrust.crs') : resolve(io.folder, given);
  return {
    value: existsSync(file) ? file : `${file} (not there)`,
    origin: firstSet(io, ['EVENTIDE_CRS', 'RUSK_PROFILE_PATH']),
  };
}

function ownNetworks(table: unknown): [string, string][] {
  if (typeof table !== 'object' || table === null) return [];
  return Object.entries(table).flatMap(([name, entry]: [string, { readonly url?: unknown } | null]) =>
    typeof entry?.url === 'string' ? [[name, entry.url] as [string, string]] : [],
  );
}
