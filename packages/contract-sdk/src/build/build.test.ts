import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDriver } from '@eventide/abi';
import { afterAll, describe, expect, it } from 'vitest';
import type { Abi } from '../abi.ts';
import { connect } from '../client/connect.ts';
import { emitClient } from '../client/emitClient.ts';
import { ContractSdkError } from '../errors.ts';
import { buildFixture } from '../fixtureContracts.fixture.ts';
import { contractTemplates, newContract } from '../project/newContract.ts';
import { formatReport, reportContract } from '../project/report.ts';
import { watchContract } from '../project/watchContract.ts';
import { writeBuild } from '../project/writeBuild.ts';
import { createContractSession } from '../session/contractSession.ts';
import { buildContract } from './buildContract.ts';
import { checkModule } from './checkModule.ts';
import { precompile } from './precompile.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-sdk-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contract = (body: string, before = ''): string => `${before}\n@contract export class C { n: u64; ${body} }`;
const source = (text: string, others: Record<string, string> = {}) =>
  precompile('contract.ts', (path) => (path === 'contract.ts' ? text : others[path]), { logs: false });

function refusal(text: string, others?: Record<string, string>): string {
  try {
    source(text, others);
  } catch (error) {
    if (error instanceof ContractSdkError)
      return `${error.code} ${error.details.at ?? ''} ${error.details.message ?? error.details.what}`;
    throw error;
  }
  return 'accepted';
}

