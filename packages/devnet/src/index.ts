export {
  accountNamed,
  isPublishedMnemonic,
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
