import { toBase58, toHex } from '@eventide/base';
import { type Client, getContracts } from '@eventide/sdk';
import { readRaw } from './account.ts';
import { STAKE_ID, TRANSFER_ID } from './describeTx.ts';

/** A contract that tells a total supply. */
export type Token = {
  readonly id: string;
  readonly owner: string;
  /** In its smallest units. */
  readonly supply: bigint;
};

export type Tokens = {
  readonly tokens: readonly Token[] /** Contracts that were not asked. */;
  readonly unasked: number;
};

/** Contracts asked at most: each costs a request. */
const MOST_ASKED = 100;
const AT_ONCE = 6;
const SUPPLY = 'total_supply';
const SUPPLY_BYTES = 8;

/**
 * Contracts that answer `total_supply` with a number, as the project's token does. What they are worth, and whether they behave like tokens,
 * nobody says. Spec: 13 §6
 * @throws NetworkError NETWORK_UNSUPPORTED where the node does not list contracts
 */
export async function findTokens(client: Client, signal: AbortSignal): Promise<Tokens> {
  const { total, contracts } = await getContracts(client, { most: MOST_ASKED, signal });
  const asked = contracts
    .map(({ id, owner }) => ({ id: toHex(id), owner: toBase58(owner) }))
    .filter(({ id }) => id !== TRANSFER_ID && id !== STAKE_ID);
  const tokens: Token[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const some = await Promise.all(
      asked
        .slice(at, at + AT_ONCE)
        .map(async (contract) => ({ ...contract, supply: await supplyOf(client, contract.id) })),
    );
    tokens.push(...some.flatMap(({ supply, ...contract }) => (supply === null ? [] : [{ ...contract, supply }])));
  }
  return { tokens, unasked: total - contracts.length };
}

/** null for a contract without such a function, or with another answer. */
async function supplyOf(client: Client, id: string): Promise<bigint | null> {
  const answer = await readRaw(client, id, SUPPLY, new Uint8Array()).catch(() => null);
  if (answer?.length !== SUPPLY_BYTES) return null;
  return new DataView(answer.buffer, answer.byteOffset).getBigUint64(0, true);
}
