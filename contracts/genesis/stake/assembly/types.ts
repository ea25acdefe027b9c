import { BlsPublicKey, BlsSignature, Id, Option, Text, Vec } from "@eventide/contract-sdk";
import { Withdraw } from "../../shared/assembly/types";

@variants export class StakeFundOwner { Account: BlsPublicKey; Contract: Id; }

@layout("owner", "account")
@data
export class StakeKeys { account: BlsPublicKey; owner: StakeFundOwner; }

@data export class DoubleSignature { account: BlsSignature; owner: BlsSignature; }

@layout("keys", "value", "signature", "chain_id")
@data
export class Stake { chain_id: u8; keys: StakeKeys; value: u64; signature: DoubleSignature; }

@data export class StakeAmount { value: u64; locked: u64; eligibility: u64; }
@data export class StakeData { amount: Option<StakeAmount>; reward: u64; faults: u8; hard_faults: u8; }

@layout("minimum_stake", "warnings")
@data
export class StakeConfig { warnings: u8; minimum_stake: u64; }

@variants export class RewardReason { GeneratorFixed: void; GeneratorExtra: void; Voter: void; Other: void; }
@data export class Reward { account: BlsPublicKey; value: u64; reason: RewardReason; }

@layout("severity", "account", "faults")
@tuple
export class HardSlash { account: BlsPublicKey; severity: Option<u64>; faults: Option<u8>; }

@layout("withdraw", "account", "signature")
@data
export class StakeWithdraw { account: BlsPublicKey; withdraw: Withdraw; signature: DoubleSignature; }

@data export class WithdrawToContract { account: BlsPublicKey; value: u64; fn_name: Text; data: Vec<u8>; }

/** Compressed account key, the order of the stakes. */
@bytes(96, 1) export class StakeKey {}
@tuple export class StakeEntry { keys: StakeKeys; data: StakeData; }
@tuple export class Change { account: BlsPublicKey; before: Option<StakeData>; }
@tuple export class SlashTerms { account: BlsPublicKey; value: Option<u64>; }

@event("stake") export class StakeEvent { keys: StakeKeys; value: u64; locked: u64; }
@event("unstake") export class UnstakeEvent { keys: StakeKeys; value: u64; locked: u64; }
@event("withdraw") export class WithdrawEvent { keys: StakeKeys; value: u64; locked: u64; }
@event("slash") export class SlashEvent { account: BlsPublicKey; value: u64; next_eligibility: u64; }
@event("hard_slash") export class HardSlashEvent { account: BlsPublicKey; value: u64; next_eligibility: u64; }
@transparent @event("reward") export class RewardEvent { rewards: Vec<Reward>; }
