import { Address, Amount, Card, CopyButton, Empty, Facts, Note, Page, Skeleton, Table, useLoad } from '@eventide/kit';
import { getProvisioners, type ProvisionerInfo, queryGraphql } from '@eventide/sdk';
import type { JSX } from 'preact';
import { accountStatus } from '../chain/account.ts';
import { client, node } from '../chain/connection.ts';
import { listOf, luxOf, objectOf, textOf } from '../chain/describeTx.ts';
import { liveBlocks } from '../chain/live.ts';
import { AccountLink, BlockLink, Count, TxLink } from '../parts/cells.tsx';
import { Failed, isMissing } from '../parts/Failed.tsx';
import { t } from '../text/messages.ts';

/** What is public about an account: balance, stake and its public transfers. */
export function Account({ account }: { readonly account: string }): JSX.Element {
  const tip = liveBlocks.value[0]?.height;
  const status = useLoad((signal) => accountStatus(node(), account, signal), [client.value, account, tip]);
  const stakes = useLoad((signal) => getProvisioners(node(), { signal }), [client.value, account]);
  const stake = stakes.data?.find((entry) => entry.account === account);
  return (
    <Page title={t('account')} app={t('app')} lead={t('accountText')}>
      <Card>
        <div class="row">
          <Address text={account} />
          <CopyButton text={account} what={t('account')} />
        </div>
        {status.failure !== undefined && <Failed failure={status.failure} again={status.again} />}
        {status.data === undefined ? (
          status.loading && <Skeleton />
        ) : (
          <Facts
            rows={[
              [t('balance'), <Amount key="balance" lux={status.data.balance} />],
              [t('nonce'), <Count key="nonce" value={status.data.nonce} />],
              [t('nextNonce'), <Count key="next" value={status.data.nextNonce} />],
            ]}
          />
        )}
      </Card>
      <Card title={t('stake')}>
        {stakes.data === undefined && stakes.loading && <Skeleton lines={2} />}
        {stakes.data !== undefined && stake === undefined && <p class="muted">{t('noStake')}</p>}
        {stake !== undefined && <StakeFacts stake={stake} />}
      </Card>
      <History account={account} tip={tip} />
    </Page>
  );
}

function StakeFacts({ stake }: { readonly stake: ProvisionerInfo }): JSX.Element {
  return (
    <Facts
      rows={[
        [t('staked'), <Amount key="amount" lux={stake.amount} />],
        [t('locked'), <Amount key="locked" lux={stake.locked} />],
        [t('rewards'), <Amount key="reward" lux={stake.reward} />],
        [t('status'), t('eligibleFrom', { height: String(stake.eligibility) })],
        [t('faults'), `${stake.faults} / ${stake.hardFaults}`],
      ]}
    />
  );
}

type Move = {
  readonly height: bigint;
  readonly origin: string;
  readonly topic: string;
  readonly sender: string | undefined;
  readonly receiver: string | undefined;
  readonly value: bigint;
};

/** Public transfers from the archive. Spec: 08 §5.1 */
async function loadMoves(account: string, signal: AbortSignal): Promise<readonly Move[]> {
  const text = `query { fullMoonlightHistory(address: "${account.replace(/[^1-9A-Za-z]/g, '')}", ord: "desc") { json } }`;
  const data = await queryGraphql(node(), text, { signal });
  const groups = listOf(objectOf(data.fullMoonlightHistory).json).map(objectOf);
  return groups.flatMap((group) =>
    listOf(group.events)
      .map(objectOf)
      .map((event): Move => {
        const fields = objectOf(event.data);
        return {
          height: luxOf(group.block_height),
          origin: textOf(group.origin) ?? '',
          topic: textOf(event.topic) ?? '',
          sender: textOf(fields.sender),
          receiver: textOf(fields.receiver) ?? textOf(objectOf(fields.receiver).Moonlight),
          value: luxOf(fields.value),
        };
      }),
  );
}

const MOST_MOVES = 200;

function History({ account, tip }: { readonly account: string; readonly tip: bigint | undefined }): JSX.Element {
  const moves = useLoad((signal) => loadMoves(account, signal), [client.value, account, tip]);
  const rows = (moves.data ?? []).slice(0, MOST_MOVES);
  return (
    <Card title={t('history')}>
      {isMissing(moves.failure) && <Note tone="plain">{t('historyMissing')}</Note>}
      {moves.failure !== undefined && !isMissing(moves.failure) && (
        <Failed failure={moves.failure} again={moves.again} />
      )}
      {moves.data === undefined && moves.failure === undefined && <Skeleton />}
      {moves.data?.length === 0 && <Empty icon="list" text={t('noTxs')} />}
      {rows.length > 0 && (
        <Table
          caption={t('history')}
          rows={rows}
          keyOf={(move) => `${move.origin}-${move.topic}-${move.value}`}
          columns={[
            { label: t('blockWord'), cell: ({ height }) => <BlockLink height={height} /> },
            { label: t('tx'), cell: ({ origin }) => <TxLink id={origin} /> },
            { label: t('kind'), cell: ({ topic }) => <code>{topic}</code> },
            { label: t('from'), cell: ({ sender }) => (sender === undefined ? '–' : <AccountLink account={sender} />) },
            {
              label: t('to'),
              cell: ({ receiver }) => (receiver === undefined ? '–' : <AccountLink account={receiver} />),
            },
            { label: t('amount'), end: true, cell: ({ value }) => <Amount lux={value} /> },
          ]}
        />
      )}
    </Card>
  );
}

/** Nothing to show about a shielded address, and why that is good. */
export function ShieldedAddress({ address }: { readonly address: string }): JSX.Element {
  return (
    <Page title={t('shieldedAddress')} app={t('app')}>
      <Card>
        <Address text={address} />
        <Note icon="shield">{t('shieldedAddressText')}</Note>
        <p>
          <a href="#/view-key">{t('viewKey')}</a>
        </p>
      </Card>
    </Page>
  );
}
