import { join } from 'node:path';
import type { GlobalFlags, Io } from '../command.ts';
import { parseDuration } from '../input/duration.ts';
import { readSettings, userConfigFile } from './files.ts';

export type Setting = { readonly value: string; readonly origin: string };

/** Settings every command may use. */
export type Settings = {
  /** Name or URL of the network. */
  readonly network: Setting;
  /** Wallet, or account of a local network. */
  readonly account: Setting | undefined;
  readonly timeout: Setting;
};

const defaults = { network: 'local', timeout: '2m' } as const;

/** Each setting with where it comes from: flag, environment, `./eventide.toml`, the user's file, default. Spec: 13 §2.1 */
export function resolveSettings(io: Io, flags: GlobalFlags): Settings {
  const find = (name: 'network' | 'account' | 'timeout'): Setting | undefined => {
    const flag = flags[name];
    if (flag !== undefined) return { value: flag, origin: `--${name}` };
    const variable = `EVENTIDE_${name.toUpperCase()}`;
    const fromEnv = io.env[variable];
    if (fromEnv !== undefined && fromEnv !== '') return { value: fromEnv, origin: variable };
    for (const file of [join(io.folder, 'eventide.toml'), userConfigFile(io, flags)]) {
      const value = readSettings(file)[name];
      if (typeof value === 'string') return { value, origin: file };
    }
    return undefined;
  };
  return {
    network: find('network') ?? { value: defaults.network, origin: 'default' },
    account: find('account'),
    timeout: find('timeout') ?? { value: defaults.timeout, origin: 'default' },
  };
}

/** Longest wait in milliseconds. @throws CliError CLI_BAD_INPUT */
export function timeoutMs(settings: Settings): number {
  return parseDuration(settings.timeout.value, 'timeout');
}
