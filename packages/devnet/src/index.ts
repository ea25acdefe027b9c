export {
  accountNamed,
  type LocalAccount,
  type LocalAccounts,
  localAccounts,
} from './accounts/localAccounts.ts';
export { CONTROL_HEADER } from './control/controlHeader.ts';
export { DevnetError, type DevnetErrorCode } from './errors.ts';
export { folderMigration, migrateFolder, networkFolder, removeFolder } from './folder/dataFolder.ts';
export type { RunningNetwork, RunningNode } from './folder/runFile.ts';
export { lockHolder, readReady } from './folder/runFile.ts';
export { genesisOfFile, rootOnOurContracts } from './genesis/genesisOfFile.ts';
export {
  defaultLocalGenesisOptions,
  type LocalGenesis,
  type LocalGenesisOptions,
  localGenesis,
} from './genesis/localGenesis.ts';
export { localNetworkRules } from './genesis/localRules.ts';
export {
  type BlockLine,
  clockTime,
  formatAccounts,
  formatBlock,
  formatStep,
  shortHex,
} from './launch/lines.ts';
export { formatBytes } from './machine/resources.ts';
export type { NetworkEvent } from './network/events.ts';
export type { LocalNetwork } from './network/localNetwork.ts';
export { defaultNetworkOptions, type NetworkOptions } from './network/options.ts';
export { HISTORY_BLOCKS, type NetworkDeps, startLocalNetwork } from './network/startLocalNetwork.ts';
export { createDevnet } from './solo/createDevnet.ts';
export { type Devnet, type ForkedAt, withSnapshot } from './solo/devnet.ts';
export type { ClockMode, DevnetClock } from './solo/devnetClock.ts';
export type { DevnetOptions } from './solo/devnetOptions.ts';
export type { DumpManifest } from './solo/dump.ts';
export { openPersona } from './solo/personas.ts';
export type { SkipTarget } from './solo/skip.ts';
export type { SnapshotInfo } from './solo/soloNode.ts';
export { type SoloNetwork, type SoloNetworkOptions, startSolo } from './solo/startSolo.ts';
