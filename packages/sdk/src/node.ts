export { readCeremony } from '@eventide/prover/ceremonyFile';
export { fileLocks } from './nodeOnly/fileLocks.ts';
export { type NodeProverOptions, nodeProver } from './nodeOnly/nodeProver.ts';
export { nodeScanner } from './nodeOnly/nodeScanner.ts';
export { threadedMockProver } from './nodeOnly/threadedMockProver.ts';
export { readWalletFile, walletFromFile, writeWalletFile } from './nodeOnly/walletFile.ts';
export { openWalletFolder } from './nodeOnly/walletFolder.ts';
