import { Card, Icon, Note, Skeleton, useLoad } from '@eventide/kit';
import type { BlockInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { facts } from '../chain/connection.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';

/** What the browser itself verified of a block, and what it did not. */
export function Checked(props: { readonly block: BlockInfo; readonly below: BlockInfo | null }): JSX.Element {
  const { block, below } = props;
  const result = useLoad(
    () =>
      reader().checkBlock({
        headerJson: block.headerJson,
        hash: block.hash,
        prevHash: block.prevHash,
        txs: block.transactions.map(({ raw }) => raw),
        below: below === null ? null : { hash: below.hash, seed: below.seed },
        strict: facts.value?.strict ?? false,
      }),
    [block.hash, below?.hash, facts.value],
  );
  const wrong = result.data?.filter(({ ok }) => !ok) ?? [];
  return (
    <Card title={t('checked')}>
      <p class="muted small">{t('checkedText')}</p>
      {result.data === undefined && <Skeleton lines={2} />}
      {wrong.map(({ check }) => (
        <Note key={check} tone="danger">
          {t('checkWrong', { check: t(check) })}
        </Note>
      ))}
      <ul class="x-checks">
        {result.data?.map(({ check, ok }) => (
          <li key={check} data-ok={ok}>
            <Icon name={ok ? 'check' : 'cross'} />
            <span>{t(check)}</span>
          </li>
        ))}
        {(['checkGenerator', 'checkVotes'] as const).map((check) => (
          <li key={check} class="muted">
            <Icon name="info" />
            <span>
              {t('notChecked')}: {t(check)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
