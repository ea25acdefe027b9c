import { isEventideError, toHex } from '@eventide/base';
import { connectProver, type ProveProgress } from '@eventide/prover';
import { encodeTx } from '@eventide/tx/envelope';
import { txId } from '@eventide/tx/id';
import { attachProof, encodeCircuitInputs } from '@eventide/tx/phoenix/unproven';
import { buildSamplePayment } from './payment.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const phaseLine = element('phase');
const bar = element<HTMLProgressElement>('bar');
const proveButton = element<HTMLButtonElement>('prove');
const cancelButton = element<HTMLButtonElement>('cancel');

const names: Record<ProveProgress['phase'], string> = {
  queued: 'Waiting',
  key: 'Preparing the circuit (once)',
  witness: 'Computing the witness',
  commit: 'Committing to it',
  quotient: 'Computing the quotient',
  open: 'Opening the commitments',
  check: 'Checking the proof',
};

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const prover = connectProver(worker as never);
const answer = worker.onmessage;
worker.onmessage = (event) => {
  const { ready } = event.data as { ready?: { threads: number; mode: string; tier: string } };
  if (ready === undefined) answer?.call(worker, event);
  else element('threads').textContent = `${ready.threads} (${ready.mode}, ${ready.tier})`;
};
worker.onerror = (event) => prover.fail(event.message);

let running: AbortController | undefined;
proveButton.addEventListener('click', () => void proveOnce());
cancelButton.addEventListener('click', () => running?.abort());

async function proveOnce(): Promise<void> {
  running = new AbortController();
  proveButton.disabled = true;
  cancelButton.disabled = false;
  const started = performance.now();
  try {
    const unproven = buildSamplePayment((length) => crypto.getRandomValues(new Uint8Array(length)));
    const { proof } = await prover.prove(unproven.circuit, encodeCircuitInputs(unproven), {
      signal: running.signal,
      onProgress: show,
    });
    const tx = attachProof(unproven, proof);
    const bytes = encodeTx(tx);
    element('id').textContent = toHex(txId(tx));
    element('bytes').textContent = toHex(bytes);
    element('time').textContent = `${((performance.now() - started) / 1_000).toFixed(1)} s`;
    element('result').hidden = false;
    bar.value = 1;
    phaseLine.textContent = 'Proven and checked.';
  } catch (error) {
    bar.value = 0;
    phaseLine.textContent = isEventideError(error, 'PROVE_ABORTED') ? 'Cancelled.' : `Failed: ${String(error)}`;
  } finally {
    proveButton.disabled = false;
    cancelButton.disabled = true;
  }
}

function show({ phase, fraction, etaMs }: ProveProgress): void {
  bar.value = fraction;
  phaseLine.textContent =
    etaMs === null ? `${names[phase]} …` : `${names[phase]}, about ${Math.ceil(etaMs / 1_000)} s left`;
}
