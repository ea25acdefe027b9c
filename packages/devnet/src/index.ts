export {
  accountNamed,
  type LocalAccount,
  type LocalAccounts,
  localAccounts,
} from './accounts/localAccounts.ts';
export { DevnetError, type DevnetErrorCode } from './errors.ts';
export type { RunningNetwork, RunningNode } from './folder/runFile.ts';
export { genesisOfFile } from './genesis/genesisOfFile.ts';
export {
  defaultLocalGenesisOptions,
  type LocalGenesis,
  type LocalGenesisOptions,
  localGenesis,
} from './genesis/localGenesis.ts';
export { localNetworkRules } from './genesis/localRules.ts';
export { createDevnet, type Devnet, type DevnetOptions, withSnapshot } from './solo/createDevnet.ts';
export type { ClockMode, DevnetClock } from './solo/devnetClock.ts';
export type { DumpManifest } from './solo/dump.ts';
export type { SkipTarget } from './solo/skip.ts';
export type { SnapshotInfo } from './solo/soloNode.ts';
