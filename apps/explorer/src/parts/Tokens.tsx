import { Card, Empty, Skeleton, Table, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { client, node } from '../chain/connection.ts';
import { findTokens } from '../chain/tokens.ts';
import { t } from '../text/messages.ts';
import { AccountLink, ContractLink, Count } from './cells.tsx';
import { Failed } from './Failed.tsx';

/** Contracts that call themselves tokens; none of them is vouched for. Spec: 13 §6 */
export function Tokens(): JSX.Element {
  const { data, failure, again } = useLoad((signal) => findTokens(node(), signal), [client.value]);
  return (
    <Card title={t('tokens')}>
      <p class="muted small">{t('tokensText')}</p>
      {failure?.code === 'NETWORK_UNSUPPORTED' && <p class="muted">{t('tokensUntold')}</p>}
      {failure !== undefined && failure.code !== 'NETWORK_UNSUPPORTED' && <Failed failure={failure} again={again} />}
      {data === undefined && failure === undefined && <Skeleton lines={2} />}
      {data?.tokens.length === 0 && <Empty icon="list" text={t('tokensNone')} />}
      {data !== undefined && data.tokens.length > 0 && (
        <Table
          caption={t('tokens')}
          rows={data.tokens}
          keyOf={({ id }) => id}
          columns={[
            { label: t('contract'), cell: ({ id }) => <ContractLink id={id} /> },
            { label: t('tokenSupply'), end: true, cell: ({ supply }) => <Count value={supply} /> },
            { label: t('deployer'), cell: ({ owner }) => <AccountLink account={owner} /> },
          ]}
        />
      )}
      {data !== undefined && data.unasked > 0 && (
        <p class="muted small">{t('tokensUnasked', { count: data.unasked })}</p>
      )}
    </Card>
  );
}
