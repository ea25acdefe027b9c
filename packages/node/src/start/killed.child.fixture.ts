import { readFileSync } from 'node:fs';
import { toHex } from '@eventide/base';
import { soloOptions } from './node.fixture.ts';
import type { NodeGenesis } from './nodeOptions.ts';
import { startNode } from './startNode.ts';

/** A node on disk that makes blocks as fast as it can and tells of each, until it is killed. */
const [path, genesisFile] = process.argv.slice(2) as [string, string];
const genesis = JSON.parse(readFileSync(genesisFile, 'utf8'), (_, value) => {
  if (typeof value === 'string' && value.startsWith('bytes:'))
    return new Uint8Array(Buffer.from(value.slice(6), 'hex'));
  return typeof value === 'string' && value.startsWith('bigint:') ? BigInt(value.slice(7)) : value;
}) as NodeGenesis;
const node = await startNode(soloOptions(genesis, { storage: { kind: 'disk', path } }));
node.door.subscribe((event) => {
  if (event.kind === 'accepted') console.log(`tip ${event.block.header.height} ${toHex(event.block.header.hash)}`);
  if (event.kind === 'labelled' && event.label.kind === 'Final')
    console.log(`final ${event.height} ${toHex(event.hash)}`);
});
await node.production.produce(1_000_000);
