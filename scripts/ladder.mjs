// @ts-check
/** What both towers stand on. */
const foundation = ['params', 'codec', 'store', 'kernels', 'crypto', 'plonk', 'prover', 'tx', 'ledger', 'abi', 'rues'];
/** The node tower without its roof. */
const nodeTower = ['vm', 'execution', 'consensus', 'kadcast'];

/** Who may import whom: package → packages below it. Everybody may import `base`. ARCHITECTURE.md explains the steps. */
export const ladder = {
  base: [],
  params: [],
  codec: [],
  store: ['codec'],
  kernels: [],
  crypto: ['codec', 'kernels'],
  plonk: ['codec', 'kernels', 'crypto'],
  prover: ['codec', 'crypto', 'kernels', 'plonk', 'store'],
  tx: ['params', 'codec', 'crypto', 'plonk'],
  ledger: ['params', 'codec', 'crypto', 'plonk', 'tx'],
  abi: ['codec', 'crypto', 'tx'],
  rues: [],
  citadel: ['codec', 'crypto', 'plonk', 'tx', 'abi'],
  zedger: ['codec', 'crypto', 'plonk', 'tx', 'abi'],
  vm: ['codec', 'store', 'kernels'],
  execution: ['params', 'codec', 'store', 'kernels', 'crypto', 'plonk', 'tx', 'ledger', 'abi', 'vm'],
  consensus: ['params', 'codec', 'crypto', 'ledger'],
  kadcast: ['codec', 'kernels'],
  node: [...foundation, ...nodeTower],
  sdk: [...foundation, 'citadel', 'zedger', 'consensus'],
  'contract-sdk': ['codec', 'crypto', 'abi', 'store', 'vm'],
  'wallet-core': ['kernels', 'crypto', 'contract-sdk'],
  devnet: [...foundation, ...nodeTower, 'node', 'sdk', 'contract-sdk', 'wallet-core'],
  cli: [...foundation, ...nodeTower, 'node', 'sdk', 'devnet', 'contract-sdk'],
};

/** The same for the folders of `apps`: nothing of the node tower reaches a page. */
export const appLadder = {
  kit: [],
  wallet: [...foundation, 'citadel', 'zedger', 'sdk', 'kit'],
  explorer: [...foundation, 'sdk', 'kit'],
};

/** Packages that only tests, benches and fuzz targets may import. */
export const testOnly = ['testkit'];
