import { readFileSync } from 'node:fs';
import { fromHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blockCodec } from '@eventide/ledger';
import { openDurableNode, runDurableNode } from './durableNode.fixture.ts';

// An observer that is given blocks all at once, to be killed while it takes them up.
const [path, file] = process.argv.slice(2) as [string, string];
const node = await openDurableNode(path, true);
const tip = node.start.blocks.at(-1)?.block.header.height ?? 0n;
const blocks = readFileSync(file, 'utf8')
  .split('\n')
  .map((line) => decode(blockCodec, fromHex(line)))
  .filter(({ header }) => header.height > tip);
process.stdout.write(`from ${tip}\n`);
await runDurableNode(node, () => {}, new AbortController().signal, blocks);
