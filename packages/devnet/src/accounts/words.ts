/** Names of the accounts that every local network begins with, the word that each mnemonic repeats, and its last word. Spec: 13 §3.3 */
export const USERS = [
  ['alice', 'alpha', 'able'],
  ['bob', 'banana', 'access'],
  ['carol', 'carbon', 'above'],
  ['dave', 'dawn', 'achieve'],
  ['erin', 'eagle', 'able'],
  ['frank', 'fabric', 'above'],
  ['issuer', 'invest', 'abuse'],
  ['auditor', 'audit', 'abandon'],
  ['licensor', 'license', 'absurd'],
  ['agent', 'agent', 'above'],
] as const;

/** Pays whoever asks on a local network, and owns its contracts. */
export const FAUCET = ['faucet', 'water', 'absorb'] as const;

/** All provisioners share one mnemonic; node-k is its profile k − 1. */
export const PROVISIONER = ['node', 'vote', 'achieve'] as const;
