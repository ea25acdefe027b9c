import { describe, expect, test } from 'vitest';
import { inspectModule } from './inspect.ts';
import { assemble } from './testing/assemble.ts';

describe('04 §2 inspection', () => {
  test('an acceptable contract', () => {
    const bytes = assemble({
      memories: [2],
      argumentBuffer: 65_536,
      imports: ['feed'],
      data: [{ offset: 0, bytes: [1, 2] }],
      functions: { f: { code: 'local.get 0 call 0 i32.const 0 i64.const 1 i64.store i32.const 0' } },
    });
    const result = inspectModule(bytes);
    expect(result).toMatchObject({
      accepted: true,
      contract: { width: 32, pages: 2n, argumentBuffer: 65_536, imports: ['feed'], functions: 1, dataBytes: 2 },
    });
    const table = result.accepted ? result.contract.gasTable : [];
    expect(table[0]).toEqual({ operator: 'i64.store', price: 32, count: 1 });
    expect(table).toContainEqual({ operator: 'i32.const', price: 1, count: 2 });
    expect(result.accepted && result.contract.relaxedSimd).toBe(false);
  });

  test('why not', () => {
    const result = inspectModule(new Uint8Array(3));
    expect(result.accepted ? '' : result.error.code).toBe('VM_MODULE_MALFORMED');
  });
});
