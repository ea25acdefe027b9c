export { TxError, type TxErrorCode } from './errors.ts';
export { MAX_TX_BYTES, type NodeTx, nodeTxCodec, toNodeTx } from './nodeTx.ts';
