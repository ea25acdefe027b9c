import type { Round, Voters } from '@eventide/consensus';
import type { Application, Peer } from './effects.ts';
import type { BuildRequest } from './ports.ts';

/** What the chain asked for and has not been answered yet. */
export type Work =
  | { readonly kind: 'judge'; readonly round: Round; readonly iteration: number }
  | { readonly kind: 'build'; readonly round: Round; readonly request: BuildRequest }
  | {
      readonly kind: 'apply';
      readonly application: Application;
      readonly voters: Voters;
      readonly peer: Peer | undefined;
    };

/** Work under way, by number. */
export class Jobs {
  readonly #open = new Map<number, Work>();
  #next = 1;

  get size(): number {
    return this.#open.size;
  }

  /** Gives work its number. */
  add(work: Work): number {
    const job = this.#next++;
    this.#open.set(job, work);
    return job;
  }

  get(job: number): Work | undefined {
    return this.#open.get(job);
  }

  drop(job: number): void {
    this.#open.delete(job);
  }

  /** Takes the work out, if there is such a job of this kind. */
  take<K extends Work['kind']>(job: number, kind: K): Extract<Work, { kind: K }> | undefined {
    const work = this.#open.get(job);
    if (work?.kind !== kind) return undefined;
    this.#open.delete(job);
    return work as Extract<Work, { kind: K }>;
  }
}
