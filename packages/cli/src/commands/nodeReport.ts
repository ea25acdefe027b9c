import { getNodeInfo, getTip } from '@eventide/sdk';
import type { Connection } from '../wallet/connect.ts';

/** What a node says of its network and of how far it is; heights and lag in blocks. */
export async function nodeReport({ client, facts, network, signal }: Connection) {
  const [tip, info] = await Promise.all([getTip(client, { signal }), getNodeInfo(client, { signal })]);
  return {
    network: network.name,
    url: network.url,
    chainId: facts.chainId,
    protocol: facts.protocol,
    height: tip.height,
    hash: tip.hash,
    final: tip.final.height,
    lag: tip.height - tip.final.height,
    version: String(info.version_build ?? info.version ?? ''),
  };
}
