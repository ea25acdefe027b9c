/** What happens at a time; equal times in order of their making, so that a run replays. */
type Timed<T> = { readonly atMs: number; readonly order: number; readonly item: T };

/** A binary heap of events. */
export class EventQueue<T> {
  readonly #heap: Timed<T>[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(atMs: number, item: T): void {
    const heap = this.#heap;
    const added = { atMs, order: this.#order++, item };
    let at = heap.length;
    heap.push(added);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(added, heap[parent] as Timed<T>)) break;
      heap[at] = heap[parent] as Timed<T>;
      at = parent;
    }
    heap[at] = added;
  }

  pop(): Timed<T> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timed<T>, heap[child] as Timed<T>)) child++;
      if (!before(heap[child] as Timed<T>, last)) break;
      heap[at] = heap[child] as Timed<T>;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before<T>(a: Timed<T>, b: Timed<T>): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
