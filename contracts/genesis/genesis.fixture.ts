import { fileURLToPath } from 'node:url';
import { fromHex } from '@eventide/base';
import { decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import type { BuiltContract } from '@eventide/contract-sdk/build/buildContract';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import { type ContractSession, createContractSession } from '@eventide/contract-sdk/session/contractSession';
import { decodeJubJub, frArchive, poseidonDigest } from '@eventide/crypto';
import type { HostQueries } from '@eventide/vm/hostQueries';

export const TRANSFER = `01${'00'.repeat(31)}`;
export const STAKE = `02${'00'.repeat(31)}`;

export function buildGenesis(name: 'transfer' | 'stake'): Promise<BuiltContract> {
  return buildBeside(`${name}/assembly/contract.ts`);
}

/** Contracts that use the genesis contracts as other people's contracts do. */
export function buildProxy(name: 'stakeProxy' | 'payProxy' | 'bouncer'): Promise<BuiltContract> {
  return buildBeside(`proxy/assembly/${name}.ts`);
}

function buildBeside(path: string): Promise<BuiltContract> {
  return buildCached(fileURLToPath(new URL(`./${path}`, import.meta.url)));
}

/** Answers of the signature queries, by name; the recorded traces have all of them true. */
export type Verdicts = Map<string, boolean>;

/** Host queries of the recorded traces: signatures by verdict, `hash` zero, Poseidon and JubJub real. */
export function traceQueries(verdicts: Verdicts = new Map()): HostQueries {
  return (name, argument) => {
    if (name.startsWith('verify_')) return Uint8Array.of(verdicts.get(name) === false ? 0 : 1);
    if (name === 'hash') return new Uint8Array(32);
    if (name === 'poseidon_hash') return scalarBytes(poseidonDigest('other', scalarsIn(argument, argument.length - 8)));
    if (name === 'poseidon_merkle') return scalarBytes(poseidonDigest('merkle4', scalarsIn(argument, 128)));
    if (name === 'jubjub_decode') return decodePoints(argument.subarray(0, argument.length - 8));
    return undefined;
  };
}

type GenesisOptions = {
  readonly verdicts?: Verdicts | undefined;
  /** Argument of the transfer contract's `init`. */
  readonly circuits?: Uint8Array | undefined;
};

/** Both contracts of ours in a fresh state, as the traces begin: one root in the ring. */
export async function openGenesis({ verdicts, circuits = noCircuits }: GenesisOptions = {}): Promise<ContractSession> {
  const session = await createContractSession({ hostQueries: traceQueries(verdicts), chainId: 1, height: 100n });
  return deployGenesis(session, {
    transfer: await buildGenesis('transfer'),
    stake: await buildGenesis('stake'),
    circuits,
  });
}

/** The contracts of a network and the argument of the first one's `init`. */
export type GenesisContracts = {
  readonly transfer: Uint8Array | BuiltContract;
  readonly stake: Uint8Array | BuiltContract;
  readonly circuits: Uint8Array | undefined;
};

/** Deploys both and pushes the first root. */
export function deployGenesis(
  session: ContractSession,
  { transfer, stake, circuits }: GenesisContracts,
): ContractSession {
  session.deploy(TRANSFER, transfer, circuits);
  session.deploy(STAKE, stake);
  session.call(TRANSFER, 'update_root');
  return session;
}

/** Set 0 and four empty vectors. */
export const noCircuits: Uint8Array = fromHex(
  `00000000${[4, 12, 20, 28].map((at) => `${int32(-at)}00000000`).join('')}`,
);

function int32(value: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function scalarsIn(bytes: Uint8Array, length: number): bigint[] {
  return Array.from({ length: length / 32 }, (_, i) => decodeArchive(frArchive, bytes.subarray(32 * i, 32 * i + 32)));
}

function scalarBytes(value: bigint): Uint8Array {
  return encodeArchive(frArchive, value);
}

function decodePoints(points: Uint8Array): Uint8Array {
  const scalars: Uint8Array[] = [];
  for (let at = 0; at < points.length; at += 32) {
    try {
      const { u, v } = decodeJubJub(points.subarray(at, at + 32));
      scalars.push(scalarBytes(u), scalarBytes(v));
    } catch {
      scalars.length = 0;
      break;
    }
  }
  const out = new Uint8Array(scalars.length * 32 + 8);
  scalars.forEach((bytes, i) => void out.set(bytes, 32 * i));
  const view = new DataView(out.buffer);
  view.setInt32(scalars.length * 32, -scalars.length * 32, true);
  view.setUint32(scalars.length * 32 + 4, scalars.length, true);
  return out;
}
