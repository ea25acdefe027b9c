import { join } from 'node:path';
import { fromHex, toHex, utf8 } from '@eventide/base';
import { relayModule } from '@eventide/contract-sdk/session/relay';
import { localAccounts } from '@eventide/devnet';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

const folder = join(import.meta.dirname, '../../../..');
const run = (words: string[], stdin: string | Uint8Array = '') => runWords([...words, '--json'], { folder, stdin });

type PhoenixProof = { inputs: number; plonk_version: string; public_inputs_le: string[]; proof: string };
const { proofs } = loadVectors<{ proofs: PhoenixProof[] }>('plonk/phoenix-proofs');
const { verifier_data: keys } = loadVectors<{ verifier_data: { inputs: number; hex: string }[] }>(
  'plonk/phoenix-verifier-data',
);
const mempool = loadVectors<Record<string, unknown>>('consensus/mainnet-txroot') as {
  txs: { id: string; digest: string; raw: string; node_tx_hex: string; spent_tx_hex: string }[];
};

const faucet = localAccounts().faucet.account;

function proofFile({ inputs, plonk_version, public_inputs_le, proof }: PhoenixProof, change: object = {}): string {
  const verifier = keys.find((key) => key.inputs === inputs)?.hex;
  return JSON.stringify({ v: 1, version: plonk_version, verifier, publicInputs: public_inputs_le, proof, ...change });
}

describe('13 §2.3 proof verify', () => {
  test.each(proofs.map((proof) => [proof.inputs, proof] as const))(
    'a real proof of %i inputs, under its version only',
    async (_, proof) => {
      const good = await run(['proof', 'verify', '-'], proofFile(proof));
      expect(JSON.parse(good.out)).toMatchObject({
        valid: true,
        version: 'V1',
        publicInputs: proof.public_inputs_le.length,
      });
      expect(good.exit).toBe(EXIT.done);
      const other = await run(['proof', 'verify', '-', '--version', 'V3'], proofFile(proof));
      expect(JSON.parse(other.out)).toMatchObject({ valid: false, reason: 'PROOF_INVALID' });
      expect(other.exit).toBe(EXIT.checkedFalse);
    },
  );

  test('--pinned takes known circuits only', async () => {
    expect((await run(['proof', 'verify', '-', '--pinned'], proofFile(proofs[0] as PhoenixProof))).exit).toBe(
      EXIT.done,
    );
    const { exit, err } = await run(['proof', 'verify', 'examples/proof.json', '--pinned']);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.details.path).toBe('verifier');
  });

  test('a flipped bit of the proof is false, not an error', async () => {
    const proof = proofs[0] as PhoenixProof;
    const bytes = fromHex(proof.proof);
    bytes[900] = (bytes[900] as number) ^ 1;
    const { exit, out } = await run(['proof', 'verify', '-'], proofFile(proof, { proof: toHex(bytes) }));
    expect(exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(out).valid).toBe(false);
  });

  test.each([
    ['text that is no JSON', 'proof'],
    ['another schema', proofFile(proofs[0] as PhoenixProof, { v: 2 })],
    ['an unknown version', proofFile(proofs[0] as PhoenixProof, { version: 'V4' })],
    ['a missing verifier', proofFile(proofs[0] as PhoenixProof, { verifier: undefined })],
    ['a cut verifier', proofFile(proofs[0] as PhoenixProof, { verifier: '00' })],
    ['an input of 31 bytes', proofFile(proofs[0] as PhoenixProof, { publicInputs: ['00'.repeat(31)] })],
    ['an unreduced input', proofFile(proofs[0] as PhoenixProof, { publicInputs: ['ff'.repeat(32)] })],
  ])('refuses %s', async (_, text) => {
    const { exit, err } = await run(['proof', 'verify', '-'], text);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.next).not.toBe('');
  });
});

describe('13 §2.3 tx decode', () => {
  const tx = mempool.txs[0] as (typeof mempool.txs)[number];

  test.each([
    ['protocol', tx.raw],
    ['node', tx.node_tx_hex],
    ['ledger', tx.spent_tx_hex],
  ])('finds the %s form', async (form, hex) => {
    const { exit, out } = await run(['tx', 'decode', hex]);
    expect(exit).toBe(EXIT.done);
    expect(JSON.parse(out)).toMatchObject({ form, id: tx.id, digest: tx.digest, tx: { type: 'moonlight' } });
    expect((await run(['tx', 'decode', '-'], fromHex(hex))).out).toBe(out);
  });

  test('names what every form said when none fits', async () => {
    const { exit, err } = await run(['tx', 'decode', `${tx.raw}00`]);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error).toMatchObject({
      code: 'TX_UNKNOWN_FORM',
      details: { protocol: expect.any(String), node: expect.any(String) },
    });
  });

  test('a wrong --form and a missing file are usage', async () => {
    expect((await run(['tx', 'decode', tx.raw, '--form', 'x'])).exit).toBe(EXIT.usage);
    expect((await run(['tx', 'decode', 'nowhere.hex'])).exit).toBe(EXIT.usage);
  });
});

