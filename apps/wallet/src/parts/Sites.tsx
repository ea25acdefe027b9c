import { Button, Card, dateText, kitMessages } from '@eventide/kit';
import type { JSX } from 'preact';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Sites that may ask this wallet, each with a way to put it out. */
export function Sites(): JSX.Element {
  const { sites } = view.value;
  return (
    <Card title={t('sites')}>
      {sites.length === 0 && <p class="muted">{t('sitesNone')}</p>}
      {sites.length > 0 && (
        <ul class="stack-s">
          {sites.map(({ origin, sinceMs }) => (
            <li key={origin} class="row spread">
              <span class="wrap">
                {origin}{' '}
                <span class="muted small">{t('siteSince', { time: dateText(sinceMs, kitMessages.locale.value) })}</span>
              </span>
              <Button small onClick={() => void engine().forgetSite(origin)}>
                {t('disconnect')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
