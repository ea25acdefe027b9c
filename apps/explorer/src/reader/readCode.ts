import { stakeInterface, transferInterface } from '@eventide/abi';
import { equalBytes, fromBase58, fromHex, isEventideError, toHex } from '@eventide/base';
import { blake3, sha256 } from '@eventide/crypto/hash';
import { originalContracts } from '@eventide/params';
import { findGenesisParameters } from '@eventide/sdk/verify';
import { contractId } from '@eventide/tx';
import { STAKE_ID, TRANSFER_ID } from '../chain/describeTx.ts';
import type { CodeReading, CodeToRead, GenesisToRead } from './protocol.ts';

/** Nonces tried for a deployment, and bytes hashed for it at most. */
const MOST_NONCES = 1_000;
const MOST_HASHED_BYTES = 64_000_000;
const FEWEST_NONCES = 16;

/**
 * What the bytes of a contract are worth: a deployed contract's id is a hash of its code, so the code can be proven; the codes of genesis
 * contracts stand in the parameters that the genesis block commits to, and this page knows what their sources build to.
 * Spec: 13 §6, 03 §5, 14 §8
 */
export function readCode({ id, code, owner, genesis }: CodeToRead): CodeReading {
  const hashes = { size: code.length, blake3: toHex(blake3(code)), sha256: toHex(sha256(code)) };
  const key = keyOf(owner);
  const name = genesisName(id);
  if (name === null) return { ...hashes, published: null, committed: null, nonce: deployNonce(id, code, key) };
  return {
    ...hashes,
    published: publisher(name, hashes.sha256),
    committed: genesis === null ? null : isCommitted(name, hashes.sha256, key, genesis),
    nonce: null,
  };
}

function genesisName(id: string): 'transfer' | 'stake' | null {
  if (id === TRANSFER_ID) return 'transfer';
  return id === STAKE_ID ? 'stake' : null;
}

function publisher(name: 'transfer' | 'stake', digest: string): CodeReading['published'] {
  if (digest === { transfer: transferInterface, stake: stakeInterface }[name].sha256) return 'eventide';
  return digest === originalContracts[name] ? 'rusk' : 'nobody';
}

/** No bytes for what is no key: nothing fits them then. */
function keyOf(owner: string): Uint8Array {
  try {
    return fromBase58(owner);
  } catch (error) {
    if (isEventideError(error)) return new Uint8Array();
    throw error;
  }
}

/** The nonce with which these bytes of this owner have the id; null if none of those tried. */
function deployNonce(id: string, bytecode: Uint8Array, owner: Uint8Array): bigint | null {
  const wanted = fromHex(id);
  const affordable = Math.floor(MOST_HASHED_BYTES / (bytecode.length + 1));
  const tries = BigInt(Math.min(MOST_NONCES, Math.max(FEWEST_NONCES, affordable)));
  for (let nonce = 0n; nonce < tries; nonce++)
    if (equalBytes(contractId({ bytecode, nonce, owner }), wanted)) return nonce;
  return null;
}

function isCommitted(name: 'transfer' | 'stake', own: string, owner: Uint8Array, genesis: GenesisToRead): boolean {
  const other = toHex(sha256(genesis.otherCode));
  const found = findGenesisParameters({
    prevBlockHash: fromHex(genesis.prevHash),
    timestampSec: genesis.timestampSec,
    chainId: genesis.chainId,
    contracts: name === 'transfer' ? { transfer: own, stake: other } : { transfer: other, stake: own },
    owner,
  });
  return found !== null;
}
