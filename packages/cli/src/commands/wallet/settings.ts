import type { Input, Io, Outcome } from '../../command.ts';
import { configFolder, homeFolder } from '../../config/files.ts';
import { findNetwork } from '../../config/networks.ts';
import { resolveSettings } from '../../config/settings.ts';
import { formatFields } from '../../output.ts';

/** Which network, wallet and folders commands use, and where each was said. Spec: 08 §8.2 */
export function walletSettings(io: Io, { flags }: Input): Outcome {
  const { network, account, timeout } = resolveSettings(io, flags);
  const report = {
    network,
    url: findNetwork(io, flags, network.value).url,
    account: account ?? null,
    timeout,
    folders: { settings: configFolder(io), data: homeFolder(io) },
  };
  const told = (setting: { readonly value: string; readonly origin: string }): string =>
    `${setting.value} (${setting.origin})`;
  return {
    json: report,
    human: formatFields({
      network: told(network),
      url: report.url,
      account: account === undefined ? undefined : told(account),
      timeout: told(timeout),
      ...report.folders,
    }),
  };
}
