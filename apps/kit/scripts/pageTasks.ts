import type { Browser } from 'playwright-core';

/** One task of a page's thread. */
export type PageTask = {
  /** Wall time. A loaded machine makes it longer. */
  readonly ms: number;
  /** Processor time of the page's thread. */
  readonly cpuMs: number;
  /** What started it, as Chromium names it, and the events it handled. */
  readonly what: string;
};

export type PageTasks = {
  readonly longest: PageTask;
  readonly mostCpu: PageTask;
};

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly src_func?: string;
    readonly chrome_mojo_event_info?: { readonly mojo_interface_tag?: string };
    readonly data?: {
      readonly url?: string;
      readonly type?: string;
      readonly frames?: readonly { readonly url: string; readonly processId?: number }[];
    };
  };
};

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** Notes every task of the page's thread from now on. The function it gives ends that and tells the longest ones. */
export async function traceTasks(browser: Browser, origin: string): Promise<() => Promise<PageTasks>> {
  await browser.startTracing(undefined, { categories: CATEGORIES });
  return async () => tasksOf((await browser.stopTracing()).toString('utf8'), origin);
}

/** The longest tasks of the thread that shows pages of `origin`; the debugger's own, which are ours, are left out. */
export function tasksOf(trace: string, origin: string): PageTasks {
  const { traceEvents: events } = JSON.parse(trace) as { traceEvents: readonly TraceEvent[] };
  const pages = new Set<number>();
  const mains = new Set<string>();
  for (const { name, pid, tid, args } of events) {
    for (const frame of args?.data?.frames ?? [])
      if (frame.url.startsWith(origin) && frame.processId !== undefined) pages.add(frame.processId);
    if (name === 'CommitLoad' && args?.data?.url?.startsWith(origin) === true) pages.add(pid);
    if (name === 'thread_name' && args?.name === 'CrRendererMain') mains.add(`${pid}/${tid}`);
  }
  const ours = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pages.has(pid) && mains.has(`${pid}/${tid}`))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const none: PageTask = { ms: 0, cpuMs: 0, what: '' };
  let [longest, mostCpu] = [none, none];
  for (let at = 0; at < ours.length; ) {
    const first = ours[at++] as TraceEvent;
    const until = first.ts + (first.dur ?? 0);
    const within: TraceEvent[] = [];
    for (let next = ours[at]; next !== undefined && next.ts < until; next = ours[++at]) within.push(next);
    if (within.some(isDebuggers)) continue;
    const task = {
      ms: (first.dur ?? 0) / 1_000,
      cpuMs: (first.tdur ?? 0) / 1_000,
      what: whatOf([first, ...within]),
    };
    if (task.ms > longest.ms) longest = task;
    if (task.cpuMs > mostCpu.cpuMs) mostCpu = task;
  }
  return { longest, mostCpu };
}

function isDebuggers({ args }: TraceEvent): boolean {
  return args?.chrome_mojo_event_info?.mojo_interface_tag?.includes('DevTools') === true;
}

function whatOf(events: readonly TraceEvent[]): string {
  const source = events.find(({ args }) => args?.src_func !== undefined)?.args?.src_func ?? '';
  const handled = events.filter(({ name }) => name === 'EventDispatch').map(({ args }) => args?.data?.type ?? '');
  return [source, ...new Set(handled)].join(' ').slice(0, 120);
}
