export { type Abi, type AbiEvent, type AbiMethod, type AbiType, type AbiTypes, sdkErrors } from './abi.ts';
export { type BuildOptions, type BuiltContract, buildContract, deployCharge } from './build/buildContract.ts';
export { buildCached } from './build/cachedBuild.ts';
export { checkModule, inspectModule, type ModuleFacts } from './build/checkModule.ts';
export {
  type Caller,
  type CallReceipt,
  connect,
  decodeEvent,
  decodeValue,
  encodeCall,
  type Sent,
} from './client/connect.ts';
export { emitClient } from './client/emitClient.ts';
export { buildDriver } from './driver/buildDriver.ts';
export { ContractSdkError, type ContractSdkErrorCode } from './errors.ts';
export { createGasFolder, formatGas, type GasFolder, type MethodGas } from './project/gasTable.ts';
export { contractTemplates, newContract } from './project/newContract.ts';
export { type ContractReport, formatReport, reportContract } from './project/report.ts';
export { type TestOptions, testContract } from './project/testContract.ts';
export { createTraceFolder, type TestTrace, type TraceFolder } from './project/traceFolder.ts';
export { watchContract } from './project/watchContract.ts';
export { writeBuild } from './project/writeBuild.ts';
export {
  type CallRefusal,
  ContractSession,
  type ContractSessionOptions,
  createContractSession,
  type GasLine,
} from './session/contractSession.ts';
export type { SessionTrace } from './session/traceListener.ts';
