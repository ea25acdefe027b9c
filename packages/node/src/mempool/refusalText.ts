import type { MempoolRefusal } from './mempool.ts';

/** The reference's words for what clients know; the others say `invalid` and why. Spec: 08 §3 */
export function refusalText(reason: MempoolRefusal, detail?: string): string {
  switch (reason) {
    case 'MEMPOOL_KNOWN':
      return 'this transaction exists in the mempool';
    case 'MEMPOOL_IN_LEDGER':
      return 'this transaction exists in the ledger';
    case 'MEMPOOL_CONFLICT':
      return "this transaction's spendId exists in the mempool";
    case 'MEMPOOL_GAS_LIMIT':
      return `gas limit lower than minimum ${detail ?? ''}`.trimEnd();
    case 'TX_GAS_PRICE':
      return 'gas price lower than minimum 1';
    case 'MEMPOOL_FULL':
      return `Maximum count of transactions exceeded ${detail ?? ''}`.trimEnd();
    case 'MEMPOOL_TOO_LARGE':
      return `Maximum transaction size exceeded ${detail ?? ''}`.trimEnd();
    case 'MEMPOOL_TOO_LONG':
      return 'this transaction is too large to be serialized';
    case 'TX_SIDECAR_MISSING':
      return 'Transaction blob is missing sidecar';
    case 'TX_SIDECAR_INVALID':
      return 'Invalid blob: proof or commitment';
    case 'TX_BLOB_COUNT':
      return detail === '0' ? 'No blobs provided' : `Transaction has too many blobs: ${detail ?? ''}`.trimEnd();
    default:
      return `this transaction is invalid ${words[reason] ?? reason}${detail === undefined ? '' : `, ${detail}`}`;
  }
}

const words: { readonly [R in MempoolRefusal]?: string } = {
  MEMPOOL_NONCE_GAP: 'nonce not ready to be used yet',
  TX_NONCE_USED: 'nonce already used',
  TX_BALANCE_SHORT: 'not enough balance',
  TX_NULLIFIER_SPENT: 'nullifier already spent',
  TX_NULLIFIER_REPEATED: 'nullifier repeated',
  TX_BAD_SIGNATURE: 'invalid signature',
  TX_BAD_PROOF: 'invalid proof',
  TX_BAD_AUTH: 'invalid authorisation',
  TX_BAD_PROOF_FIELD: 'invalid proof field',
  TX_BAD_SENDER: 'invalid sender of an output',
  TX_CHAIN_ID: 'wrong chain id',
  TX_INPUT_COUNT: 'wrong number of inputs',
  TX_AMOUNT_OVERFLOW: 'amounts overflow',
  TX_FEE_OVERFLOW: 'fee overflows',
  TX_FEE_MISMATCH: 'fee is not the proven one',
  TX_REFUND_MISMATCH: 'refund goes to another address',
  TX_DEPLOY_PRICE: 'gas price too low to deploy',
  TX_DEPLOY_GAS: 'gas limit too low to deploy',
  TX_DEPLOY_DISABLED: 'deployments are disabled',
  TX_CALL_DISABLED: 'third-party calls are disabled',
  TX_BLOB_GAS: 'gas limit too low for blobs',
  TX_BLOB_DISABLED: 'blobs are disabled',
};
