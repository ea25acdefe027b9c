export type {
  LabelledChainBlock,
  LedgerDoor,
  MempoolDoor,
  NodeDoor,
  NodeEvent,
  NodeIdentity,
  PeersDoor,
  PlacedEvent,
  PooledTx,
  ReadOptions,
  StateDoor,
  Submission,
} from './api/nodeDoor.ts';
export { Chain } from './chain/chain.ts';
export type { ChainContext, ChainStart } from './chain/chainContext.ts';
export {
  type ChainNetwork,
  type ChainService,
  type ChainServicePorts,
  createChainService,
} from './chain/chainService.ts';
export type { Application, ChainEffect, ChainEvent, Peer } from './chain/effects.ts';
export { HISTORY_BLOCKS, type PastBlock } from './chain/history.ts';
export type { ChainRules } from './chain/judgeBlock.ts';
export { openChain } from './chain/openChain.ts';
export type {
  BuildRequest,
  Built,
  Executed,
  ExecutionRequest,
  Executor,
  LedgerChange,
  Refused,
} from './chain/ports.ts';
export type { ChainBlock } from './chain/window.ts';
export { NodeError, type NodeErrorCode } from './errors.ts';
export type { GenesisSource } from './executor/calls.ts';
export { LedgerStore, type StoredBlock } from './ledgerStore/ledgerStore.ts';
export {
  type Admission,
  type AdmissionFacts,
  defaultMempoolOptions,
  Mempool,
  type MempoolOptions,
  type MempoolRefusal,
} from './mempool/mempool.ts';
export type { PoolEntry } from './mempool/pool.ts';
export { defaultRouterOptions, type PeerBudget, type Routed, Router, type RouterOptions } from './network/router.ts';
export type { Production, ProductionMode } from './production/production.ts';
export { defaultReaderOptions, type ReaderOptions } from './reader/readerThread.ts';
export { defaultNodeOptions, type NodeGenesis, type NodeOptions, type NodeStorage } from './start/nodeOptions.ts';
export type { NodeDeps, NodeStatus, RunningNode } from './start/runningNode.ts';
export { startNode } from './start/startNode.ts';
export { type OwnView, type SyncAction, Synchroniser } from './sync/decide.ts';