describe('12 §4.3 what the pre-compiler refuses, with file and line', () => {
  it.each([
    ['syntax', 'class {', /^CONTRACT_SOURCE contract\.ts:1:\d+ /],
    ['no contract', 'class C {}', /no class with @contract/],
    ['two contracts', `${contract('')}\n@contract class D {}`, /contract\.ts:3:1 one @contract/],
    [
      'a method in capitals',
      contract('\n  getValue(): u64 { return this.n; }'),
      /contract\.ts:3:3 method names are lower case/,
    ],
    ['a topic in capitals', contract('', '@event("Moved") class E { n: u64; }'), /topic Moved is not lower case/],
    [
      'an unknown type',
      contract('f(x: Missing): void {}'),
      /^CONTRACT_SOURCE contract\.ts:2:24 every type is defined: Missing/,
    ],
    [
      'a layout without a field',
      contract('', '@layout("a") @data class D { a: u64; b: u64; }'),
      /must name every field/,
    ],
    ['a layout with a stranger', contract('', '@layout("a", "z") @data class D { a: u64; b: u64; }'), /unknown field/],
    [
      'cells beyond the hot page',
      contract('', '@bytes(15400, 1) class B {}').replace('n: u64;', 'b: B;'),
      /15 312 bytes/,
    ],
    ['a compound assignment to a call', contract('f(): void { g().n += 1; }'), /hold the value in a variable/],
    ['an increment of a call', contract('f(): void { g().n++; }'), /hold the value in a variable/],
    ['a log without text', contract('f(): void { log(this.n); }'), /log needs a text literal/],
    ['a name of the library', contract('', 'function archive(): void {}'), /archive is taken/],
    ['a missing file', contract('', 'import { X } from "./x";'), /no file x\.ts/],
  ])('12 §4.3 %s', (_, text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  it('12 §4.3 takes files beside the entry, cycles not among them', () => {
    const others = {
      'lib/a.ts': 'import { B } from "../b"; @data export class A { b: B; }',
      'b.ts': '@data export class B { n: u64; m: u8; }',
    };
    const { types, files } = source(contract('f(a: A): void {}', 'import { A } from "./lib/a";'), others);
    expect(types.A).toMatchObject({ size: 16, align: 8, fields: [{ name: 'b', offset: 0 }] });
    expect([...files.keys()]).toEqual(['b.ts', 'lib/a.ts', 'contract.ts']);
  });
});

describe('12 §1, §7 building', () => {
  it('12 §7 same sources, same bytes; ABI, report, client, files', async () => {
    const text = contract(
      '/** Adds. */ add_to(by: u64): u64 { ensure(by > 0, "C_ZERO: nothing"); this.n = add(this.n, by); Moved.of(by).emit(); return this.n; } @view total(): u64 { return this.n; }',
      'import { add, ensure } from "@eventide/contract-sdk";\n@event("moved") class Moved { by: u64; }',
    );
    const file = join(folder, 'contract.ts');
    writeFileSync(file, text);
    const [first, second] = [await buildContract(file), await buildContract(file)];
    expect(first.abi.sha256).toBe(second.abi.sha256);
    expect(first.abi).toMatchObject({
      contract: 'C',
      errors: ['C_ZERO: nothing'],
      events: [{ topic: 'moved', type: 'Moved' }],
      queries: [],
      state: [{ name: 'n', type: 'u64', offset: 1072, size: 8 }],
    });
    expect(first.abi.methods[0]).toMatchObject({
      name: 'add_to',
      doc: 'Adds.',
      argument: 'u64',
      returns: 'u64',
      view: false,
    });
    expect(first.facts).toMatchObject({ methods: ['add_to', 'total'], initialPages: 17 });
    expect(formatReport(reportContract(first))).toMatch(/^C: \d+ bytes/);
    const files = await writeBuild(first, join(folder, 'out'));
    const abi = JSON.parse(readFileSync(files[1] as string, 'utf8')) as Abi;
    expect(abi).toEqual(JSON.parse(JSON.stringify(first.abi)));
    const driver = await loadDriver(new Uint8Array(readFileSync(files[3] as string)));
    expect(driver.decodeInput('add_to', driver.encodeInput('add_to', '"3"'))).toBe('3');
    expect(driver.decodeEvent('moved', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0))).toEqual({ by: '3' });
    const client = emitClient(abi, 'C.abi.json');
    for (const part of [
      '"C_ZERO"',
      'readonly add_to: (by: bigint) => Sent<bigint, CEvent>',
      'readonly total: () => bigint',
      '/** Adds. */',
    ]) {
      expect(client).toContain(part);
    }
    const session = await createContractSession();
    session.deploy('aa'.repeat(32), first);
    expect(connect(abi, session, 'aa'.repeat(32))('add_to', 3n)).toMatchObject({
      value: 3n,
      events: [{ topic: 'moved', data: { by: 3n } }],
    });
    expect(() => connect(abi, session, 'aa'.repeat(32))('no_such')).toThrowCode('CONTRACT_USAGE');
    await session.close();
  });

  it('12 §4.3 messages of the compiler name the author’s line', async () => {
    const file = join(folder, 'wrong.ts');
    writeFileSync(file, contract('\n\n  f(): u64 { return missing; }'));
    await expect(buildContract(file)).rejects.toThrow(/contract\.ts\(4,/);
  });

  it('04 §2 modules that are no contracts are refused by the rules of the VM', () => {
    expect(() => checkModule(new Uint8Array())).toThrowCode('CONTRACT_MODULE');
    expect(() => checkModule(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))).toThrowCode('CONTRACT_MODULE');
  });

  it('12 §6 clients of contracts with every kind of type', async () => {
    const { abi } = await buildFixture('echo');
    const client = emitClient(abi, 'Echo.abi.json');
    expect(client).toContain("| { readonly kind: 'Words'; readonly value: readonly string[] }");
    expect(client).toContain('readonly maybe: Inner | null;');
    expect(client).toContain('readonly who: () => Uint8Array');
  });
});

describe('12 §7 the development loop', () => {
  it('13 §5 a new contract from a template builds and counts; bad names and full folders are refused', async () => {
    expect(contractTemplates()).toEqual(['counter', 'fund', 'token']);
    const target = join(folder, 'fresh');
    const files = newContract(target, 'my-counter');
    expect(files.map((file) => file.slice(target.length + 1)).sort()).toEqual(
      ['README.md', 'assembly/contract.ts', 'assembly/tsconfig.json', 'contract.test.ts', 'package.json'].sort(),
    );
    const built = await buildContract(join(target, 'assembly/contract.ts'));
    expect(built.abi.contract).toBe('MyCounter');
    expect(built.abi.errors).toEqual(['MY_COUNTER_ZERO: nothing to add']);
    newContract(join(folder, 'till'), 'till', 'fund');
    const till = await buildContract(join(folder, 'till/assembly/contract.ts'));
    expect(till.abi.methods.map(({ name }) => name)).toEqual(['init', 'balance', 'receive', 'pay']);
    const session = await createContractSession();
    session.deploy('bb'.repeat(32), till, new Uint8Array(200).fill(7, 0, 192));
    const call = connect(till.abi, session, 'bb'.repeat(32));
    expect(call('balance')).toBe(0n);
    expect(() => call('pay', { to: new Uint8Array(200), value: 1n })).toThrow('TILL_OWNER');
    await session.close();
    expect(() => newContract(target, 'my-counter')).toThrowCode('CONTRACT_PROJECT');
    expect(() => newContract(join(folder, 'x'), 'My Counter')).toThrowCode('CONTRACT_PROJECT');
    expect(() => newContract(join(folder, 'x'), 'c', 'nothing')).toThrowCode('CONTRACT_PROJECT');
  });

  it('13 §5 watching builds at once and again when a source changes, and survives errors', async () => {
    const target = join(folder, 'watched');
    newContract(target, 'watched');
    const entry = join(target, 'assembly/contract.ts');
    const stop = new AbortController();
    const seen: string[] = [];
    await watchContract(
      entry,
      (result) => {
        seen.push('built' in result ? 'built' : 'error');
        if (seen.length === 1) writeFileSync(entry, 'class {');
        else stop.abort();
      },
      stop.signal,
    );
    expect(seen).toEqual(['built', 'error']);
  });
});
