import { Button, Dialog } from '@eventide/kit';
import type { JSX } from 'preact';
import { lockNow, lockWarning, stayOpen } from '../state/autoLock.ts';
import { t } from '../text/messages.ts';

/** Half a minute before the wallet locks by itself. */
export function LockWarning(): JSX.Element | null {
  const left = lockWarning.value;
  if (left === null) return null;
  return (
    <Dialog title={t('lock')} onClose={stayOpen}>
      <p>{t('lockSoon', { count: left })}</p>
      <div class="k-actions">
        <Button kind="primary" onClick={stayOpen}>
          {t('lockStay')}
        </Button>
        <Button onClick={lockNow}>{t('lock')}</Button>
      </div>
    </Dialog>
  );
}
