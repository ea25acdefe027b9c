/** What happens at a time. */
type Timed<T> = { readonly atMs: number; readonly item: T };

type Moment<T> = { readonly atMs: number; readonly items: T[]; next: number };

/**
 * Events in order of time, those of the same time in order of their making, so that a run replays. Many events share a
 * millisecond: the heap holds the times that occur, each with its events.
 */
export class EventQueue<T> {
  readonly #heap: Moment<T>[] = [];
  readonly #moments = new Map<number, Moment<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the next event. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  push(atMs: number, item: T): void {
    this.#size++;
    const known = this.#moments.get(atMs);
    if (known !== undefined) {
      known.items.push(item);
      return;
    }
    const moment = { atMs, items: [item], next: 0 };
    this.#moments.set(atMs, moment);
    this.#lift(moment);
  }

  pop(): Timed<T> | undefined {
    const moment = this.#heap[0];
    if (moment === undefined) return undefined;
    this.#size--;
    const item = moment.items[moment.next++] as T;
    if (moment.next === moment.items.length) {
      this.#moments.delete(moment.atMs);
      this.#dropFirst();
    }
    return { atMs: moment.atMs, item };
  }

  #lift(added: Moment<T>): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(added);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (added.atMs >= (heap[parent] as Moment<T>).atMs) break;
      heap[at] = heap[parent] as Moment<T>;
      at = parent;
    }
    heap[at] = added;
  }

  #dropFirst(): void {
    const heap = this.#heap;
    const last = heap.pop() as Moment<T>;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Moment<T>).atMs < (heap[child] as Moment<T>).atMs) child++;
      if ((heap[child] as Moment<T>).atMs >= last.atMs) break;
      heap[at] = heap[child] as Moment<T>;
      at = child;
    }
    heap[at] = last;
  }
}
