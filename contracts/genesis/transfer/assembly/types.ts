import { BlsPublicKey, BlsSignature, Id, JubJubAffine, Option, Scalar, Text, Vec } from "@eventide/contract-sdk";
import { StealthAddress, WithdrawReceiver } from "../../shared/assembly/types";

// Archived types of transactions, notes and events. Spec: 05 §3.3

@tuple export class CipherPoints { first: JubJubAffine; second: JubJubAffine; }
@tuple export class SenderCipher { a: CipherPoints; b: CipherPoints; }
@bytes(128, 1) export class ContractLabel {}
@bytes(68, 1) export class ValueCipher {}

@variants export class NoteType { Transparent: void; Obfuscated: void; }
@variants export class Sender { Encryption: SenderCipher; ContractInfo: ContractLabel; }

@layout("sender", "value_commitment", "stealth_address", "pos", "value_enc", "note_type")
@data
export class Note { note_type: NoteType; value_commitment: JubJubAffine; stealth_address: StealthAddress; pos: u64; value_enc: ValueCipher; sender: Sender; }

@layout("note", "block_height")
@data
export class NoteLeaf { block_height: u64; note: Note; }
@tuple export class HeightNote { height: u64; note: Note; }

@tuple export class NotePair { first: Note; second: Note; }
@layout("outputs", "root", "nullifiers", "max_fee", "deposit")
@data
export class TxSkeleton { root: Scalar; nullifiers: Vec<Scalar>; outputs: NotePair; max_fee: u64; deposit: u64; }

@layout("sender", "gas_limit", "gas_price", "stealth_address")
@data
export class PhoenixFee { gas_limit: u64; gas_price: u64; stealth_address: StealthAddress; sender: Sender; }

@data export class ContractCall { contract: Id; fn_name: Text; fn_args: Vec<u8>; }
@data export class ContractBytecode { hash: Id; bytes: Vec<u8>; }
@layout("bytecode", "owner", "nonce", "init_args")
@data
export class ContractDeploy { bytecode: ContractBytecode; owner: Vec<u8>; init_args: Option<Vec<u8>>; nonce: u64; }
/** Blobs become a memo before they reach the contract: their archive is carried, not read. Spec: 05 §4.3 */
@variants export class TransactionData { Call: ContractCall; Deploy: ContractDeploy; Memo: Vec<u8>; Blob: Vec<u8>; }

@layout("tx_skeleton", "fee", "data", "chain_id")
@data
export class PhoenixPayload { chain_id: u8; tx_skeleton: TxSkeleton; fee: PhoenixFee; data: Option<TransactionData>; }
@data export class PhoenixTransaction { payload: PhoenixPayload; proof: Vec<u8>; }

@data export class MoonlightFee { gas_limit: u64; gas_price: u64; refund_address: BlsPublicKey; }
@layout("data", "sender", "receiver", "value", "deposit", "fee", "nonce", "chain_id")
@data
export class MoonlightPayload { chain_id: u8; sender: BlsPublicKey; receiver: BlsPublicKey; value: u64; deposit: u64; fee: MoonlightFee; nonce: u64; data: Option<TransactionData>; }
@data export class MoonlightTransaction { payload: MoonlightPayload; signature: BlsSignature; }

@variants export class Transaction { Phoenix: PhoenixTransaction; Moonlight: MoonlightTransaction; }

@variants export class ContractError { Panic: Text; OutOfGas: void; DoesNotExist: void; Unknown: void; }
@variants export class CallOutcome { Ok: Vec<u8>; Err: ContractError; }

@data export class AccountData { nonce: u64; balance: u64; }
@bytes(193, 1) export class RawAccount {}
@tuple export class AccountEntry { data: AccountData; account: RawAccount; }
@tuple export class KeyValue { account: BlsPublicKey; value: u64; }
@data export class ContractToAccount { account: BlsPublicKey; value: u64; }
@tuple export class SyncRange { from: u64; limit: u64; }

@bytes(2176, 8) export class Branch {}
@bytes(68, 4) export class Positions {}
@layout("branch", "root", "positions")
@data
export class Opening { root: Scalar; branch: Branch; positions: Positions; }

/** Verifier data of the Phoenix circuit for 1 to 4 inputs, and the circuit set they belong to. Spec: 14 §6 */
@data export class Circuits { set: u8; one: Vec<u8>; two: Vec<u8>; three: Vec<u8>; four: Vec<u8>; }

@layout("receiver", "sender", "value")
@event("withdraw")
export class WithdrawEvent { sender: Id; receiver: WithdrawReceiver; value: u64; }
@layout("receiver", "sender", "value")
@event("mint")
export class MintEvent { sender: Id; receiver: WithdrawReceiver; value: u64; }
@event("convert") export class ConvertEvent { sender: Option<BlsPublicKey>; receiver: WithdrawReceiver; value: u64; }
@event("deposit") export class DepositEvent { sender: Option<BlsPublicKey>; receiver: Id; value: u64; }
@event("contract_to_contract") export class ContractToContractEvent { sender: Id; receiver: Id; value: u64; }
@event("mint_c") export class MintToContractEvent { sender: Id; receiver: Id; value: u64; }
@event("contract_to_account") export class ContractToAccountEvent { sender: Id; receiver: BlsPublicKey; value: u64; }

@layout("refund_note", "nullifiers", "notes", "memo", "gas_spent")
@event("phoenix")
export class PhoenixTransactionEvent { nullifiers: Vec<Scalar>; notes: Vec<Note>; memo: Vec<u8>; gas_spent: u64; refund_note: Option<Note>; }
@tuple export class Refund { account: BlsPublicKey; value: u64; }
@layout("receiver", "refund_info", "sender", "value", "memo", "gas_spent")
@event("moonlight")
export class MoonlightTransactionEvent { sender: BlsPublicKey; receiver: Option<BlsPublicKey>; value: u64; memo: Vec<u8>; gas_spent: u64; refund_info: Option<Refund>; }

// ---- the transaction under execution: what `refund`, deposits and withdrawals need of it ----

/** State of the transaction's deposit. */
export const NO_DEPOSIT: u8 = 0;
export const AVAILABLE: u8 = 1;
export const TAKEN: u8 = 2;

/** Model of the transaction under execution. */
export const IDLE: u8 = 0;
export const PHOENIX: u8 = 1;
export const MOONLIGHT: u8 = 2;

@bytes(128, 8) export class Nullifiers {}
@data export class PhoenixTerms { count: u32; noteCount: u32; nullifiers: Nullifiers; notes: NotePair; stealth_address: StealthAddress; sender: Sender; }
@data export class MoonlightTerms { sender: BlsPublicKey; receiver: BlsPublicKey; refund_address: BlsPublicKey; value: u64; nonce: u64; }
@data export class Current { model: u8; depositState: u8; target: Id; deposit: u64; gas_limit: u64; gas_price: u64; }
