import { Card, Copyable, countText, Empty, Facts, kitMessages, Page, Skeleton, useLoad } from '@eventide/kit';
import { getGasPrice, getMempool, getNodeInfo } from '@eventide/sdk';
import type { JSX } from 'preact';
import { client, facts, node } from '../chain/connection.ts';
import { listOf, textOf } from '../chain/describeTx.ts';
import { asExactJson } from '../chain/exactJson.ts';
import { liveBlocks } from '../chain/live.ts';
import { CircuitsCard } from '../parts/CircuitsCard.tsx';
import { Count } from '../parts/cells.tsx';
import { Failed } from '../parts/Failed.tsx';
import { LocalNote } from '../parts/LocalNote.tsx';
import { RulesCard } from '../parts/RulesCard.tsx';
import { Tokens } from '../parts/Tokens.tsx';
import { TxTable } from '../parts/TxTable.tsx';
import { t } from '../text/messages.ts';

const ASKED_PEERS = '50';

/** Rules and peers of the network, and what waits for a block. */
export function Network(): JSX.Element {
  const known = facts.value;
  const tip = liveBlocks.value[0]?.height;
  const waiting = useLoad((signal) => getMempool(node(), { signal }), [client.value, tip]);
  const prices = useLoad((signal) => getGasPrice(node(), { signal }), [client.value, tip]);
  const peers = useLoad(
    async (signal) => {
      const response = await node().transport.request({ path: '/on/network/peers', body: ASKED_PEERS, signal });
      return listOf(asExactJson(await response.text())).flatMap((peer) => textOf(peer) ?? []);
    },
    [client.value],
  );
  const version = useLoad(
    async (signal) => textOf((await getNodeInfo(node(), { signal })).version_build),
    [client.value],
  );
  const number = (value: bigint): string => t('lux', { count: countText(value, kitMessages.locale.value) });
  return (
    <Page title={t('network')} app={t('app')}>
      <LocalNote />
      <div class="x-columns">
        <Card title={t('chain')}>
          {known === null ? (
            <Skeleton lines={6} />
          ) : (
            <Facts
              rows={[
                [t('chain'), `dusk:${known.chainId}`],
                [t('protocol'), known.protocol],
                [t('nodeVersion'), version.data ?? known.nodeVersion],
                [t('genesis'), <Copyable key="genesis" text={known.genesisHash} what={t('genesis')} edge={10} />],
                [t('circuitSet'), known.circuitSet],
                [t('proofs'), known.proofs === 'mock' ? t('proofsMock') : t('proofsReal')],
                [t('srs'), known.srs === 'local-1' ? t('srsLocal') : t('srsCeremony')],
                [t('gasLimitBlock'), <Count key="gas" value={known.gas.blockLimit} />],
              ]}
            />
          )}
        </Card>
        <Card title={t('prices')}>
          {prices.data === undefined ? (
            <Skeleton />
          ) : (
            <Facts
              rows={[
                [t('lowest'), number(prices.data.min)],
                [t('median'), number(prices.data.median)],
                [t('highest'), number(prices.data.max)],
              ]}
            />
          )}
          <h3>{t('peers')}</h3>
          {peers.data === undefined ? (
            peers.loading && <Skeleton lines={2} />
          ) : (
            <p class="mono small wrap">{peers.data.length === 0 ? '–' : peers.data.join(', ')}</p>
          )}
        </Card>
      </div>
      <Card title={t('mempool')}>
        {waiting.failure !== undefined && <Failed failure={waiting.failure} again={waiting.again} />}
        {waiting.data === undefined && waiting.loading && <Skeleton />}
        {waiting.data?.length === 0 && <Empty icon="clock" text={t('mempoolEmpty')} />}
        {waiting.data !== undefined && waiting.data.length > 0 && <TxTable txs={waiting.data} />}
      </Card>
      <Tokens />
      <RulesCard />
      <CircuitsCard />
    </Page>
  );
}
