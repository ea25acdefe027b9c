import { archive, fromNote, transferAbi } from '@eventide/abi';
import { concatBytes, intToBytesLe, toHex, utf8 } from '@eventide/base';
import {
  type Fr,
  fl,
  JUBJUB_GENERATOR,
  NoteTree,
  type PhoenixPublicKey,
  phoenixPublicKey,
  type RandomBytes,
  sha256,
} from '@eventide/crypto';
import { pointsToBytes } from '@eventide/crypto/jubjub/pointBytes';
import { loadKernels } from '@eventide/kernels';
import { createNote, type Note } from '@eventide/tx';
import type { InProcessNode } from './transports/inProcess.ts';
import {
  COMPACT_SIZE,
  compactEntry,
  countNotes,
  leavesOf,
  placeOf,
  readCompactNote,
} from './wallet/scan/compactNote.ts';

export type ModelBlock = {
  readonly height: number;
  readonly hash: string;
  /** Compact entries of its notes, in a row. */
  readonly notes: Uint8Array;
  readonly nullifiers: readonly Fr[];
};

export type ModelOptions = {
  /** Serves compact notes; without, whole leaves only. */
  readonly compact?: boolean | undefined;
  /** Computes roots and openings; off for large chains, whose root is set by hand. */
  readonly tree?: boolean | undefined;
};

/** What a client asked: path, and the body as text or hex. */
export type Asked = { readonly path: string; readonly body: string };

/** A chain of notes and nullifiers that answers the questions of a wallet's sync, forks on demand, and writes down what it was asked. */
export class ModelNode implements InProcessNode {
  readonly asked: Asked[] = [];
  readonly blocks: ModelBlock[] = [];
  readonly #options: ModelOptions;
  #tree = new NoteTree();
  #leaves: Fr[] = [];
  /** Called before each answer; may change the chain or throw. */
  onAsk: (asked: Asked) => void = () => {};
  #salt = 0;

  constructor(options: ModelOptions = {}) {
    this.#options = options;
    this.add([]);
  }

  get height(): number {
    return this.blocks.length - 1;
  }

  get noteCount(): number {
    return this.blocks.reduce((sum, { notes }) => sum + notes.length / COMPACT_SIZE, 0);
  }

  /** Instead of the tree's. */
  knownRoot: Fr | null = null;

  get root(): Fr {
    return this.knownRoot ?? this.#tree.root;
  }

  /** A block with these notes, placed in order. */
  add(notes: readonly Note[], nullifiers: readonly Fr[] = []): ModelBlock {
    const first = this.noteCount;
    const height = this.blocks.length;
    const entries = notes.map((note, i) => compactEntry(BigInt(height), { ...note, pos: BigInt(first + i) }));
    return this.addEntries(concatBytes(...entries), nullifiers);
  }

  /** The same with entries that are placed already. */
  addEntries(notes: Uint8Array, nullifiers: readonly Fr[] = []): ModelBlock {
    const hash = toHex(sha256(utf8(`${this.blocks.length}/${this.#salt++}`)));
    const block = { height: this.blocks.length, hash, notes, nullifiers };
    if (this.#options.tree !== false) {
      for (const leaf of leavesOf(notes)) {
        this.#tree.insert(BigInt(this.#leaves.length), leaf);
        this.#leaves.push(leaf);
      }
    }
    this.blocks.push(block);
    return block;
  }

  /** Drops all blocks above `height`. */
  fork(height: number): void {
    this.blocks.length = height + 1;
    const left = this.noteCount;
    while (this.#leaves.length > left) {
      this.#leaves.pop();
      this.#tree.remove(BigInt(this.#leaves.length));
    }
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname;
    const bytes = new Uint8Array(await request.arrayBuffer());
    const binary = request.headers.get('content-type') === 'application/octet-stream';
    const asked = { path, body: binary ? toHex(bytes) : new TextDecoder().decode(bytes) };
    this.asked.push(asked);
    this.onAsk(asked);
    const [, , target = '', topic = ''] = path.split('/');
    const answer = target === 'graphql' ? this.#graphql(asked.body) : this.#answer(target, topic, bytes);
    if (answer === null) return new Response('Unsupported operation', { status: 501 });
    return new Response(typeof answer === 'string' ? answer : new Uint8Array(answer));
  };

