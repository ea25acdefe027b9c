import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { Header } from '@eventide/ledger';
import { localnet, type Network } from '@eventide/params';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { localAccounts } from '../accounts/localAccounts.ts';
import { ruskGenesisText } from '../genesis/genesisText.ts';
import { circuitsOf, localGenesis } from '../genesis/localGenesis.ts';
import { contractOf, type OriginCode } from './originNetwork.ts';
import type { Ground } from './standOn.ts';
import type { ForkOptions } from './takeover.ts';

/**
 * How a fork of a network of the reference runs: by the rules of `rusk-1.6`, begun when the origin began, with chain id 0, so that
 * nothing signed for it is valid in a public network, and with the contracts of the origin.
 * @throws DevnetError DEVNET_FORK_STATE if a genesis contract is missing
 * Spec: 13 §3.2
 */
export async function ruskNetwork(
  genesis: Header,
  codes: readonly OriginCode[],
  { proofs, seed }: Pick<ForkOptions, 'proofs' | 'seed'>,
): Promise<Ground['rules']> {
  const [transfer, stake] = [TRANSFER_CONTRACT, STAKE_CONTRACT].map((id) => contractOf(codes, id).bytecode) as [
    Uint8Array,
    Uint8Array,
  ];
  const hashes = { transfer: toHex(sha256(transfer)), stake: toHex(sha256(stake)) };
  return {
    network: await ruskForkNetwork(genesis, hashes, { proofs, seed }),
    code: { transfer, stake, hashes },
    text: ruskGenesisText({ accounts: localAccounts(seed), users: 1, provisioners: 1 }),
    initArgument: circuitsOf('rusk-1.6'),
  };
}

/** The local network of the reference's protocol, begun when the origin began. */
export async function ruskForkNetwork(
  { timestampSec }: Header,
  contracts: Network['contracts'],
  { proofs, seed }: Pick<ForkOptions, 'proofs' | 'seed'>,
): Promise<Network> {
  const local = await localGenesis({ protocol: 'rusk-1.6', provisioners: 1, users: 1, blockTimeSec: 0, proofs, seed });
  return { ...local.network, contracts, genesisTimestampSec: timestampSec, chainId: localnet.chainId };
}
