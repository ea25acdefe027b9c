export { type Activation, isActive, never } from './activation.ts';
export { type ConsensusTimes, consensusConstants, ruskTimes } from './consensus.ts';
export { contractConstants, eligibilityFrom, nextEpoch } from './contracts.ts';
export {
  BLOCKS_PER_PERIOD,
  type EmissionRange,
  emissionAt,
  emissionSchedule,
  emissionUpTo,
  LAST_EMISSION_HEIGHT,
  TOTAL_EMISSION,
} from './emission.ts';
export { ParamsError, type ParamsErrorCode } from './errors.ts';
export { type GasTable, gasTable, operatorPrice } from './gas.ts';
export {
  type FeatureHeights,
  featureNames,
  type GenesisContracts,
  type Network,
  type Protocol,
  type Shade,
} from './network.ts';
export { devnet } from './networks/devnet.ts';
export {
  createEventideNetwork,
  EVENTIDE_CHAIN_ID,
  type EventideGenesis,
  genesisParametersJson,
} from './networks/eventide.ts';
export { localnet } from './networks/localnet.ts';
export { mainnet } from './networks/mainnet.ts';
export { networkByName } from './networks/publicNetworks.ts';
export { DUSK_KEY, originalContracts } from './networks/rusk.ts';
export { testnet } from './networks/testnet.ts';
export { pricedQuery, type QueryPrice, queryPrices } from './queryPrices.ts';
export { type Rules, ruleChanges, rulesAt } from './rules.ts';
export { type WorkPrices, workPrices } from './workPrices.ts';
