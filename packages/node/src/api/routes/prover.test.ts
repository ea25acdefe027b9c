import { utf8 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type ProofResult, type Prover, ProverError } from '@eventide/prover';
import { proverRequestCodec, txCircuitVecCodec } from '@eventide/tx';
import { samplePayment } from '@eventide/tx/phoenix/circuit/samples';
import { beforeAll, describe, expect, test } from 'vitest';
import { Gate } from '../gate.ts';
import type { RuesAnswer, RuesRequest } from '../rues/exchange.ts';
import { proverRoutes } from './prover.ts';

const gate = new Gate({ running: 1, waiting: 0 });
const proof = new Uint8Array(1008).fill(7);
const requests = new Map<string, Uint8Array>();

beforeAll(() => {
  for (const count of [1, 2]) {
    const { aegis, sound1 } = samplePayment(count);
    requests.set(`aegis/phoenix/${count}`, encode(txCircuitVecCodec, aegis));
    requests.set(`sound-1/phoenix/${count}`, encode(proverRequestCodec, sound1));
  }
});

/** Notes what it is asked for; proving itself is tested where it is done. */
function recorder(asked: string[], answer: () => Promise<ProofResult>): Prover {
  return {
    prove(circuit) {
      asked.push(circuit);
      return answer();
    },
    prepare: async () => undefined,
    check: async () => [],
    close: async () => undefined,
  };
}

async function prove(set: 'aegis' | 'sound-1', bytes: Uint8Array, prover: Prover): Promise<RuesAnswer> {
  const [route] = proverRoutes(prover, set, gate);
  const request: RuesRequest = {
    uri: { component: 'prover', topic: 'prove' },
    headers: {},
    body: { bytes, text: '' },
    json: false,
    remoteAddress: '127.0.0.1',
    signal: new AbortController().signal,
  };
  return (route as NonNullable<typeof route>).handle(request);
}

const good = async (): Promise<ProofResult> => ({ proof, publicInputs: [] });

describe('08 §3, 14 §4 prover/prove', () => {
  test.each(['aegis/phoenix/1', 'aegis/phoenix/2', 'sound-1/phoenix/1', 'sound-1/phoenix/2'])(
    '%s is found by its inputs, which are wiped afterwards',
    async (name) => {
      const asked: string[] = [];
      const bytes = (requests.get(name) as Uint8Array).slice();
      const set = name.startsWith('aegis') ? 'aegis' : 'sound-1';
      expect(await prove(set, bytes, recorder(asked, good))).toEqual({ kind: 'bytes', bytes: proof });
      expect(asked).toEqual([name]);
      expect(bytes.every((byte) => byte === 0)).toBe(true);
    },
  );

  test('inputs of the other set are refused', async () => {
    const aegis = (requests.get('aegis/phoenix/1') as Uint8Array).slice();
    await expect(prove('sound-1', aegis, recorder([], good))).rejects.toThrow(
      'Invalid input: circuit set sound-1 expected',
    );
    const sound1 = (requests.get('sound-1/phoenix/1') as Uint8Array).slice();
    await expect(prove('aegis', sound1, recorder([], good))).rejects.toThrow(/^Prover error: CODEC_/);
  });

  test.each(['aegis', 'sound-1'] as const)('what is no request of %s is refused', async (set) => {
    const [bytes] = [requests.get(`${set}/phoenix/1`) as Uint8Array];
    for (const cut of [new Uint8Array(), bytes.subarray(0, -1), utf8('circuit')]) {
      await expect(prove(set, cut.slice(), recorder([], good))).rejects.toThrow(
        /^(Prover error: CODEC_|Invalid input: )/,
      );
    }
  });

  test('a circuit that is not satisfied, and a second job at once', async () => {
    const bytes = () => (requests.get('aegis/phoenix/1') as Uint8Array).slice();
    const fails = recorder([], () => Promise.reject(new ProverError('PROVE_UNSATISFIED')));
    await expect(prove('aegis', bytes(), fails)).rejects.toThrow('Prover error: PROVE_UNSATISFIED');
    const ready = Promise.withResolvers<ProofResult>();
    const first = prove(
      'aegis',
      bytes(),
      recorder([], () => ready.promise),
    );
    await expect(prove('aegis', bytes(), recorder([], good))).rejects.toThrowCode('API_BUSY');
    ready.resolve({ proof, publicInputs: [] });
    expect(await first).toMatchObject({ bytes: proof });
  });
});
