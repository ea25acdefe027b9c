export { formatDusk, type Lux, parseDusk } from '@eventide/base';
export {
  checkBlock,
  type EventInfo,
  type GasPrice,
  getBlock,
  getBlocks,
  getEvents,
  getGasPrice,
  getHeight,
  getMempool,
  getNodeInfo,
  getProvisioners,
  getTip,
  getTransactions,
  getTx,
  type ProvisionerInfo,
  queryGraphql,
  type ReadOptions,
} from './chain/actions.ts';
export { getBlockBytes } from './chain/blockBytes.ts';
export { getContractCode } from './chain/contractCode.ts';
export type { ChainFacts, NetworkChoice } from './chain/facts.ts';
export { heightAt } from './chain/heightAt.ts';
export { type ContractsPage, getContracts, type StateContract } from './chain/stateContracts.ts';
export type { BlockId, BlockInfo, BlockRef, TxCall, TxInfo } from './chain/types.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export {
  announceProvider,
  type ConnectedWallet,
  type ConnectOptions,
  connect,
  type DiscoverOptions,
  discoverWallets,
  type SelectedWallet,
} from './connect/discover.ts';
export { ConnectError, type ConnectErrorKind, connectCodes } from './connect/errors.ts';
export {
  type Approval,
  type ApprovalRequest,
  type ConnectGrant,
  type CreateProviderOptions,
  createProvider,
  type GrantStore,
  type WalletProvider,
} from './connect/provider.ts';
export { prepareRequested } from './connect/sendRequested.ts';
export type {
  ConnectCapabilities,
  ConnectEvents,
  ConnectGas,
  ConnectMethod,
  ConnectMethods,
  ConnectProfile,
  ConnectRequest,
  ConnectTransaction,
  DuskProvider,
  ProviderDetail,
  ProviderInfo,
  SignedAuth,
  SignedMessage,
} from './connect/types.ts';
export { type AbiSource, decodeEvent, decodeResult, encodeCall } from './contracts/abi.ts';
export {
  type Deployed,
  type DeployParams,
  deployContract,
  prepareDeploy,
  type StreamParams,
  streamContract,
} from './contracts/deploy.ts';
export {
  type CallOptions,
  type CallRequest,
  type Contract,
  type ContractEvent,
  type GetContractParams,
  getContract,
  type WriteOptions,
} from './contracts/getContract.ts';
export type { AnyContract, ContractOf, ContractTypes } from './contracts/types.ts';
export {
  ContractError,
  type ContractErrorCode,
  NetworkError,
  type NetworkErrorCode,
  OutcomeError,
  type OutcomeErrorCode,
  SdkError,
  WalletError,
  type WalletErrorCode,
} from './errors.ts';
export type { Json, JsonObject } from './json.ts';
export { isValidWalletProof, walletCircuits, walletVerifierData } from './prover/circuits.ts';
export { browserProver, mockProver, type RemoteOptions, remoteProver } from './prover/provers.ts';
export { defaultGasLimits, type EstimateGasParams, estimateGas, type Gas, type GasEstimate } from './send/gas.ts';
export { preverify, propagate, type SendOptions, type Simulation, simulate } from './send/propagate.ts';
export {
  type TraceCall,
  type TraceFailure,
  type TraceParams,
  type TraceStep,
  type TxTrace,
  traceTx,
} from './trace/traceTx.ts';
export { fallback } from './transports/fallback.ts';
export { type HttpOptions, http } from './transports/http.ts';
export { type InProcessNode, inProcess } from './transports/inProcess.ts';
export { type RuesOptions, rues } from './transports/rues.ts';
export type { EventSocket, OpenSocket, SocketHandlers } from './transports/session.ts';
export type {
  EventListener,
  NodeEvents,
  Transport,
  TransportRequest,
  TransportResponse,
} from './transports/transport.ts';
export { type AccountInfo, type AccountParams, getAccount, getStake, type StakeInfo } from './wallet/account.ts';
export type { ShieldedBalance } from './wallet/balance.ts';
export { type Balance, getBalance, getNotes, type NoteInfo, type ProfileParams } from './wallet/getBalance.ts';
export { getHistory, type History, type HistoryEntry, type HistoryParams } from './wallet/history.ts';
export { impersonate } from './wallet/impersonate.ts';
export { defaultLocks, type Lock, type LockPort } from './wallet/lock.ts';
export {
  type CreateWalletOptions,
  createMnemonic,
  createWallet,
  getProfile,
  isPublishedMnemonic,
  type OpenWalletOptions,
  openWallet,
} from './wallet/openWallet.ts';
export { type DuskLink, formatDuskLink, parseDuskLink, parseRecipient, type Recipient } from './wallet/recipient.ts';
export { createInlineScanner, type Scanner } from './wallet/scan/scanner.ts';
export { createWorkerScanner, type ScanWorker } from './wallet/scan/workerScanner.ts';
export { MAX_INPUTS, selectNotes } from './wallet/selectNotes.ts';
export {
  type ConvertParams,
  type MergeNotesParams,
  mergeNotes,
  type PayFrom,
  prepareCall,
  prepareMergeNotes,
  prepareSendBlobs,
  prepareSendPublic,
  prepareSendShielded,
  prepareShield,
  prepareUnshield,
  type SendBlobsParams,
  type SendPublicParams,
  type SendShieldedParams,
  sendBlobs,
  sendPublic,
  sendShielded,
  shield,
  unshield,
} from './wallet/send/actions.ts';
export {
  discardTx,
  type PreparedTx,
  type SendParams,
  type Sent,
  type SubmitOptions,
  submitTx,
} from './wallet/send/prepared.ts';
export {
  claimReward,
  prepareClaimReward,
  prepareStake,
  prepareUnstake,
  type StakeParams,
  stake,
  topUp,
  type UnstakeParams,
  unstake,
} from './wallet/send/staking.ts';
export {
  type SignAuthParams,
  type SignMessageParams,
  signAuth,
  signMessage,
  verifyAuth,
  verifySignedText,
} from './wallet/sign.ts';
export { hasWallet, smallCost, strongCost, type WalletNetwork } from './wallet/store/header.ts';
export type { SentKind, SentTx } from './wallet/store/records.ts';
export { type SyncProgress, type SyncResult, type SyncWalletParams, syncWallet } from './wallet/sync/syncWallet.ts';
export { type Viewer, type Visibility, type VisibleAction, visibility } from './wallet/visibility.ts';
export type { Profile, Wallet } from './wallet/wallet.ts';
export { type WatchBlocksParams, type WatchFinalityParams, watchBlocks, watchFinality } from './watch/blocks.ts';
export { type PlacedEvent, type WatchContractParams, watchContract } from './watch/contract.ts';
export {
  assertSucceeded,
  getTxStatus,
  type TxStage,
  type TxStatus,
  type WaitForTxOptions,
  type WatchTxParams,
  waitForTx,
  watchTx,
} from './watch/waitForTx.ts';
