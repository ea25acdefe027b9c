import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCached } from '../build/cachedBuild.ts';
import { encodeCall } from '../client/connect.ts';
import { type ContractSession, createContractSession } from './contractSession.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-places-'));
const [A, B] = ['0a'.repeat(32), '0b'.repeat(32)] as const;
let session: ContractSession;
let refusal: (method: string, value?: unknown) => unknown;
const lines: string[] = [];

beforeAll(async () => {
  const entry = join(folder, 'contract.ts');
  writeFileSync(
    entry,
    `import { add, ensure, Id, List, panic } from "@eventide/contract-sdk";
@remote interface Peer { low(v: u64): u64; }
@contract export class C {
  list: List<u64>;
  low(v: u64): u64 {
    log("sum", add(v, 0));
    ensure(v > 1, "C_LOW: too low");
    return add(v, 0xffffffffffffff00);
  }
  up(id: Id, v: u64): u64 {
    return add(Peer.at(id).low(v), 1);
  }
  guarded(id: Id): void {
    const done = Peer.at(id).try_low(0);
    ensure(done.ok, "C_PEER");
  }
  nth(i: u64): u64 { return this.list.at(i); }
  stop(): void {
    panic("C_STOP");
  }
}
`,
  );
  const built = await buildCached(entry, { logs: true, cacheFolder: folder });
  session = await createContractSession({ onLog: (line) => void lines.push(line) });
  session.deploy(A, built);
  session.deploy(B, built);
  refusal = (method, value) => {
    const result = session.tryCall(A, method, encodeCall(built.abi, method, value));
    return 'refusal' in result ? `${result.refusal.text} ${result.refusal.at.join(' ')}` : result.data;
  };
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('13 §3.4 a refusal names file, line and column of every frame that gave up', () => {
  it.each([
    ['low', 1, 'C_LOW: too low contract.ts:7:5'],
    ['low', 300, 'OVERFLOW contract.ts:8:12'],
    ['up', { id: B, v: 1 }, 'C_LOW: too low contract.ts:7:5 contract.ts:11:16'],
    ['up', { id: B, v: 300 }, 'OVERFLOW contract.ts:8:12 contract.ts:11:16'],
    ['up', { id: '0c'.repeat(32), v: 5 }, 'CALL_FAILED contract.ts:11:16'],
    ['guarded', B, 'C_PEER contract.ts:15:5'],
    ['nth', 3, 'INDEX contract.ts:17:29'],
    ['stop', undefined, 'C_STOP contract.ts:19:5'],
  ])('13 §3.4 %s %j: %s', (method, value, expected) => {
    expect(refusal(method, value)).toBe(expected);
  });

  it('13 §3.4 log lines name theirs, also those of frames that were undone', () => {
    lines.length = 0;
    refusal('up', { id: B, v: 1 });
    expect(lines).toEqual(['contract.ts:6:5 sum 1']);
  });

  it('13 §3.4 an argument that is none is not blamed on a line', () => {
    expect(session.tryCall(A, 'low', new Uint8Array(3))).toMatchObject({ refusal: { text: 'ABI_ARGUMENT', at: [] } });
  });
});
