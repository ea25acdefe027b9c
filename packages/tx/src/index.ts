export { TxError, type TxErrorCode } from './errors.ts';
export { type NodeTx, nodeTxCodec, toNodeTx } from './nodeTx.ts';
