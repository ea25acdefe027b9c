import { describe, expect, test } from 'vitest';
import { PAGE_BYTES } from './limits.ts';
import { ContractMemory } from './memory.ts';

describe('04 §5.6 snapshots', () => {
  test('a reset memory does not share its buffers with later snapshots', () => {
    const memory = new ContractMemory();
    for (const page of [1, 2]) memory.write(page * PAGE_BYTES, Uint8Array.of(page));
    memory.rest();
    memory.accept();
    memory.push(1);
    memory.write(PAGE_BYTES, Uint8Array.of(9));
    memory.settle(1);
    memory.reset();
    memory.push(1);
    memory.write(PAGE_BYTES, Uint8Array.of(7));
    memory.write(2 * PAGE_BYTES, Uint8Array.of(8));
    memory.revert(1);
    expect([memory.page(1)[0], memory.page(2)[0]]).toEqual([1, 2]);
  });
});
