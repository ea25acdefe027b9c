import type { ArchiveType } from './archive.ts';
import { byteVec, text, vec } from './pointer.ts';
import { fixedBytes, u8, u32, u64, words } from './primitives.ts';
import { array, struct, tuple } from './product.ts';
import { enumOf, option, variant } from './sum.ts';

// The archived types of the genesis contracts as schemas in declaration order, without measured offsets: tests compare
// what the compiler's rule derives with what was measured. The types with a meaning live in the abi package.

const id = fixedBytes(32);
const scalar = words(4);
const fp2 = struct('Fp2', { c0: words(6), c1: words(6) });
const blsPublicKey = struct('BlsPublicKey', { x: fp2, y: fp2, infinity: u8 });
const blsSignature = struct('BlsSignature', { x: words(6), y: words(6), infinity: u8 });
const extended = struct('JubJubExtended', { u: scalar, v: scalar, z: scalar, t1: scalar, t2: scalar });
const affine = struct('JubJubAffine', { u: scalar, v: scalar });
const schnorrSignature = struct('SchnorrSignature', { u: scalar, R: extended });
const stealthAddress = struct('StealthAddress', { R: extended, note_pk: extended });
const cipher = tuple(affine, affine);
const sender = enumOf('Sender', {
  Encryption: variant(0, array(cipher, 2)),
  ContractInfo: variant(1, fixedBytes(128)),
});
const note = struct('Note', {
  note_type: enumOf('NoteType', { Transparent: variant(0), Obfuscated: variant(1) }),
  value_commitment: affine,
  stealth_address: stealthAddress,
  pos: u64,
  value_enc: fixedBytes(68),
  sender,
});
const txSkeleton = struct('TxSkeleton', {
  root: scalar,
  nullifiers: vec(scalar),
  outputs: array(note, 2),
  max_fee: u64,
  deposit: u64,
});
const phoenixFee = struct('PhoenixFee', { gas_limit: u64, gas_price: u64, stealth_address: stealthAddress, sender });
const contractCall = struct('ContractCall', { contract: id, fn_name: text(), fn_args: byteVec() });
const contractBytecode = struct('ContractBytecode', { hash: id, bytes: byteVec() });
const contractDeploy = struct('ContractDeploy', {
  bytecode: contractBytecode,
  owner: byteVec(),
  init_args: option(byteVec()),
  nonce: u64,
});
const sidecar = struct('BlobSidecar', { commitment: fixedBytes(48), proof: fixedBytes(48), data: fixedBytes(131_072) });
const blobData = struct('BlobData', { hash: id, data: option(sidecar) });
const transactionData = enumOf('TransactionData', {
  Call: variant(0, contractCall),
  Deploy: variant(1, contractDeploy),
  Memo: variant(2, byteVec()),
  Blob: variant(3, vec(blobData)),
});
const phoenixPayload = struct('PhoenixPayload', {
  chain_id: u8,
  tx_skeleton: txSkeleton,
  fee: phoenixFee,
  data: option(transactionData),
});
const phoenixTransaction = struct('PhoenixTransaction', { payload: phoenixPayload, proof: byteVec() });
const moonlightFee = struct('MoonlightFee', { gas_limit: u64, gas_price: u64, refund_address: blsPublicKey });
const moonlightPayload = struct('MoonlightPayload', {
  chain_id: u8,
  sender: blsPublicKey,
  receiver: blsPublicKey,
  value: u64,
  deposit: u64,
  fee: moonlightFee,
  nonce: u64,
  data: option(transactionData),
});
const moonlightTransaction = struct('MoonlightTransaction', { payload: moonlightPayload, signature: blsSignature });
const accountData = struct('AccountData', { nonce: u64, balance: u64 });
const receiver = enumOf('WithdrawReceiver', {
  Phoenix: variant(0, stealthAddress),
  Moonlight: variant(1, blsPublicKey),
});
const token = enumOf('WithdrawReplayToken', { Phoenix: variant(0, vec(scalar)), Moonlight: variant(1, u64) });
const signature = enumOf('WithdrawSignature', {
  Phoenix: variant(0, schnorrSignature),
  Moonlight: variant(1, blsSignature),
});
const withdraw = struct('transfer::Withdraw', { contract: id, value: u64, receiver, token, signature });
const contractError = enumOf('ContractError', {
  Panic: variant(0, text()),
  OutOfGas: variant(1),
  DoesNotExist: variant(2),
  Unknown: variant(3),
});
const opening = struct('Opening', { root: scalar, branch: array(array(scalar, 4), 17), positions: array(u32, 17) });
const stakeKeys = struct('StakeKeys', {
  account: blsPublicKey,
  owner: enumOf('StakeFundOwner', { Account: variant(0, blsPublicKey), Contract: variant(1, id) }),
});
const doubleSignature = struct('DoubleSignature', { account: blsSignature, owner: blsSignature });
const stakeAmount = struct('StakeAmount', { value: u64, locked: u64, eligibility: u64 });
const stakeData = struct('StakeData', { amount: option(stakeAmount), reward: u64, faults: u8, hard_faults: u8 });
const reason = enumOf('RewardReason', {
  GeneratorFixed: variant(0),
  GeneratorExtra: variant(1),
  Voter: variant(2),
  Other: variant(3),
});

