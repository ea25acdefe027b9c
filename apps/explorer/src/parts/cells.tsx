import { agoText, Chip, Copyable, countText, dateText, kitMessages, shortened } from '@eventide/kit';
import type { Label } from '@eventide/ledger';
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { STAKE_ID, TRANSFER_ID } from '../chain/describeTx.ts';
import { t } from '../text/messages.ts';

/** Ticks each second, so that ages stay true. */
const nowMs = signal(Date.now());
setInterval(() => {
  if (document.visibilityState === 'visible') nowMs.value = Date.now();
}, 1_000);

/** How long ago, with the exact time as its title. */
export function Age({ timestampSec }: { readonly timestampSec: bigint }): JSX.Element {
  const atMs = Number(timestampSec) * 1_000;
  const locale = kitMessages.locale.value;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={dateText(atMs, locale)}>
      {agoText(atMs, Math.max(nowMs.value, atMs), locale)}
    </time>
  );
}

/** How settled a block is; an accepted one needs so many stable blocks above it. Only Final is settled. Spec: 06 §16 */
export function LabelChip({
  label,
  reverted,
}: {
  readonly label: Label;
  readonly reverted?: boolean | undefined;
}): JSX.Element {
  if (reverted === true) return <Chip tone="danger">{t('Reverted')}</Chip>;
  if (label.kind === 'Final')
    return (
      <Chip tone="positive" icon="check">
        {t('Final')}
      </Chip>
    );
  if (label.kind === 'Accepted')
    return (
      <Chip>{t('needs', { label: t('Accepted'), count: countText(label.distance, kitMessages.locale.value) })}</Chip>
    );
  return <Chip tone="accent">{t(label.kind)}</Chip>;
}

export function KindChip({ kind }: { readonly kind: 'phoenix' | 'moonlight' }): JSX.Element {
  return kind === 'phoenix' ? (
    <Chip tone="accent" icon="shield">
      {t('shielded')}
    </Chip>
  ) : (
    <Chip tone="public" icon="eye">
      {t('public')}
    </Chip>
  );
}

/** A number with separators. */
export function Count({ value }: { readonly value: bigint | number }): JSX.Element {
  return <>{countText(value, kitMessages.locale.value)}</>;
}

export function BlockLink({ height }: { readonly height: bigint }): JSX.Element {
  return (
    <a href={`#/block/${height}`}>
      <Count value={height} />
    </a>
  );
}

export function TxLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <a class="mono" href={`#/tx/${id}`} title={id}>
      {shortened(id)}
    </a>
  );
}

export function AccountLink({
  account,
  copy = false,
}: {
  readonly account: string;
  readonly copy?: boolean;
}): JSX.Element {
  const href = `#/account/${account}`;
  if (copy) return <Copyable text={account} what={t('account')} href={href} />;
  return (
    <a class="mono" href={href} title={account}>
      {shortened(account)}
    </a>
  );
}

/** Name of a contract every network has, else its shortened id. */
export function contractName(id: string): string {
  if (id === TRANSFER_ID) return t('transferContract');
  return id === STAKE_ID ? t('stakeContract') : shortened(id);
}

export function ContractLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <a href={`#/contract/${id}`} title={id}>
      {contractName(id)}
    </a>
  );
}

/** Share of a limit as a bar with its numbers beside it. */
export function GasBar({ spent, limit }: { readonly spent: bigint; readonly limit: bigint }): JSX.Element {
  const percent = limit === 0n ? 0 : Number((spent * 1_000n) / limit) / 10;
  const locale = kitMessages.locale.value;
  return (
    <div class="x-gas">
      <span>{t('gasOf', { spent: countText(spent, locale), limit: countText(limit, locale) })}</span>
      <span class="k-bar" aria-hidden="true">
        <span style={{ inlineSize: `${percent}%` }} />
      </span>
    </div>
  );
}
