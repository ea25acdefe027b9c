import { openDurableNode, runDurableNode } from './durableNode.fixture.ts';

// A node of its own process, to be killed.
const node = await openDurableNode(process.argv[2] as string);
await runDurableNode(node, (line) => process.stdout.write(`${line}\n`), new AbortController().signal);
