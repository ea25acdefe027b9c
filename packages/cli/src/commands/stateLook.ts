import { resolve } from 'node:path';
import { concatBytes, equalBytes, fromHex, toHex } from '@eventide/base';
import { statePage as pageWithPath } from '@eventide/node/reader/statePage';
import { PAGE_BYTES, type Vm } from '@eventide/vm';
import { blake3 } from '@eventide/vm/state/blake3';
import { contractKey } from '@eventide/vm/state/contractTree';
import { contractRoot } from '@eventide/vm/state/pageTree';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { parseCount } from '../input/bytes.ts';
import { formatFields, formatTable } from '../output.ts';
import { contractId, rootOf, withStates } from '../state/openStates.ts';

const HASH_BYTES = 32;
const ARITY = 4;
const CONTRACT_LEVELS = 32;
const MOST_PAGES = 65_536;

/** States that a node's folder holds, or one of them with the root, place and size of each contract. Spec: 13 §2.2 */
export async function stateRoot(io: Io, input: Input): Promise<Outcome> {
  const [name] = input.args;
  return withStates(io, input, async ({ vm, folder }) => {
    const held = [vm.mainRoot, ...vm.commitRoots].map(toHex);
    if (name === undefined) return { json: { roots: held }, human: held.join('\n') };
    const root = await rootOf(folder, name);
    if (!held.includes(toHex(root))) throw new CliError('CLI_NOT_FOUND', { state: toHex(root) });
    const state = vm.state(root);
    const contracts = [...state.contracts()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, contract]) => ({
        id,
        position: state.place(contractKey(contract.id))?.position ?? 0,
        root: toHex(contractRoot(contract.tree)),
        memoryPages: contract.pages,
        codeBytes: contract.bytecode.length,
      }));
    const rows = contracts.map((each) => [each.id, `place ${each.position}`, `${each.memoryPages} pages`, each.root]);
    return { json: { root: toHex(root), contracts }, human: `${toHex(root)}\n${formatTable(rows)}` };
  });
}

/** One page of a contract's memory; raw into a file with `--out`. Spec: 13 §2.2 */
export async function statePage(io: Io, input: Input): Promise<Outcome> {
  const { root, contract, page, proof } = await readProof(io, input);
  const { bytes } = proof;
  if (bytes === undefined) throw new CliError('CLI_NOT_FOUND', { contract, page });
  const facts = { root, contract, page, hash: toHex(blake3(bytes)) };
  const { out } = input.options;
  if (typeof out === 'string') {
    const file = resolve(io.folder, out);
    writeWhole(file, bytes);
    return { json: { ...facts, file }, human: formatFields({ ...facts, file }) };
  }
  return { json: { ...facts, bytes: toHex(bytes) }, human: dump(bytes) };
}

/** What leads from a page to the state root, and whether it does: absent pages have such a path too. Spec: 04 §8, 14 §9 */
export async function stateProof(io: Io, input: Input): Promise<Outcome> {
  const { root, contract, page, proof } = await readProof(io, input);
  const { bytes, siblings, position, above } = proof;
  const leaf = bytes === undefined ? new Uint8Array(HASH_BYTES) : blake3(bytes);
  const valid = equalBytes(climb(climb(leaf, page, siblings, ARITY), position, above, 2), fromHex(root));
  const facts = { root, contract, page, present: bytes !== undefined, leaf: toHex(leaf), position, valid };
  return {
    json: { ...facts, siblings: siblings.map(toHex), above: above.map(toHex) },
    human: formatFields({ ...facts, present: facts.present ? 'yes' : 'no', valid: valid ? 'yes' : 'no' }),
    exit: valid ? EXIT.done : EXIT.checkedFalse,
  };
}

type PagePath = {
  readonly bytes: Uint8Array | undefined;
  readonly siblings: readonly Uint8Array[];
  readonly position: number;
  readonly above: readonly Uint8Array[];
};

async function readProof(
  io: Io,
  input: Input,
): Promise<{ readonly root: string; readonly contract: string; readonly page: number; readonly proof: PagePath }> {
  const [name, id, number = '0'] = input.args;
  const contract = contractId(id);
  if (contract === undefined) throw new CliError('CLI_USAGE', { expected: 'a contract' });
  const page = parseCount(number, 'page', 0, MOST_PAGES ** 2);
  return withStates(io, input, async ({ vm, folder }) => {
    const root = await rootOf(folder, name as string);
    return { root: toHex(root), contract, page, proof: pathOf(vm, root, contract, page) };
  });
}

/** Spec: 14 §9 */
function pathOf(vm: Vm, root: Uint8Array, contract: string, page: number): PagePath {
  const found = pageWithPath(vm, root, fromHex(contract), BigInt(page));
  if (found === undefined) throw new CliError('CLI_NOT_FOUND', { contract, page });
  const body = found[0] === 1 ? 1 + PAGE_BYTES : 1;
  const height = found[body] as number;
  const hashes = (at: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, i) => found.slice(at + i * HASH_BYTES, at + (i + 1) * HASH_BYTES));
  const place = body + 1 + height * (ARITY - 1) * HASH_BYTES;
  return {
    bytes: found[0] === 1 ? found.slice(1, body) : undefined,
    siblings: hashes(body + 1, height * (ARITY - 1)),
    position: new DataView(found.buffer, found.byteOffset).getUint32(place, true),
    above: hashes(place + 4, CONTRACT_LEVELS),
  };
}

/** The root above a leaf at this place, with what stands beside its path, lowest level first. */
function climb(leaf: Uint8Array, index: number, siblings: readonly Uint8Array[], arity: number): Uint8Array {
  let hash = leaf;
  let at = index;
  for (let level = 0; level < siblings.length / (arity - 1); level++) {
    const beside = siblings.slice(level * (arity - 1), (level + 1) * (arity - 1));
    beside.splice(at % arity, 0, hash);
    // A node without children is missing itself.
    hash = beside.every((child) => child.every((byte) => byte === 0)) ? hash : blake3(concatBytes(...beside));
    at = Math.floor(at / arity);
  }
  return hash;
}

/** Sixteen bytes a line; lines of zeros are left out. */
function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const line = bytes.subarray(at, at + 16);
    if (line.some((byte) => byte !== 0)) lines.push(`${at.toString(16).padStart(5, '0')}  ${toHex(line)}`);
  }
  return lines.length === 0 ? 'zeros' : lines.join('\n');
}
