import { Amount, Card, Chip, Empty, kitMessages, numberFormat, Page, Skeleton, Table, useLoad } from '@eventide/kit';
import { getProvisioners } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { liveBlocks } from '../chain/live.ts';
import { recordedVotes } from '../chain/recordedVotes.ts';
import { Committees } from '../parts/Committees.tsx';
import { AccountLink, ContractLink, Count } from '../parts/cells.tsx';
import { Failed } from '../parts/Failed.tsx';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';

/** Everybody with a stake, largest first. */
export function Provisioners(): JSX.Element {
  const list = useLoad((signal) => getProvisioners(node(), { signal }), [client.value]);
  const rows = [...(list.data ?? [])].sort((a, b) => (a.amount < b.amount ? 1 : -1));
  const total = rows.reduce((sum, { amount }) => sum + amount, 0n);
  const newest = liveBlocks.value.find(({ reverted }) => reverted !== true);
  const tip = newest?.height ?? 0n;
  const blocks = liveBlocks.value.filter(({ reverted }) => reverted !== true);
  const voted = useLoad(
    async () => (list.data === undefined ? undefined : reader().participation(list.data, recordedVotes(blocks))),
    [list.data, newest?.hash],
  );
  const generated = new Map<string, number>();
  for (const { generator } of blocks) generated.set(generator, (generated.get(generator) ?? 0) + 1);
  const percent = numberFormat(kitMessages.locale.value, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <Page title={t('provisioners')} app={t('app')}>
      <Card>
        <p class="muted small">{t('participationText', { count: blocks.length })}</p>
        {list.failure !== undefined && <Failed failure={list.failure} again={list.again} />}
        {list.data === undefined && list.loading && <Skeleton lines={8} />}
        {list.data?.length === 0 && <Empty icon="people" text={t('noStake')} />}
        {rows.length > 0 && (
          <Table
            caption={t('provisioners')}
            rows={rows}
            keyOf={({ account }) => account}
            columns={[
              { label: t('account'), cell: ({ account }) => <AccountLink account={account} /> },
              { label: t('stake'), end: true, cell: ({ amount }) => <Amount lux={amount} /> },
              {
                label: t('share'),
                end: true,
                cell: ({ amount }) => percent.format(total === 0n ? 0 : Number((amount * 10_000n) / total) / 10_000),
              },
              { label: t('rewards'), end: true, cell: ({ reward }) => <Amount lux={reward} /> },
              {
                label: t('blocks'),
                end: true,
                cell: ({ account }) => <Count value={generated.get(account) ?? 0} />,
              },
              {
                label: t('participation'),
                end: true,
                cell: ({ account }) => {
                  const own = voted.data?.find((entry) => entry.account === account);
                  return own === undefined || own.drawn === 0 ? '–' : percent.format(own.signed / own.drawn);
                },
              },
              {
                label: t('status'),
                cell: ({ eligibility }) =>
                  eligibility <= tip ? (
                    <Chip tone="positive">✓</Chip>
                  ) : (
                    t('eligibleFrom', { height: String(eligibility) })
                  ),
              },
              {
                label: t('faults'),
                end: true,
                cell: ({ faults, hardFaults }) => `${faults} / ${hardFaults}`,
              },
              {
                label: t('owner'),
                cell: ({ account, owner }) =>
                  'contract' in owner ? (
                    <ContractLink id={owner.contract} />
                  ) : owner.account === account ? (
                    '–'
                  ) : (
                    <AccountLink account={owner.account} />
                  ),
              },
            ]}
          />
        )}
      </Card>
      {newest !== undefined && <Committees tip={newest.height} />}
    </Page>
  );
}
