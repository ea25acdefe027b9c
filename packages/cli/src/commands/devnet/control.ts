import { isEventideError } from '@eventide/base';
import { CONTROL_HEADER } from '@eventide/devnet/control/controlHeader';
import { DevnetError, type DevnetErrorCode } from '@eventide/devnet/errors';
import { networkFolder } from '@eventide/devnet/folder/dataFolder';
import { type RunningNetwork, readReady } from '@eventide/devnet/folder/runFile';
import type { Input, Io } from '../../command.ts';
import { homeFolder } from '../../config/files.ts';
import { resolveSettings, timeoutMs } from '../../config/settings.ts';
import { CliError } from '../../errors.ts';
import { NETWORK_NAME, SOLO_NAME } from './options.ts';

/** The running network a command means: `--name`, else `local`, else `solo`. @throws DevnetError DEVNET_NOT_RUNNING */
export function runningNetwork(io: Io, { options }: Pick<Input, 'options'>): RunningNetwork {
  const names = typeof options.name === 'string' ? [options.name] : [NETWORK_NAME, SOLO_NAME];
  const home = homeFolder(io);
  const found = names.map((name) => readReady(networkFolder(home, name))).find((ready) => ready !== undefined);
  if (found === undefined) throw new DevnetError('DEVNET_NOT_RUNNING', { name: names.join(' or ') });
  return found;
}

/** Asks a running network. @throws DevnetError as the network says; CliError CLI_TIMEOUT */
export async function askNetwork(
  io: Io,
  input: Pick<Input, 'options' | 'flags'>,
  network: RunningNetwork,
  verb: string,
  body: object = {},
): Promise<Record<string, unknown>> {
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs(resolveSettings(io, input.flags)))]);
  const answer = await post(network, verb, body, signal);
  if (answer.ok === true) return answer.value as Record<string, unknown>;
  throw new DevnetError(String(answer.code) as DevnetErrorCode, answer.details as Record<string, string>);
}

async function post(
  { urls, name }: RunningNetwork,
  verb: string,
  body: object,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(`${urls.api}/on/devnet/${verb}`, {
      method: 'POST',
      headers: { [CONTROL_HEADER]: '1', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    if (response.status === 501) throw new DevnetError('DEVNET_NOT_RUNNING', { name });
    return (await response.json()) as Record<string, unknown>;
  } catch (error) {
    if (isEventideError(error)) throw error;
    if (signal.aborted) throw new CliError('CLI_TIMEOUT', { verb }, { cause: error });
    throw new DevnetError('DEVNET_NOT_RUNNING', { name }, { cause: error });
  }
}
