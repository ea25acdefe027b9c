import { eventToJson, transferAbi } from '@eventide/abi';
import { fromHex } from '@eventide/base';
import { getTx, queryGraphql } from '@eventide/sdk';
import type { Stage } from '../../kit/e2e/stage.ts';

type ShownNote = { readonly stealth_address: string };

/** What a transaction told of shielded money, read from its block. */
export async function getEvents(
  { net }: Stage,
  id: string,
): Promise<readonly { readonly notes: readonly ShownNote[] }[]> {
  const tx = await getTx(net.client, id);
  const text = `query { contractEvents(height: ${tx?.block?.height}) { json } }`;
  const { contractEvents } = await queryGraphql(net.client, text);
  const events = (contractEvents as { json: readonly { origin: string; topic: string; data: string }[] }).json;
  return events
    .filter(({ origin, topic }) => origin === id && topic === 'phoenix')
    .map(({ data }) => eventToJson(transferAbi, 'phoenix', fromHex(data)) as { notes: ShownNote[] });
}

/** Id of the stake contract. */
export function stakeContract(): Uint8Array {
  const id = new Uint8Array(32);
  id[0] = 2;
  return id;
}

/** Resolves once the archive answers: it opens beside the node, and on a busy machine that takes longer than a question may. */
export async function archiveOpens({ net }: Stage): Promise<void> {
  for (;;) {
    const answer = await queryGraphql(net.client, 'query { contractEvents(height: 0) { json } }').catch(() => null);
    if (answer !== null) return;
  }
}
