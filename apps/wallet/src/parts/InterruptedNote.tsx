import { amountText, Button, dateText, kitMessages, Note } from '@eventide/kit';
import type { JSX } from 'preact';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Actions that a closed page cut short: nothing of them was sent, nothing is lost. */
export function InterruptedNote(): JSX.Element | null {
  const { interrupted } = view.value;
  if (interrupted.length === 0) return null;
  const locale = kitMessages.locale.value;
  return (
    <Note tone="warn">
      <div class="stack-s" data-testid="interrupted">
        <strong>{t('interrupted')}</strong>
        <ul>
          {interrupted.map(({ kind, value, sinceMs }) => (
            <li key={sinceMs}>
              {t(kind)} · {amountText(value, locale)} · {dateText(sinceMs, locale)}
            </li>
          ))}
        </ul>
        <p>{t('interruptedText')}</p>
        <div>
          <Button small onClick={() => void engine().dismissInterrupted()}>
            {t('done')}
          </Button>
        </div>
      </div>
    </Note>
  );
}
