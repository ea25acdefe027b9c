export { buildWalletCore } from './build/buildWalletCore.ts';
