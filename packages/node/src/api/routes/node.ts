import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { toBase58, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { ProvisionerEntry } from '@eventide/execution';
import type { JsonValue } from '@eventide/ledger';
import { RefusedRequest } from '../errors.ts';
import type { NodeDoor } from '../nodeDoor.ts';
import { jsonAnswer, type RuesAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';
import { nodeInfo } from './info.ts';

/** Facts of the node, its provisioners and setup parameters. `extensions`: routes that only our nodes answer. Spec: 08 §3 */
export function nodeRoutes(door: NodeDoor, crsPath: string | undefined, extensions: readonly string[]): RuesRoute[] {
  let crsHash: Promise<string> | undefined;
  return [
    { component: 'node', topic: 'info', handle: () => jsonAnswer(nodeInfo(door.identity, extensions)) },
    {
      component: 'node',
      topic: 'provisioners',
      handle: async () => jsonAnswer((await door.state.provisioners()).map(provisionerToJson)),
    },
    {
      component: 'node',
      topic: 'crs',
      handle: async () => {
        const path = await existing(crsPath);
        crsHash ??= hashOf(path);
        return crsAnswer(path, await crsHash);
      },
    },
  ];
}

function provisionerToJson({ keys, data }: ProvisionerEntry): JsonValue {
  const { amount } = data;
  const { owner } = keys;
  return {
    key: toBase58(encode(blsPublicKeyCodec, keys.account)),
    amount: amount?.value ?? 0n,
    locked_amt: amount?.locked ?? 0n,
    eligibility: amount?.eligibility ?? 0n,
    reward: data.reward,
    faults: data.faults,
    hard_faults: data.hardFaults,
    owner:
      owner.kind === 'Account'
        ? { Account: toBase58(encode(blsPublicKeyCodec, owner.value)) }
        : { Contract: toHex(owner.value) },
  };
}

async function existing(path: string | undefined): Promise<string> {
  const missing = new RefusedRequest('io', 'this node has no setup parameters');
  if (path === undefined) throw missing;
  await access(path).catch(() => {
    throw missing;
  });
  return path;
}

/** Tens of megabytes: read in pieces. */
function crsAnswer(path: string, hash: string): RuesAnswer {
  return { kind: 'stream', json: false, items: createReadStream(path), headers: { 'crs-hash': hash } };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
