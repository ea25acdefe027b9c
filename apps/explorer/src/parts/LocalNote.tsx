import { Note } from '@eventide/kit';
import type { JSX } from 'preact';
import { facts } from '../chain/connection.ts';
import { t } from '../text/messages.ts';

/** Says that a network without value is one. */
export function LocalNote(): JSX.Element | null {
  const known = facts.value;
  if (known === null || (known.srs !== 'local-1' && known.proofs !== 'mock')) return null;
  return (
    <Note tone="plain">
      {t('localWarning')} {known.proofs === 'mock' && `${t('proofs')}: ${t('proofsMock')}.`}
    </Note>
  );
}
