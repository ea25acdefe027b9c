import type { ValueOf } from '../type/abiType.ts';
import { choice, list, option, record, repeated, tuple } from '../type/composite.ts';
import { affinePoint, extendedPoint, stealthAddress } from '../type/point.ts';
import {
  blsPublicKey,
  blsSignature,
  bytes,
  contractId,
  fixedHex,
  jubjubScalar,
  scalar,
  text,
  u8,
  u32,
  u64,
} from '../type/primitive.ts';

// Fields stand in declaration order, which is the order of out-of-line data; the layout rule places them. Spec: 05 §3.3

export const noteType = choice('NoteType', { Transparent: null, Obfuscated: null });
export const sender = choice('Sender', {
  Encryption: repeated(tuple(affinePoint, affinePoint), 2),
  ContractInfo: fixedHex(128),
});
export const note = record('Note', {
  noteType,
  valueCommitment: affinePoint,
  stealthAddress,
  pos: u64,
  valueEnc: fixedHex(68),
  sender,
});
export const noteLeaf = record('NoteLeaf', { blockHeight: u64, note });
export const opening = record('Opening', {
  root: scalar,
  branch: repeated(repeated(scalar, 4), 17),
  positions: repeated(u32, 17),
});

export const txSkeleton = record('TxSkeleton', {
  root: scalar,
  nullifiers: list(scalar),
  outputs: repeated(note, 2),
  maxFee: u64,
  deposit: u64,
});
export const phoenixFee = record('PhoenixFee', { gasLimit: u64, gasPrice: u64, stealthAddress, sender });
export const contractCall = record('ContractCall', { contract: contractId, fnName: text, fnArgs: bytes });
export const contractBytecode = record('ContractBytecode', { hash: fixedHex(32), bytes });
export const contractDeploy = record('ContractDeploy', {
  bytecode: contractBytecode,
  owner: bytes,
  initArgs: option(bytes),
  nonce: u64,
});
export const blobSidecar = record('BlobSidecar', {
  commitment: fixedHex(48),
  proof: fixedHex(48),
  data: fixedHex(131_072),
});
export const blobData = record('BlobData', { hash: fixedHex(32), data: option(blobSidecar) });
export const transactionData = choice('TransactionData', {
  Call: contractCall,
  Deploy: contractDeploy,
  Memo: bytes,
  Blob: list(blobData),
});
export const phoenixPayload = record('PhoenixPayload', {
  chainId: u8,
  txSkeleton,
  fee: phoenixFee,
  data: option(transactionData),
});
export const phoenixTransaction = record('PhoenixTransaction', { payload: phoenixPayload, proof: bytes });
export const moonlightFee = record('MoonlightFee', { gasLimit: u64, gasPrice: u64, refundAddress: blsPublicKey });
export const moonlightPayload = record('MoonlightPayload', {
  chainId: u8,
  sender: blsPublicKey,
  receiver: blsPublicKey,
  value: u64,
  deposit: u64,
  fee: moonlightFee,
  nonce: u64,
  data: option(transactionData),
});
export const moonlightTransaction = record('MoonlightTransaction', {
  payload: moonlightPayload,
  signature: blsSignature,
});
export const transaction = choice('Transaction', { Phoenix: phoenixTransaction, Moonlight: moonlightTransaction });

export const accountData = record('AccountData', { nonce: u64, balance: u64 });
export const contractError = choice('ContractError', {
  Panic: text,
  OutOfGas: null,
  DoesNotExist: null,
  Unknown: null,
});
/** What `spend_and_execute` returns: the call's bytes, or why it failed. */
export const callResult = choice('Result<Vec<u8>, ContractError>', { Ok: bytes, Err: contractError });

export const schnorrSignature = record('SchnorrSignature', { u: jubjubScalar, R: extendedPoint });
export const withdrawReceiver = choice('WithdrawReceiver', { Phoenix: stealthAddress, Moonlight: blsPublicKey });
export const withdrawReplayToken = choice('WithdrawReplayToken', { Phoenix: list(scalar), Moonlight: u64 });
export const withdrawSignature = choice('WithdrawSignature', { Phoenix: schnorrSignature, Moonlight: blsSignature });
export const withdraw = record('transfer::Withdraw', {
  contract: contractId,
  value: u64,
  receiver: withdrawReceiver,
  token: withdrawReplayToken,
  signature: withdrawSignature,
});
export const contractToContract = record('ContractToContract', {
  contract: contractId,
  value: u64,
  fnName: text,
  data: bytes,
});
export const receiveFromContract = record('ReceiveFromContract', { contract: contractId, value: u64, data: bytes });
export const contractToAccount = record('ContractToAccount', { account: blsPublicKey, value: u64 });

export const withdrawEvent = record('WithdrawEvent', { sender: contractId, receiver: withdrawReceiver, value: u64 });
export const convertEvent = record('ConvertEvent', {
  sender: option(blsPublicKey),
  receiver: withdrawReceiver,
  value: u64,
});
export const depositEvent = record('DepositEvent', { sender: option(blsPublicKey), receiver: contractId, value: u64 });
export const contractToContractEvent = record('ContractToContractEvent', {
  sender: contractId,
  receiver: contractId,
  value: u64,
});
export const contractToAccountEvent = record('ContractToAccountEvent', {
  sender: contractId,
  receiver: blsPublicKey,
  value: u64,
});
export const phoenixTransactionEvent = record('PhoenixTransactionEvent', {
  nullifiers: list(scalar),
  notes: list(note),
  memo: bytes,
  gasSpent: u64,
  refundNote: option(note),
});
export const moonlightTransactionEvent = record('MoonlightTransactionEvent', {
  sender: blsPublicKey,
  receiver: option(blsPublicKey),
  value: u64,
  memo: bytes,
  gasSpent: u64,
  refundInfo: option(tuple(blsPublicKey, u64)),
});

export type ArchivedNote = ValueOf<typeof note>;
export type ArchivedSender = ValueOf<typeof sender>;
export type ArchivedWithdraw = ValueOf<typeof withdraw>;
export type ArchivedTransaction = ValueOf<typeof transaction>;
export type ArchivedTransactionData = ValueOf<typeof transactionData>;
export type AccountData = ValueOf<typeof accountData>;
export type NoteLeaf = ValueOf<typeof noteLeaf>;
