import { accept, equalBytes, refuse, type Verdict } from '@eventide/base';
import type { Rules } from '@eventide/params';
import { U64_MAX } from './amounts.ts';
import { MAX_BLOBS } from './blob/blob.ts';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from './contracts/ids.ts';
import type { ContractDeploy } from './data.ts';
import type { PhoenixPayload } from './phoenix/payload.ts';
import { equalStealthAddress } from './phoenix/stealth.ts';
import { gasTerms, type Transaction } from './transaction.ts';

/** Why a transaction is discarded before it is executed. Spec: 03 §13.1 */
export type PreconditionRefusal =
  /** Gas limit times price exceeds u64. */
  | 'TX_FEE_OVERFLOW'
  /** Gas limit times price is not the proven fee. */
  | 'TX_FEE_MISMATCH'
  /** The refund does not go to the change note's address. */
  | 'TX_REFUND_MISMATCH'
  | 'TX_DEPLOY_PRICE'
  | 'TX_DEPLOY_GAS'
  /** Deployments of this width are switched off. */
  | 'TX_DEPLOY_DISABLED'
  /** Only transfer and stake contract may be called. */
  | 'TX_CALL_DISABLED'
  | 'TX_BLOB_COUNT'
  | 'TX_BLOB_GAS'
  | 'TX_BLOB_DISABLED';

/** Tells whether bytecode declares a 64-bit memory. */
export type IsMemory64 = (bytecode: Uint8Array) => boolean;

type Check = Verdict<PreconditionRefusal>;

/**
 * What must hold before a transaction may run, from the transaction and the rules of the height alone. A block that holds
 * a transaction which fails here is invalid. Without `isMemory64` only the mempool's rule applies: deployments are
 * refused if both widths are switched off.
 * Spec: 03 §13.1, 04 §7.2 steps 1–6, 06 §19
 */
export function checkPreconditions(tx: Transaction, rules: Rules, isMemory64?: IsMemory64): Check {
  const checks = [
    () => (tx.kind === 'phoenix' ? checkFee(tx.payload, rules) : accept()),
    () => checkDeploy(tx, rules, isMemory64),
    () => checkCall(tx, rules),
    () => checkBlobs(tx, rules),
  ];
  for (const check of checks) {
    const verdict = check();
    if (!verdict.ok) return verdict;
  }
  return accept();
}

function checkFee({ fee, skeleton }: PhoenixPayload, rules: Rules): Check {
  const maxFee = fee.gasLimit * fee.gasPrice;
  if (maxFee > U64_MAX) return refuse('TX_FEE_OVERFLOW');
  if (maxFee !== skeleton.maxFee) return refuse('TX_FEE_MISMATCH');
  const change = skeleton.outputs[1].stealthAddress;
  if (rules.refundCheck && !equalStealthAddress(fee.refundTo, change)) return refuse('TX_REFUND_MISMATCH');
  return accept();
}

function checkDeploy(tx: Transaction, rules: Rules, isMemory64: IsMemory64 | undefined): Check {
  const { data } = tx.payload;
  if (data?.kind !== 'deploy') return accept();
  const { gasLimit, gasPrice } = gasTerms(tx);
  if (gasPrice < rules.gas.minDeployPrice) return refuse('TX_DEPLOY_PRICE', `at least ${rules.gas.minDeployPrice}`);
  const charge = deployCharge(data, rules);
  if (gasLimit < charge) return refuse('TX_DEPLOY_GAS', `at least ${charge}`);
  const { deployWasm32, deployWasm64 } = rules.features;
  if (!deployWasm32 && !deployWasm64) return refuse('TX_DEPLOY_DISABLED');
  if (deployWasm32 === deployWasm64 || isMemory64 === undefined) return accept();
  return isMemory64(data.bytecode) === deployWasm64 ? accept() : refuse('TX_DEPLOY_DISABLED');
}

/** Gas that a deployment costs besides its execution. Spec: 03 §13.2 */
export function deployCharge({ bytecode }: ContractDeploy, { gas }: Pick<Rules, 'gas'>): bigint {
  const byBytes = BigInt(bytecode.length) * gas.deployByte;
  return byBytes > gas.minDeployPoints ? byBytes : gas.minDeployPoints;
}

function checkCall(tx: Transaction, rules: Rules): Check {
  const { data } = tx.payload;
  if (data?.kind !== 'call' || rules.features.thirdPartyCalls) return accept();
  const own = [TRANSFER_CONTRACT, STAKE_CONTRACT].some((id) => equalBytes(id, data.contract));
  return own ? accept() : refuse('TX_CALL_DISABLED');
}

function checkBlobs(tx: Transaction, rules: Rules): Check {
  const { data } = tx.payload;
  if (data?.kind !== 'blob') return accept();
  const count = data.blobs.length;
  if (count < 1 || count > MAX_BLOBS) return refuse('TX_BLOB_COUNT', String(count));
  const charge = BigInt(count) * rules.gas.blob;
  if (gasTerms(tx).gasLimit < charge) return refuse('TX_BLOB_GAS', `at least ${charge}`);
  return rules.features.blob ? accept() : refuse('TX_BLOB_DISABLED');
}
