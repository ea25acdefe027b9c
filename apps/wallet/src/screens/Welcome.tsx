import { Icon, LinkButton, Page } from '@eventide/kit';
import type { JSX } from 'preact';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** The first screen of a browser without a wallet. */
export function Welcome(): JSX.Element {
  const { network } = view.value;
  return (
    <Page title={t('welcomeTitle')} app={t('app')} lead={t('welcomeText')}>
      <ul class="w-points">
        <li>
          <Icon name="shield" />
          {t('pointPrivate')}
        </li>
        <li>
          <Icon name="lock" />
          {t('pointOwn')}
        </li>
        <li>
          <Icon name="eye" />
          {t('pointOpen')}
        </li>
      </ul>
      <div class="k-actions">
        <LinkButton href="#/create" kind="primary" icon="plus">
          {t('create')}
        </LinkButton>
        <LinkButton href="#/restore">{t('restore')}</LinkButton>
      </div>
      {network !== null && <p class="muted small">{t('networkNamed', { name: network.name })}</p>}
    </Page>
  );
}
