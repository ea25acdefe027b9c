import { fromHex } from '@eventide/base';
import { phoenixPublicKey, phoenixViewKey } from '@eventide/crypto/keys/phoenix';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import { type Bench, loadVectors } from '@eventide/testkit';
import { decodeTx, encodeTx } from './envelope.ts';
import { txId } from './id.ts';
import { buildMoonlight } from './moonlight/build.ts';
import { authOutput, encodeAuthOutputs, phoenixTxDigest } from './phoenix/auth/auth.ts';
import { verifyAuth } from './phoenix/auth/verify.ts';
import { buildPhoenix } from './phoenix/build.ts';
import { phoenixPayloadHash } from './phoenix/payload.ts';
import { scanNote } from './phoenix/scan.ts';
import { ownerKey, phoenixVectors, spendable } from './phoenix/vectors.fixture.ts';
import type { Transaction } from './transaction.ts';

export const area = 'tx';

export async function run(bench: Bench): Promise<void> {
  const rules = { strict: true };
  const phoenix = fromHex(phoenixVectors[1]?.tx ?? '');
  const { transactions } = loadVectors<{ readonly transactions: readonly { readonly tx: string }[] }>(
    'transactions/moonlight',
  );
  const moonlight = fromHex(transactions[0]?.tx ?? '');
  const decoded: Transaction = decodeTx(phoenix, rules);
  await bench.measure('decodeTx Phoenix, 2 inputs', () => decodeTx(phoenix, rules));
  await bench.measure('decodeTx Moonlight', () => decodeTx(moonlight, rules));
  await bench.measure('encodeTx Phoenix', () => repeat(20, () => encodeTx(decoded)), { operations: 20 });
  await bench.measure('txId Phoenix', () => repeat(20, () => txId(decoded)), { operations: 20 });
  const view = phoenixViewKey(ownerKey);
  const [own, foreign] = [
    spendable[1]?.note,
    decoded.kind === 'phoenix' ? decoded.payload.skeleton.outputs[0] : undefined,
  ];
  if (own === undefined || foreign === undefined) throw new Error('vectors are incomplete');
  await bench.measure('scan an own note', () => repeat(10, () => scanNote(view, own)), { operations: 10 });
  await bench.measure("scan somebody else's note", () => repeat(10, () => scanNote(view, foreign)), { operations: 10 });
  const random = new StdRng(new Uint8Array(32)).randomBytes;
  const request = {
    chainId: 1,
    from: ownerKey,
    to: phoenixPublicKey(ownerKey),
    inputs: spendable.slice(0, 2),
    value: 5n,
    gas: { gasLimit: 1_000_000n, gasPrice: 1n },
  } as const;
  await bench.measure('buildPhoenix aegis, 2 inputs', () => buildPhoenix({ ...request, set: 'aegis' }, random));
  const unproven = buildPhoenix({ ...request, set: 'sound-1' }, random);
  await bench.measure('buildPhoenix sound-1, 2 inputs', () => buildPhoenix({ ...request, set: 'sound-1' }, random));
  if (unproven.set !== 'sound-1') throw new Error('unreachable');
  const { payload, auth } = unproven;
  const [first, second] = payload.skeleton.outputs;
  const authRequest = {
    payloadHash: phoenixPayloadHash(payload),
    txDigest: phoenixTxDigest(payload),
    inputs: 2,
    auth,
    outputs: encodeAuthOutputs([authOutput(first), authOutput(second)]),
  };
  await bench.measure('verifyAuth, 2 inputs', () => verifyAuth(authRequest));
  await bench.measure('buildMoonlight', () =>
    buildMoonlight({ chainId: 1, from: 7n, gas: { gasLimit: 1n, gasPrice: 1n }, nonce: 1n, value: 5n }),
  );
  bench.figure('Phoenix transaction, 2 inputs, aegis', phoenix.length, 'bytes');
  bench.figure('Moonlight transfer', moonlight.length, 'bytes');
}

function repeat(count: number, run: () => unknown): void {
  for (let i = 0; i < count; i++) run();
}
