/** One piece of work that waits for its time; a later one takes its place. */
export class Delayed {
  #waiting: { readonly atMs: number; readonly work: () => void } | undefined;

  /** When to look again; never without work. */
  get atMs(): number {
    return this.#waiting?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Does it now, if its time has come. */
  put(atMs: number, work: () => void, nowMs: number): void {
    if (atMs > nowMs) this.#waiting = { atMs, work };
    else work();
  }

  /** Does what is due. */
  run(nowMs: number): void {
    if (this.#waiting === undefined || nowMs < this.#waiting.atMs) return;
    const { work } = this.#waiting;
    this.#waiting = undefined;
    work();
  }

  drop(): void {
    this.#waiting = undefined;
  }
}
