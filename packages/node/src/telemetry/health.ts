/** One thing that must hold for a node to be of use. */
export type HealthCheck = { readonly ok: boolean; readonly value: string | number; readonly want: string };

export type Health = { readonly ready: boolean; readonly checks: Readonly<Record<string, HealthCheck>> };

export type HealthFacts = {
  readonly inSync: boolean;
  /** Blocks that others are known to be ahead. */
  readonly lag: number;
  readonly peers: number;
  readonly wantedPeers: number;
  /** Share of the disk that is free, 0 to 1. */
  readonly diskFree: number;
  readonly executorAlive: boolean;
  readonly paused: boolean;
};

/** Spec: 13 §8 */
export function judgeHealth(facts: HealthFacts): Health {
  const { inSync, lag, peers, wantedPeers, diskFree, executorAlive, paused } = facts;
  const checks = {
    synced: { ok: inSync, value: inSync ? 'in sync' : 'catching up', want: 'in sync' },
    lag: { ok: lag <= 3, value: lag, want: 'at most 3 blocks' },
    peers: { ok: peers >= wantedPeers, value: peers, want: `at least ${wantedPeers}` },
    disk: { ok: diskFree >= 0.05 && !paused, value: Math.round(diskFree * 1_000) / 1_000, want: 'at least 0.05 free' },
    executor: { ok: executorAlive, value: executorAlive ? 'alive' : 'dead', want: 'alive' },
  };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}
