import { fileURLToPath } from 'node:url';
import { decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import { frArchive, poseidonDigest } from '@eventide/crypto';
import type { BuiltContract } from './build/buildContract.ts';
import { buildCached } from './build/cachedBuild.ts';
import { connect } from './client/connect.ts';
import { type ContractSession, createContractSession } from './session/contractSession.ts';

export const ID = '07'.repeat(32);

/** Builds a contract of the fixtures folder. */
export function buildFixture(name: string): Promise<BuiltContract> {
  return buildCached(fileURLToPath(new URL(`../fixtures/assembly/${name}.ts`, import.meta.url)));
}

export type Opened = {
  readonly built: BuiltContract;
  readonly session: ContractSession;
  /** Value of a view, or `{ value, gas, events }` of another method. */
  readonly call: (method: string, value?: unknown) => unknown;
  /** Value of any method. */
  readonly value: (method: string, value?: unknown) => unknown;
};

export async function openFixture(name: string): Promise<Opened> {
  const built = await buildFixture(name);
  const session = await createContractSession({
    hostQueries: (query, argument) => {
      if (query !== 'poseidon_merkle') return undefined;
      const children = [0, 32, 64, 96].map((at) => decodeArchive(frArchive, argument.subarray(at, at + 32)));
      return encodeArchive(frArchive, poseidonDigest('merkle4', children));
    },
  });
  session.deploy(ID, built, undefined, new Uint8Array(96).fill(9));
  const call = connect(built.abi, session, ID);
  const value = (method: string, argument?: unknown): unknown => {
    const result = call(method, argument);
    const { view, feeds } = built.abi.methods.find((m) => m.name === method) ?? {};
    return view || feeds ? result : (result as { value: unknown }).value;
  };
  return { built, session, call, value };
}
