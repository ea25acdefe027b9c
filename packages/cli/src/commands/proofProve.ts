import { join, resolve } from 'node:path';
import { toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { importCeremony } from '@eventide/plonk/srs/parameters';
import type { ProveProgress, Prover } from '@eventide/prover';
import { mockProver } from '@eventide/sdk';
import { nodeProver } from '@eventide/sdk/node';
import { walletVerifierData } from '@eventide/sdk/prover/circuits';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { parseCount, readInput } from '../input/bytes.ts';
import { formatFields } from '../output.ts';
import { progressLine, proveText } from '../wallet/progress.ts';
import { walletsFolder } from '../wallet/walletFolders.ts';
import { findCircuit, readWitness } from './circuit/findCircuit.ts';

const MAX_THREADS = 64;
const KIB = 1024;

/** Makes a proof here, or with `--mock` checks every row and makes what local networks take for one. Spec: 13 §2.2, §3.1 */
export async function proofProve(io: Io, input: Input): Promise<Outcome> {
  const { options } = input;
  const [name = '', text] = input.args;
  findCircuit(name);
  const isMock = options.mock === true;
  const witness = await readWitness(io, name, text);
  const prover = await proverOf(io, input, name, isMock);
  const progress = progressLine(io, input.flags);
  const phases = phaseClock();
  const started = performance.now();
  try {
    const { proof, publicInputs } = await prover.prove(name, witness, {
      signal: io.signal,
      onProgress(it) {
        phases.enter(it.phase);
        progress.show(proveText(it));
      },
    });
    progress.done();
    const report = {
      circuit: name,
      kind: isMock ? 'mock' : 'proof',
      version: 'V3',
      proof: toHex(proof),
      publicInputs: publicInputs.map((value) => toHex(fr.encode(value))),
      ms: (performance.now() - started).toFixed(0),
      peakBytes: String(process.resourceUsage().maxRSS * KIB),
      ...(options.profile === true ? { phases: phases.end() } : {}),
      ...(typeof options.out === 'string' ? { file: resolve(io.folder, options.out) } : {}),
    };
    if (report.file !== undefined) writeProofFile(report.file, name, report);
    const { proof: _, publicInputs: __, phases: spent, ...facts } = report;
    const human = formatFields({
      ...facts,
      'public inputs': publicInputs.length,
      ...Object.fromEntries((spent ?? []).map(({ phase, ms }) => [`  ${phase}`, `${ms} ms`])),
      proof: report.file === undefined ? report.proof : undefined,
    });
    return { json: report, human };
  } finally {
    progress.done();
    await prover.close();
  }
}

/** As `proof verify` reads it. */
function writeProofFile(
  file: string,
  circuit: string,
  {
    version,
    proof,
    publicInputs,
  }: { readonly version: string; readonly proof: string; readonly publicInputs: string[] },
): void {
  const verifier = toHex(encodeVerifierData(walletVerifierData(circuit)));
  writeWhole(file, `${JSON.stringify({ v: 1, version, verifier, publicInputs, proof })}\n`);
}

/** @throws CliError CLI_USAGE, CLI_BAD_INPUT, CLI_FILE; PlonkError PLONK_SRS_WRONG */
async function proverOf(io: Io, { options }: Input, name: string, isMock: boolean): Promise<Prover> {
  const threads =
    options.threads === undefined ? undefined : parseCount(String(options.threads), '--threads', 1, MAX_THREADS);
  if (isMock) return mockProver();
  if (typeof options.crs === 'string')
    return nodeProver({ threads, srs: importCeremony(await readInput(io, options.crs)) });
  if (name.startsWith('aegis/'))
    throw new CliError('CLI_USAGE', {
      circuit: name,
      expected: '--crs <file>: its keys are those of the public ceremony; or --mock',
    });
  return nodeProver({ folder: join(walletsFolder(io), '..', 'proving'), threads });
}

/** Milliseconds of each phase in the order they began. */
function phaseClock() {
  const spent = new Map<ProveProgress['phase'], number>();
  let current: ProveProgress['phase'] | undefined;
  let since = 0;
  const leave = (): void => {
    const now = performance.now();
    if (current !== undefined) spent.set(current, (spent.get(current) ?? 0) + now - since);
    since = now;
  };
  return {
    enter(phase: ProveProgress['phase']): void {
      if (phase === current) return;
      leave();
      current = phase;
    },
    end(): { phase: string; ms: string }[] {
      leave();
      return [...spent].map(([phase, ms]) => ({ phase, ms: ms.toFixed(0) }));
    },
  };
}