describe('13 §2.2 tx verify', () => {
  const tx = mempool.txs[0] as (typeof mempool.txs)[number];

  test('a mainnet transaction holds under the rules of its block', async () => {
    const { exit, out } = await run(['tx', 'verify', tx.raw, '--height', '1085980']);
    expect(JSON.parse(out)).toMatchObject({
      valid: true,
      kind: 'moonlight',
      id: tx.id,
      network: 'mainnet',
      height: '1085980',
    });
    expect(exit).toBe(EXIT.done);
  });

  test.each([
    ['under the signatures of today', ['--height', '4000000'], 'TX_BAD_SIGNATURE'],
    ['on another chain', ['--network', 'testnet', '--height', '1085980'], 'TX_CHAIN_ID'],
  ])('not %s', async (_, words, reason) => {
    const { exit, out } = await run(['tx', 'verify', tx.raw, ...words]);
    expect(exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(out)).toMatchObject({ valid: false, reason });
  });

  test.each([
    ['an unknown network', ['--network', 'nowhere']],
    ['a height that is none', ['--height', 'x']],
  ])('refuses %s', async (_, words) => {
    expect((await run(['tx', 'verify', tx.raw, ...words])).exit).toBe(EXIT.usage);
  });
});

describe('13 §2.3 circuit list', () => {
  const { circuits } = loadVectors<{
    circuits: { inputs: number; constraints: number; size: number; public_inputs: number[] }[];
  }>('plonk/phoenix-circuits');

  test('aegis has the rows of the reference', async () => {
    const { exit, out } = await run(['circuit', 'list', '--set', 'aegis']);
    expect(exit).toBe(EXIT.done);
    const found = JSON.parse(out).circuits as { name: string; rows: number; log2: number; publicInputs: number }[];
    expect(found.map(({ name, rows, log2, publicInputs }) => ({ name, rows, size: 2 ** log2, publicInputs }))).toEqual(
      circuits.map((circuit) => ({
        name: `aegis/phoenix/${circuit.inputs}`,
        rows: circuit.constraints,
        size: circuit.size,
        publicInputs: circuit.public_inputs.length,
      })),
    );
  });

  test('an unknown set is usage', async () => {
    expect((await run(['circuit', 'list', '--set', 'sound-9'])).exit).toBe(EXIT.usage);
  });
});

describe('13 §2.2 contract inspect', () => {
  test('bytes that are no module are refused with a reason', async () => {
    const { exit, out } = await run(['contract', 'inspect', '00']);
    expect(exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(out)).toMatchObject({ accepted: false, reason: expect.stringMatching(/^VM_|^MODULE_/) });
  });
});

describe('13 §7 contract build --check', () => {
  test('tells the same of a module of any language, and warns of names that nodes cannot call', async () => {
    const hex = toHex(relayModule);
    const shouted = hex.replace(toHex(utf8('relay')), toHex(utf8('Relay')));
    for (const [module, warnings] of [
      [hex, []],
      [shouted, ['upper case, which nodes cannot call: Relay']],
    ] as const) {
      const { exit, out } = await run(['contract', 'build', '--check', module]);
      expect(exit).toBe(EXIT.done);
      expect(validate('contract build', JSON.parse(out))).toBe('');
      expect(JSON.parse(out)).toMatchObject({ accepted: true, warnings });
      expect((await run(['contract', 'inspect', module])).out).toBe(out);
    }
    expect((await run(['contract', 'build', '--check', '00'])).exit).toBe(EXIT.checkedFalse);
  });
});

describe('13 §2.3 genesis root', () => {
  test('without the original binaries it says what is missing', async () => {
    const { exit, err } = await run(['genesis', 'root', 'mainnet', '--contracts', 'docs']);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.code).toBe('EXEC_CONTRACT_MISSING');
  });

  test('an unknown network is usage', async () => {
    expect((await run(['genesis', 'root', 'nowhere', '--contracts', 'docs'])).exit).toBe(EXIT.usage);
  });

  test('two files are checked as a folder is', async () => {
    const file = 'examples/words.txt';
    const { exit, err } = await run(['genesis', 'root', 'localnet', '--transfer', file, '--stake', file]);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error).toMatchObject({ code: 'EXEC_CONTRACT_HASH', details: { path: join(folder, file) } });
  });

  test.each([
    ['half of the pair', ['--transfer', 'a.wasm']],
    ['both ways at once', ['--contracts', 'docs', '--transfer', 'a.wasm', '--stake', 'b.wasm']],
  ])('%s is usage', async (_, words) => {
    const { exit, err } = await run(['genesis', 'root', 'localnet', ...words]);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.code).toBe('CLI_USAGE');
  });

  test('without originals our builds are taken, and the report says so', async () => {
    const text = '[[moonlight_account]]\naddress = "ACCOUNT"\nbalance = 7\n'.replace('ACCOUNT', faucet);
    const { exit, out } = await run(['genesis', 'root', '-'], text);
    expect(exit).toBe(EXIT.done);
    expect(validate('genesis root', JSON.parse(out))).toBe('');
    expect(JSON.parse(out)).toMatchObject({ network: '-', contracts: 'eventide' });
    const other = await runWords(['genesis', 'root', '-'], { folder, stdin: text.replace('= 7', '= 8') });
    expect(other.out).toContain('Eventide contracts, root differs from Rusk');
    expect(other.out).not.toContain(JSON.parse(out).root);
  });
});