/** By the names of the measured table. */
export const genesisTypes = {
  BlsPublicKey: blsPublicKey,
  BlsSignature: blsSignature,
  Fp2: fp2,
  JubJubExtended: extended,
  JubJubAffine: affine,
  SchnorrSignature: schnorrSignature,
  StealthAddress: stealthAddress,
  Vec: byteVec(),
  String: text(),
  Sender: sender,
  'Option<Vec>': option(byteVec()),
  'Option<BlsPublicKey>': option(blsPublicKey),
  Note: note,
  NoteLeaf: struct('NoteLeaf', { block_height: u64, note }),
  '(u64,Note)': tuple(u64, note),
  '(JubJubAffine,JubJubAffine)': cipher,
  TxSkeleton: txSkeleton,
  PhoenixFee: phoenixFee,
  ContractCall: contractCall,
  ContractBytecode: contractBytecode,
  ContractDeploy: contractDeploy,
  TransactionData: transactionData,
  'Option<TransactionData>': option(transactionData),
  PhoenixPayload: phoenixPayload,
  PhoenixTransaction: phoenixTransaction,
  MoonlightFee: moonlightFee,
  MoonlightPayload: moonlightPayload,
  MoonlightTransaction: moonlightTransaction,
  Transaction: enumOf('Transaction', {
    Phoenix: variant(0, phoenixTransaction),
    Moonlight: variant(1, moonlightTransaction),
  }),
  AccountData: accountData,
  '(AccountData,[u8;193])': tuple(accountData, fixedBytes(193)),
  '(BlsPublicKey,u64)': tuple(blsPublicKey, u64),
  '(ContractId,u64)': tuple(id, u64),
  WithdrawReceiver: receiver,
  WithdrawReplayToken: token,
  WithdrawSignature: signature,
  'transfer::Withdraw': withdraw,
  ContractToContract: struct('ContractToContract', { contract: id, value: u64, fn_name: text(), data: byteVec() }),
  ReceiveFromContract: struct('ReceiveFromContract', { contract: id, value: u64, data: byteVec() }),
  ContractToAccount: struct('ContractToAccount', { account: blsPublicKey, value: u64 }),
  WithdrawEvent: struct('WithdrawEvent', { sender: id, receiver, value: u64 }),
  ConvertEvent: struct('ConvertEvent', { sender: option(blsPublicKey), receiver, value: u64 }),
  DepositEvent: struct('DepositEvent', { sender: option(blsPublicKey), receiver: id, value: u64 }),
  ContractToContractEvent: struct('ContractToContractEvent', { sender: id, receiver: id, value: u64 }),
  ContractToAccountEvent: struct('ContractToAccountEvent', { sender: id, receiver: blsPublicKey, value: u64 }),
  PhoenixTransactionEvent: struct('PhoenixTransactionEvent', {
    nullifiers: vec(scalar),
    notes: vec(note),
    memo: byteVec(),
    gas_spent: u64,
    refund_note: option(note),
  }),
  MoonlightTransactionEvent: struct('MoonlightTransactionEvent', {
    sender: blsPublicKey,
    receiver: option(blsPublicKey),
    value: u64,
    memo: byteVec(),
    gas_spent: u64,
    refund_info: option(tuple(blsPublicKey, u64)),
  }),
  'Option<(BlsPublicKey,u64)>': option(tuple(blsPublicKey, u64)),
  'Option<Note>': option(note),
  StakeConfig: struct('StakeConfig', { warnings: u8, minimum_stake: u64 }),
  StakeFundOwner: enumOf('StakeFundOwner', { Account: variant(0, blsPublicKey), Contract: variant(1, id) }),
  StakeKeys: stakeKeys,
  DoubleSignature: doubleSignature,
  Stake: struct('Stake', { chain_id: u8, keys: stakeKeys, value: u64, signature: doubleSignature }),
  WithdrawToContract: struct('WithdrawToContract', {
    account: blsPublicKey,
    value: u64,
    fn_name: text(),
    data: byteVec(),
  }),
  'stake::Withdraw': struct('stake::Withdraw', { account: blsPublicKey, withdraw, signature: doubleSignature }),
  StakeEvent: struct('StakeEvent', { keys: stakeKeys, value: u64, locked: u64 }),
  SlashEvent: struct('SlashEvent', { account: blsPublicKey, value: u64, next_eligibility: u64 }),
  StakeAmount: stakeAmount,
  'Option<Amount>': option(stakeAmount),
  StakeData: stakeData,
  'Option<StakeData>': option(stakeData),
  'Option<StakeKeys>': option(stakeKeys),
  Reward: struct('Reward', { account: blsPublicKey, value: u64, reason }),
  '(StakeKeys,StakeData)': tuple(stakeKeys, stakeData),
  '(BlsPublicKey,Option<u64>)': tuple(blsPublicKey, option(u64)),
  '(BlsPublicKey,Option<u64>,Option<u8>)': tuple(blsPublicKey, option(u64), option(u8)),
  '(BlsPublicKey,Option<StakeData>)': tuple(blsPublicKey, option(stakeData)),
  'Option<u64>': option(u64),
  'Option<u8>': option(u8),
  ContractError: contractError,
  'Result<Vec<u8>,ContractError>': enumOf('Result', { Ok: variant(0, byteVec()), Err: variant(1, contractError) }),
  Opening: opening,
  'Option<Opening>': option(opening),
  '(u64,u64)': tuple(u64, u64),
  '(Vec<u8>,BlsPublicKey,BlsSignature)': tuple(byteVec(), blsPublicKey, blsSignature),
  // Beyond the table: named in 03 §17.2 and 04 §7.5.
  BlobSidecar: sidecar,
  BlobData: blobData,
  'Vec<Scalar>': vec(scalar),
  u64,
  Scalar: scalar,
  KzgArgument: tuple(fixedBytes(48), fixedBytes(32), fixedBytes(32), fixedBytes(48)),
  SchnorrArgument: tuple(scalar, extended, schnorrSignature),
  PlonkArgument: tuple(byteVec(), byteVec(), vec(scalar)),
  MultisigArgument: tuple(byteVec(), vec(blsPublicKey), blsSignature),
  RecoverArgument: tuple(fixedBytes(32), fixedBytes(65)),
  NoteEntry: tuple(scalar, struct('NoteLeaf', { block_height: u64, note })),
} as const satisfies Readonly<Record<string, ArchiveType<unknown>>>;

/** `Vec<Reward>`, the argument and event of `reward`. */
export const rewardsType: ArchiveType<unknown> = vec(genesisTypes.Reward);
