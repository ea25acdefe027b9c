import type { Instance } from './instance.ts';
import { PAGE_BYTES } from './limits.ts';
import type { WorkMeter } from './workMeter.ts';

/** Pages a frame has written, with the bytes they had before; `null` for a page of zeros. */
type Level = {
  /** Depth of the frame whose failure undoes this level; 0 for the session's own. */
  depth: number;
  readonly saved: Map<number, Uint8Array | null>;
  /** Length of the memory when the level began, in wasm pages. */
  readonly pagesBefore: number;
  /** Where reads are watched: pages read or written since the level began. */
  readonly accessed: Set<number> | undefined;
  /** Of these, pages whose next access marks them, be it a read: see `revert`. */
  armed: Set<number> | undefined;
};

const ADDRESSABLE_PAGES = 65_536;
const PAGE_POOL = 512;
const pool: Uint8Array[] = [];

/**
 * The linear memory of one contract in one session: 4 GiB of address space, the map of pages written in the running frame,
 * and a stack of snapshots that hold the clean pages. Level 0 gathers what the session changed since its base.
 * Spec: 04 §3, §5.4, §9.3
 */
export class ContractMemory {
  readonly memory: WebAssembly.Memory;
  /** One byte per page: 1 written since the last snapshot, 2 only read (where reads are watched). */
  readonly dirtyMap: WebAssembly.Memory;
  /** Length of the memory in wasm pages; code sees it one grow late after a revert (04 §3.3). */
  pages = 0;
  /** Pages whose bytes may differ from zero. */
  readonly present: Set<number> = new Set();
  /** Hashes of changed pages, as long as they hold. */
  readonly hashes: Map<number, Uint8Array> = new Map();
  /** Told of every page that is saved, where pages have a price. */
  work: WorkMeter | undefined;
  /** Code of the last session on this memory, for the next one; as good as new once renewed. */
  idle: Instance | undefined;
  /** Gives a page its first content when it is first accessed, where contents are elsewhere. */
  #content: ((page: number) => Uint8Array | undefined) | undefined;
  /** Pages that were given theirs. */
  readonly #filled = new Set<number>();
  readonly #map: Uint8Array;
  readonly #levels: Level[] = [baseLevel(0)];

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: ADDRESSABLE_PAGES, maximum: ADDRESSABLE_PAGES });
    this.dirtyMap = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    this.#map = new Uint8Array(this.dirtyMap.buffer);
  }

  /** Code on this memory has to tell of reads: pages come with their first access. */
  get partial(): boolean {
    return this.#content !== undefined;
  }

  /** A blank memory whose pages come when they are first accessed; `content` may throw, which leaves the page for the next access. */
  fillOnAccess(content: (page: number) => Uint8Array | undefined): void {
    this.#content = content;
  }

  /** The live bytes of a page. */
  page(index: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, index * PAGE_BYTES, PAGE_BYTES);
  }

  /** A copy of bytes; beyond 4 GiB there are only zeros (04 §3.4). */
  read(at: number, length: number): Uint8Array {
    if (length > 0 && this.#levels.at(-1)?.accessed !== undefined) {
      this.seeRange(Math.floor(at / PAGE_BYTES), Math.floor((at + length - 1) / PAGE_BYTES));
    }
    const out = new Uint8Array(length);
    const readable = Math.max(0, Math.min(length, ADDRESSABLE_PAGES * PAGE_BYTES - at));
    if (readable > 0) out.set(new Uint8Array(this.memory.buffer, at, readable));
    return out;
  }

  /** Writes as the host: marks every page it really writes to. */
  write(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.markRange(Math.floor(at / PAGE_BYTES), Math.floor((at + bytes.length - 1) / PAGE_BYTES));
    new Uint8Array(this.memory.buffer, at, bytes.length).set(bytes);
  }

  /** The barrier's slow path: saves the clean page in the newest snapshot and marks it. */
  readonly mark = (page: number): void => {
    if (this.#map[page] === 1) return;
    this.#fill(page);
    this.#map[page] = 1;
    const { saved, accessed } = this.#levels.at(-1) as Level;
    accessed?.add(page);
    if (this.#levels.length === 1) this.hashes.delete(page);
    if (saved.has(page)) return;
    this.work?.wrote(this, page);
    if (this.present.has(page)) saved.set(page, copyOf(this.page(page)));
    else {
      saved.set(page, null);
      this.present.add(page);
    }
  };

  readonly markRange = (first: number, last: number): void => {
    for (let page = first; page <= last; page++) this.mark(page);
  };

  /** The slow path of a read that is watched. Pages above 4 GiB, which only the host can read, hold nothing. */
  readonly see = (page: number): void => {
    if (page >= ADDRESSABLE_PAGES || this.#map[page] !== 0) return;
    this.#fill(page);
    const { accessed, armed } = this.#levels.at(-1) as Level;
    if (armed?.has(page)) this.mark(page);
    else {
      this.#map[page] = 2;
      accessed?.add(page);
    }
  };

  readonly seeRange = (first: number, last: number): void => {
    for (let page = first; page <= last; page++) this.see(page);
  };

  /** Begins a snapshot for a frame at `depth`; `watching` if it is told of reads too. */
  push(depth: number, watching = false): void {
    this.#clearMarks();
    const accessed = watching || this.partial ? new Set<number>() : undefined;
    this.#levels.push({ depth, saved: new Map(), pagesBefore: this.pages, accessed, armed: undefined });
  }

  /**
   * Undoes everything since the oldest snapshot of a frame at `depth` or deeper. Where reads are watched, pages that the frame below had
   * accessed and the undone ones had not become armed, as the reference's page protection leaves them. Spec: 04 §8.4, case 1
   */
  revert(depth: number): void {
    let top = this.#levels.at(-1) as Level;
    if (top.depth < depth) return;
    this.#clearMarks();
    const undone = new Set<number>();
    while (top.depth >= depth && this.#levels.length > 1) {
      for (const page of top.accessed ?? []) undone.add(page);
      this.#restore(top);
      this.#levels.pop();
      top = this.#levels.at(-1) as Level;
    }
    if (top.accessed) top.armed = new Set([...top.accessed].filter((page) => !undone.has(page)));
    this.#setMarks();
  }

  /**
   * Hands the snapshots of a finished frame to its caller at `depth − 1`. Neighbours are merged when that costs no more than
   * the frame itself did, so that millions of calls keep few snapshots. Returns whether they are the caller's first here.
   */
  settle(depth: number): boolean {
    const owner = depth - 1;
    let i = this.#levels.length - 1;
    for (; i > 0 && (this.#levels[i] as Level).depth >= depth; i--) (this.#levels[i] as Level).depth = owner;
    const moved = i < this.#levels.length - 1;
    const first = moved && (this.#levels[i] as Level).depth !== owner;
    if (moved) this.#mergeTop(owner);
    return first;
  }

  #mergeTop(owner: number): void {
    for (;;) {
      const top = this.#levels.at(-1) as Level;
      const below = this.#levels.at(-2);
      if (!below || below.depth !== owner || top.depth !== owner) return;
      if (owner > 0 && below.saved.size > 2 * top.saved.size + 8) return;
      this.#clearMarks();
      mergeInto(below, top);
      this.#levels.pop();
      // What counts is what was accessed since the newest snapshot.
      if (owner > 0) this.#levels[this.#levels.length - 1] = { ...below, accessed: top.accessed, armed: top.armed };
      this.#setMarks();
      if (owner === 0) for (const page of top.saved.keys()) this.hashes.delete(page);
    }
  }

  /** Pages written since the base of the session, in order. Only between top-level calls. */
  changedPages(): number[] {
    return [...(this.#levels[0] as Level).saved.keys()].sort((a, b) => a - b);
  }

  /** The bytes at hand become the new base. */
  accept(): void {
    this.#dropBase();
  }

  /** Back to the base of the session. */
  reset(): void {
    this.revert(1);
    this.rest();
    this.#restore(this.#levels[0] as Level);
    this.#dropBase();
  }

  /** After writes of the host outside of calls. Between calls no page is marked: each call begins with a snapshot. */
  rest(): void {
    for (const page of (this.#levels[0] as Level).saved.keys()) this.#map[page] = 0;
  }

  /** Zeros everything, for use by another contract. */
  blank(): void {
    this.idle = undefined;
    this.reset();
    for (const page of this.present) this.page(page).fill(0);
    this.present.clear();
    this.#filled.clear();
    this.#content = undefined;
    this.pages = 0;
  }

  /** What is never accessed never changes: the content is that of every state since. */
  #fill(page: number): void {
    if (this.#content === undefined || this.#filled.has(page)) return;
    const bytes = this.#content(page);
    this.#filled.add(page);
    if (bytes === undefined) return;
    this.page(page).set(bytes);
    this.present.add(page);
  }

  #restore(level: Level): void {
    for (const [page, bytes] of level.saved) {
      if (bytes === null) {
        this.page(page).fill(0);
        this.present.delete(page);
      } else {
        this.page(page).set(bytes);
        release(bytes);
      }
    }
    // What went back to the pool must not be found here again: two snapshots would come to share a buffer.
    level.saved.clear();
    this.pages = level.pagesBefore;
  }

  #dropBase(): void {
    this.hashes.clear();
    for (const bytes of (this.#levels[0] as Level).saved.values()) if (bytes) release(bytes);
    this.#levels.length = 0;
    this.#levels.push(baseLevel(this.pages));
  }

  /** Marks belong to the newest snapshot of a call; level 0 has none. */
  #clearMarks(): void {
    if (this.#levels.length === 1) return;
    const { saved, accessed } = this.#levels.at(-1) as Level;
    for (const page of saved.keys()) this.#map[page] = 0;
    for (const page of accessed ?? []) this.#map[page] = 0;
  }

  #setMarks(): void {
    if (this.#levels.length === 1) return;
    const { saved, accessed, armed } = this.#levels.at(-1) as Level;
    for (const page of accessed ?? []) if (!armed?.has(page)) this.#map[page] = 2;
    for (const page of saved.keys()) this.#map[page] = 1;
  }
}

function baseLevel(pagesBefore: number): Level {
  return { depth: 0, saved: new Map(), pagesBefore, accessed: undefined, armed: undefined };
}

/** The older clean copy wins. */
function mergeInto(below: Level, top: Level): void {
  for (const [page, bytes] of top.saved) {
    if (!below.saved.has(page)) below.saved.set(page, bytes);
    else if (bytes) release(bytes);
  }
}

function copyOf(page: Uint8Array): Uint8Array {
  const copy = pool.pop() ?? new Uint8Array(PAGE_BYTES);
  copy.set(page);
  return copy;
}

function release(page: Uint8Array): void {
  if (pool.length < PAGE_POOL) pool.push(page);
}
