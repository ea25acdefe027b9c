import { Address, Card, CopyButton, Note, Page, Qr, Segments, Skeleton, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { AmountField } from '../parts/AmountField.tsx';
import { amountOf } from '../parts/amountField.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Address or account as text and QR code, shielded first. Works without a node. */
export function Receive(): JSX.Element {
  const { profile } = view.value;
  const [side, setSide] = useState<'shielded' | 'public'>('shielded');
  const [amount, setAmount] = useState('');
  const key = side === 'shielded' ? profile?.address : profile?.account;
  const value = amountOf(amount);
  const link = useLoad(async () => (key === undefined ? '' : engine().linkOf(key, value, '')), [key, value]).data;
  const what = side === 'shielded' ? t('addressWord') : t('accountWord');
  return (
    <Page title={t('receiveTitle')} app={t('app')}>
      <Segments
        label={t('receiveTitle')}
        value={side}
        onChange={setSide}
        options={[
          { value: 'shielded', label: t('shielded') },
          { value: 'public', label: t('public') },
        ]}
      />
      <Card>
        {key === undefined || link === undefined ? (
          <Skeleton lines={6} />
        ) : (
          <div class="w-receive">
            <Qr text={link} what={what} />
            <div class="stack">
              <Note icon={side === 'shielded' ? 'shield' : 'eye'} tone={side === 'shielded' ? 'info' : 'plain'}>
                {t(side === 'shielded' ? 'receiveShielded' : 'receivePublic')}
              </Note>
              <div class="stack-s">
                <div class="row spread">
                  <span class="k-label">{t(side)}</span>
                  <CopyButton text={key} what={what} />
                </div>
                <Address text={key} />
                <span class="sr-only" data-testid="receive-key">
                  {key}
                </span>
              </div>
              <AmountField label={`${t('receiveAmount')} (${t('optional')})`} value={amount} onInput={setAmount} />
              <div class="row spread">
                <span class="mono small wrap">{link.slice(0, 24)}…</span>
                <CopyButton text={link} what={t('copyLink')} />
              </div>
            </div>
          </div>
        )}
      </Card>
    </Page>
  );
}
