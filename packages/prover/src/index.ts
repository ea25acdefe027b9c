export { type ConnectedProver, connectProver } from './connect.ts';
export { ProverError, type ProverErrorCode } from './errors.ts';
export { createLocalProver, type LocalProverOptions, relationsOf } from './local.ts';
export { createMockProver, type MockProverOptions } from './mock.ts';
export type { Channel, WorkerAnswer, WorkerRequest } from './protocol.ts';
export type { CircuitSource, ProofResult, ProvableCircuit, ProveProgress, ProveRequest, Prover } from './prover.ts';
export { createRemoteProver, type RemoteProverOptions } from './remote.ts';
export { serveProver } from './serve.ts';
export {
  type CeremonyOptions,
  ceremonySrsSource,
  type FetchLocalSrs,
  fixedSrsSource,
  localSrsSource,
  readSrs,
  type SrsSource,
  writeSrs,
} from './srsCache.ts';
