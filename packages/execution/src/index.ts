export { type AccountState, allAccounts } from './accounts.ts';
export { type BlockRequest, type BuiltBlock, buildBlock, type Discarded } from './buildBlock.ts';
export { UNLIMITED_GAS } from './contractCall.ts';
export type { Engine } from './engine.ts';
export { ExecutionError, type ExecutionErrorCode } from './errors.ts';
export { executeTx, type TxOutcome, type TxReceipt, type Unspendable } from './executeTx.ts';
export {
  buildGenesis,
  type FedState,
  type GenesisCode,
  type GenesisState,
  rebuildState,
  type Takeover,
  takeOverState,
} from './genesis/build.ts';
export { CONTRACT_FILES, readContracts } from './genesis/contracts.ts';
export { circuitsArgument, type EventideNetwork, eventideNetwork, type VerifierDataSet } from './genesis/eventide.ts';
export {
  type EventideTable,
  type GenesisFile,
  type GenesisStake,
  type PhoenixBalance,
  parseGenesis,
} from './genesis/file.ts';
export { genesisRoot, genesisRootOf, type KnownGenesis, knownGenesis, knownGenesisText } from './genesis/root.ts';
export { createHostQueries } from './hostQueries/hostQueries.ts';
export { createQueryCache, type QueryCache, type QueryFact } from './hostQueries/queryCache.ts';
export type { Impersonated } from './impersonated.ts';
export { type OpenBlock, openBlock } from './openBlock.ts';
export { prewarm, trustVerified } from './prewarm/prewarm.ts';
export {
  accountAt,
  type ProvisionerEntry,
  provisionersAt,
  type Query,
  type QueryAnswer,
  queryContract,
} from './query.ts';
export {
  type BlockFault,
  type BlockInput,
  type BlockOutcome,
  type ExecutedBlock,
  runBlock,
} from './runBlock.ts';
export type { Settlement } from './settleBlock.ts';
export { type TraceRequest, type TxTrace, traceTx } from './traceTx.ts';
