import { announceProgress, Progress } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** While the prover gets ready for the first time: what happens, and that nobody need wait for it. */
export function ReadyingNote(): JSX.Element | null {
  const { state, fraction } = view.value.proving;
  const busy = state === 'preparing';
  useEffect(() => {
    if (busy) announceProgress(t('preparingProofs'), performance.now());
  }, [busy]);
  if (!busy) return null;
  return (
    <div class="w-readying stack-s" data-testid="preparing-proofs">
      <Progress text={t('preparingProofs')} fraction={fraction} />
      <p class="muted small">{t('preparingProofsText')}</p>
    </div>
  );
}
