/** What the groups of verbs are about. */
export const groupSummaries: Readonly<Record<string, string>> = {
  devnet: 'a network on this machine',
  node: 'run and look after a node',
  wallet: 'keys, balances, payments, stakes',
  keys: 'derive, check and convert keys',
  tx: 'look at transactions, send, decode and verify them',
  block: 'look at blocks, decode and verify them',
  proof: 'make, inspect and verify proofs',
  circuit: 'list, check, export and compare circuits',
  genesis: 'the start of a chain',
  network: 'the networks this machine knows',
  contract: 'build, test, deploy, call and watch contracts',
  bench: 'measure this code on this machine',
  state: 'look into the state of a chain',
  stake: 'stake, top up, take out, collect rewards',
  book: "names for other people's keys",
};