  #answer(target: string, topic: string, body: Uint8Array): Uint8Array | string | null {
    const name = `${target.split(':')[0]}/${topic}`;
    const number = (at: number): number => Number(new DataView(body.buffer).getBigUint64(at, true));
    switch (name) {
      case 'node/info':
        return this.#info();
      case 'eventide/compact_notes':
        return this.#options.compact === false ? null : this.#entries(number(0), number(8));
      case 'contracts/sync':
        return wholeLeaves(this.#entries(number(0), number(8)));
      case 'contracts/num_notes':
        return intToBytesLe(BigInt(this.noteCount), 8);
      case 'contracts/root':
        return archive(methods.root.returns, this.root);
      case 'contracts/opening':
        return archive(methods.opening.returns, this.#tree.opening(BigInt(number(0))) as never);
      case 'contracts/sync_nullifiers':
        return concatBytes(
          ...this.blocks.flatMap(({ nullifiers }) => nullifiers).map((it) => archive(methods.root.returns, it)),
        );
      default:
        return null;
    }
  }

  #graphql(text: string): string {
    const tip = this.blocks.at(-1) as ModelBlock;
    const data: Record<string, unknown> = {};
    if (text.includes('lastBlockPair')) {
      const final = this.blocks[Math.max(0, tip.height - 3)] as ModelBlock;
      data.lastBlockPair = {
        json: { last_block: [tip.height, tip.hash], last_finalized_block: [final.height, final.hash] },
      };
    }
    const check = /checkBlock\(height: (\d+), hash: "([0-9a-f]+)"\)/.exec(text);
    if (check) data.checkBlock = this.blocks[Number(check[1])]?.hash === check[2];
    const block = /block\(height: (\d+)\)/.exec(text);
    if (block) data.block = { header: { hash: this.blocks[Number(block[1])]?.hash } };
    const range = /blockTxs\(range: \[(\d+), (\d+)\]\)/.exec(text);
    if (range) {
      const blocks = this.blocks.slice(Number(range[1]), Number(range[2]) + 1);
      data.blockTxs = blocks
        .filter(({ nullifiers }) => nullifiers.length > 0)
        .map(({ height, hash, nullifiers }) => ({
          id: hash,
          blockHeight: height,
          tx: {
            txType: 'Phoenix',
            json: JSON.stringify({ nullifiers: nullifiers.map((it) => toHex(intToBytesLe(it, 32))) }),
          },
        }));
    }
    return JSON.stringify(data);
  }

  #entries(from: number, limit: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let first = 0;
    let left = limit;
    for (const { notes } of this.blocks) {
      const count = notes.length / COMPACT_SIZE;
      const skip = Math.max(0, from - first);
      if (skip < count && left > 0) {
        const take = Math.min(count - skip, left);
        parts.push(notes.subarray(skip * COMPACT_SIZE, (skip + take) * COMPACT_SIZE));
        left -= take;
      }
      first += count;
    }
    return concatBytes(...parts);
  }

  #info(): string {
    return JSON.stringify({
      version: '1.6.0',
      chain_id: 224,
      vm_config: {
        gas_per_blob: 1_000_000,
        gas_per_deploy_byte: 100,
        min_deploy_points: 5_000_000,
        min_deployment_gas_price: 2000,
        block_gas_limit: 3_000_000_000,
      },
      eventide: {
        protocol: 'eventide',
        circuit_set: 'sound-1',
        srs: 'local-1',
        proofs: 'mock',
        genesis_hash: this.blocks[0]?.hash,
      },
    });
  }
}

const { methods } = transferAbi;

function wholeLeaves(entries: Uint8Array): Uint8Array {
  const leaves = Array.from({ length: countNotes(entries) }, (_, i) =>
    archive(methods.sync.feeds as never, {
      blockHeight: placeOf(entries, i).height,
      note: fromNote(readCompactNote(entries, i)),
    }),
  );
  return concatBytes(...leaves);
}

/** A note for `to`, not placed. */
export function noteFor(to: PhoenixPublicKey, value: bigint, random: RandomBytes): Note {
  const sender = phoenixPublicKey({ a: 5n, b: 7n });
  const senderBlinders = { A: fl.random(random), B: fl.random(random) };
  return createNote(
    { type: 'obfuscated', receiver: to, sender, senderBlinders, value, blinder: fl.random(random) },
    random,
  );
}

/** Entries of `count` notes of nobody, placed from `first` on, in blocks of `perBlock` from `height` on. */
export function foreignEntries(count: number, first: number, height: number, random: RandomBytes): Uint8Array {
  const { jubjub } = loadKernels();
  const scalars = random(3 * count * 32);
  for (let i = 0; i < 3 * count; i++) scalars[32 * i + 31] = (scalars[32 * i + 31] as number) & 0x07;
  const points = jubjub.compressMany(jubjub.fixedBase(pointsToBytes([JUBJUB_GENERATOR])).mulMany(scalars));
  const out = new Uint8Array(count * COMPACT_SIZE);
  const view = new DataView(out.buffer);
  for (let i = 0; i < count; i++) {
    const at = i * COMPACT_SIZE;
    view.setBigUint64(at, BigInt(height), true);
    out[at + 8] = 1;
    out.set(points.subarray(96 * i, 96 * (i + 1)), at + 9);
    view.setBigUint64(at + 105, BigInt(first + i), true);
  }
  return out;
}
