import { Icon } from '@eventide/kit';
import type { Viewer, Visibility } from '@eventide/sdk';
import type { JSX } from 'preact';
import type { MessageKey } from '../text/en.ts';
import { t } from '../text/messages.ts';

const viewers: Readonly<Record<Viewer, MessageKey>> = {
  public: 'viewPublic',
  receiver: 'viewReceiver',
  contract: 'viewContract',
  nobody: 'viewNobody',
  'account public, notes hidden': 'viewAccount',
};

const extras: Readonly<Record<Visibility['alsoPublic'][number], MessageKey>> = {
  memo: 'alsoMemo',
  nonce: 'alsoNonce',
  fee: 'alsoFee',
  'number of notes': 'alsoNotes',
  'contract, function, arguments': 'alsoCall',
  deposit: 'alsoDeposit',
  code: 'alsoCode',
};

/** Who can see what of an action: icon and text, before every confirmation. Spec: 13 §5.2 */
export function WhoSees(props: {
  readonly visibility: Visibility;
  /** Address of a server that makes the proof; null: it is made here. */
  readonly server?: string | null | undefined;
}): JSX.Element {
  const { visibility, server = null } = props;
  const { sender, receiver, amount, alsoPublic } = visibility;
  return (
    <section class="w-sees" aria-label={t('whoSees')}>
      <h2 class="k-label">{t('whoSees')}</h2>
      <ul>
        <Line name={t('seeSender')} viewer={sender} />
        <Line name={t('seeReceiver')} viewer={receiver} />
        <Line name={t('seeAmount')} viewer={amount} />
        {server !== null && (
          <li data-open="true" data-testid="see-server">
            <Icon name="eye" />
            <span>
              <strong>{t('seeServer')}:</strong> {t('seeServerText', { server })}
            </span>
          </li>
        )}
      </ul>
      <p class="small">
        {t('seeAlso')}: {alsoPublic.map((extra) => t(extras[extra])).join(', ')}
      </p>
      <p class="small muted">{t('seeNode')}</p>
    </section>
  );
}

function Line({ name, viewer }: { readonly name: string; readonly viewer: Viewer }): JSX.Element {
  const open = viewer === 'public' || viewer === 'account public, notes hidden';
  return (
    <li data-open={open}>
      <Icon name={open ? 'eye' : 'shield'} />
      <span>
        <strong>{name}:</strong> {t(viewers[viewer])}
      </span>
    </li>
  );
}
